"""A plausible arrangement of any year's working days, for tests of what rests on one."""

from datetime import date, timedelta
from typing import Any

#: Holidays by month and day, first to last, and the weekend days worked are none.
_HOLIDAYS = (
    ((1, 1), (1, 1)),
    ((2, 5), (2, 11)),
    ((4, 4), (4, 5)),
    ((5, 1), (5, 3)),
    ((6, 9), (6, 9)),
    ((9, 15), (9, 15)),
    ((10, 1), (10, 7)),
)


def days_off(year: int, *more: str) -> list[date]:
    """Return a year's days off: every festival about where it falls, and some more (``MM-DD``)."""
    found = {date.fromisoformat(f"{year}-{one}") for one in more}
    for first, last in _HOLIDAYS:
        day = date(year, *first)
        while day <= date(year, *last):
            found.add(day)
            day += timedelta(days=1)
    return sorted(found)


def arrangement(year: int, *more: str, **changes: Any) -> dict[str, Any]:
    """Return the request that announces a year."""
    return {
        "year": year,
        "document_number": f"国办发明电〔{year - 1}〕1号",
        "days_off": [day.isoformat() for day in days_off(year, *more)],
        "make_up_days": [],
        **changes,
    }
