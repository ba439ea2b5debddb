"""A year's arrangement is announced once and amended with reasons (R34)."""

from datetime import date, datetime
from functools import reduce
from zoneinfo import ZoneInfo

import pytest

from services.contracts.registry import CalendarAmended, CalendarAnnounced
from services.registry.domain import refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.calendar_year import amend, announce
from services.registry.domain.notice import close, evolve, extend, open_notice, reopen, settle

NEW_YEAR = {"days_off": [date(2027, 1, 1)], "make_up_days": [date(2027, 1, 3)]}
ANNOUNCED = CalendarAnnounced(
    year=2027,
    version=1,
    document_number="国办发明电〔2026〕示例号",
    days_off=(date(2027, 1, 1),),
    make_up_days=(date(2027, 1, 3),),
)


def known(*arrangements):
    """Return a calendar whose built-in years end in 2026, so that the test lasts."""
    heard = [
        CalendarAnnounced(
            year=one.year,
            version=one.version,
            document_number=one.document_number,
            days_off=one.days_off,
            make_up_days=one.make_up_days,
        )
        for one in arrangements
    ]
    return WorkingDays(heard, built_in_to=2026)


def noticed(day, calendar):
    opened = open_notice(
        notice="n1",
        kind="results",
        about="s1",
        season="finance-2026",
        category="branch-service",
        today=day,
        working_days=10,
        floor=10,
        calendar=calendar,
    )
    return reduce(evolve, [opened], None), opened


def test_a_year_is_announced_once_R34(refused):
    asked = {"year": 2027, "document_number": ANNOUNCED.document_number, **NEW_YEAR}
    assert announce(0, **asked) == ANNOUNCED
    with refused(refusals.AlreadyThere, id="2027"):
        announce(1, **asked)


def test_what_is_announced_is_amended_by_a_later_document_with_reasons_R34(refused):
    asked = {"year": 2027, "document_number": "二", "reasons": "延长假期", **NEW_YEAR}
    assert amend(1, known=True, **asked) == CalendarAmended(
        year=2027,
        version=2,
        document_number="二",
        days_off=(date(2027, 1, 1),),
        make_up_days=(date(2027, 1, 3),),
        reasons="延长假期",
    )
    with refused(refusals.Unknown, what="calendar"):
        amend(0, known=False, **asked)
    with refused(refusals.FieldWrong, field="reasons"):
        amend(1, known=True, **{**asked, "reasons": " "})


def test_a_built_in_year_can_be_amended_too_as_2020_was_R34():
    asked = {"year": 2020, "document_number": "二", "reasons": "延长春节假期", **NEW_YEAR}
    assert WorkingDays().knows(2020)
    assert not WorkingDays().knows(1990)
    assert amend(0, known=True, **asked).version == 1


@pytest.mark.parametrize("step", [announce, lambda n, **a: amend(n, known=True, reasons="x", **a)])
def test_a_day_is_off_or_worked_and_some_are_off_R34(step, refused):
    new_year = date(2027, 1, 1)
    asked = {"year": 2027, "document_number": "一"}
    with refused(refusals.FieldWrong, field="days_off", found="2027-01-01"):
        step(0, **asked, days_off=[new_year], make_up_days=[new_year])
    with refused(refusals.FieldWrong, field="days_off", found=""):
        step(0, **asked, days_off=[], make_up_days=[new_year])


def test_opened_2026_12_18_the_end_is_provisional_then_settled_R17_R34():
    state, opened = noticed(date(2026, 12, 18), known())
    assert (opened.last_day, opened.provisional_last_day) == (None, date(2027, 1, 1))
    assert settle(state, known()) is None
    settled = settle(state, known(ANNOUNCED))
    # Nine days to 12-31; New Year is off and Sunday 01-03 is worked.
    assert settled.last_day == date(2027, 1, 3)
    assert "2027v1" in settled.calendar


@pytest.mark.parametrize(
    ("opening", "last_day"),
    [
        ("2021-09-27", "2021-10-15"),
        ("2021-09-18", "2021-10-09"),  # a Saturday that is worked
        ("2026-12-17", "2026-12-31"),  # the last that is certain
    ],
)
def test_a_notice_of_ten_working_days_ends_R17(opening, last_day):
    _, opened = noticed(date.fromisoformat(opening), known())
    assert opened.last_day == date.fromisoformat(last_day)


def test_a_closed_notice_keeps_the_calendar_it_closed_by_R34():
    calendar = known(ANNOUNCED)
    state, _ = noticed(date(2026, 12, 18), calendar)
    midnight = datetime(2027, 1, 4, tzinfo=ZoneInfo("Asia/Shanghai"))
    closed = evolve(state, close(state, midnight, calendar))
    amended = amend(
        1,
        known=True,
        year=2027,
        document_number="二",
        days_off=[date(2027, 1, 1), date(2027, 1, 4)],
        make_up_days=[],
        reasons="延长假期",
    )
    assert settle(state, known(ANNOUNCED, amended)).last_day > date(2027, 1, 3)
    assert settle(closed, known(ANNOUNCED, amended)) is None
    assert closed.last_day == date(2027, 1, 3)


# --- a running notice gets more days


def shanghai(day, hour=9):
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def longer(state, working_days, day, *, reason="网站故障", hour=9):
    return extend(
        state,
        working_days=working_days,
        reason=reason,
        now=shanghai(day, hour),
        calendar=known(),
    )


def test_a_notice_is_extended_by_working_days_with_a_reason_R17(refused):
    state, _ = noticed(date(2021, 9, 27), known())
    first = longer(state, 1, "2021-10-08")
    assert (first.extra, first.last_day) == (1, date(2021, 10, 18))
    again = longer(evolve(state, first), 2, "2021-10-18", hour=23)
    assert (again.extra, again.last_day) == (3, date(2021, 10, 20))
    assert evolve(evolve(state, first), again).working_days == 10
    with refused(refusals.FieldWrong, field="working_days"):
        longer(state, 0, "2021-10-08")
    with refused(refusals.FieldWrong, field="reason"):
        longer(state, 1, "2021-10-08", reason=" ")


def test_a_notice_that_has_ended_is_not_extended_whether_closed_yet_or_not_R17(refused):
    state, _ = noticed(date(2021, 9, 27), known())
    with refused(refusals.NoticeOver):
        longer(state, 1, "2021-10-16", hour=0)
    closed = evolve(state, close(state, shanghai("2021-10-16", 0), known()))
    with refused(refusals.NoticeOver):
        longer(closed, 1, "2021-10-15")


def test_an_extension_into_an_unannounced_year_is_provisional_then_settled_R17_R34():
    state, opened = noticed(date(2026, 12, 17), known())
    assert opened.last_day == date(2026, 12, 31)
    extended = longer(state, 1, "2026-12-30")
    assert (extended.last_day, extended.provisional_last_day) == (None, date(2027, 1, 1))
    state = evolve(state, extended)
    assert settle(state, known(ANNOUNCED)).last_day == date(2027, 1, 3)


def test_what_is_shown_again_runs_its_required_length_and_no_more_R18():
    state, _ = noticed(date(2021, 9, 27), known())
    state = evolve(state, longer(state, 5, "2021-10-08"))
    again = reopen(
        state, today=date(2021, 10, 11), calendar=known(), board_version=2, change="objection:o1"
    )
    assert (again.working_days, again.last_day) == (10, date(2021, 10, 25))
    assert evolve(state, again).extra == 0
