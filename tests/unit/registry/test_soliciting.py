"""Plans are called for openly, one is chosen with grounds and issued, its maker appointed (R3)."""

import hashlib
from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.chassis.store.transaction import Context
from services.contracts.registry import (
    NoticeClosed,
    PlanChosen,
    PlanIssued,
    PlanReceived,
    PlansSolicited,
    SeasonClosed,
)
from services.contracts.values import Document
from services.registry.domain import refusals
from services.registry.domain.season_refusals import (
    OtherPlanChosen,
    SolicitationOver,
    SolicitationRunning,
)
from services.registry.domain.solicitation import (
    check_chosen,
    choose,
    evolve,
    issue,
    receive,
    solicit,
)
from tests.support.counter import BODY, OWNER, SEASON, SEASON_BODY, at

LAST = date(2021, 8, 6)
AFTER = date(2021, 8, 7)
PAPER = Document(sha256="ab" * 32, size=9, media_type="application/pdf")
CALL = PlansSolicited(season="s", requirements="方法", address="https://x.example", last_day=LAST)
FIRST = PlanReceived(season="s", plan="p1", organisation="one", document=PAPER)
SECOND = PlanReceived(season="s", plan="p2", organisation="two", document=PAPER)
CHOSEN = PlanChosen(season="s", plan="p2", organisation="two", grounds="方案完整")
ISSUED = PlanIssued(season="s", plan="p2", document_number="市监〔2021〕2号", document=PAPER)


def given(*events):
    return reduce(evolve, (CALL, *events), None)


def test_a_season_calls_for_plans_once_and_for_a_day_to_come_R3(refused):
    assert solicit(None, CALL, date(2021, 8, 5)) == CALL
    with refused(refusals.FieldWrong, field="last_day"):
        solicit(None, CALL, LAST)
    with refused(refusals.AlreadyThere, id="s"):
        solicit(given(), CALL, date(2021, 8, 5))


def test_plans_are_taken_to_the_last_day_and_the_last_of_each_counts_R3(refused):
    assert receive(given(), FIRST, LAST) == FIRST
    with refused(SolicitationOver, last_day="2021-08-06"):
        receive(given(), FIRST, AFTER)
    again = replace(FIRST, plan="p3")
    assert given(FIRST, SECOND, again).plans == {"p2": "two", "p3": "one"}


def test_a_plan_is_chosen_after_the_last_day_with_grounds_R3(refused):
    state = given(FIRST, SECOND)
    assert choose(state, "p2", "方案完整", AFTER) == CHOSEN
    with refused(SolicitationRunning):
        choose(state, "p2", "方案完整", LAST)
    with refused(refusals.Unknown, id="p9"):
        choose(state, "p9", "方案完整", AFTER)
    with refused(refusals.FieldWrong, field="grounds"):
        choose(state, "p2", " ", AFTER)
    with refused(refusals.AlreadyThere):
        choose(given(FIRST, SECOND, CHOSEN), "p2", "方案完整", AFTER)


def test_the_chosen_plan_is_issued_once_R3(refused):
    assert issue(given(FIRST, SECOND, CHOSEN), ISSUED) == ISSUED
    with refused(OtherPlanChosen, chosen="p2"):
        issue(given(FIRST, SECOND, CHOSEN), replace(ISSUED, plan="p1"))
    with refused(refusals.AlreadyThere):
        issue(given(FIRST, SECOND, CHOSEN, ISSUED), ISSUED)


def test_where_plans_were_called_for_the_chosen_ones_maker_is_appointed_R3(refused):
    check_chosen(None, "anybody")
    check_chosen(given(FIRST, SECOND, CHOSEN), "two")
    for state in (given(FIRST, SECOND), given(FIRST, SECOND, CHOSEN)):
        with refused(OtherPlanChosen):
            check_chosen(state, "one")


def test_an_event_of_another_stream_is_a_fault():
    foreign = NoticeClosed(
        notice="n", kind="results", about="a", season="s", category="c", last_day=LAST
    )
    with pytest.raises(ValueError, match="notice_closed"):
        given(foreign)
    with pytest.raises(ValueError, match="before plans"):
        evolve(None, FIRST)


