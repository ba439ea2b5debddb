"""What waits for a calendar is settled when it is announced (R17, R21, R34)."""

from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import CalendarAnnounced, EnterpriseHeard, RevocationProposed
from services.registry.domain import refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.revocation import evolve, hear
from services.registry.domain.revocation import settle_hearing as settle

PROPOSED_ON = date(2026, 12, 29)
NEXT_YEAR = CalendarAnnounced(
    year=2027,
    version=1,
    document_number="国办发明电（示例）",
    days_off=(date(2027, 1, 1),),
    make_up_days=(date(2027, 1, 3),),
)
PROPOSED = RevocationProposed(
    revocation="r1",
    title="t1",
    enterprise="E",
    ground=4,
    facts="抽检",
    evidence=("报告",),
    proposed_by="bureau",
    hearing_last_day=WorkingDays(built_in_to=2026).nth_after(PROPOSED_ON, 5).last_day,
)


MOVED = CalendarAnnounced(
    year=2027,
    version=2,
    document_number="国办发明电（示例）",
    days_off=(date(2027, 1, 1), date(2027, 1, 4)),
    make_up_days=(),
)


def settle_hearing(state, calendar, today=date(2027, 1, 4), concerned=("E",)):
    return settle(state, PROPOSED_ON, 5, calendar, concerned=concerned, today=today)


def test_a_hearing_into_an_unannounced_year_is_settled_and_silence_then_counts_R21() -> None:
    assert PROPOSED.hearing_last_day is None
    state = reduce(evolve, [PROPOSED], None)
    assert state is not None
    with pytest.raises(refusals.NotHeardYet):
        hear(state, "E", "silent", "", date(2027, 3, 1))
    settled = settle_hearing(state, WorkingDays([NEXT_YEAR], built_in_to=2026))
    assert settled is not None
    # 12-30, 12-31, then Sunday 01-03 is worked, 01-04, 01-05.
    assert settled.last_day == date(2027, 1, 5)
    known = evolve(state, settled)
    assert hear(known, "E", "silent", "", date(2027, 1, 6)).how == "silent"
    assert settle_hearing(known, WorkingDays([NEXT_YEAR])) is None


def test_nothing_is_settled_once_the_enterprise_was_heard_R21() -> None:
    heard = EnterpriseHeard(
        revocation="r1", title="t1", enterprise="E", how="waived", statement_commitment=""
    )
    state = reduce(evolve, [PROPOSED, heard], None)
    assert state is not None
    assert settle_hearing(state, WorkingDays([NEXT_YEAR])) is None


def settled_by(day: date):
    event = settle_hearing(
        reduce(evolve, [PROPOSED], None), WorkingDays([NEXT_YEAR], built_in_to=2026)
    )
    assert event is not None
    state = reduce(evolve, [PROPOSED, event], None)
    calendar = WorkingDays([NEXT_YEAR, MOVED], built_in_to=2026)
    return state, settle_hearing(state, calendar, day)


def test_an_amended_calendar_moves_a_certain_hearing_to_a_later_day_only_R21_R34() -> None:
    # 12-30, 12-31, 01-05, 01-06, 01-07: the fourth is off and the Sunday is not worked now.
    state, moved = settled_by(date(2027, 1, 5))
    assert moved is not None
    assert moved.last_day == date(2027, 1, 7)
    later = evolve(state, moved)
    assert settle_hearing(later, WorkingDays([NEXT_YEAR], built_in_to=2026)) is None


def test_a_hearing_that_is_over_keeps_its_last_day_R21_R34() -> None:
    _, moved = settled_by(date(2027, 1, 6))
    assert moved is None


def test_a_hearing_is_settled_while_anybody_waits_to_be_heard_R21_R34() -> None:
    heard = EnterpriseHeard(
        revocation="r1", title="t1", enterprise="E", how="waived", statement_commitment=""
    )
    state = reduce(evolve, [PROPOSED, heard], None)
    assert state is not None
    calendar = WorkingDays([NEXT_YEAR], built_in_to=2026)
    assert settle_hearing(state, calendar) is None
    assert settle_hearing(state, calendar, concerned=("E", "F")) is not None
