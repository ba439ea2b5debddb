"""Working days by the State Council's arrangements (R17, R34)."""

from datetime import UTC, date, datetime

import chinese_calendar
import pytest

from services.contracts.registry import CalendarAnnounced
from services.registry.domain.calendar import WorkingDays


def announced(year, version=1, days_off=(), make_up_days=()):
    return CalendarAnnounced(
        year=year,
        version=version,
        document_number=f"国办发明电〔{year - 1}〕{version}号",
        days_off=tuple(days_off),
        make_up_days=tuple(make_up_days),
    )


@pytest.mark.parametrize(
    ("opening", "last_day"),
    [
        ("2021-09-26", "2021-10-14"),  # opens on a working Sunday
        ("2021-09-27", "2021-10-15"),  # National Day, and a Saturday worked
        ("2021-09-18", "2021-10-09"),  # ends on that Saturday
        ("2021-10-01", "2021-10-20"),  # opens in the holiday
        ("2021-10-07", "2021-10-20"),
        ("2021-10-15", "2021-10-29"),  # the last to fit the phase
        ("2021-10-16", "2021-10-29"),
        ("2021-10-17", "2021-10-29"),
        ("2021-10-18", "2021-11-01"),  # does not fit any more (R27)
        ("2026-02-06", "2026-02-27"),  # the longest Spring Festival
        ("2026-02-09", "2026-02-28"),
        ("2026-02-13", "2026-03-05"),
        ("2026-04-28", "2026-05-14"),
        ("2026-04-30", "2026-05-18"),
        ("2026-09-18", "2026-10-09"),  # two holidays, two make-up days
        ("2026-09-24", "2026-10-15"),
        ("2026-09-28", "2026-10-16"),
        ("2026-11-24", "2026-12-08"),
        ("2026-12-17", "2026-12-31"),  # the last certain one
    ],
)
def test_ten_working_days_after_the_opening_day_R17(opening, last_day):
    end = WorkingDays(built_in_to=2026).nth_after(date.fromisoformat(opening), 10)
    assert end.last_day == date.fromisoformat(last_day)
    assert end.earliest == end.last_day


def test_an_end_in_an_unannounced_year_is_provisional_R17():
    end = WorkingDays(built_in_to=2026).nth_after(date(2026, 12, 18), 10)
    assert end.last_day is None
    assert end.earliest == date(2027, 1, 1)


def test_a_year_far_after_the_built_in_ones_is_provisional_and_no_crash_R17():
    end = WorkingDays().nth_after(date(2999, 1, 1), 10)
    assert (end.last_day, end.earliest) == (None, date(2999, 1, 15))


@pytest.mark.parametrize("day", [date(1999, 6, 1), date(2003, 12, 31), date(2027, 1, 4)])
def test_a_day_of_an_unannounced_year_is_neither_worked_nor_off_R17(day):
    assert WorkingDays(built_in_to=2026).is_working_day(day) is None


def test_every_built_in_year_is_known_to_its_last_day_R17():
    last = max(chinese_calendar.holidays).year
    assert WorkingDays().is_working_day(date(last, 12, 31)) is not None
    assert WorkingDays().is_working_day(date(last + 1, 6, 1)) is None


def test_believing_more_years_than_are_built_in_changes_nothing_R17():
    last = max(chinese_calendar.holidays).year
    assert WorkingDays(built_in_to=last + 5).is_working_day(date(last + 1, 6, 1)) is None


def test_an_announced_year_makes_the_end_certain_R34():
    days = WorkingDays(
        [announced(2027, days_off=[date(2027, 1, 1)], make_up_days=[date(2027, 1, 3)])],
        built_in_to=2026,
    )
    assert days.is_working_day(date(2027, 1, 1)) is False
    assert days.is_working_day(date(2027, 1, 3)) is True
    assert days.is_working_day(date(2027, 1, 9)) is False
    # Nine days to 12-31, and the Sunday that is worked.
    assert days.nth_after(date(2026, 12, 18), 10).last_day == date(2027, 1, 3)


def test_an_announcement_replaces_the_built_in_year_R34():
    days = WorkingDays([announced(2021, days_off=[date(2021, 10, 1)])])
    assert days.is_working_day(date(2021, 10, 4)) is True
    assert WorkingDays().is_working_day(date(2021, 10, 4)) is False


def test_the_highest_version_of_a_year_holds_in_whatever_order_it_is_heard_R34():
    first = announced(2027, version=1, days_off=[date(2027, 2, 8)])
    second = announced(2027, version=2, days_off=[date(2027, 2, 9)])
    for heard in ([first, second], [second, first]):
        days = WorkingDays(heard, built_in_to=2026)
        assert days.is_working_day(date(2027, 2, 8)) is True
        assert days.is_working_day(date(2027, 2, 9)) is False
        assert "2027v2" in days.version


def test_next_years_arrangement_may_take_new_years_eve_R34():
    days = WorkingDays([announced(2027, days_off=[date(2026, 12, 31), date(2027, 1, 1)])])
    assert WorkingDays(built_in_to=2026).is_working_day(date(2026, 12, 31)) is True
    assert days.is_working_day(date(2026, 12, 31)) is False


def test_the_version_names_every_arrangement_that_was_used_R34():
    said = WorkingDays([announced(2027)], built_in_to=2026).version
    assert said == "chinesecalendar to 2026; 2027v1 国办发明电〔2026〕1号"


def test_a_period_ends_at_midnight_in_shanghai_R17():
    last_day = date(2021, 10, 15)
    days = WorkingDays()
    assert days.closing_instant(last_day) == datetime(2021, 10, 15, 16, tzinfo=UTC)
    assert not days.reached(last_day, datetime(2021, 10, 15, 15, 59, 59, 999999, tzinfo=UTC))
    assert days.reached(last_day, datetime(2021, 10, 15, 16, tzinfo=UTC))
