"""A season: opened, extended, given its evaluation body, closed (R1-R3)."""

import re
from dataclasses import dataclass, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.phases import STEPS, UnknownStep, check_step
from services.contracts.registry import (
    BodyWorkReviewed,
    EvaluationBodyAppointed,
    EvaluationBodyDismissed,
    PhaseExtended,
    SeasonClosed,
    SeasonOpened,
    SeasonShared,
    TitlesEndWithNextList,
)
from services.contracts.values import Phase

from . import refusals
from .profiles import PROFILES
from .season_refusals import MattersOpen, ReportMissing

_REGION = re.compile(r"[0-9]{6}")
#: The state of a notice that runs.
OPEN = "open"


@dataclass(frozen=True)
class Matters:
    """What of a season waits for its end, by id; ``reports`` is how many were made of it (R24).

    ``objections`` wait for their answer, or their effect to be shown; ``reviews`` are submissions
    and a dismissed body's work not yet reviewed; ``unpublished`` passed and are not published.
    """

    notices: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    reports: int = 1


@dataclass(frozen=True)
class Season:
    """A season as it stands."""

    season: str
    profile: str
    phases: tuple[Phase, ...]
    notice_working_days: int
    hearing_working_days: int
    title_years: int
    body: str | None = None
    closed: bool = False
    co_owner: str | None = None
    ends_with_next_list: bool = False


def evolve(state: Season | None, event: Event) -> Season:
    """Apply one event of a season's stream."""
    if isinstance(event, SeasonOpened):
        return Season(
            event.season,
            event.profile,
            event.phases,
            event.notice_working_days,
            event.hearing_working_days,
            event.title_years,
        )
    if state is None:
        raise ValueError(f"{event.TYPE} before the season was opened")
    if isinstance(event, PhaseExtended):
        phases = tuple(
            replace(phase, last=event.last) if phase.code == event.phase else phase
            for phase in state.phases
        )
        return replace(state, phases=phases)
    if isinstance(event, EvaluationBodyAppointed):
        return replace(state, body=event.body)
    if isinstance(event, SeasonClosed):
        return replace(state, closed=True)
    if isinstance(event, EvaluationBodyDismissed):
        return replace(state, body=None)
    if isinstance(event, BodyWorkReviewed):
        return state
    if isinstance(event, TitlesEndWithNextList):
        return replace(state, ends_with_next_list=True)
    if isinstance(event, SeasonShared):
        return replace(state, co_owner=event.co_owner)
    raise ValueError(f"{event.TYPE} is no event of a season")


def open_season(state: Season | None, asked: SeasonOpened) -> SeasonOpened:
    """Open a season as asked.

    :raises AlreadyThere: when its id is taken.
    :raises FieldWrong: naming the field that cannot be right.
    """
    if state is not None:
        raise refusals.AlreadyThere(what="season", id=asked.season)
    profile = PROFILES.get(asked.profile)
    if profile is None:
        raise _wrong("profile", asked.profile, " | ".join(PROFILES))
    if not _REGION.fullmatch(asked.region):
        raise _wrong("region", asked.region, "six digits, for example 140500")
    if asked.notice_working_days < profile.notice_floor:
        found = str(asked.notice_working_days)
        raise _wrong("notice_working_days", found, f"at least {profile.notice_floor}")
    for name, days in (
        ("hearing_working_days", asked.hearing_working_days),
        ("title_years", asked.title_years),
    ):
        if days < 1:
            raise _wrong(name, str(days), "at least 1")
    _check_fields(asked)
    _check_phases(asked)
    return asked


def _check_fields(asked: SeasonOpened) -> None:
    codes = [category.code for field in asked.fields for category in field.categories]
    for code in codes:
        if codes.count(code) > 1 or "." in code:
            raise _wrong("fields", code, "each category code once, without a dot")
    for field in asked.fields:
        allowed = PROFILES[asked.profile].applications_to
        if field.applications_to not in allowed:
            raise _wrong("fields", field.applications_to, " | ".join(allowed))


