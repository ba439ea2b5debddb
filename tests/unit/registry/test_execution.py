"""The body cancels in its time, or the bureau does, in a closed season as well (R3, R21, A19)."""

from dataclasses import replace
from functools import reduce

import pytest

from services.chassis.store.transaction import Context
from services.contracts.registry import SeasonClosed, SeasonOpened
from services.registry.domain import dismissal, refusals
from services.registry.domain.season import appoint_body, evolve
from tests.support.counter import BODY, OWNER, ROW, SEASON, at
from tests.support.published import golden
from tests.unit.registry.test_exit import complete, published, revoked, tasks

OPENED: SeasonOpened = golden("lingpao.registry.season_opened.v1").event()
APPOINTED = golden("lingpao.registry.evaluation_body_appointed.v1").event()
CLOSED = SeasonClosed(season=OPENED.season)
NEXT = {"body": "next-body", "grounds": "原机构不履行", "pilot_approval": "试点批文（示例）"}
BODY_OF = f"/v1/seasons/{SEASON}/evaluation-body"


def test_while_titles_run_a_closed_season_may_change_its_body_R3_R21(refused):
    closed = reduce(evolve, [OPENED, replace(APPOINTED, season=OPENED.season), CLOSED], None)
    assert appoint_body(closed, "body-2", "原机构不履行", "批文", titles_run=True)
    assert dismissal.dismiss(closed, "原机构不履行", [], titles_run=True)
    with refused(refusals.SeasonClosed):
        appoint_body(closed, "body-2", "原机构不履行", "批文")
    with refused(refusals.SeasonClosed):
        dismissal.dismiss(closed, "原机构不履行", [])


# --- as a clerk meets it


def task(desk, revocation):
    return tasks(desk, revocation)["revocation", "execution", ""]


def close_season(desk):
    with desk.store.writing(Context(desk.store.system, correlation="test")) as tx:
        tx.append(f"season:{SEASON}", SeasonClosed(season=SEASON))


def test_a_cancellation_has_its_day_and_is_done_when_the_body_cancels_R21(counter):
    desk, revocation = revoked(counter)
    # Seven working days from Wednesday 2021-11-10, not counted.
    assert (task(desk, revocation)["state"], task(desk, revocation)["due"]) == (
        "open",
        "2021-11-19",
    )
    assert complete(desk, revocation, "execution").json["code"] == "registry.field_wrong"
    desk.made(f"/v1/revocations/{revocation}/execution", by="evaluation_body")
    found = task(desk, revocation)
    assert (found["state"], found["done_by"]) == ("done", BODY)
    assert desk.get(f"/v1/revocations/{revocation}")["executed_by"] == "body"


def test_past_its_day_the_body_is_reminded_and_the_bureau_may_announce_R21_A19(counter):
    desk, revocation = revoked(counter)
    path = f"/v1/revocations/{revocation}"
    said = {"reasons": "评估机构逾期未执行"}
    desk.clock(at("2021-11-19", 23))
    assert desk.refused(f"{path}/own-announcement", said) == "registry.body_has_time"
    desk.clock(at("2021-11-20"))
    late = [
        one["recipient"]
        for one in desk.get("/v1/notifications?limit=500", "bureau")["items"]
        if one["kind"] == "consequence_overdue" and one["recipient"] == BODY
    ]
    assert late == [BODY]
    desk.account("other-bureau", "bureau")
    refused = desk.refused(f"{path}/own-announcement", said, "other-bureau")
    assert refused == "registry.not_your_season"
    desk.made(f"{path}/own-announcement", said)
    shown = desk.get(path)
    assert (shown["executed"], shown["executed_by"]) == (True, "bureau")
    assert shown["executed_reasons"] == said["reasons"]
    assert (task(desk, revocation)["state"], task(desk, revocation)["done_by"]) == ("done", OWNER)
    again = desk.refused(f"{path}/execution", by="evaluation_body")
    assert again == "registry.revocation_over"
    reminders = task(desk, revocation)["reminders"]
    desk.clock(at("2022-03-01"))
    assert task(desk, revocation)["reminders"] == reminders


def test_another_body_cancels_what_the_first_did_not_in_a_closed_season_R3_R21(counter):
    desk, revocation = revoked(counter)
    close_season(desk)
    desk.account("next-body", "evaluation_body")
    desk.made(f"{BODY_OF}/dismissal", {"grounds": "不履行取消义务"})
    desk.made(BODY_OF, NEXT)
    path = f"/v1/revocations/{revocation}/execution"
    assert desk.refused(path, by="evaluation_body") == "registry.not_the_body"
    desk.made(path, by="next-body")
    assert task(desk, revocation)["done_by"] == "next-body"


def test_once_no_title_runs_a_closed_season_keeps_its_body_R3_R24(counter):
    desk, _ = published(counter)
    close_season(desk)
    desk.account("next-body", "evaluation_body")
    desk.clock(at("2022-10-18"))
    assert desk.refused(BODY_OF, NEXT) == "registry.season_closed"
    dismissed = desk.refused(f"{BODY_OF}/dismissal", {"grounds": "不履行"})
    assert dismissed == "registry.season_closed"


@pytest.mark.parametrize("executed", [True, False])
def test_a_revoked_title_runs_until_it_is_cancelled_R3_R21(counter, executed):
    desk, revocation = revoked(counter)
    close_season(desk)
    desk.account("next-body", "evaluation_body")
    if executed:
        desk.made(f"/v1/revocations/{revocation}/execution", by="evaluation_body")
    desk.clock(at("2022-10-18"))
    assert desk.post(BODY_OF, NEXT).status_code == (409 if executed else 201)
    assert desk.get(f"/v1/bars/{ROW}")["bars"]
