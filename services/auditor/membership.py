"""Which applications belonged on a board, told from entries alone.

A board is drawn from what scoring had judged and heard by then; its pins say how much of the
other logs that was. A restatement takes away, and never adds.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import UnsetType

from services.chassis.bus.partitioner import partition_for
from services.chassis.clock import shanghai_date
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.values import Pin

from .source import Logged

E = TypeVar("E", bound=Event)
Board = s.BoardDrawn | s.BoardRestated


def events(log: Sequence[Logged], kind: type[E]) -> Iterator[E]:
    """Return the events of a kind in a log."""
    for one in log:
        if one.entry.type == kind.TYPE:
            event = one.entry.event()
            if isinstance(event, kind):
                yield event


def members(logs: Mapping[str, Sequence[Logged]], said: Board, at: Logged) -> dict[str, s.Scored]:
    """Return the scores of the applications that belong on a board version.

    :param at: the entry that said it.
    """
    earlier = logs["scoring"][: at.index]
    if isinstance(said, s.BoardDrawn):
        return _drawn(logs, earlier, said, at)
    drawn = [one for one in earlier if _draws(one, said.board)]
    base = drawn[-1].entry.event()
    if not isinstance(base, s.BoardDrawn):
        raise TypeError(f"{drawn[-1].entry.type} draws no board")
    found = _drawn(logs, earlier[: drawn[-1].index], base, drawn[-1])
    since = [*events(earlier[drawn[-1].index :], s.BoardRestated), said]
    for restated in since:
        if restated.board == said.board:
            for application in restated.removed:
                found.pop(application, None)
    rescored = _judged(earlier, said.board, said.scheme_version)
    return {application: rescored.get(application, old) for application, old in found.items()}


def _draws(one: Logged, board: str) -> bool:
    return one.entry.type == s.BoardDrawn.TYPE and one.entry.data["board"] == board


def _drawn(
    logs: Mapping[str, Sequence[Logged]],
    earlier: Sequence[Logged],
    said: s.BoardDrawn,
    at: Logged,
) -> dict[str, s.Scored]:
    pins = {pin.origin.removeprefix("lingpao."): pin for pin in said.pins}
    intake = _heard(logs["intake"], pins.get("intake"))
    registry = _heard(logs["registry"], pins.get("registry"))
    today = shanghai_date(at.entry.moment)

    accepted = {e.application for e in events(intake, i.ApplicationAccepted)}
    accepted -= {e.application for e in events(intake, i.ApplicationWithdrawn)}
    texts = {e.standard: e.text_sha256 for e in events(intake, i.StandardDeclared)}
    texts |= {e.standard: e.text_sha256 for e in events(intake, i.StandardRevised)}
    gone = {e.standard for e in events(intake, i.StandardAbolished) if e.abolished <= today}
    lifted = {e.revocation for e in events(registry, r.BarLifted)}
    barred = {
        e.enterprise
        for e in events(registry, r.BarImposed)
        if e.revocation not in lifted and e.first_day <= today <= e.last_day
    }
    kept_away = {
        e.enterprise
        for e in events(earlier, s.ConflictOfInterestDeclared)
        if e.season == said.season
    }
    # A bar may lift, and is looked at by itself; who refused stays away, on the board or off it.
    removed = {
        one
        for e in events(earlier, s.BoardRestated)
        if e.cause != "bar_imposed"
        for one in e.removed
    }
    removed |= {e.application for e in events(intake, i.ConsentRefused)}
    return {
        application: scored
        for application, scored in _judged(earlier, said.board, said.scheme_version).items()
        if application in accepted
        and application not in removed
        and scored.standard not in gone
        and texts.get(scored.standard) == scored.text_sha256
        and scored.enterprise not in barred | kept_away
    }


def _heard(log: Sequence[Logged], pin: Pin | None) -> Sequence[Logged]:
    """Return what had been heard of a log when it was pinned."""
    if pin is None:
        return ()
    if isinstance(pin.marks, UnsetType):
        return log[: pin.size]
    marks = pin.marks
    return [
        one
        for one in log[: max(marks, default=-1) + 1]
        if one.index <= marks[partition_for(one.entry.subject.encode(), len(marks))]
    ]


def _judged(earlier: Sequence[Logged], board: str, scheme_version: int) -> dict[str, s.Scored]:
    """Return the last score of each application, less those found ineligible after it."""
    found: dict[str, s.Scored] = {}
    for one in earlier:
        if one.entry.type == s.Scored.TYPE:
            event = one.entry.event()
            if isinstance(event, s.Scored) and f"{event.season}.{event.category}" == board:
                found[event.application] = event
        elif one.entry.type == s.StandardFoundIneligible.TYPE:
            found.pop(one.entry.data["application"], None)
    return {name: event for name, event in found.items() if event.scheme_version == scheme_version}
