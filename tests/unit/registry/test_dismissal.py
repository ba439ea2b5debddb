"""A dismissed evaluation body: what it made is looked at again, and is not void (R33)."""

from functools import reduce

import msgspec
import pytest

from services.contracts.registry import (
    BodyWorkReviewed,
    EvaluationBodyAppointed,
    EvaluationBodyDismissed,
    FlaggedWork,
    SeasonClosed,
    SeasonOpened,
)
from services.registry.domain import refusals
from services.registry.domain.dismissal import Flag, check_reviewed, dismiss, review
from services.registry.domain.season import evolve
from tests.support.counter import BOARD, BODY, SEASON, SEASON_BODY, at

OPENED = msgspec.convert(
    {
        **SEASON_BODY,
        "invited": [],
        "notice_working_days": 10,
        "hearing_working_days": 5,
        "title_years": 1,
    },
    SeasonOpened,
)
APPOINTED = EvaluationBodyAppointed(
    season=SEASON, body="body-1", grounds="比选", pilot_approval="试点批文"
)
CLOSED = SeasonClosed(season=SEASON)
WORK = FlaggedWork(what="board", about=BOARD, version=1)
SCHEME = f"{BOARD}@1"
OPEN = Flag(about=BOARD, version=1, outcome=None)


def season(*events):
    return reduce(evolve, events, None)


def test_a_body_is_dismissed_with_grounds_and_another_may_follow_R3_R33(refused):
    event = dismiss(season(OPENED, APPOINTED), "弄虚作假", [WORK])
    assert event == EvaluationBodyDismissed(
        season="finance-2021", body="body-1", grounds="弄虚作假", flagged=(WORK,)
    )
    assert season(OPENED, APPOINTED, event).body is None
    assert season(OPENED, APPOINTED, event, APPOINTED).body == "body-1"
    with refused(refusals.NotTheBody):
        dismiss(season(OPENED), "弄虚作假", [])
    with refused(refusals.FieldWrong, field="grounds"):
        dismiss(season(OPENED, APPOINTED), " ", [])
    with refused(refusals.SeasonClosed):
        dismiss(season(OPENED, APPOINTED, CLOSED), "弄虚作假", [])


@pytest.mark.parametrize("outcome", ["stands", "redo"])
def test_what_is_flagged_is_reviewed_once_with_reasons_R33(outcome, refused):
    made = review("finance-2021", OPEN, BOARD, outcome, "复算一致")
    assert made == BodyWorkReviewed(
        season="finance-2021", about=BOARD, outcome=outcome, reasons="复算一致"
    )
    state = season(OPENED, APPOINTED)
    assert evolve(state, made) == state
    with refused(refusals.ReviewDone, state=outcome):
        review(SEASON, Flag(about=BOARD, version=1, outcome=outcome), BOARD, outcome, "理由")
    with refused(refusals.FieldWrong, field="reasons"):
        review(SEASON, OPEN, BOARD, outcome, " ")


def test_another_outcome_or_what_is_not_flagged_is_refused_R33(refused):
    with refused(refusals.FieldWrong, field="outcome"):
        review(SEASON, OPEN, BOARD, "void", "理由")
    with refused(refusals.Unknown, what="review"):
        review(SEASON, None, BOARD, "stands", "理由")


def test_nothing_flagged_is_published_before_it_is_found_to_stand_R18_R33(refused):
    check_reviewed(BOARD, 1, [])
    check_reviewed(BOARD, 1, [Flag(about=BOARD, version=1, outcome="stands")])
    with refused(refusals.ReviewUnresolved, about=BOARD):
        check_reviewed(BOARD, 1, [OPEN])
    with refused(refusals.ReviewUnresolved, about="n1"):
        check_reviewed(BOARD, 2, [Flag(about="n1", version=0, outcome="redo")])
    redo = Flag(about=BOARD, version=1, outcome="redo")
    with refused(refusals.ReviewUnresolved, about=BOARD):
        check_reviewed(BOARD, 1, [redo])
    check_reviewed(BOARD, 2, [redo])
    # A board drawn by a scheme that must be made again does not help itself by a later version.
    for outcome in (None, "redo"):
        scheme = Flag(about=f"{BOARD}@1", version=1, outcome=outcome)
        with refused(refusals.ReviewUnresolved, about=f"{BOARD}@1"):
            check_reviewed(BOARD, 2, [scheme])


