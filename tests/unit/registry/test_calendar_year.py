"""A year's arrangement is announced once and amended with reasons (R34)."""

from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from services.contracts.registry import CalendarAmended, CalendarAnnounced
from services.registry.domain import refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.calendar_year import Difference, amend, announce, difference
from services.registry.domain.notice import close, evolve, extend, open_notice, reopen, settle
from tests.support.arrangement import arrangement, days_off
from tests.support.counter import at

#: While the notice of these tests runs.
NOW = datetime(2027, 1, 3, tzinfo=ZoneInfo("Asia/Shanghai"))

TODAY = date(2026, 11, 20)
OF_2027 = {
    "year": 2027,
    "document_number": "国办发明电〔2026〕7号",
    "days_off": days_off(2027),
    "make_up_days": [date(2027, 1, 3)],
}
ANNOUNCED = CalendarAnnounced(
    year=2027,
    version=1,
    document_number="国办发明电〔2026〕示例号",
    days_off=(date(2027, 1, 1),),
    make_up_days=(date(2027, 1, 3),),
)
LATER = replace(ANNOUNCED, year=2028)


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
    asked = {**OF_2027, "calendar": known(), "today": TODAY}
    assert announce(0, **asked) == CalendarAnnounced(
        year=2027,
        version=1,
        document_number="国办发明电〔2026〕7号",
        days_off=tuple(days_off(2027)),
        make_up_days=(date(2027, 1, 3),),
    )
    with refused(refusals.AlreadyThere, id="2027"):
        announce(1, **asked)


def test_what_is_announced_is_amended_by_a_later_document_with_reasons_R34(refused):
    asked = {**OF_2027, "today": TODAY, "reasons": "延长假期"}
    assert amend(1, calendar=known(ANNOUNCED), **asked) == CalendarAmended(
        year=2027,
        version=2,
        document_number="国办发明电〔2026〕7号",
        days_off=tuple(days_off(2027)),
        make_up_days=(date(2027, 1, 3),),
        reasons="延长假期",
    )
    with refused(refusals.Unknown, what="calendar"):
        amend(0, calendar=known(), **asked)
    with refused(refusals.FieldWrong, field="reasons"):
        amend(1, calendar=known(ANNOUNCED), **{**asked, "reasons": " "})


def built_in(year, **changes):
    """Return what the State Council arranged for a year that is built in."""
    return {
        "year": year,
        "document_number": f"国办发明电〔{year - 1}〕7号",
        "days_off": [day for day in chinese_calendar.holidays if day.year == year],
        "make_up_days": [day for day in chinese_calendar.workdays if day.year == year],
        "calendar": WorkingDays(),
        "today": date(year, 1, 1),
        **changes,
    }


def test_a_built_in_year_can_be_amended_too_as_2020_was_R34():
    assert not WorkingDays().knows(1990)
    assert amend(0, reasons="延长春节假期", **built_in(2020)).version == 1


@pytest.mark.parametrize("year", range(2004, 2027))
def test_what_the_state_council_arranged_is_taken_every_year_R17_R34(year):
    assert announce(0, **built_in(year)).year == year


# --- what cannot be a year's arrangement


def without(*days):
    gone = {date.fromisoformat(f"2027-{day}") for day in days}
    return [day for day in days_off(2027) if day not in gone]


