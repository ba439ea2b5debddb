"""Years counted as the Civil Code counts them: to the same date, or the month's last day (A20)."""

import calendar
from datetime import date


def years_later(day: date, years: int) -> date:
    """Return the same date ``years`` on; 29 February becomes 28 where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
