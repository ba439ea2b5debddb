"""A year's arrangement of working days: announced once, amended as often as it changes (R34).

Every end of a notice rests on it, so that an arrangement is taken only if it can be one: whole,
of that year, with every festival in it (R17).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.contracts.registry import CalendarAmended, CalendarAnnounced

from . import festivals, refusals
from .calendar import WorkingDays

_DAY = timedelta(days=1)
#: How far an arrangement reaches into the years beside it.
_BESIDE = timedelta(days=7)
#: No year had so many, weekends within the holidays counted.
_MOST_OFF = 60
_NUMBER = re.compile(r"\S+[〔\[]([0-9]{4})[〕\]]\S+号")


@dataclass(frozen=True)
class Difference:
    """Which days are not any more what they were known to be."""

    now_off: tuple[date, ...]
    now_worked: tuple[date, ...]


def announce(
    version: int,
    *,
    calendar: WorkingDays,
    today: date,
    year: int,
    document_number: str,
    days_off: Iterable[date],
    make_up_days: Iterable[date],
) -> CalendarAnnounced:
    """Record a year's arrangement as the State Council announced it (R17, R34).

    :param version: the year's last recorded version, 0 before any.
    :param calendar: what is known before.
    :raises AlreadyThere: when the year was announced: what changes or corrects it is an amendment.
    :raises FieldWrong: when it cannot be a year's arrangement, naming what is wrong.
    """
    if version:
        raise refusals.AlreadyThere(what="calendar", id=str(year))
    _check_document(year, document_number, today)
    off, worked = _days(year, days_off, make_up_days, calendar)
    return CalendarAnnounced(
        year=year, version=1, document_number=document_number, days_off=off, make_up_days=worked
    )


def amend(
    version: int,
    *,
    calendar: WorkingDays,
    today: date,
    year: int,
    document_number: str,
    days_off: Iterable[date],
    make_up_days: Iterable[date],
    reasons: str,
) -> CalendarAmended:
    """Record that a year's arrangement changed, or was recorded wrongly; it replaces it whole (R34).

    :param version: the year's last recorded version, 0 before any.
    :param calendar: what is known before: something of that year, announced or built in.
    :raises Unknown: when there is none to amend.
    :raises FieldWrong: as on announcing, or without reasons.
    """
    if not calendar.knows(year):
        raise refusals.Unknown(what="calendar", id=str(year))
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found="", expected="the reasons")
    _check_document(year, document_number, today)
    off, worked = _days(year, days_off, make_up_days, calendar)
    return CalendarAmended(
        year=year,
        version=version + 1,
        document_number=document_number,
        days_off=off,
        make_up_days=worked,
        reasons=reasons,
    )


def difference(before: WorkingDays, after: WorkingDays, year: int) -> Difference:
    """Tell which days of a year, and next to it, changed; an unknown day was as its weekday."""
    day, last = date(year, 1, 1) - _BESIDE, date(year, 12, 31) + _BESIDE
    changed: dict[bool, list[date]] = {True: [], False: []}
    while day <= last:
        was, now = (_worked(known, day) for known in (before, after))
        if was != now:
            changed[now].append(day)
        day += _DAY
    return Difference(now_off=tuple(changed[False]), now_worked=tuple(changed[True]))


def _worked(known: WorkingDays, day: date) -> bool:
    worked = known.is_working_day(day)
    return known.is_weekday(day) if worked is None else worked


def _check_document(year: int, number: str, today: date) -> None:
    if year > today.year + 1:
        raise refusals.FieldWrong(
            field="year", found=str(year), expected=f"至多次年 at most {today.year + 1}"
        )
    found = _NUMBER.fullmatch(number)
    if found is None or int(found[1]) not in {year - 1, year} or int(found[1]) > today.year:
        expected = f"国办发明电〔{year - 1}〕…号 a number of {year - 1} or {year}, not to come"
        raise refusals.FieldWrong(field="document_number", found=number, expected=expected)


def _days(
    year: int, days_off: Iterable[date], make_up_days: Iterable[date], calendar: WorkingDays
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    off, worked = set(days_off), set(make_up_days)
    for day in sorted(off & worked):
        raise _wrong("days_off", day.isoformat(), "每日只属一类 each day either off or worked")
    _check_within(year, off, worked)
    for day in sorted(worked):
        if calendar.is_weekday(day):
            raise _wrong("make_up_days", day.isoformat(), "周六或周日 a Saturday or Sunday")
    lacks = festivals.missing(year, off, calendar.festivals(year))
    if lacks:
        raise _wrong("days_off", "", f"全年放假日，含周末；缺 the whole year's; it lacks {lacks}")
    if len(off) > _MOST_OFF:
        raise _wrong("days_off", str(len(off)), f"至多 at most {_MOST_OFF}")
    weekdays = sum(calendar.is_weekday(day) for day in off)
    if len(worked) > weekdays:
        expected = f"不多于工作日放假数 no more than the weekdays off, {weekdays}"
        raise _wrong("make_up_days", str(len(worked)), expected)
    return tuple(sorted(off)), tuple(sorted(worked))


def _check_within(year: int, off: set[date], worked: set[date]) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    for day in sorted(off):
        # Beside its year only a holiday that goes on over New Year.
        apart = (day < first and day + _DAY not in off) or (day > last and day - _DAY not in off)
        if apart or not first - _BESIDE <= day <= last + _BESIDE:
            raise _wrong("days_off", day.isoformat(), f"{year} 年的日期 a day of {year}")
    for day in sorted(worked):
        if not first - _BESIDE <= day <= last + _BESIDE:
            raise _wrong("make_up_days", day.isoformat(), f"{year} 年的日期 a day of {year}")


def _wrong(field: str, found: str, expected: str) -> refusals.FieldWrong:
    return refusals.FieldWrong(field=field, found=found, expected=expected)
