"""Closing a season over HTTP, on a real store: what is open, what goes on afterwards (R24, R1)."""

import msgspec
import pytest

from services.chassis.store.transaction import Context
from services.contracts.registry import SeasonClosed
from services.contracts.scoring import BoardRestated
from tests.support.counter import BOARD, SEASON, SEASON_BODY, at

CLOSING = f"/v1/seasons/{SEASON}/closing"
SUMMARY = f"/v1/seasons/{SEASON}/summary"
REPORT = {"proposals": ["提前公示方案"]}


@pytest.fixture
def desk(counter):
    """A season on the day its results are noticed; its phases leave every step free."""
    made = counter(at("2021-09-27"))
    made.season(phases=[{**phase, "steps": []} for phase in SEASON_BODY["phases"]])
    made.drawn()
    return made


def closed(desk):
    """Close a season that is through."""
    desk.noticed()
    desk.clock(at("2021-10-18"))
    desk.made(f"/v1/boards/{BOARD}/publication")
    desk.made(SUMMARY, REPORT)
    desk.made(CLOSING)


def open_matters(desk):
    answer = desk.post(CLOSING)
    assert (answer.status_code, answer.json["code"]) == (409, "registry.matters_open")
    return answer.json["detail"]


def test_a_season_is_not_closed_before_submission_notice_and_publication_are_through_R24(desk):
    desk.made(SUMMARY, REPORT)
    submission = desk.submitted()["submission"]
    assert f"待审查或复核：{submission}" in open_matters(desk)
    desk.made(f"/v1/submissions/{submission}/review", {"outcome": "passed"})
    assert f"未发布：{submission}" in open_matters(desk)
    notice = desk.made("/v1/notices", {"kind": "results", "about": submission})["notice"]
    assert f"公示中：{notice}" in open_matters(desk)
    made = desk.made(f"/v1/notices/{notice}/objections", {"grounds": "名称有误"}, by="")
    objection = made["objection"]
    desk.clock(at("2021-10-18"))
    told = open_matters(desk)
    assert f"异议：{objection}" in told
    assert notice not in told
    said = {"decision": "upheld", "effect": "correction", "reasons": "名称有误"}
    desk.made(f"/v1/objections/{objection}/decision", said)
    assert f"异议：{objection}" in open_matters(desk)
    corrected = {"words": "更正名称", "document_number": "晋市市监〔2021〕1号"}
    desk.made(f"/v1/objections/{objection}/correction", corrected)
    assert f"未发布：{submission}" in open_matters(desk)
    desk.made(f"/v1/boards/{BOARD}/publication")
    desk.made(CLOSING)


def test_a_dismissed_bodys_work_is_reviewed_before_the_season_closes_R24_R33(desk):
    desk.made(SUMMARY, REPORT)
    desk.made(f"/v1/seasons/{SEASON}/evaluation-body/dismissal", {"grounds": "利害关系"})
    assert f"待审查或复核：{BOARD}" in open_matters(desk)
    desk.made(
        f"/v1/seasons/{SEASON}/reviews", {"about": BOARD, "outcome": "redo", "reasons": "重做"}
    )
    desk.made(CLOSING)


def test_a_season_is_closed_with_its_report_R24(desk):
    assert desk.refused(CLOSING) == "registry.report_missing"
    desk.made(SUMMARY, REPORT)
    desk.made(CLOSING)
    assert desk.get(f"/v1/seasons/{SEASON}")["closed"] is True
    assert desk.refused(CLOSING) == "registry.season_closed"


def test_a_closed_season_takes_no_step_though_its_phases_run_R24_R1(desk):
    """Without any phase each step is free on every day; the end holds all the same."""
    closed(desk)
    steps = (
        (f"/v1/boards/{BOARD}/consent-requests", {}, "evaluation_body"),
        (f"/v1/boards/{BOARD}/submissions", {}, "evaluation_body"),
        (f"/v1/boards/{BOARD}/publication", {}, "bureau"),
        (f"{CLOSING}", {}, "bureau"),
        (
            f"/v1/seasons/{SEASON}/phases/evaluation/extension",
            {"last": "2022-01-01", "reason": "x"},
            "bureau",
        ),
    )
    for path, body, by in steps:
        assert desk.refused(path, body, by) == "registry.season_closed", path
    desk.scheme()
    notice = {"kind": "scheme", "about": f"{BOARD}@1"}
    assert desk.refused("/v1/notices", notice) == "registry.season_closed"


def test_the_report_of_a_closed_season_is_made_again_beside_the_first_R24(desk):
    closed(desk)
    assert desk.made(SUMMARY, REPORT)["version"] == 2
    assert [one["version"] for one in desk.get(SUMMARY)["reports"]] == [1, 2]


def test_a_board_restated_after_the_end_reopens_no_notice_R24(desk):
    """Given a season closed when its end was not checked, its notice does not begin again."""
    notice = desk.noticed()["notice"]
    with desk.store.writing(Context(desk.store.system, correlation="test")) as tx:
        tx.append(f"season:{SEASON}", SeasonClosed(season=SEASON), reason="R24")
    with desk.store.reading() as views:
        drawn = views.get("board", BOARD)
    more = {"cause": "consent_refused", "cause_id": "e", "removed": []}
    desk.hear(msgspec.convert({**drawn, "version": 2, **more}, BoardRestated))
    assert "board_version" not in desk.get(f"/v1/notices/{notice}")
