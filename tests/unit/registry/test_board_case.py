"""Consent round, submission and formal review of a board (R15, R16, R27, R30)."""

from functools import reduce

import pytest

from services.contracts.registry import (
    ConsentRequested,
    FormalReviewPassed,
    FormalReviewReturned,
    NoticeClosed,
    Published,
    ResultsSubmitted,
)
from services.contracts.scoring import LeadersNominated, Nomination
from services.contracts.values import Document
from services.registry.domain import refusals
from services.registry.domain.board_case import evolve, request_consents, review, submit
from services.registry.domain.consents import shown

BOARD = "finance-2021.branch-service"
ROWS = Document(sha256="ab" * 32, size=10, media_type="application/x-ndjson")
LEADER = Nomination(application="app-1", enterprise="ent-1", rank=1, star=5)
PASSED = FormalReviewPassed(submission="sub-1", board=BOARD)
RETURNED = FormalReviewReturned(submission="sub-1", board=BOARD, defects=("缺少理由",))
PUBLISHED = Published(
    publication="pub-1",
    board=BOARD,
    season="finance-2021",
    category="branch-service",
    version=2,
    submission="sub-1",
    notice="notice-1",
    rows=ROWS,
    leaders=(LEADER,),
    address="/b",
    pins=(),
)


def row(application, enterprise, rank, star=5):
    return {"application": application, "enterprise": enterprise, "rank": rank, "star": star}


def asked(application, enterprise, rank, star=5):
    return ConsentRequested(
        application=application,
        enterprise=enterprise,
        board=BOARD,
        board_version=2,
        rank=rank,
        star=star,
    )


def submitted(submission="sub-1", version=2):
    return ResultsSubmitted(
        submission=submission,
        board=BOARD,
        season="finance-2021",
        category="branch-service",
        version=version,
        rows=ROWS,
        leaders=(LEADER,),
    )


def nominated(version=2, leaders=(LEADER,)):
    return LeadersNominated(
        board=BOARD,
        version=version,
        season="finance-2021",
        category="branch-service",
        leaders=leaders,
        number_reason="理由",
        skipped=(),
    )


def case(*events):
    return reduce(evolve, events, None)


def hand_in(state, **changes):
    asked_for = {
        "submission": "sub-1",
        "version": 2,
        "row_applications": [("app-1", "ent-1"), ("app-2", "ent-2")],
        "answers": {"app-1": "given", "app-2": "given"},
        "nomination": nominated(),
        "body": "body-1",
        "actor_organisation": "body-1",
    } | changes
    return submit(
        state,
        board=BOARD,
        season="finance-2021",
        category="branch-service",
        rows_document=ROWS,
        **asked_for,
    )


def ask(state, version, rows, earlier=None, scheme_version=1):
    now = {version: shown(scheme_version, rows)}
    return request_consents(state, BOARD, version, rows, {**(earlier or {}), **now})


def test_everybody_on_the_board_is_asked_not_leaders_only_R15():
    rows = [row("app-1", "ent-1", 1), row("app-2", "ent-2", 2, star=3)]
    assert ask(None, 2, rows) == (
        asked("app-1", "ent-1", 1),
        asked("app-2", "ent-2", 2, star=3),
    )


def test_who_was_asked_is_not_asked_again_R15():
    rows = [row("app-1", "ent-1", 1), row("app-2", "ent-2", 1)]
    state = case(asked("app-1", "ent-1", 1))
    assert ask(state, 2, rows) == (asked("app-2", "ent-2", 1),)
    both = case(asked("app-1", "ent-1", 1), asked("app-2", "ent-2", 1))
    assert ask(both, 3, rows, {2: shown(1, rows)}) == ()


EARLIER = [
    row("app-1", "ent-1", 1),
    row("app-2", "ent-2", 2, star=4),
    row("app-3", "ent-3", 2, star=4),
    row("app-4", "ent-4", 4, star=3),
]
ALL_ASKED = [asked(one["application"], one["enterprise"], one["rank"]) for one in EARLIER]


@pytest.mark.parametrize(
    ("now", "scheme_version", "again"),
    [
        pytest.param(EARLIER, 1, [], id="the_same"),
        pytest.param(
            [
                row("app-2", "ent-2", 1, star=4),
                row("app-3", "ent-3", 1, star=4),
                row("app-4", "ent-4", 3, star=3),
            ],
            1,
            [],
            id="others_left",
        ),
        pytest.param(
            [row("app-3", "ent-3", 1, star=4), row("app-4", "ent-4", 2, star=3)],
            1,
            [],
            id="of_a_tie_one_left",
        ),
        pytest.param(EARLIER, 2, ["app-1", "app-2", "app-3", "app-4"], id="another_scheme"),
        pytest.param(
            [*EARLIER[:3], row("app-4", "ent-4", 4, star=4)], 1, ["app-4"], id="another_star"
        ),
        pytest.param(
            [row("app-0", "ent-0", 1), *(row(f"app-{n}", f"ent-{n}", r, star=s)
             for n, r, s in ((1, 2, 5), (2, 3, 4), (3, 3, 4), (4, 5, 3)))],
            1,
            ["app-0", "app-1", "app-2", "app-3", "app-4"],
            id="somebody_came_before_all",
        ),
        pytest.param(
            [row("app-2", "ent-2", 1, star=4), row("app-1", "ent-1", 2), row("app-4", "ent-4", 3, star=3)],
            1,
            ["app-1", "app-2"],
            id="moved_not_by_leaving",
        ),
    ],
)  # fmt: skip
def test_consent_is_to_the_result_shown_and_asked_again_when_it_changes_R15(
    now, scheme_version, again
):
    state = case(*ALL_ASKED)
    found = ask(state, 3, now, {2: shown(1, EARLIER)}, scheme_version)
    assert sorted(one.application for one in found) == again
    assert {one.board_version for one in found} <= {3}
    told = case(*ALL_ASKED, *found)
    assert ask(told, 3, now, {2: shown(1, EARLIER)}, scheme_version) == ()


