"""Public notices: their length, end, reopening and closing (R17, R18, R34)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import pytest

from services.contracts.registry import (
    CalendarAnnounced,
    NoticeClosed,
    NoticeEndSettled,
    NoticeOpened,
    NoticeReopened,
    ObjectionFiled,
    SeasonClosed,
)
from services.registry.domain import refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.notice import close, evolve, open_notice, reopen, settle

DAYS = WorkingDays(built_in_to=2026)
OF_2027 = CalendarAnnounced(
    year=2027,
    version=1,
    document_number="国办发明电〔2026〕9号",
    days_off=(date(2027, 1, 1),),
    make_up_days=(),
)
DAYS_TO_2027 = WorkingDays([OF_2027], built_in_to=2026)
OPENED = NoticeOpened(
    notice="notice-1",
    kind="results",
    about="sub-1",
    season="finance-2021",
    category="branch-service",
    opened=date(2021, 9, 27),
    working_days=10,
    last_day=date(2021, 10, 15),
    provisional_last_day=date(2021, 10, 15),
    calendar=DAYS.version,
)
PROVISIONAL = replace(
    OPENED, opened=date(2026, 12, 18), last_day=None, provisional_last_day=date(2027, 1, 1)
)
FILED = ObjectionFiled(
    objection="obj-1",
    notice="notice-1",
    board="finance-2021.branch-service",
    number="异议〔2021〕1号",
    about="app-1",
    anonymous=False,
    grounds_commitment="c0ffee",
    evidence=(),
    answer_by=date(2021, 10, 11),
)
CLOSED = NoticeClosed(
    notice="notice-1",
    kind="results",
    about="sub-1",
    season="finance-2021",
    category="branch-service",
    last_day=date(2021, 10, 15),
)


def notice(*events):
    return reduce(evolve, events, None)


def opened(today, working_days=10, floor=10, calendar=DAYS):
    return open_notice(
        notice="notice-1",
        kind="results",
        about="sub-1",
        season="finance-2021",
        category="branch-service",
        today=today,
        working_days=working_days,
        floor=floor,
        calendar=calendar,
    )


def at(*moment):
    """Return a moment by UTC's clock; Shanghai is eight hours ahead."""
    return datetime(*moment, tzinfo=UTC)


RUNNING = at(2027, 1, 4, 1)


def settled_end(state, calendar=DAYS_TO_2027, now=RUNNING):
    return settle(state, now, calendar)


def test_a_notice_runs_ten_working_days_after_its_opening_day_R17():
    assert opened(date(2021, 9, 27)) == OPENED


def test_a_notice_may_be_longer_but_never_shorter_than_the_seasons_R17(refused):
    assert opened(date(2021, 9, 27), working_days=11).last_day == date(2021, 10, 18)
    with refused(refusals.NoticeTooShort, found=9, expected=10):
        opened(date(2021, 9, 27), working_days=9)
    with refused(refusals.NoticeTooShort, found=10, expected=15):
        opened(date(2021, 9, 27), working_days=10, floor=15)


def test_a_notice_into_an_unannounced_year_opens_with_a_provisional_end_R17():
    event = opened(date(2026, 12, 18))
    assert (event.last_day, event.provisional_last_day) == (None, date(2027, 1, 1))


def test_a_provisional_end_is_settled_when_the_year_is_announced_R17_R34():
    state = notice(PROVISIONAL)
    assert settled_end(state, DAYS) is None
    event = settled_end(state)
    assert event == NoticeEndSettled(
        notice="notice-1", last_day=date(2027, 1, 4), calendar=DAYS_TO_2027.version
    )
    settled = notice(PROVISIONAL, event)
    assert (settled.last_day, settled.provisional_last_day) == (date(2027, 1, 4),) * 2
    assert settled_end(settled) is None