@pytest.mark.parametrize("step", [announce, lambda n, **a: amend(n, reasons="x", **a)])
@pytest.mark.parametrize(
    ("changes", "field", "found"),
    [
        ({"make_up_days": [date(2027, 1, 1)]}, "days_off", "2027-01-01"),  # both
        ({"days_off": []}, "days_off", ""),
        ({"days_off": [date(1999, 1, 1)]}, "days_off", "1999-01-01"),
        ({"days_off": [*days_off(2027), date(2028, 1, 3)]}, "days_off", "2028-01-03"),
        ({"days_off": [*days_off(2027), date(2026, 12, 30)]}, "days_off", "2026-12-30"),
        ({"make_up_days": [date(2050, 5, 1)]}, "make_up_days", "2050-05-01"),
        ({"make_up_days": [date(2026, 12, 20)]}, "make_up_days", "2026-12-20"),
        ({"make_up_days": [date(2027, 1, 5)]}, "make_up_days", "2027-01-05"),  # a Tuesday
        ({"document_number": "二"}, "document_number", "二"),
        ({"document_number": "国办发明电〔2025〕7号"}, "document_number", "国办发明电〔2025〕7号"),
        ({"document_number": "国办发明电〔2027〕7号"}, "document_number", "国办发明电〔2027〕7号"),
        ({"year": 2028}, "year", "2028"),
    ],
)
def test_what_is_no_arrangement_of_the_year_is_refused_R17_R34(
    step, changes, field, found, refused
):
    asked = {**OF_2027, "calendar": known(ANNOUNCED, LATER), "today": TODAY, **changes}
    with refused(refusals.FieldWrong, field=field, found=found):
        step(0, **asked)


@pytest.mark.parametrize(
    ("gone", "festival"),
    [
        (["01-01"], "元旦 New Year"),
        (["02-07", "02-10"], "春节 Spring Festival"),  # three days in a row are left, at most
        (["04-05"], "清明节 Qingming"),
        (["05-02"], "劳动节 May Day"),
        (["06-09"], "端午节 Dragon Boat"),
        (["09-15"], "中秋节 Mid-Autumn"),
        (["10-03"], "国庆节 National Day"),
    ],
)
def test_no_year_is_without_one_of_the_seven_festivals_R17_R34(gone, festival, refused):
    asked = {**OF_2027, "calendar": known(), "today": TODAY, "days_off": without(*gone)}
    with refused(
        refusals.FieldWrong,
        expected=f"全年放假日，含周末；缺 the whole year's; it lacks {festival}",
    ):
        announce(0, **asked)


def test_mid_autumn_may_fall_into_national_day_which_has_eight_days_then_R34():
    joined = [*without("09-15"), date(2027, 10, 8)]
    asked = {**OF_2027, "calendar": known(), "today": TODAY, "days_off": joined}
    assert date(2027, 10, 8) in announce(0, **asked).days_off


def test_four_days_of_june_are_no_year_and_a_known_festival_stays_R34(refused):
    june = [date(2022, 6, day) for day in (3, 4, 5, 6)]
    with refused(refusals.FieldWrong, field="days_off"):
        amend(0, reasons="x", **built_in(2022, days_off=june))
    # Dragon Boat of 2022 was on 3 June; another day of its weeks is not it.
    moved = [day for day in built_in(2022)["days_off"] if day.month != 6] + [date(2022, 6, 20)]
    with refused(refusals.FieldWrong, field="days_off"):
        amend(0, reasons="x", **built_in(2022, days_off=moved))


def test_no_year_has_more_make_up_days_than_weekdays_off_or_months_of_holidays_R34(refused):
    sundays = [date.fromordinal(date(2027, 7, 4).toordinal() + 7 * n) for n in range(10)]
    worked = [*sundays, *(date.fromordinal(day.toordinal() - 1) for day in sundays)]
    asked = {**OF_2027, "calendar": known(), "today": TODAY}
    with refused(refusals.FieldWrong, field="make_up_days", found="20"):
        announce(0, **{**asked, "make_up_days": worked})
    august = [*days_off(2027), *(date(2027, 8, day) for day in range(1, 32))]
    june = [date(2027, 6, day) for day in range(10, 31)]
    with refused(refusals.FieldWrong, field="days_off", found="74"):
        announce(0, **{**asked, "days_off": [*august, *june]})


def test_new_years_holiday_may_begin_in_the_year_before_R34():
    days = [*days_off(2027), date(2026, 12, 31)]
    asked = {**OF_2027, "calendar": known(), "today": TODAY, "days_off": days}
    assert announce(0, **asked).days_off[0] == date(2026, 12, 31)