def _check_phases(asked: SeasonOpened) -> None:
    before: Phase | None = None
    codes = [phase.code for phase in asked.phases]
    for phase in asked.phases:
        if codes.count(phase.code) > 1:
            raise _wrong("phases", phase.code, "each phase code once")
        if phase.last < phase.first:
            raise _wrong("phases", f"{phase.code} {phase.first}..{phase.last}", "first ≤ last")
        if before is not None and phase.first <= before.last:
            raise _wrong("phases", phase.code, f"a first day after {before.last}")
        for step in phase.steps:
            if step not in STEPS:
                raise UnknownStep(field="phases.steps", found=step, expected=" | ".join(STEPS))
        before = phase


def _wrong(field: str, found: str, expected: str) -> refusals.FieldWrong:
    return refusals.FieldWrong(field=field, found=found, expected=expected)


def extend_phase(state: Season, code: str, last: date, reason: str) -> PhaseExtended:
    """Give a phase more time; the reason goes into the entry (R1).

    It may then run on beside the next phase.

    :raises SeasonClosed: when the season is closed.
    :raises Unknown: when the season has no such phase.
    :raises FieldWrong: when the new last day is not later, or no reason is given.
    """
    if state.closed:
        raise refusals.SeasonClosed(season=state.season)
    phase = next((one for one in state.phases if one.code == code), None)
    if phase is None:
        raise refusals.Unknown(what="phase", id=code)
    if last <= phase.last:
        raise _wrong("last", last.isoformat(), f"a day after {phase.last}")
    if not reason.strip():
        raise _wrong("reason", "", "the reason for the extension")
    return PhaseExtended(season=state.season, phase=code, last=last)


def appoint_body(
    state: Season, body: str, grounds: str, pilot_approval: str, *, titles_run: bool = False
) -> EvaluationBodyAppointed:
    """Appoint the evaluation body, or another in its place (R3).

    :param titles_run: whether a title of the season is valid, or waits to be cancelled: somebody
        must be there to cancel it, closed or not (R21).
    :raises SeasonClosed: when the season is closed and no title runs.
    :raises FieldWrong: without the grounds of the choice.
    :raises PilotApprovalMissing: in a finance season without the approval ([137] 五.1).
    :raises BodyAppointed: when it is that body already.
    """
    if state.closed and not titles_run:
        raise refusals.SeasonClosed(season=state.season)
    if not grounds.strip():
        raise _wrong("grounds", "", "the grounds of the choice")
    if PROFILES[state.profile].body_needs_pilot_approval and not pilot_approval.strip():
        raise refusals.PilotApprovalMissing(field="pilot_approval", season=state.season)
    if state.body == body:
        raise refusals.BodyAppointed(season=state.season, body=body)
    return EvaluationBodyAppointed(
        season=state.season, body=body, grounds=grounds, pilot_approval=pilot_approval
    )


def check_open(state: Season) -> None:
    """Refuse what a closed season does not take, whatever its phases say (R24).

    :raises SeasonClosed: when it is closed.
    """
    if state.closed:
        raise refusals.SeasonClosed(season=state.season)


def check_takes(state: Season, step: str, today: date) -> None:
    """Refuse a step of the procedure in a closed season (R24), or outside its phases (R1).

    :param today: the day in Asia/Shanghai.
    :raises SeasonClosed: when the season is closed, whatever its phases say.
    :raises StepOutsidePhase: as the phases say.
    """
    check_open(state)
    check_step(state.phases, step, today)


def close_season(state: Season, today: date, matters: Matters) -> SeasonClosed:
    """Close the season, in its phase, once, with its report and nothing left open (R24).

    :param today: the day in Asia/Shanghai.
    :raises SeasonClosed: when it is closed.
    :raises StepOutsidePhase: before and after the phase of the summary (R1).
    :raises MattersOpen: while something waits for its end, naming it.
    :raises ReportMissing: before its report was made.
    """
    check_takes(state, "close", today)
    waiting = {
        "notices": matters.notices,
        "objections": matters.objections,
        "reviews": matters.reviews,
        "unpublished": matters.unpublished,
    }
    if any(waiting.values()):
        named = {name: "、".join(ids) or "—" for name, ids in waiting.items()}
        raise MattersOpen(season=state.season, **named)
    if not matters.reports:
        raise ReportMissing(season=state.season)
    return SeasonClosed(season=state.season)
