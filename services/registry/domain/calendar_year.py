"""A year's arrangement of working days: announced once, amended as often as it changes (R34)."""

from collections.abc import Iterable
from datetime import date

from services.contracts.registry import CalendarAmended, CalendarAnnounced

from . import refusals


def announce(
    version: int,
    *,
    year: int,
    document_number: str,
    days_off: Iterable[date],
    make_up_days: Iterable[date],
) -> CalendarAnnounced:
    """Record a year's arrangement as the State Council announced it (R17, R34).

    :param version: the year's last recorded version, 0 before any.
    :raises AlreadyThere: when the year was announced: what changes it is an amendment.
    :raises FieldWrong: when a day is both off and worked, or none is off.
    """
    if version:
        raise refusals.AlreadyThere(what="calendar", id=str(year))
    off, worked = _days(days_off, make_up_days)
    return CalendarAnnounced(
        year=year, version=1, document_number=document_number, days_off=off, make_up_days=worked
    )


def amend(
    version: int,
    *,
    known: bool,
    year: int,
    document_number: str,
    days_off: Iterable[date],
    make_up_days: Iterable[date],
    reasons: str,
) -> CalendarAmended:
    """Record that a later document changed a year's arrangement; it is given whole (R34).

    :param version: the year's last recorded version, 0 before any.
    :param known: whether any arrangement of the year is known, recorded or built in.
    :raises Unknown: when there is none to amend.
    :raises FieldWrong: as on announcing, or without reasons.
    """
    if not known:
        raise refusals.Unknown(what="calendar", id=str(year))
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found="", expected="the reasons")
    off, worked = _days(days_off, make_up_days)
    return CalendarAmended(
        year=year,
        version=version + 1,
        document_number=document_number,
        days_off=off,
        make_up_days=worked,
        reasons=reasons,
    )


def _days(
    days_off: Iterable[date], make_up_days: Iterable[date]
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    off, worked = sorted(set(days_off)), sorted(set(make_up_days))
    both = sorted(set(off) & set(worked))
    if both or not off:
        raise refusals.FieldWrong(
            field="days_off",
            found=both[0].isoformat() if both else "",
            expected="每日只属一类 each day off or worked, and some days off",
        )
    return tuple(off), tuple(worked)