def test_a_holiday_added_later_gives_the_notice_its_working_day_back_R17_R34():
    amended = WorkingDays(
        [replace(OF_2027, version=2, days_off=(date(2027, 1, 1), date(2027, 1, 4)))]
    )
    settled = notice(PROVISIONAL, settled_end(notice(PROVISIONAL)))
    assert settled_end(settled, amended).last_day == date(2027, 1, 5)


def test_a_notice_past_midnight_of_its_last_day_keeps_it_closed_yet_or_not_R17_R34():
    amended = WorkingDays(
        [replace(OF_2027, version=2, days_off=(date(2027, 1, 1), date(2027, 1, 4)))]
    )
    settled = notice(PROVISIONAL, settled_end(notice(PROVISIONAL)))
    # 24:00 in Shanghai is 16:00 by UTC.
    last_moment, midnight = at(2027, 1, 4, 15, 59, 59), at(2027, 1, 4, 16)
    assert settled_end(settled, amended, last_moment).last_day == date(2027, 1, 5)
    assert settled_end(settled, amended, midnight) is None


def test_an_announced_end_is_never_brought_forward_R17():
    worked = replace(OF_2027, version=2, make_up_days=(date(2027, 1, 2),))
    settled = notice(PROVISIONAL, settled_end(notice(PROVISIONAL)))
    assert settled_end(settled, WorkingDays([worked], built_in_to=2026)) is None


def test_a_closed_notice_keeps_the_calendar_it_closed_by_R34():
    longer = CalendarAnnounced(
        year=2021, version=1, document_number="补", days_off=(date(2021, 10, 15),), make_up_days=()
    )
    assert settled_end(notice(OPENED, CLOSED), WorkingDays([longer])) is None


def test_a_notice_closes_after_midnight_in_shanghai_R17(refused):
    with refused(refusals.NoticeRunning, last_day="2021-10-15"):
        close(notice(OPENED), at(2021, 10, 15, 15, 59, 59), DAYS)
    assert close(notice(OPENED), at(2021, 10, 15, 16), DAYS) == CLOSED


def test_a_notice_with_a_provisional_end_does_not_close_R17(refused):
    with refused(refusals.NoticeRunning, last_day="2027-01-01"):
        close(notice(PROVISIONAL), at(2027, 6, 1), DAYS)


def test_open_objections_do_not_keep_a_notice_open_R18():
    state = notice(OPENED, FILED)
    assert close(state, at(2021, 10, 16), DAYS) == CLOSED
    assert notice(OPENED, FILED, CLOSED).open_objections == ("obj-1",)


def test_a_notice_closes_once_R17(refused):
    with refused(refusals.NoticeOver):
        close(notice(OPENED, CLOSED), at(2021, 10, 18), DAYS)


@pytest.mark.parametrize("events", [(OPENED, FILED), (OPENED, FILED, CLOSED)])
def test_what_changed_is_shown_again_for_the_full_length_R18(events):
    event = reopen(
        notice(*events),
        today=date(2021, 10, 12),
        calendar=DAYS,
        board_version=3,
        change="objection_upheld:obj-1",
    )
    assert event == NoticeReopened(
        notice="notice-1",
        kind="results",
        about="sub-1",
        season="finance-2021",
        category="branch-service",
        opened=date(2021, 10, 12),
        working_days=10,
        last_day=date(2021, 10, 26),
        provisional_last_day=date(2021, 10, 26),
        calendar=DAYS.version,
        board_version=3,
        change="objection_upheld:obj-1",
    )
    again = notice(*events, event)
    assert (again.state, again.board_version) == ("open", 3)
    assert again.open_objections == ("obj-1",)


def test_a_reopened_notice_may_end_provisionally_and_be_settled_R17_R18():
    event = reopen(
        notice(OPENED), today=date(2026, 12, 18), calendar=DAYS, board_version=2, change="c"
    )
    assert event.last_day is None
    assert settled_end(notice(OPENED, event)).last_day == date(2027, 1, 4)


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="season_closed"):
        notice(OPENED, SeasonClosed(season="finance-2021"))
    with pytest.raises(ValueError, match="before the notice"):
        notice(CLOSED)
