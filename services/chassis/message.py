"""An entry on the bus: CloudEvents 1.0 in Kafka's binary mode.

Attributes travel as ``ce_…`` headers, the data as the JSON value. Nothing of the entry is left
out, so whoever has the message can write the entry's canonical bytes again and check its leaf.
"""

import re
from dataclasses import dataclass, fields

import msgspec

from .bus.port import Outgoing, Record
from .entry import Entry, UnknownEvent
from .log import canon

_CONTENT_TYPE = ("content-type", b"application/json; charset=utf-8")
_SOURCE = re.compile(r"[a-z0-9.-]{1,80}")
_ATTRIBUTES = tuple(field for field in fields(Entry) if field.name != "data")


@dataclass(frozen=True)
class Origin:
    """Where a message comes from: a source, and the index in that source's log.

    ``previous`` is the index of the source's message before it in the same partition, None when
    there was none: with it a consumer sees when one is missing.
    """

    source: str
    position: int
    previous: int | None = None


@dataclass(frozen=True)
class Heard:
    """A message that came in."""

    entry: Entry
    origin: Origin


def outgoing(entry: Entry, position: int, topic: str, previous: int | None = None) -> Outgoing:
    """Write an entry as a record for a topic.

    :param position: its index in the source's log.
    :param previous: that of the source's message before it in the same partition.
    """
    before = "" if previous is None else str(previous)
    headers = [
        _CONTENT_TYPE,
        ("ce_position", str(position).encode()),
        ("ce_previous", before.encode()),
    ]
    for field in _ATTRIBUTES:
        value = getattr(entry, field.name)
        text = {True: "true", False: "false"}[value] if field.type is bool else str(value)
        headers.append((f"ce_{field.name}", text.encode()))
    return Outgoing(topic, entry.subject.encode(), canon.encode(entry.data), tuple(headers))


def heard(record: Record) -> Heard:
    """Read a record.

    :raises UnknownEvent: when it is no message of ours; the reason is in the text.
    """
    try:
        headers = {
            name.removeprefix("ce_"): value.decode()
            for name, value in record.headers
            if name.startswith("ce_")
        }
        origin = _origin(headers)
        plain: dict[str, object] = {**headers, "data": canon.decode(record.value)}
        plain["streamversion"] = _count(headers["streamversion"])
        plain["simulated"] = {"true": True, "false": False}[headers["simulated"]]
        entry = msgspec.convert(plain, Entry)
    except (KeyError, ValueError, msgspec.ValidationError) as error:
        raise UnknownEvent(f"not a message: {type(error).__name__} {error}") from error
    if record.key != entry.subject.encode():
        raise UnknownEvent("the record's key is not the entry's subject")
    return Heard(entry, origin)


def origin_of(record: Record) -> Origin | None:
    """Return where a record that cannot be read comes from, if its headers tell at least that."""
    try:
        return _origin(
            {
                name.removeprefix("ce_"): value.decode()
                for name, value in record.headers
                if name in {"ce_source", "ce_position", "ce_previous"}
            }
        )
    except (KeyError, ValueError):
        return None


def _origin(headers: dict[str, str]) -> Origin:
    """Take the origin out of a message's attributes."""
    position, before = _count(headers.pop("position")), headers.pop("previous", "")
    if not _SOURCE.fullmatch(headers["source"]):
        raise ValueError("no source is named so")
    return Origin(headers["source"], position, _count(before) if before else None)


def _count(text: str) -> int:
    """Read a count as :func:`outgoing` writes it, with the bound of an entry's numbers."""
    number = int(text)
    if str(number) != text or not 0 <= number < 2**53:
        raise ValueError(f"{text!r} is no count")
    return number
