"""A public notice and the objections made during it (R17, R18)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.contracts.event import Event
from services.contracts.registry import (
    AnswerDayProvisional,
    AnswerDaySettled,
    CorrectionShown,
    NoticeClosed,
    NoticeEndSettled,
    NoticeExtended,
    NoticeOpened,
    NoticeReopened,
    ObjectionAttachmentKept,
    ObjectionDismissed,
    ObjectionFiled,
    ObjectionJoined,
    ObjectionReceiptIssued,
    ObjectionSupplemented,
    ObjectionUpheld,
    ObjectionWithdrawn,
)

from . import refusals
from .calendar import WorkingDays

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True)
class Notice:
    """A notice as it stands; ``objections`` says of each whether it needs no decision any more.

    ``board_version`` is the version shown since the last reopening, None before any;
    ``unsettled`` the upheld objections whose changed board has not been shown yet; ``extra`` the
    working days added since it was shown; ``joined`` which objection is answered with which;
    ``attached`` and ``supplemented`` count the files and supplements of each; ``corrections`` are
    the upheld ones whose words have not been shown corrected yet, with the board version reopened
    when they were upheld, 0 for the one handed in.
    """

    notice: str
    kind: str
    about: str
    season: str
    category: str
    opened: date
    working_days: int
    last_day: date | None
    provisional_last_day: date
    state: str = OPEN
    board_version: int | None = None
    objections: dict[str, bool] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    extra: int = 0
    joined: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    attached: Mapping[str, int] = field(default_factory=dict)
    supplemented: Mapping[str, int] = field(default_factory=dict)
    corrections: Mapping[str, int] = field(default_factory=dict)

    @property
    def open_objections(self) -> tuple[str, ...]:
        """The objections that wait for their answer."""
        return tuple(one for one, decided in self.objections.items() if not decided)

    def waits(self, objection: str) -> bool:
        """Tell whether an objection of this notice waits for an answer, its own or a shared one."""
        return (
            objection not in self.withdrawn
            and not (self.objections[self.joined.get(objection, objection)])
        )


def evolve(state: Notice | None, event: Event) -> Notice:
    """Apply one event of a notice's stream."""
    if isinstance(event, NoticeOpened):
        return _shown(event)
    if state is None:
        raise ValueError(f"{event.TYPE} before the notice was opened")
    if isinstance(event, NoticeReopened):
        shown = _shown(event)
        return replace(
            state,
            opened=shown.opened,
            working_days=shown.working_days,
            last_day=shown.last_day,
            provisional_last_day=shown.provisional_last_day,
            state=OPEN,
            board_version=event.board_version,
            unsettled=state.unsettled - {event.change.partition(":")[2]},
            extra=0,
        )
    if isinstance(event, NoticeEndSettled | NoticeExtended | NoticeClosed):
        return _timed(state, event)
    return _objected(state, event)


def _timed(state: Notice, event: NoticeEndSettled | NoticeExtended | NoticeClosed) -> Notice:
    match event:
        case NoticeEndSettled():
            return replace(state, last_day=event.last_day, provisional_last_day=event.last_day)
        case NoticeExtended():
            return replace(
                state,
                extra=event.extra,
                last_day=event.last_day,
                provisional_last_day=event.provisional_last_day,
            )
        case NoticeClosed():
            return replace(state, state=CLOSED)


def _objected(state: Notice, event: Event) -> Notice:
    match event:
        case ObjectionFiled():
            return replace(state, objections={**state.objections, event.objection: False})
        case ObjectionAttachmentKept():
            return replace(state, attached=_counted(state.attached, event.objection))
        case ObjectionSupplemented():
            return replace(state, supplemented=_counted(state.supplemented, event.objection))
        case ObjectionReceiptIssued() | AnswerDayProvisional() | AnswerDaySettled():
            return state
        case ObjectionJoined():
            return _joined(state, event.objection, event.into)
        case ObjectionWithdrawn():
            return _withdrawn(state, event.objection)
        case ObjectionDismissed() | ObjectionUpheld():
            decided = replace(state, objections={**state.objections, event.objection: True})
            return _upheld(decided, event) if isinstance(event, ObjectionUpheld) else decided
        case CorrectionShown():
            left = {one: at for one, at in state.corrections.items() if one != event.objection}
            return replace(state, corrections=left)
    raise ValueError(f"{event.TYPE} is no event of a notice")


def _upheld(state: Notice, event: ObjectionUpheld) -> Notice:
    if event.effect in {"removal", "rescore"}:
        return replace(state, unsettled=state.unsettled | {event.objection})
    if state.kind == "results":
        at = state.board_version or 0
        return replace(state, corrections={**state.corrections, event.objection: at})
    # A scheme's version never changes: its correction is a later version (R5).
    return state


def _counted(counts: Mapping[str, int], objection: str) -> Mapping[str, int]:
    return {**counts, objection: counts.get(objection, 0) + 1}


