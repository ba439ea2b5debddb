"""Working days by the State Council's yearly arrangement, in Asia/Shanghai (R17, R34).

Weekends may be worked (调休) and weekdays may be off, so only an announced arrangement tells.
For a year not yet announced nothing is guessed: an end that would fall there is provisional.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from services.contracts.registry import CalendarAnnounced

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_SATURDAY = 5
_FIRST_BUILT_IN = 2004


@dataclass(frozen=True)
class End:
    """Where a period ends. ``last_day`` is None while a year it reaches is unannounced.

    ``earliest`` is the end if every weekday of such years were worked: it cannot come sooner
    by weekdays alone, and it is shown as provisional.
    """

    last_day: date | None
    earliest: date


#: The package's last arranged year: one with its National Day, as a few days of January alone do
#: not arrange a year.
_LAST_BUILT_IN: int = max(
    day.year for day in chinese_calendar.holidays if (day.month, day.day) == (10, 1)
)


class WorkingDays:
    """The working days as known: built in, overridden by what was announced since.

    :param built_in_to: last built-in year to believe, for tests that must last.
    """

    def __init__(
        self, announced: Iterable[CalendarAnnounced] = (), built_in_to: int | None = None
    ) -> None:
        self._built_in_to = min(_LAST_BUILT_IN, built_in_to or _LAST_BUILT_IN)
        self._announced: dict[int, CalendarAnnounced] = {}
        for one in sorted(announced, key=lambda one: (one.year, one.version)):
            self._announced[one.year] = one
        # A year's arrangement may reach into the last days of the year before (New Year's Eve);
        # it was made after that year's own, so it is the one that holds.
        self._named: dict[date, bool] = {}
        for one in self._announced.values():
            self._named |= dict.fromkeys(one.days_off, False)
            self._named |= dict.fromkeys(one.make_up_days, True)

    @property
    def version(self) -> str:
        """What is known, for a notice to cite: it keeps the version it closed by (R34)."""
        said = (
            f"{one.year}v{one.version} {one.document_number}" for one in self._announced.values()
        )
        return "; ".join((f"chinesecalendar to {self._built_in_to}", *said))

    def knows(self, year: int) -> bool:
        """Tell whether a year is arranged: announced, or built in."""
        return year in self._announced or self.built_in(year)

    def built_in(self, year: int) -> bool:
        """Tell whether a year's arrangement is built in, announced besides or not."""
        return _FIRST_BUILT_IN <= year <= self._built_in_to

    def festivals(self, year: int) -> dict[str, tuple[date, ...]]:
        """Return the holidays of each festival of a built-in year by name, of others nothing."""
        found: dict[str, tuple[date, ...]] = {}
        if self.built_in(year):
            for day, name in sorted(chinese_calendar.holidays.items()):
                if day.year == year:
                    found[name] = (*found.get(name, ()), day)
        return found

    def is_working_day(self, day: date) -> bool | None:
        """Tell whether a day is worked, None when its year is not announced."""
        if day in self._named:
            return self._named[day]
        if day.year in self._announced:
            return self.is_weekday(day)
        if not self.knows(day.year):
            return None
        return bool(chinese_calendar.is_workday(day))

    def nth_after(self, opening: date, count: int) -> End:
        """Return the ``count``-th working day after ``opening``, which is not counted itself."""
        day, left, certain = opening, count, True
        while left:
            day += _DAY
            worked = self.is_working_day(day)
            if worked is None:
                certain, worked = False, self.is_weekday(day)
            left -= worked
        return End(day if certain else None, day)

    @staticmethod
    def is_weekday(day: date) -> bool:
        """Tell whether a day is Monday to Friday, whatever is arranged."""
        return day.weekday() < _SATURDAY

    @staticmethod
    def closing_instant(last_day: date) -> datetime:
        """Return 24:00 of a day in Asia/Shanghai, in UTC."""
        return datetime.combine(last_day + _DAY, time(), _SHANGHAI).astimezone(UTC)

    def reached(self, last_day: date, now: datetime) -> bool:
        """Tell whether a last day has passed at 24:00."""
        return now >= self.closing_instant(last_day)
