"""Objections: anybody files during the notice, the bureau answers with reasons (R18)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import pytest

from services.contracts.registry import (
    NoticeClosed,
    NoticeOpened,
    ObjectionDismissed,
    ObjectionFiled,
    ObjectionUpheld,
)
from services.registry.domain import refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.notice import evolve
from services.registry.domain.objection import decide, file

DAYS = WorkingDays(built_in_to=2026)
BOARD = "finance-2021.branch-service"
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
CLOSED = NoticeClosed(
    notice="notice-1",
    kind="results",
    about="sub-1",
    season="finance-2021",
    category="branch-service",
    last_day=date(2021, 10, 15),
)
FILED = ObjectionFiled(
    objection="obj-1",
    notice="notice-1",
    board=BOARD,
    number="异议〔2021〕3号",
    about="app-1",
    anonymous=True,
    grounds_commitment="c0ffee",
    evidence=(),
    answer_by=date(2021, 10, 11),
)
DISMISSED = ObjectionDismissed(
    objection="obj-1", notice="notice-1", board=BOARD, reasons="经核查，符合承诺"
)


def notice(*events):
    return reduce(evolve, events, None)


def filed(state, now, calendar=DAYS, commitment="c0ffee"):
    return file(
        state,
        objection="obj-1",
        number_in_year=3,
        board=BOARD,
        about="app-1",
        anonymous=True,
        grounds_commitment=commitment,
        now=now,
        calendar=calendar,
    )


def decided(state, **changes):
    asked = {
        "decision": "upheld",
        "effect": "removal",
        "application": "app-1",
        "reasons": "承诺不实",
        "deciding_organisation": "jincheng-bureau",
        "filing_organisation": "",
    } | changes
    return decide(state, "obj-1", **asked)


def test_an_objection_gets_its_number_and_a_day_for_the_answer_R18():
    # 09-29, 09-30, then National Day, 10-08, the worked Saturday 10-09, 10-11.
    assert filed(notice(OPENED), datetime(2021, 9, 28, 2, tzinfo=UTC)) == FILED


def test_the_year_in_the_number_is_shanghais_R18():
    running = replace(OPENED, last_day=date(2022, 1, 10))
    event = filed(notice(running), datetime(2021, 12, 31, 17, tzinfo=UTC))
    assert event.number == "异议〔2022〕3号"


def test_the_answers_day_in_an_unannounced_year_is_the_earliest_R18():
    running = replace(OPENED, last_day=None)
    event = filed(notice(running), datetime(2026, 12, 30, 2, tzinfo=UTC))
    assert event.answer_by == date(2027, 1, 6)


def test_objections_are_taken_to_midnight_of_the_last_day_R18(refused):
    last_moment = datetime(2021, 10, 15, 15, 59, 59, tzinfo=UTC)
    assert filed(notice(OPENED), last_moment).objection == "obj-1"
    midnight = datetime(2021, 10, 15, 16, tzinfo=UTC)
    with refused(refusals.NoticeOver, last_day="2021-10-15"):
        filed(notice(OPENED), midnight)  # whether or not the timer has closed it
    with refused(refusals.NoticeOver):
        filed(notice(OPENED, CLOSED), last_moment)


def test_an_objection_has_grounds_R18(refused):
    with refused(refusals.FieldWrong, field="grounds"):
        filed(notice(OPENED), datetime(2021, 9, 28, 2, tzinfo=UTC), commitment="")


def test_an_objection_is_dismissed_with_reasons_R18(refused):
    state = notice(OPENED, FILED)
    given = {"decision": "dismissed", "effect": "", "application": ""}
    assert decided(state, reasons="经核查，符合承诺", **given) == DISMISSED
    with refused(refusals.FieldWrong, field="reasons"):
        decided(state, reasons=" ", **given)


@pytest.mark.parametrize(
    ("effect", "application"),
    [("removal", "app-1"), ("rescore", "app-1"), ("correction", ""), ("correction", "app-1")],
)
def test_an_upheld_objection_says_what_follows_R18(effect, application):
    assert decided(notice(OPENED, FILED), effect=effect, application=application) == (
        ObjectionUpheld(
            objection="obj-1",
            notice="notice-1",
            board=BOARD,
            effect=effect,
            application=application,
            reasons="承诺不实",
        )
    )


@pytest.mark.parametrize("effect", ["", "downgrade"])
def test_an_upheld_objection_without_effect_is_no_decision_R18(effect, refused):
    with refused(refusals.EffectMissing, field="effect"):
        decided(notice(OPENED, FILED), effect=effect)


@pytest.mark.parametrize("effect", ["removal", "rescore"])
def test_removal_and_rescoring_name_their_application_R18(effect, refused):
    with refused(refusals.EffectMissing, field="application"):
        decided(notice(OPENED, FILED), effect=effect, application="")


def test_no_row_is_touched_before_there_is_a_board_R5_R18(refused):
    of_scheme = notice(replace(OPENED, kind="scheme", about=f"{BOARD}@1"), FILED)
    with refused(refusals.EffectMissing, expected="correction"):
        decided(of_scheme)
    assert decided(of_scheme, effect="correction", application="").effect == "correction"


def test_a_decision_is_one_of_two_R18(refused):
    with refused(refusals.FieldWrong, field="decision"):
        decided(notice(OPENED, FILED), decision="joined")


def test_an_objection_is_decided_once_and_also_after_the_notice_R18(refused):
    assert decided(notice(OPENED, FILED, CLOSED)).effect == "removal"
    with refused(refusals.ObjectionDecided):
        decided(notice(OPENED, FILED, DISMISSED))
    assert notice(OPENED, FILED, decided(notice(OPENED, FILED))).open_objections == ()


def test_nobody_decides_an_objection_of_their_own_R4_R18(refused):
    with refused(refusals.OwnObjection):
        decided(notice(OPENED, FILED), filing_organisation="jincheng-bureau")
    assert decided(notice(OPENED, FILED), filing_organisation="somebody-else")


def test_only_an_objection_to_this_notice_is_decided_R18(refused):
    with refused(refusals.Unknown, id="obj-1"):
        decided(notice(OPENED))