def test_an_empty_board_asks_nobody_R30():
    assert ask(None, 1, []) == ()


def test_nobody_is_asked_after_publication_R15(refused):
    with refused(refusals.AlreadyPublished, version=2):
        ask(case(submitted(), PASSED, PUBLISHED), 3, [])


def test_board_and_leaders_are_handed_in_when_all_consented_R15():
    assert hand_in(None) == submitted()


@pytest.mark.parametrize("answer", [None, "refused"])
def test_silence_is_no_consent_and_neither_is_a_refusal_R15(answer, refused):
    with refused(refusals.ConsentMissing, count=1, enterprises="ent-2"):
        hand_in(None, answers={"app-1": "given", "app-2": answer})


def test_who_was_never_asked_has_not_consented_R15(refused):
    with refused(refusals.ConsentMissing, count=2, enterprises="ent-1、ent-2"):
        hand_in(None, answers={})


def test_an_enterprise_with_two_standards_is_named_once_R15_R30(refused):
    rows = [("app-1", "ent-1"), ("app-2", "ent-1")]
    with refused(refusals.ConsentMissing, count=1, enterprises="ent-1"):
        hand_in(None, row_applications=rows, answers={})


def test_an_empty_list_of_leaders_is_a_nomination_R30():
    assert hand_in(None, nomination=nominated(leaders=())).leaders == ()


def test_an_empty_board_can_be_handed_in_R30():
    empty = hand_in(None, row_applications=[], answers={}, nomination=nominated(leaders=()))
    assert empty.leaders == ()


@pytest.mark.parametrize("nomination", [None, nominated(version=1)])
def test_leaders_are_nominated_for_this_very_version_R13(nomination, refused):
    with refused(refusals.NotNominated, version=2):
        hand_in(None, nomination=nomination)


@pytest.mark.parametrize("body", [None, "body-2"])
def test_only_the_appointed_body_hands_in_R3(body, refused):
    with refused(refusals.NotTheBody):
        hand_in(None, body=body)


@pytest.mark.parametrize("events", [(submitted(),), (submitted(), PASSED)])
def test_a_version_is_handed_in_once_unless_returned_R16(events, refused):
    with refused(refusals.SubmissionPending, version=2):
        hand_in(case(*events), submission="sub-2")


def test_a_returned_version_may_be_handed_in_again_and_keeps_its_history_R16():
    state = case(submitted(), RETURNED)
    again = hand_in(state, submission="sub-2")
    assert again == submitted("sub-2")
    assert {id: one.state for id, one in evolve(state, again).submissions.items()} == {
        "sub-1": "returned",
        "sub-2": "submitted",
    }


def test_a_restated_board_may_be_handed_in_anew_R18():
    again = hand_in(
        case(submitted(), PASSED), submission="sub-2", version=3, nomination=nominated(version=3)
    )
    assert again == submitted("sub-2", version=3)


def test_nothing_is_handed_in_after_publication_R19(refused):
    with refused(refusals.AlreadyPublished, version=2):
        hand_in(case(submitted(), PASSED, PUBLISHED), version=3)


def test_a_submission_passes_without_defects_R16(refused):
    assert review(case(submitted()), BOARD, "sub-1", "passed", ()) == PASSED
    with refused(refusals.DefectsWrong, found=1):
        review(case(submitted()), BOARD, "sub-1", "passed", ("缺少理由",))


def test_a_submission_is_returned_with_its_defects_R16(refused):
    assert review(case(submitted()), BOARD, "sub-1", "returned", ("缺少理由",)) == RETURNED
    with refused(refusals.DefectsWrong, found=0):
        review(case(submitted()), BOARD, "sub-1", "returned", ())


@pytest.mark.parametrize("outcome", [PASSED, RETURNED])
def test_a_submission_is_reviewed_once_R16(outcome, refused):
    with refused(refusals.ReviewDone, submission="sub-1"):
        review(case(submitted(), outcome), BOARD, "sub-1", "passed", ())


def test_a_review_knows_two_outcomes_and_its_submission_R16(refused):
    with refused(refusals.FieldWrong, field="outcome"):
        review(case(submitted()), BOARD, "sub-1", "postponed", ("缺少理由",))
    for state in (None, case(submitted())):
        with refused(refusals.Unknown, id="sub-9"):
            review(state, BOARD, "sub-9", "passed", ())


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="notice_closed"):
        case(
            NoticeClosed(
                notice="n",
                kind="results",
                about="sub-1",
                season="finance-2021",
                category="branch-service",
                last_day=None,
            )
        )
