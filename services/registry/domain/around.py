"""Around a title: standing elsewhere, awards, publicity, and what counties cultivate (R24, R33).

Records of what others did or the bureau did outside the procedure; none changes a board or title.
"""

from collections.abc import Sequence
from datetime import date

from services.contracts.registry import (
    AwardRecorded,
    CultivationListed,
    PublicityRecorded,
    StandingRecorded,
)
from services.contracts.uscc import is_uscc

from . import refusals

#: 国家级、省级.
LEVELS = ("national", "provincial")


def record_standing(asked: StandingRecorded, today: date) -> StandingRecorded:
    """Record a title that the enterprise holds at national or provincial level (R33).

    :raises FieldWrong: for another level, a code that is none, or days that cannot be.
    """
    _check_code(asked.enterprise)
    if asked.level not in LEVELS:
        raise _wrong("level", asked.level, " | ".join(LEVELS))
    _check_past("since", asked.since, today)
    if asked.last_day is not None and asked.last_day < asked.since:
        raise _wrong("last_day", asked.last_day.isoformat(), f"≥ {asked.since}")
    return asked


def record_award(asked: AwardRecorded, holder: str, today: date) -> AwardRecorded:
    """Record an award given to a leader for its title ([137] 四.3, R24, R33).

    :param holder: who holds or held the title.
    :raises FieldWrong: when another enterprise is named, or the day is to come.
    """
    if asked.enterprise != holder:
        raise _wrong("enterprise", asked.enterprise, holder)
    _check_past("granted_on", asked.granted_on, today)
    return asked


def record_publicity(asked: PublicityRecorded, today: date) -> PublicityRecorded:
    """Record what was done to make the scheme and its leaders known ([77] 五(二), R33).

    :raises FieldWrong: when the day is to come.
    """
    _check_past("held_on", asked.held_on, today)
    return asked


def list_cultivated(
    version: int, *, county: str, year: int, field: str, enterprises: Sequence[str], plan: str
) -> CultivationListed:
    """List the enterprises that a county cultivates in a field ([77] 五(一), R33).

    :param version: the last version of the county's list, 0 before any; a list is given whole.
    :raises FieldWrong: for no enterprise, a code that is none, or one named twice.
    """
    if not enterprises:
        raise _wrong("enterprises", "0", "≥ 1")
    for code in enterprises:
        _check_code(code)
        if list(enterprises).count(code) > 1:
            raise _wrong("enterprises", code, "每家一次 each once")
    return CultivationListed(
        county=county,
        year=year,
        field=field,
        version=version + 1,
        enterprises=tuple(enterprises),
        plan=plan,
    )


def _check_code(code: str) -> None:
    if not is_uscc(code):
        raise _wrong("enterprise", code, "GB 32100-2015")


def _check_past(field: str, day: date, today: date) -> None:
    if day > today:
        raise _wrong(field, day.isoformat(), f"≤ {today}")


def _wrong(field: str, found: str, expected: str) -> refusals.FieldWrong:
    return refusals.FieldWrong(field=field, found=found, expected=expected)
