"""Time: UTC inside, Asia/Shanghai for the dates that the rules speak of; always injected."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: Gives the present moment, aware, in UTC.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def shanghai_date(moment: datetime) -> date:
    """Return the calendar day in Asia/Shanghai at a moment."""
    return moment.astimezone(SHANGHAI).date()


def to_text(moment: datetime) -> str:
    """Write a moment in the one form that sorts as text: ``2021-08-10T01:00:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Read a moment written by :func:`to_text` or any ISO 8601 time with an offset.

    :raises ValueError: when it is no time or has no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from UTC")
    return moment.astimezone(UTC)