def test_the_difference_to_what_was_known_is_told_day_by_day_R34():
    """Given a wrong announcement, when it is corrected, then each day that changes is named."""
    correction = CalendarAnnounced(
        year=2027,
        version=2,
        document_number="二",
        days_off=(date(2027, 1, 4),),
        make_up_days=(date(2027, 1, 2),),
    )
    told = difference(known(ANNOUNCED), known(ANNOUNCED, correction), 2027)
    # Nothing of the first version goes on to hold: 1 January is a Friday, 3 January a Sunday.
    assert told == Difference(
        now_off=(date(2027, 1, 3), date(2027, 1, 4)),
        now_worked=(date(2027, 1, 1), date(2027, 1, 2)),
    )


def test_what_was_unknown_differs_from_its_weekdays_R34():
    assert difference(known(), known(ANNOUNCED), 2027) == Difference(
        now_off=(date(2027, 1, 1),), now_worked=(date(2027, 1, 3),)
    )


# --- over HTTP


def test_a_calendar_is_announced_shown_and_corrected_whole_R17_R34(counter):
    desk = counter(at("2026-11-20"))
    assert desk.client.get("/v1/calendars/2100").status_code == 404
    # What the reviewer sent.
    nonsense = arrangement(2022, days_off=["1999-01-01"], make_up_days=["2050-05-01"])
    assert desk.refused("/v1/calendars", nonsense) == "registry.field_wrong"
    june = [f"2022-06-0{day}" for day in (3, 4, 5, 6)]
    amended = arrangement(2022, days_off=june, reasons="x")
    assert desk.refused("/v1/calendars/amendments", amended) == "registry.field_wrong"
    assert desk.get("/v1/calendars")["items"] == []
    known_2022 = desk.get("/v1/calendars/2022")
    assert known_2022["versions"] == []
    assert "2022-10-03" in known_2022["built_in"]["days_off"]

    right = {day.isoformat() for day in built_in(2022)["days_off"]}
    worked = [day.isoformat() for day in built_in(2022)["make_up_days"]]
    typed = arrangement(2022, days_off=[*right, "2022-08-15"], make_up_days=worked)
    made = desk.made("/v1/calendars", typed)
    assert (made["version"], made["replaces"]) == (1, "built_in")
    assert made["difference"] == {"now_off": ["2022-08-15"], "now_worked": []}
    mended = {**typed, "days_off": sorted(right), "reasons": "更正录入错误"}
    made = desk.made("/v1/calendars/amendments", mended)
    assert (made["version"], made["replaces"]) == (2, 1)
    assert made["difference"] == {"now_off": [], "now_worked": ["2022-08-15"]}
    shown = desk.get("/v1/calendars/2022")
    assert [one["version"] for one in shown["versions"]] == [1, 2]
    assert shown["versions"][1]["reasons"] == "更正录入错误"
    assert [(one["year"], one["version"]) for one in desk.get("/v1/calendars")["items"]] == [
        (2022, 2)
    ]


def test_opened_2026_12_18_the_end_is_provisional_then_settled_R17_R34():
    state, opened = noticed(date(2026, 12, 18), known())
    assert (opened.last_day, opened.provisional_last_day) == (None, date(2027, 1, 1))
    assert settle(state, NOW, known()) is None
    settled = settle(state, NOW, known(ANNOUNCED))
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
    days = {**OF_2027, "days_off": days_off(2027, "01-04"), "make_up_days": []}
    amended = amend(1, calendar=calendar, today=TODAY, reasons="延长假期", **days)
    assert settle(state, NOW, known(ANNOUNCED, amended)).last_day > date(2027, 1, 3)
    assert settle(closed, NOW, known(ANNOUNCED, amended)) is None
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
    assert settle(state, NOW, known(ANNOUNCED)).last_day == date(2027, 1, 3)


def test_what_is_shown_again_runs_its_required_length_and_no_more_R18():
    state, _ = noticed(date(2021, 9, 27), known())
    state = evolve(state, longer(state, 5, "2021-10-08"))
    again = reopen(
        state, today=date(2021, 10, 11), calendar=known(), board_version=2, change="objection:o1"
    )
    assert (again.working_days, again.last_day) == (10, date(2021, 10, 25))
    assert evolve(state, again).extra == 0