# --- over HTTP

THERE = f"/v1/seasons/{SEASON}"
ASKED = {"requirements": "评估方法、人员", "address": "https://x.example", "last_day": "2021-08-06"}
PDF = b"%PDF-1.4 plan"
DOCUMENT = {
    "sha256": hashlib.sha256(PDF).hexdigest(),
    "size": len(PDF),
    "media_type": "application/pdf",
}


@pytest.fixture
def desk(counter):
    """A season that calls for plans."""
    made = counter(at("2021-07-20"))
    made.made("/v1/seasons", SEASON_BODY)
    assert made.client.get(f"{THERE}/solicitation").status_code == 404
    made.made(f"{THERE}/solicitation", ASKED)
    made.store.documents.put(PDF, "application/pdf")
    return made


def test_a_plan_goes_from_the_call_to_the_appointment_R3(desk):
    desk.account("other-institute", "evaluation_body")
    mine = desk.made(f"{THERE}/plans", {"document": DOCUMENT}, "evaluation_body")["plan"]
    body = {"organisation": "other-institute", "document": DOCUMENT}
    theirs = desk.made(f"{THERE}/plans", body)["plan"]
    choice = f"{THERE}/plans/{mine}/choice"
    assert desk.refused(choice, {"grounds": "x"}) == "registry.solicitation_running"
    desk.clock(at("2021-08-09"))
    late = desk.refused(f"{THERE}/plans", {"document": DOCUMENT}, "evaluation_body")
    assert late == "registry.solicitation_over"
    appointed = {"body": BODY, "grounds": "比选", "pilot_approval": "试点批文（示例）"}
    appointment = f"{THERE}/evaluation-body"
    assert desk.refused(appointment, appointed) == "registry.other_plan_chosen"
    assert desk.made(choice, {"grounds": "方案完整"})["organisation"] == BODY
    other = {**appointed, "body": "other-institute"}
    assert desk.refused(appointment, other) == "registry.other_plan_chosen"
    desk.made(appointment, appointed)
    number = {"document_number": "晋市市监〔2021〕2号", "document": DOCUMENT}
    wrong = desk.refused(f"{THERE}/plans/{theirs}/issue", number)
    assert wrong == "registry.other_plan_chosen"
    unnumbered = {**number, "document_number": "二号"}
    assert desk.refused(f"{THERE}/plans/{mine}/issue", unnumbered) == "registry.field_wrong"
    desk.made(f"{THERE}/plans/{mine}/issue", number)
    shown = desk.get(f"{THERE}/solicitation")
    assert shown["chosen"] == mine
    told = {one["plan"]: (one["organisation"], one["grounds"]) for one in shown["plans"]}
    assert told == {mine: (BODY, "方案完整"), theirs: ("other-institute", None)}
    [issued] = [one["issued"] for one in shown["plans"] if one["issued"]]
    assert issued["document"] == DOCUMENT


def test_nobody_hands_in_for_another_and_no_authority_at_all_R3_R4(desk):
    plans = f"{THERE}/plans"
    body = {"organisation": "somebody", "document": DOCUMENT}
    unknown = {"document": {**DOCUMENT, "sha256": "0" * 64}}
    assert desk.refused(plans, unknown, "evaluation_body") == "web.document_unknown"
    assert desk.refused(plans, body, "evaluation_body") == "registry.field_wrong"
    assert desk.refused(plans, body) == "web.not_found"
    assert desk.refused(plans, {**body, "organisation": OWNER}) == "registry.roles_apart"
    desk.account("another-bureau", "bureau")
    assert desk.refused(plans, body, "another-bureau") == "registry.not_your_season"
    assert desk.refused(f"{THERE}/solicitation", ASKED) == "registry.already_there"


def test_a_closed_season_takes_no_plan_R24_R3(desk):
    with desk.store.writing(Context(desk.store.system, correlation="test")) as tx:
        tx.append(f"season:{SEASON}", SeasonClosed(season=SEASON), reason="R24")
    body = {"document": DOCUMENT}
    assert desk.refused(f"{THERE}/plans", body, "evaluation_body") == "registry.season_closed"
