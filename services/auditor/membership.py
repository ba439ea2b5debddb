"""Which applications belonged on a board, told from entries alone.

A board is drawn from what scoring had judged and heard by then; its pins say how much of the
other logs that was. A restatement takes away, and never adds; it keeps the scheme version that
the board was drawn by, whatever was adopted since (R5).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from msgspec import UnsetType

from services.chassis.bus.partitioner import partition_for
from services.chassis.clock import shanghai_date
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.in_force import version_in_force
from services.contracts.values import Pin

from .source import Logged

E = TypeVar("E", bound=Event)
Board = s.BoardDrawn | s.BoardRestated
#: Which of the scored applications a draw lists: the best of each enterprise, or all (R30).
Listed = Callable[[Mapping[str, s.Scored]], set[str]]


def events(log: Sequence[Logged], kind: type[E]) -> Iterator[E]:
    """Return the events of a kind in a log."""
    for one in log:
        if one.entry.type == kind.TYPE:
            event = one.entry.event()
            if isinstance(event, kind):
                yield event


def members(
    logs: Mapping[str, Sequence[Logged]], said: Board, at: Logged, listed: Listed
) -> dict[str, s.Scored]:
    """Return the scores of the applications that belong on a board version.

    :param at: the entry that said it.
    :param listed: who of those that were drawn got a row: nobody else can stay on a restatement.
    """
    earlier = logs["scoring"][: at.index]
    if isinstance(said, s.BoardDrawn):
        return _drawn(logs, earlier, said, at)
    drawn = last_drawn(logs["scoring"], said.board, at)
    base = drawn.entry.event()
    if not isinstance(base, s.BoardDrawn):
        raise TypeError(f"{drawn.entry.type} draws no board")
    found = _drawn(logs, earlier[: drawn.index], base, drawn)
    rows = listed(found)
    for restated, _ in restatements(logs["scoring"], said.board, at):
        rows.difference_update(restated.removed)
    rescored = _judged(earlier, said.board, said.scheme_version)
    return {application: rescored.get(application, found[application]) for application in rows}


def restatements(
    log: Sequence[Logged], board: str, at: Logged
) -> Iterator[tuple[s.BoardRestated, Logged]]:
    """Return a board's restatements since it was last drawn, up to an entry and with it."""
    if at.entry.type == s.BoardDrawn.TYPE:
        return
    for one in log[last_drawn(log, board, at).index : at.index + 1]:
        if one.entry.type == s.BoardRestated.TYPE and one.entry.data["board"] == board:
            event = one.entry.event()
            if isinstance(event, s.BoardRestated):
                yield event, one


def last_drawn(log: Sequence[Logged], board: str, at: Logged) -> Logged:
    """Return the entry that drew a board last before an entry."""
    drawn = [
        one
        for one in log[: at.index]
        if one.entry.type == s.BoardDrawn.TYPE and one.entry.data["board"] == board
    ]
    return drawn[-1]


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
    overtaken = {e.application for e in events(intake, i.WithdrawalOvertaken)}
    accepted -= {e.application for e in events(intake, i.ApplicationWithdrawn)} - overtaken
    texts = _texts_on(intake, today)
    gone = {e.standard for e in events(intake, i.StandardAbolished) if e.abolished <= today}
    otherwise = _shown_otherwise(intake)
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
    # A bar may lift and a record come back; both are looked at by themselves, and so is consent.
    removed = {
        one
        for e in events(earlier, s.BoardRestated)
        if e.cause not in {"bar_imposed", "record_gone", "consent_refused"}
        for one in e.removed
    }
    removed |= _refusing(intake, earlier, said.scheme_version)
    return {
        application: scored
        for application, scored in _judged(earlier, said.board, said.scheme_version).items()
        if application in accepted
        and application not in removed
        and scored.standard not in gone
        and application not in otherwise
        and texts.get(scored.standard) == scored.text_sha256
        and scored.enterprise not in barred | kept_away
    }


def _refusing(intake: Sequence[Logged], earlier: Sequence[Logged], scheme_version: int) -> set[str]:
    """Return who has refused and stays away, on the board or off it (R15).

    A refusal that took a row off a board by another scheme version was of another result.
    """
    taken_off = {
        e.cause_id: e.scheme_version
        for e in events(earlier, s.BoardRestated)
        if e.cause == "consent_refused"
    }
    return {
        one.entry.data["application"]
        for one in intake
        if one.entry.type == i.ConsentRefused.TYPE
        and taken_off.get(one.entry.id, scheme_version) == scheme_version
    }


def _texts_on(intake: Sequence[Logged], day: date) -> dict[str, str]:
    """Return the hash of each standard's text in force on a day (R7, R31)."""
    declared: dict[str, dict[int, i.StandardDeclared | i.StandardRevised]] = {}
    for first in events(intake, i.StandardDeclared):
        declared[first.standard] = {first.version: first}
    for revised in events(intake, i.StandardRevised):
        declared.setdefault(revised.standard, {})[revised.version] = revised
    found = {}
    for standard, versions in declared.items():
        days = ((number, e.effective) for number, e in versions.items())
        if counts := version_in_force(days, day):
            found[standard] = versions[counts].text_sha256
    return found


def _shown_otherwise(intake: Sequence[Logged]) -> set[str]:
    """Return the applications whose text the platform showed last to be gone or another (R31)."""
    found: set[str] = set()
    for one in intake:
        if one.entry.type in {i.PlatformTextDiffered.TYPE, i.PlatformRecordGone.TYPE}:
            found.add(one.entry.data["application"])
        elif one.entry.type == i.PlatformTextConfirmed.TYPE:
            found.discard(one.entry.data["application"])
    return found


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
    """Return the last score of each application by a scheme version (R5).

    Less those that it found ineligible after that.
    """
    found: dict[str, s.Scored] = {}
    for one in earlier:
        if one.entry.type not in {s.Scored.TYPE, s.StandardFoundIneligible.TYPE}:
            continue
        if one.entry.data["scheme_version"] != scheme_version:
            continue
        event = one.entry.event()
        if isinstance(event, s.StandardFoundIneligible):
            found.pop(event.application, None)
        elif isinstance(event, s.Scored) and f"{event.season}.{event.category}" == board:
            found[event.application] = event
    return found