def _joined(state: Notice, objection: str, into: str) -> Notice:
    """The one it joined waits for the answer in its place, and for those joined to it before."""
    moved = {one: into if to == objection else to for one, to in state.joined.items()}
    return replace(
        state,
        objections={**state.objections, objection: True},
        joined={**moved, objection: into},
    )


def _withdrawn(state: Notice, objection: str) -> Notice:
    """It asks for no answer any more; those joined to it ask for their own again."""
    again = {one: False for one, to in state.joined.items() if to == objection}
    gone = {objection, *again}
    return replace(
        state,
        objections={**state.objections, **again, objection: True},
        joined={one: to for one, to in state.joined.items() if one not in gone},
        withdrawn=state.withdrawn | {objection},
    )


def _shown(event: NoticeOpened | NoticeReopened) -> Notice:
    return Notice(
        event.notice,
        event.kind,
        event.about,
        event.season,
        event.category,
        event.opened,
        event.working_days,
        event.last_day,
        event.provisional_last_day,
    )


def open_notice(
    *,
    notice: str,
    kind: str,
    about: str,
    season: str,
    category: str,
    today: date,
    working_days: int,
    floor: int,
    calendar: WorkingDays,
) -> NoticeOpened:
    """Open a notice today. More working days than the floor are allowed, never fewer (R17).

    :raises NoticeTooShort: below the floor.
    """
    if working_days < floor:
        raise refusals.NoticeTooShort(field="working_days", found=working_days, expected=floor)
    end = calendar.nth_after(today, working_days)
    return NoticeOpened(
        notice=notice,
        kind=kind,
        about=about,
        season=season,
        category=category,
        opened=today,
        working_days=working_days,
        last_day=end.last_day,
        provisional_last_day=end.earliest,
        calendar=calendar.version,
    )


def reopen(
    state: Notice, *, today: date, calendar: WorkingDays, board_version: int, change: str
) -> NoticeReopened:
    """Show what changed for the full length again (R18, R9), even after the notice had closed."""
    end = calendar.nth_after(today, state.working_days)
    return NoticeReopened(
        notice=state.notice,
        kind=state.kind,
        about=state.about,
        season=state.season,
        category=state.category,
        opened=today,
        working_days=state.working_days,
        last_day=end.last_day,
        provisional_last_day=end.earliest,
        calendar=calendar.version,
        board_version=board_version,
        change=change,
    )


def extend(
    state: Notice, *, working_days: int, reason: str, now: datetime, calendar: WorkingDays
) -> NoticeExtended:
    """Give a running notice more working days, with the reason (R17, A3).

    :param working_days: how many more.
    :raises NoticeOver: when it has ended: what was shown too short is shown again.
    :raises FieldWrong: for less than one day, or without a reason.
    """
    ended = state.last_day is not None and calendar.reached(state.last_day, now)
    if state.state == CLOSED or ended:
        raise refusals.NoticeOver(
            notice=state.notice, last_day=(state.last_day or state.provisional_last_day).isoformat()
        )
    if working_days < 1:
        raise refusals.FieldWrong(field="working_days", found=str(working_days), expected="≥ 1")
    if not reason.strip():
        raise refusals.FieldWrong(field="reason", found="", expected="the reason")
    extra = state.extra + working_days
    end = calendar.nth_after(state.opened, state.working_days + extra)
    return NoticeExtended(
        notice=state.notice,
        extra=extra,
        last_day=end.last_day,
        provisional_last_day=end.earliest,
        calendar=calendar.version,
    )


def settle(state: Notice, now: datetime, calendar: WorkingDays) -> NoticeEndSettled | None:
    """Settle a provisional end once the calendar allows (R17).

    An amended calendar moves a certain end too (R34), but only to a later day: the public relies on
    an end once announced. After 24:00 of its certain last day it keeps what it closes by, whether
    the timer has closed it yet or not.

    :returns: None when there is nothing to settle.
    """
    last_day = calendar.nth_after(state.opened, state.working_days + state.extra).last_day
    if state.state != OPEN or last_day is None:
        return None
    known = state.last_day
    if known is not None and (last_day <= known or calendar.reached(known, now)):
        return None
    return NoticeEndSettled(notice=state.notice, last_day=last_day, calendar=calendar.version)


def close(state: Notice, now: datetime, calendar: WorkingDays) -> NoticeClosed:
    """Close a notice after 24:00 of its last day (R17).

    Open objections do not keep it open: they are what publication waits for (R18).

    :raises NoticeRunning: before that, or while the end is provisional.
    :raises NoticeOver: when it has closed.
    """
    if state.state == CLOSED:
        raise refusals.NoticeOver(
            notice=state.notice, last_day=(state.last_day or state.provisional_last_day).isoformat()
        )
    if state.last_day is None or not calendar.reached(state.last_day, now):
        raise refusals.NoticeRunning(
            notice=state.notice, last_day=(state.last_day or state.provisional_last_day).isoformat()
        )
    return NoticeClosed(
        notice=state.notice,
        kind=state.kind,
        about=state.about,
        season=state.season,
        category=state.category,
        last_day=state.last_day,
    )
