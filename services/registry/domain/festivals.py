"""Which days a year's arrangement cannot lack, so that no half of one passes for a year (R34).

The public holidays are set by the State Council (全国年节及纪念日放假办法). Those of the sun are
computed. Those of the moon fall within known weeks, which no lunar table is needed for: an
arrangement without a holiday there is a mistake, while one on the wrong day of those weeks is
seen in the difference that an announcement answers with.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import chain

_DAY = timedelta(days=1)
#: Qingming, Dragon Boat and Mid-Autumn are holidays since then.
_TRADITIONAL = 2008
#: New Year's Eve by the moon, and 2 May, are holidays since then.
_ENLARGED = 2025
#: National Day's week with Mid-Autumn in it is one of eight days.
_JOINED = 8


def missing(year: int, off: Collection[date], built_in: Mapping[str, Iterable[date]]) -> str:
    """Return the first festival that has no days off where it must have, empty when none lacks.

    :param off: all days off, weekends within a holiday among them.
    :param built_in: the days of each festival of that year where they are known, by name.
    """
    known = ((name, any(day in off for day in days)) for name, days in built_in.items())
    return next((name for name, there in chain(_festivals(year, off), known) if not there), "")


def _festivals(year: int, off: Collection[date]) -> Iterable[tuple[str, bool]]:
    def has(month: int, *days: int) -> bool:
        return all(date(year, month, day) in off for day in days)

    def between(first: tuple[int, int], last: tuple[int, int]) -> int:
        return _longest(off, date(year, *first), date(year, *last))

    yield "元旦 New Year", has(1, 1)
    yield "春节 Spring Festival", between((1, 20), (2, 24)) >= (4 if year >= _ENLARGED else 3)
    if year >= _TRADITIONAL:
        yield "清明节 Qingming", has(4, _qingming(year))
    yield "劳动节 May Day", has(5, 1) and (year < _ENLARGED or has(5, 2))
    if year >= _TRADITIONAL:
        yield "端午节 Dragon Boat", between((5, 26), (6, 26)) > 0
        joined = between((10, 1), (10, 8)) >= _JOINED
        yield "中秋节 Mid-Autumn", joined or between((9, 7), (9, 30)) > 0
    yield "国庆节 National Day", has(10, 1, 2, 3)


def _qingming(year: int) -> int:
    """Return the day of April on which Qingming falls, 2000 to 2099."""
    short = year % 100
    return (short * 2422 + 48100) // 10000 - short // 4


def _longest(off: Collection[date], first: date, last: date) -> int:
    """Return how many days off follow each other at most, from a day to another."""
    longest = run = 0
    day = first
    while day <= last:
        run = run + 1 if day in off else 0
        longest = max(longest, run)
        day += _DAY
    return longest
