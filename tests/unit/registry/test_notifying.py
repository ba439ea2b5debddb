"""Who is notified of what at the counter, and reminded of which day (R15-R22, R27)."""

import re

import pytest

from services.contracts.intake import ConsentGiven
from tests.support.arrangement import arrangement
from tests.support.counter import BOARD, BODY, OTHER, OWNER, ROW, at
from tests.support.telling import (
    DECISION,
    PROPOSAL,
    listed,
    of_kind,
    opened,
    proposed,
    published,
    revoked,
    text,
)


@pytest.fixture
def desk(counter):
    return opened(counter)


def in_both_languages(desk, task, *words):
    """The text says these words, in Chinese first and then in English."""
    said = text(desk, task)
    zh, greeting, _ = re.split(r"(^.*:$|^Good day,$)", said, maxsplit=1, flags=re.MULTILINE)
    assert any("\u4e00" <= char <= "\u9fff" for char in zh)
    assert greeting
    for word in words:
        assert word in said, said


def test_each_bank_on_the_board_is_asked_for_its_consent_by_the_phases_last_day_R15(desk):
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    tasks = of_kind(desk, "consent_asked")
    assert {(one["recipient"], one["about"]) for one in tasks} == {(ROW, "app-1"), (OTHER, "app-2")}
    assert {(one["due"], one["state"], one["waits_for"]) for one in tasks} == {
        ("2021-10-31", "no_address", "contact")
    }
    said = text(desk, tasks[0])
    assert "2021年10月31日" in said
    assert "2021-10-31" in said
    assert said.index("2021年10月31日") < said.index("2021-10-31"), "Chinese first"
    assert "未答复不视为同意" in said
    assert "silence is not consent" in said
    # Asked again, nobody is told twice.
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    assert len(of_kind(desk, "consent_asked")) == 2


def test_who_has_not_answered_is_reminded_before_the_last_day_and_who_has_is_not_R15_R27(desk):
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    desk.hear(ConsentGiven(application="app-1", enterprise=ROW, board=BOARD))
    desk.clock(at("2021-10-27", 23))
    assert of_kind(desk, "consent_near") == []
    desk.clock(at("2021-10-28"))
    [task] = of_kind(desk, "consent_near")
    assert (task["recipient"], task["about"], task["due"]) == (OTHER, "app-2", "2021-10-31")


