"""Publication of board and leaders together, and what stands in its way (R18-R20, R22)."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import (
    FormalReviewPassed,
    FormalReviewReturned,
    ObjectionUpheld,
    Published,
    ResultsSubmitted,
    TitleGranted,
)
from services.contracts.scoring import LeadersNominated, Nomination
from services.contracts.values import Document, Pin
from services.registry.domain import notice as notices
from services.registry.domain import refusals
from services.registry.domain.board_case import Leader, evolve, publish
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.notice import Notice

BOARD = "finance-2021.branch-service"
ROWS = Document(sha256="ab" * 32, size=10, media_type="application/x-ndjson")
PIN = Pin(origin="lingpao.scoring", size=42, root="cm9vdA==")
FIRST = Nomination(application="app-1", enterprise="ent-1", rank=1, star=5)
SECOND = Nomination(application="app-2", enterprise="ent-2", rank=2, star=5)
SUBMITTED = ResultsSubmitted(
    submission="sub-1",
    board=BOARD,
    season="finance-2021",
    category="branch-service",
    version=2,
    rows=ROWS,
    leaders=(FIRST, SECOND),
)
PASSED = FormalReviewPassed(submission="sub-1", board=BOARD)
NOTICE = Notice(
    notice="notice-1",
    kind="results",
    about="sub-1",
    season="finance-2021",
    category="branch-service",
    opened=date(2021, 9, 27),
    working_days=10,
    last_day=date(2021, 10, 15),
    provisional_last_day=date(2021, 10, 15),
    state="closed",
)
FACTS = {
    nomination.application: Leader(
        application=nomination.application,
        enterprise=nomination.enterprise,
        standard=f"standard-of-{nomination.application}",
        standard_version=3,
        scheme=BOARD,
        scheme_version=1,
    )
    for nomination in (FIRST, SECOND)
}


def case(*events):
    return reduce(evolve, events, None)


def nominated(*leaders, version=2):
    return LeadersNominated(
        board=BOARD,
        version=version,
        season="finance-2021",
        category="branch-service",
        leaders=leaders,
        number_reason="理由",
        skipped=(),
    )


def published(state=None, notice=NOTICE, **changes):
    asked = {
        "version": 2,
        "nomination": nominated(FIRST, SECOND),
        "bars_on_board": [],
        "outdated": [],
        "today": date(2021, 10, 18),
        "title_years": 1,
    } | changes
    return publish(
        case(SUBMITTED, PASSED) if state is None else state,
        notice,
        publication="pub-1",
        board=BOARD,
        rows_document=ROWS,
        pins=(PIN,),
        address="/registry/boards/finance-2021.branch-service",
        title_ids={"app-1": "title-1", "app-2": "title-2"},
        leader_facts=FACTS,
        **asked,
    )


def test_board_and_leaders_appear_together_with_address_and_pins_R19():
    event, _ = published()
    assert event == Published(
        publication="pub-1",
        board=BOARD,
        season="finance-2021",
        category="branch-service",
        version=2,
        submission="sub-1",
        notice="notice-1",
        rows=ROWS,
        leaders=(FIRST, SECOND),
        address="/registry/boards/finance-2021.branch-service",
        pins=(PIN,),
    )


def test_every_leader_gets_a_title_that_names_what_it_rests_on_R20():
    _, titles = published()
    assert [title.title for title in titles] == ["title-1", "title-2"]
    assert titles[0] == TitleGranted(
        title="title-1",
        enterprise="ent-1",
        board=BOARD,
        season="finance-2021",
        category="branch-service",
        application="app-1",
        standard="standard-of-app-1",
        standard_version=3,
        scheme=BOARD,
        scheme_version=1,
        valid_from=date(2021, 10, 18),
        last_valid_day=date(2022, 10, 17),
    )


@pytest.mark.parametrize(
    ("today", "years", "last_valid_day"),
    [
        (date(2021, 10, 18), 2, date(2023, 10, 17)),
        (date(2024, 2, 29), 1, date(2025, 2, 27)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2024, 3, 1), 1, date(2025, 2, 28)),
        (date(2023, 3, 1), 1, date(2024, 2, 29)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
    ],
)
def test_a_title_is_valid_to_the_day_before_the_same_date_R20(today, years, last_valid_day):
    _, titles = published(today=today, title_years=years)
    assert {title.last_valid_day for title in titles} == {last_valid_day}


def test_a_year_without_leaders_is_published_too_R30():
    state = case(replace(SUBMITTED, leaders=()), PASSED)
    event, titles = published(state, nomination=nominated())
    assert (event.leaders, titles) == ((), ())


@pytest.mark.parametrize(
    "events",
    [
        (),
        (SUBMITTED,),
        (SUBMITTED, FormalReviewReturned(submission="sub-1", board=BOARD, defects=("缺",))),
    ],
)
def test_nothing_is_published_that_did_not_pass_review_R18(events, refused):
    state = reduce(evolve, events, None) or case(replace(SUBMITTED, submission="sub-0"))
    with refused(refusals.ReviewNotPassed):
        published(state)


def test_a_board_that_was_never_handed_in_is_not_published_R18(refused):
    with refused(refusals.ReviewNotPassed):
        publish(
            None,
            NOTICE,
            publication="pub-1",
            board=BOARD,
            version=2,
            rows_document=ROWS,
            nomination=nominated(FIRST, SECOND),
            pins=(),
            address="/b",
            bars_on_board=[],
            outdated=[],
            title_ids={},
            leader_facts={},
            today=date(2021, 10, 18),
            title_years=1,
        )


def test_an_unresolved_review_blocks_publication_R18(refused):
    later = replace(SUBMITTED, submission="sub-2", version=3)
    with refused(refusals.ReviewNotPassed):
        published(case(SUBMITTED, PASSED, later))


def test_leaders_other_than_those_reviewed_are_not_published_R16_R18(refused):
    with refused(refusals.ReviewNotPassed):
        published(nomination=nominated(FIRST))


def test_a_running_notice_blocks_publication_R18(refused):
    with refused(refusals.NoticeRunning, last_day="2021-10-15"):
        published(notice=replace(NOTICE, state="open"))
    provisional = replace(NOTICE, state="open", last_day=None)
    with refused(refusals.NoticeRunning, last_day="2021-10-15"):
        published(notice=provisional)


def test_an_open_objection_blocks_publication_R18(refused):
    with refused(refusals.ObjectionOpen, objections="obj-2"):
        published(notice=replace(NOTICE, objections={"obj-1": True, "obj-2": False}))
    published(notice=replace(NOTICE, objections={"obj-1": True, "obj-2": True}))


def test_a_board_that_changed_since_the_notice_is_not_published_R18(refused):
    with refused(refusals.VersionNotNoticed, version=3, shown=2):
        published(version=3, nomination=nominated(FIRST, version=3))


def test_what_was_shown_again_is_published_with_its_own_leaders_R18():
    shown_again = replace(NOTICE, board_version=3)
    event, titles = published(notice=shown_again, version=3, nomination=nominated(FIRST, version=3))
    assert (event.version, event.leaders) == (3, (FIRST,))
    assert [title.title for title in titles] == ["title-1"]


@pytest.mark.parametrize("nomination", [None, nominated(FIRST, SECOND)])
def test_leaders_are_those_of_the_published_version_R13(nomination, refused):
    with refused(refusals.NotNominated, version=3):
        published(notice=replace(NOTICE, board_version=3), version=3, nomination=nomination)


def test_an_upheld_objection_blocks_until_its_change_was_shown_R18(refused):
    upheld = ObjectionUpheld(
        objection="obj-1",
        notice=NOTICE.notice,
        board=BOARD,
        effect="removal",
        application="app-9",
        reasons="不实",
    )
    waiting = notices.evolve(NOTICE, upheld)
    with refused(refusals.RestatementAwaited, objections="obj-1"):
        published(notice=waiting)
    other = notices.reopen(
        waiting,
        today=date(2021, 10, 12),
        calendar=WorkingDays(),
        board_version=3,
        change="application_withdrawn:e-1",
    )
    assert notices.evolve(waiting, other).unsettled == {"obj-1"}
    shown = notices.evolve(waiting, replace(other, change="objection_upheld:obj-1"))
    assert shown.unsettled == frozenset()


def test_a_ranked_text_that_is_not_in_force_any_more_blocks_publication_R31(refused):
    with refused(refusals.RowOutdated, enterprises="ent-3"):
        published(outdated=["ent-3"])


def test_a_barred_enterprise_on_the_board_blocks_publication_R22(refused):
    with refused(refusals.RowBarred, enterprises="ent-7"):
        published(bars_on_board=["ent-7"])


def test_a_board_is_published_once_R19(refused):
    event, _ = published()
    with refused(refusals.AlreadyPublished, version=2):
        published(case(SUBMITTED, PASSED, event))
