"""Every entry for itself and among the others: its contract, its stream, its cause, its pins."""

from collections.abc import Mapping

import msgspec
from msgspec import UnsetType

from services.auditor.source import Logged
from services.chassis.clock import from_text, to_text
from services.chassis.entry import UnknownEvent
from services.chassis.log.lines import to_base64
from services.contracts.event import UPCASTERS, Event
from services.contracts.topics import PARTITIONS
from services.contracts.values import Pin

from .finding import Finding
from .log import CheckedLog

_WRITE = msgspec.json.Encoder(order="sorted")


def check_alone(log: CheckedLog) -> list[Finding]:
    """Hold every entry of a log to its contract and to its place in its stream."""
    found: list[Finding] = []
    versions: dict[str, int] = {}
    for one in log.entries:
        entry = one.entry
        if why := _no_contract(one):
            found.append(Finding(one.service, one.index, "contract", why))
        due = versions.get(entry.stream, 0) + 1
        if entry.streamversion != due:
            why = f"{entry.stream} goes on with {entry.streamversion}, not {due}"
            found.append(Finding(one.service, one.index, "stream", why))
        versions[entry.stream] = entry.streamversion
    return found


def _no_contract(one: Logged) -> str:
    """Return why an entry is not what the published language says; empty when it is."""
    entry = one.entry
    if entry.source != f"lingpao.{one.service}":
        return f"{entry.source} speaks in the log of {one.service}"
    try:
        event = entry.event()
        moment = to_text(from_text(entry.time))
    except UnknownEvent as error:
        return str(error)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # What turns old data into new takes them as once written; hostile data are otherwise.
        return f"{entry.type}: {type(error).__name__} {error}"
    if entry.source != event.TOPIC:
        return f"{entry.type} is no event of {one.service}"
    if entry.subject != event.key:
        return f"its subject is {entry.subject}, its key {event.key}"
    if entry.specversion != "1.0" or moment != entry.time:
        return f"specversion {entry.specversion}, time {entry.time}"
    if entry.type not in UPCASTERS and _WRITE.encode(event) != _WRITE.encode(entry.data):
        return f"{entry.type}: fields that it does not have, or written in another way"
    return ""


def check_among(logs: Mapping[str, CheckedLog]) -> list[Finding]:
    """Hold what entries say of others to those: ids, causes, pins."""
    ids: dict[str, Logged] = {}
    found: list[Finding] = []
    for log in logs.values():
        for one in log.entries:
            if (other := ids.setdefault(one.entry.id, one)) is not one:
                older, newer = sorted((other, one), key=lambda each: each.entry.time)
                why = f"{newer.entry.id} is {older.service}#{older.index} already"
                found.append(Finding(newer.service, newer.index, "twice", why))
    for log in logs.values():
        for one in log.entries:
            if why := _no_cause(one, ids):
                found.append(Finding(one.service, one.index, "cause", why))
            if "pins" in one.entry.data:
                for why in _pins(one.entry.event(), logs):
                    found.append(Finding(one.service, one.index, "pin", why))
    return found


def _no_cause(one: Logged, ids: Mapping[str, Logged]) -> str:
    cause = one.entry.causationid
    if not cause:
        return ""
    other = ids.get(cause)
    if other is None:
        return f"its cause {cause} is in no log"
    if other.service == one.service and other.index >= one.index:
        return f"its cause stands after it, at {other.index}"
    return ""


def _pins(event: Event, logs: Mapping[str, CheckedLog]) -> list[str]:
    wrong = []
    pins: tuple[Pin, ...] = getattr(event, "pins", ())
    for pin in pins:
        log = logs.get(pin.origin.removeprefix("lingpao."))
        if log is None or log.checkpoint is None:
            wrong.append(f"it relies on {pin.origin}, which is no log")
            continue
        marks = () if isinstance(pin.marks, UnsetType) else pin.marks
        if marks and (len(marks) != PARTITIONS[pin.origin] or min(marks) < -1):
            wrong.append(f"it names {len(marks)} partitions of {pin.origin}")
            continue
        most = max((pin.size, *(mark + 1 for mark in marks)))
        size = log.checkpoint.size
        if most > size or pin.size < 0:
            wrong.append(f"it relies on {most} entries of {pin.origin}, which has {size}")
        elif pin.root and to_base64(log.root(pin.size)) != pin.root:
            wrong.append(f"{pin.origin} had another root at {pin.size} entries")
    return wrong
