"""The log entry: a CloudEvents 1.0 envelope and the event's data, as canonical bytes.

What is stored, hashed and proven is one string of bytes, made once and never re-encoded.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec

from services.contracts.event import EVENT_TYPES, UPCASTERS, Event

from . import clock
from .log import canon


class UnknownEvent(ValueError):
    """An entry of a type or shape that the contracts do not have."""


@dataclass(frozen=True)
class Actor:
    """Who acts: an opaque account id, its organisation and role; never a person's name (R25)."""

    id: str
    organisation: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: CloudEvents attributes (lower-case letters only), ours among them, and data."""

    id: str
    source: str
    type: str
    subject: str
    time: str
    stream: str
    streamversion: int
    actor: str
    actororg: str
    actorrole: str
    reason: str
    correlationid: str
    causationid: str
    simulated: bool
    data: dict[str, Any]
    specversion: str = "1.0"

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: the stored state and the leaf of the log.

        :raises canon.NotCanonical: when a value has no canonical form or the entry is longer
            than a log entry can be.
        """
        data = canon.encode({name: getattr(self, name) for name in _NAMES})
        if len(data) > canon.MAX_ENTRY_BYTES:
            raise canon.NotCanonical("$", f"{len(data)} bytes, at most {canon.MAX_ENTRY_BYTES}")
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> "Entry":
        """Read stored bytes.

        :raises UnknownEvent: when they are no entry.
        """
        try:
            return _READ.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnknownEvent(str(error)) from error

    def event(self) -> Event:
        """Return the event in today's class, upcast from older versions.

        :raises UnknownEvent: when the contracts have no such type or the data do not fit it.
        """
        return event_from(self.type, self.data)

    @property
    def moment(self) -> datetime:
        """The entry's time, aware, in UTC."""
        return clock.from_text(self.time)


_READ = msgspec.json.Decoder(Entry)
_NAMES = tuple(sorted(field.name for field in fields(Entry)))


def data_of(event: Event) -> dict[str, Any]:
    """Return an event's fields as JSON-plain values: decimals and dates as text."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def event_from(type_name: str, data: dict[str, Any]) -> Event:
    """Build the event of a stored type from its data.

    :raises UnknownEvent: when the type is unknown or the data do not fit.
    """
    while type_name in UPCASTERS:
        type_name, upcast = UPCASTERS[type_name]
        data = upcast(data)
    cls = EVENT_TYPES.get(type_name)
    if cls is None:
        raise UnknownEvent(f"no contract for {type_name}")
    try:
        return msgspec.convert(data, cls)
    except msgspec.ValidationError as error:
        raise UnknownEvent(f"{type_name}: {error}") from error
