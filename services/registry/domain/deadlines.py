"""Does a notice still end inside its phase (R27), and how long does a running one still run (R17)?

A season's phase ends on a day of the plan; a notice of the required length must be opened early
enough to end by it. Nothing is refused here: the bureau may extend the phase (R1), so it is warned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.contracts.values import Phase

from .calendar import WorkingDays

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a notice opened on a day lies to the end of its phase.

    ``last_day`` is the day it would end, the earliest possible one when ``certain`` is false;
    ``latest_opening`` the last day of all on which it could open and still end by ``phase_last``,
    ``latest_working_day`` the last working day among those.
    """

    step: str
    phase: str
    phase_last: date
    working_days: int
    opening: date
    last_day: date
    latest_opening: date
    latest_working_day: date
    certain: bool

    @property
    def fits(self) -> bool:
        """Whether the notice ends inside the phase."""
        return self.last_day <= self.phase_last


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of a running notice after a day; the day itself is not counted.

    Both are 0 on its last day, which lasts until 24:00. ``certain`` is false while the end is
    provisional.
    """

    days: int
    working_days: int
    certain: bool


def fit(
    phases: Iterable[Phase], step: str, opening: date, working_days: int, calendar: WorkingDays
) -> Fit | None:
    """Tell how a notice opened on a day lies to the last phase that names its step (R27).

    :param step: ``scheme`` or ``notice``.
    :returns: None when no phase names the step: it is free then.
    """
    naming = [phase for phase in phases if step in phase.steps]
    if not naming:
        return None
    phase = max(naming, key=lambda one: one.last)
    end = calendar.nth_after(opening, working_days)
    latest = latest_opening(phase.last, working_days, calendar)
    return Fit(
        step=step,
        phase=phase.code,
        phase_last=phase.last,
        working_days=working_days,
        opening=opening,
        last_day=end.earliest,
        latest_opening=latest,
        latest_working_day=_working_day_up_to(latest, calendar),
        certain=end.last_day is not None,
    )


def latest_opening(last: date, working_days: int, calendar: WorkingDays) -> date:
    """Return the last day on which a notice may open and still end by ``last`` (R27).

    The opening day is not counted, so it is the day before the first of the last so many working
    days.
    """
    day = last
    for left in range(working_days, 0, -1):
        day = _working_day_up_to(day, calendar)
        if left > 1:
            day -= _DAY
    return day - _DAY


def left(
    last_day: date | None, provisional_last_day: date, today: date, calendar: WorkingDays
) -> Left:
    """Count what is left of a notice after today (R17)."""
    end = last_day or provisional_last_day
    days = max(0, (end - today).days)
    working = sum(_is_worked(today + n * _DAY, calendar) for n in range(1, days + 1))
    return Left(days=days, working_days=working, certain=last_day is not None)


def _working_day_up_to(day: date, calendar: WorkingDays) -> date:
    while not _is_worked(day, calendar):
        day -= _DAY
    return day


def _is_worked(day: date, calendar: WorkingDays) -> bool:
    """Take weekdays for worked in a year not announced, as a provisional end does."""
    worked = calendar.is_working_day(day)
    return calendar.is_weekday(day) if worked is None else worked