def test_a_season_without_a_phase_for_consent_sets_no_day_R15(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    [task] = of_kind(desk, "consent_asked")
    assert task["due"] is None
    assert "未定期限" in text(desk, task)


def test_the_body_is_told_the_defects_of_what_was_returned_R16(desk):
    submission = desk.submitted()["submission"]
    said = {"outcome": "returned", "defects": ["缺少评估说明", "名单未盖章"]}
    desk.made(f"/v1/submissions/{submission}/review", said)
    [task] = of_kind(desk, "review_returned")
    assert (task["recipient"], task["about"]) == (BODY, submission)
    assert "缺少评估说明" in text(desk, task)
    # A body reads its own, and nobody else's.
    assert [one["notification"] for one in listed(desk, "evaluation_body")] == [
        task["notification"]
    ]
    assert listed(desk, OTHER) == []


def test_publication_tells_leaders_of_titles_and_the_others_and_the_body_R19_R20(desk):
    title = published(desk)
    [granted] = of_kind(desk, "title_granted")
    assert (granted["recipient"], granted["about"]) == (ROW, title)
    in_both_languages(desk, granted, "2021年10月18日", "2021-10-18", "2022-10-17")
    assert {one["recipient"] for one in of_kind(desk, "published")} == {OTHER, BODY}


def test_a_bank_is_told_the_ground_and_until_when_it_is_heard_R21(desk):
    revocation = proposed(desk)
    [task] = of_kind(desk, "hearing_opened")
    shown = desk.get(f"/v1/revocations/{revocation}")
    assert (task["recipient"], task["about"]) == (ROW, revocation)
    assert task["due"] == shown["hearing_last_day"] == "2021-10-25"
    said = ("2021年10月25日", "2021-10-25", "5 个工作日", "5 working days", "达不到公开标准水平")
    in_both_languages(desk, task, *said)


def test_a_bank_that_says_nothing_is_reminded_once_and_one_that_spoke_is_not_R21_R27(desk):
    revocation = proposed(desk)
    desk.clock(at("2021-10-22"))
    [task] = of_kind(desk, "hearing_near")
    assert (task["about"], task["due"]) == (revocation, "2021-10-25")
    desk.clock(at("2021-12-01"))
    assert len(of_kind(desk, "hearing_near")) == 1


def test_a_bank_that_was_heard_is_not_reminded_R21_R27(desk):
    revocation = proposed(desk)
    said = {"how": "statement", "statement": "已整改"}
    desk.made(f"/v1/revocations/{revocation}/statement", said, ROW)
    desk.clock(at("2021-10-22"))
    assert of_kind(desk, "hearing_near") == []


def test_an_unannounced_last_day_is_told_when_it_is_settled_R17_R21(desk, monkeypatch):
    monkeypatch.setattr("services.registry.domain.calendar._LAST_BUILT_IN", 2021)
    title = published(desk)
    desk.clock(at("2021-12-29"))
    desk.made(f"/v1/titles/{title}/revocation-proposals", PROPOSAL)
    [opened] = of_kind(desk, "hearing_opened")
    assert opened["due"] is None
    in_both_languages(desk, opened, "待放假安排公布后确定", "when the calendar is announced")
    desk.made("/v1/calendars", arrangement(2022, "01-03"))
    [settled] = of_kind(desk, "hearing_settled")
    assert (settled["recipient"], settled["due"]) == (ROW, "2022-01-06")
    in_both_languages(desk, settled, "2022年1月6日", "2022-01-06")
    desk.clock(at("2022-01-05"))
    assert len(of_kind(desk, "hearing_near")) == 1


def test_a_successor_is_told_of_the_case_it_is_heard_on_and_served_R21_R34(desk):
    revocation = proposed(desk)
    kept = desk.store.documents.put(b"%PDF-1.4 merger", "application/pdf")
    said = {
        "successor": OTHER,
        "kind": "merger",
        "grounds": "合并批复（示例）",
        "document": {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type},
        "takes_titles": True,
    }
    desk.made("/v1/successions", {"enterprise": ROW, **said})
    [task] = of_kind(desk, "hearing_of_successor")
    assert (task["recipient"], task["about"], task["due"]) == (OTHER, revocation, "2021-10-25")
    desk.clock(at("2021-11-01"))
    desk.made(f"/v1/revocations/{revocation}/decision", DECISION)
    assert {one["recipient"] for one in of_kind(desk, "revocation_decided")} == {ROW, OTHER}


def test_a_dropped_proposal_and_an_annulled_decision_are_told_R21_R22(desk):
    title = published(desk)
    path = f"/v1/titles/{title}/revocation-proposals"
    first = desk.made(path, PROPOSAL)["revocation"]
    desk.made(f"/v1/revocations/{first}/dropping", {"reasons": "复检合格"})
    [dropped] = of_kind(desk, "proposal_dropped")
    assert dropped["about"] == first
    second = desk.made(path, PROPOSAL)["revocation"]
    desk.clock(at("2021-11-01"))
    desk.made(f"/v1/revocations/{second}/decision", DECISION)
    desk.made(f"/v1/revocations/{second}/annulment", {"reasons": "检验有误"})
    [annulled] = of_kind(desk, "revocation_annulled")
    assert annulled["about"] == second
    assert "检验有误" in text(desk, annulled)


def test_a_decision_is_served_on_the_bank_and_shows_how_R22(desk):
    revocation = revoked(desk)
    [task] = of_kind(desk, "revocation_decided")
    in_both_languages(
        desk, task, DECISION["decision_number"], "2021年11月1日", "2024-11-01", "行政复议"
    )
    shown = desk.get(f"/v1/revocations/{revocation}")["service"]
    assert (shown["notification"], shown["state"]) == (task["notification"], "no_address")
    path = f"/v1/notifications/{task['notification']}/service"
    said = {"how": "post", "receipt": "EMS-DEMO-1", "served_on": "2021-11-01"}
    desk.made(path, said)
    proof = desk.get(f"/v1/revocations/{revocation}")["service"]
    assert proof["state"] == "served"
    assert (proof["service"]["receipt"], proof["service"]["recorded_by"]) == ("EMS-DEMO-1", OWNER)
    assert desk.refused(path, said) == "registry.notification_over"


def test_what_an_officer_records_must_be_kept_possible_and_his_own_seasons_R1_R22(desk):
    revoked(desk)
    [task] = of_kind(desk, "revocation_decided")
    path = f"/v1/notifications/{task['notification']}/service"
    said = {"how": "hand_over", "receipt": "回证（示例）1", "served_on": "2021-11-01"}
    kept = desk.store.documents.put(b"%PDF-1.4 receipt", "application/pdf")
    cited = {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type}
    unknown = [{**cited, "sha256": "0" * 64}]
    assert desk.refused(path, {**said, "documents": unknown}) == "web.document_unknown"
    assert desk.refused(path, {**said, "served_on": "2021-11-02"}) == "registry.field_wrong"
    assert desk.refused(path, {**said, "how": "fax"}) == "web.fields_invalid"
    assert desk.refused("/v1/notifications/unknown/service", said) == "web.not_found"
    assert desk.refused(path, said, ROW) == "web.role_may_not"
    desk.account("other-bureau", "bureau")
    assert desk.refused(path, said, "other-bureau") == "registry.not_your_season"
    desk.made(path, {**said, "documents": [cited]})
    assert desk.get(f"/v1/notifications/{task['notification']}", ROW)["service"]["documents"] == [
        cited
    ]


def test_a_late_consequence_is_told_to_whoever_must_act_R22_R27(desk):
    revocation = revoked(desk)
    desk.clock(at("2021-11-11"))
    told = {one["recipient"] for one in of_kind(desk, "consequence_overdue")}
    assert told == {"first-regulator", "first-credit-consumer", BODY, OWNER}
    to_owner = [one for one in of_kind(desk, "consequence_overdue") if one["recipient"] == OWNER]
    assert {one["about"] for one in to_owner} == {revocation}
    said = "".join(text(desk, one) for one in to_owner)
    assert "在统一平台公告" in said
    assert "loss of preferential policies" in said