# --- as a clerk meets it


def dismissed(counter):
    desk = counter(at("2021-08-11"))
    desk.season()
    desk.scheme()
    scheme = desk.made("/v1/notices", {"kind": "scheme", "about": f"{BOARD}@1"})["notice"]
    desk.clock(at("2021-09-27"))
    desk.drawn()
    notice = desk.noticed()["notice"]
    made = desk.made(
        f"/v1/seasons/{SEASON}/evaluation-body/dismissal", {"grounds": "评估中弄虚作假"}
    )
    assert made["body"] == BODY
    assert set(made["flagged"]) == {SCHEME, scheme, notice, BOARD}
    return desk, notice


def test_its_schemes_are_flagged_themselves_where_they_are_looked_at_R5_R33(counter):
    desk, _ = dismissed(counter)
    notices = desk.get("/v1/notices")["items"]
    [of_scheme] = [one["notice"] for one in notices if one["kind"] == "scheme"]
    shown = desk.get(f"/v1/notices/{of_scheme}")
    assert (shown["about_review"]["what"], shown["about_review"]["version"]) == ("scheme", 1)
    assert desk.get(f"/v1/boards/{BOARD}")["scheme_review"]["outcome"] is None
    redo = {"about": SCHEME, "outcome": "redo", "reasons": "权重无依据"}
    desk.made(f"/v1/seasons/{SEASON}/reviews", redo)
    assert desk.get(f"/v1/boards/{BOARD}")["scheme_review"]["outcome"] == "redo"
    desk.clock(at("2021-10-18"))
    publication = f"/v1/boards/{BOARD}/publication"
    for about in (BOARD, shown["notice"]):
        stands = {"about": about, "outcome": "stands", "reasons": "复算一致"}
        desk.made(f"/v1/seasons/{SEASON}/reviews", stands)
    assert desk.refused(publication) == "registry.review_unresolved"


def test_its_notices_and_boards_are_flagged_and_stay_where_they_are_R33(counter):
    desk, notice = dismissed(counter)
    assert desk.get(f"/v1/seasons/{SEASON}")["body"] is None
    shown = desk.get(f"/v1/notices/{notice}")
    assert (shown["state"], shown["review"]["outcome"]) == ("open", None)
    assert desk.get(f"/v1/boards/{BOARD}")["review"]["body"] == BODY
    assert len(desk.get(f"/v1/seasons/{SEASON}/reviews")["items"]) == 4
    again = f"/v1/boards/{BOARD}/submissions"
    assert desk.refused(again, {}, "evaluation_body") == "registry.not_the_body"


def test_publication_waits_for_the_review_and_follows_it_R18_R33(counter):
    desk, notice = dismissed(counter)
    desk.clock(at("2021-10-18"))
    publication = f"/v1/boards/{BOARD}/publication"
    assert desk.refused(publication) == "registry.review_unresolved"
    reviews = f"/v1/seasons/{SEASON}/reviews"
    for about in (SCHEME, BOARD, notice):
        assert desk.refused(publication) == "registry.review_unresolved"
        desk.made(reviews, {"about": about, "outcome": "stands", "reasons": "复算一致"})
    desk.made(publication)
    assert desk.get(f"/v1/boards/{BOARD}")["review"]["outcome"] == "stands"
    wrong = {"about": "nothing", "outcome": "stands", "reasons": "x"}
    assert desk.refused(reviews, wrong) == "registry.unknown"


def test_a_strange_bureau_neither_dismisses_nor_reviews_R1_R33(counter):
    desk, notice = dismissed(counter)
    desk.account("other-bureau", "bureau")
    body = {"about": notice, "outcome": "stands", "reasons": "x"}
    reviews = f"/v1/seasons/{SEASON}/reviews"
    assert desk.refused(reviews, body, "other-bureau") == "registry.not_your_season"
    path = f"/v1/seasons/{SEASON}/evaluation-body/dismissal"
    assert desk.refused(path, {"grounds": "x"}, "other-bureau") == "registry.not_your_season"
    # Reviewed under another season's address it is not found.
    desk.season(season="finance-2022")
    other = "/v1/seasons/finance-2022/reviews"
    assert desk.refused(other, body) == "registry.unknown"
