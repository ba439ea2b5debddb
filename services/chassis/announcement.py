"""A signed checkpoint on the bus: told by the service whose log it is, heard by the others."""

from collections.abc import Mapping

import msgspec

from services.contracts.checkpoint import CheckpointSigned
from services.contracts.topics import CHECKPOINTS

from .bus.port import Outgoing, Record
from .log import canon

_CONTENT_TYPE = b"application/json; charset=utf-8"


class NoAnnouncement(ValueError):
    """The record tells of no checkpoint; the text says why."""


def headers_of(said: CheckpointSigned) -> Mapping[str, str]:
    """Return the CloudEvents attributes of the message."""
    return {
        "ce_specversion": "1.0",
        "ce_id": f"{said.source}@{said.size}",
        "ce_source": said.source,
        "ce_type": said.TYPE,
        "ce_subject": said.source,
    }


def outgoing(said: CheckpointSigned) -> Outgoing:
    """Write the message; a repeat of it is the same bytes."""
    headers = [("content-type", _CONTENT_TYPE)]
    headers += [(name, text.encode()) for name, text in headers_of(said).items()]
    value = canon.encode(msgspec.to_builtins(said))
    return Outgoing(CHECKPOINTS, said.source.encode(), value, tuple(headers))


def heard(record: Record) -> CheckpointSigned:
    """Read the message.

    :raises NoAnnouncement: when it is none, or its headers say another thing than its value.
    """
    try:
        said = msgspec.convert(canon.decode(record.value), CheckpointSigned)
    except (canon.NotCanonical, msgspec.ValidationError) as error:
        raise NoAnnouncement(str(error)) from error
    if dict(record.headers) != dict(outgoing(said).headers) or record.key != said.source.encode():
        raise NoAnnouncement("headers or key do not fit the value")
    return said
