"""A revocation at the counter: what follows, who acknowledges, what is late (R21, R22, R32)."""

import hashlib
import json
from datetime import date

import pytest

from services.chassis.entry import Entry
from services.registry.credit.reconcile import Difference, reconcile
from tests.support.arrangement import arrangement
from tests.support.counter import BOARD, OWNER, ROW, at

DECISION = {
    "decision_number": "晋市市监（示例）〔2021〕1号",
    "legal_basis": "晋市市监〔2021〕77号 三.7(4)",
}
PROPOSAL = {"ground": 4, "facts": "抽检发现等候时间超过公开水平", "evidence": ["抽检报告（示例）"]}
REGULATOR, CREDIT = "first-regulator", "first-credit-consumer"


def published(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed()
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    return desk, title


def proposed(desk, title):
    return desk.made(f"/v1/titles/{title}/revocation-proposals", PROPOSAL)["revocation"]


def revoked(counter, decided="2021-11-10"):
    desk, title = published(counter)
    revocation = proposed(desk, title)
    desk.clock(at(decided))
    number = f"晋市市监（示例）〔{decided[:4]}〕1号"
    desk.made(f"/v1/revocations/{revocation}/decision", {**DECISION, "decision_number": number})
    return desk, revocation


def tasks(desk, revocation):
    shown = desk.get(f"/v1/revocations/{revocation}")["consequences"]
    return {(one["of"], one["consequence"], one["addressee"]): one for one in shown}


def states(desk, revocation):
    return {key: one["state"] for key, one in tasks(desk, revocation).items()}


def complete(desk, revocation, consequence, addressee="", by="bureau"):
    said = {
        "of": "revocation",
        "consequence": consequence,
        "addressee": addressee,
        "receipt": "公告示例号",
    }
    return desk.post(f"/v1/revocations/{revocation}/completions", said, by)


def sent(desk, revocation, of="revocation"):
    return tasks(desk, revocation)[of, "credit", CREDIT]


def fetch(desk, report, by="credit_consumer"):
    headers = {"Authorization": f"Bearer {desk.keys[by]}"}
    return desk.client.get(f"/v1/credit/reports/{report}/record", headers=headers)


def acknowledge(desk, report, by="credit_consumer"):
    got = hashlib.sha256(fetch(desk, report).data).hexdigest()
    said = {"record_sha256": got, "receipt": "信用平台回执（示例）1"}
    return desk.post(f"/v1/credit/reports/{report}/acknowledgement", said, by)


def log(desk):
    entries = desk.store.log_entries(0, desk.store.log_size())
    return [(index, Entry.from_bytes(data)) for index, data in enumerate(entries)]


# --- a proposal dropped


def test_a_dropped_proposal_frees_the_title_for_a_later_one_R21(counter):
    desk, title = published(counter)
    first = proposed(desk, title)
    again = desk.refused(f"/v1/titles/{title}/revocation-proposals", PROPOSAL)
    assert again == "registry.revocation_running"
    desk.made(f"/v1/revocations/{first}/dropping", {"reasons": "复检合格"})
    shown = desk.get(f"/v1/revocations/{first}")
    assert (shown["state"], shown["dropped"]) == ("dropped", "复检合格")
    assert desk.get(f"/v1/titles/{title}")["state"] == "valid"
    assert desk.refused(f"/v1/revocations/{first}/decision", DECISION) == "registry.revocation_over"
    # Its hearing ends with it: no silence is recorded later.
    desk.clock(at("2021-12-01"))
    assert desk.get(f"/v1/revocations/{first}")["heard"] is None
    assert proposed(desk, title) != first


# --- what follows


def test_a_decision_shows_what_is_open_and_what_is_done_R22(counter):
    desk, revocation = revoked(counter)
    assert states(desk, revocation) == {
        ("revocation", "announcement", ""): "open",
        ("revocation", "regulator", REGULATOR): "open",
        ("revocation", "credit", CREDIT): "open",
        ("revocation", "bar", ROW): "done",
        ("revocation", "policies", ""): "open",
        ("revocation", "execution", ""): "open",
    }
    # Seven working days from Wednesday 2021-11-10, not counted.
    due = {one["due"] for one in tasks(desk, revocation).values() if one["state"] == "open"}
    assert due == {"2021-11-19"}


def test_the_bureau_records_what_is_done_with_its_receipt_R22(counter):
    desk, revocation = revoked(counter)
    assert complete(desk, revocation, "announcement").status_code == 201
    found = tasks(desk, revocation)["revocation", "announcement", ""]
    assert (found["state"], found["receipt"], found["done_by"]) == ("done", "公告示例号", OWNER)
    assert complete(desk, revocation, "announcement").json["code"] == "registry.consequence_over"
    listed = desk.get("/v1/consequences?state=done", "bureau")["items"]
    assert {row["consequence"] for row in listed} == {"announcement", "bar"}


def test_a_receipt_may_cite_a_document_that_is_kept_R22(counter):
    desk, revocation = revoked(counter)
    kept = desk.store.documents.put(b"%PDF-1.4 letter", "application/pdf")
    cited = {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type}
    said = {"of": "revocation", "consequence": "policies", "receipt": "函〔2021〕示例号"}
    path = f"/v1/revocations/{revocation}/completions"
    unknown = {**cited, "sha256": "0" * 64}
    assert desk.refused(path, {**said, "documents": [unknown]}) == "web.document_unknown"
    desk.made(path, {**said, "documents": [cited]})
    assert tasks(desk, revocation)["revocation", "policies", ""]["documents"] == [cited]


def test_a_regulator_acknowledges_for_itself_alone_R22(counter):
    desk, revocation = revoked(counter)
    desk.account("other-regulator", "regulator")
    path, said = (
        f"/v1/revocations/{revocation}/acknowledgement",
        {"of": "revocation", "receipt": "收"},
    )
    assert desk.refused(path, said, "other-regulator") == "registry.unknown"
    [mine] = desk.get("/v1/consequences", "regulator")["items"]
    assert (mine["revocation"], mine["addressee"]) == (revocation, REGULATOR)
    assert desk.get("/v1/consequences", "other-regulator")["items"] == []
    desk.made(path, said, "regulator")
    found = tasks(desk, revocation)["revocation", "regulator", REGULATOR]
    assert (found["state"], found["done_by"]) == ("done", REGULATOR)
    assert desk.get("/v1/consequences", "regulator")["items"] == []


def test_a_regulator_and_a_credit_system_connected_later_are_told_R22(counter):
    desk, revocation = revoked(counter)
    path = f"/v1/revocations/{revocation}/addressees"
    asked = {"consequence": "credit", "addressee": "province-credit"}
    assert desk.refused(path, asked) == "web.not_found"
    desk.account("province-credit", "credit_consumer")
    desk.made(path, asked)
    assert desk.refused(path, asked) == "registry.already_there"
    theirs = tasks(desk, revocation)["revocation", "credit", "province-credit"]
    assert theirs["record_sha256"] == sent(desk, revocation)["record_sha256"]
    assert theirs["report"] != sent(desk, revocation)["report"]


def test_a_bureau_of_another_season_tracks_nothing_here_R1_R22(counter):
    desk, revocation = revoked(counter)
    desk.account("other-bureau", "bureau")
    assert complete(desk, revocation, "policies", by="other-bureau").status_code == 403


def test_only_a_decision_has_consequences_R22(counter):
    desk, title = published(counter)
    revocation = proposed(desk, title)
    assert complete(desk, revocation, "policies").json["code"] == "registry.not_decided"
    asked = {"consequence": "regulator", "addressee": REGULATOR}
    assert desk.refused(f"/v1/revocations/{revocation}/addressees", asked) == "registry.not_decided"


# --- late


def test_what_is_late_shows_and_the_report_goes_again_until_acknowledged_R22(counter):
    desk, revocation = revoked(counter)
    complete(desk, revocation, "announcement")
    desk.clock(at("2021-11-19", 23))
    assert not any(one["overdue"] for one in tasks(desk, revocation).values())
    desk.clock(at("2021-11-20"))
    late = {key[1] for key, one in tasks(desk, revocation).items() if one["overdue"]}
    assert late == {"regulator", "credit", "policies", "execution"}
    first = sent(desk, revocation)
    assert (first["attempts"], first["reminders"], first["due"]) == (2, 1, "2021-11-19")
    # A machine that slept for a month reminds once and goes on from there.
    desk.clock(at("2021-12-31"))
    assert sent(desk, revocation)["attempts"] == 3
    assert acknowledge(desk, sent(desk, revocation)["report"]).status_code == 201
    desk.clock(at("2022-06-30"))
    last = sent(desk, revocation)
    assert (last["state"], last["overdue"], last["attempts"]) == ("done", False, 3)
    assert tasks(desk, revocation)["revocation", "policies", ""]["reminders"] > 2


def test_in_an_unannounced_year_nothing_is_late_before_the_calendar_says_so_R17_R22(
    counter, monkeypatch
):
    monkeypatch.setattr("services.registry.domain.calendar._LAST_BUILT_IN", 2026)
    desk, revocation = revoked(counter, decided="2026-12-28")
    assert tasks(desk, revocation)["revocation", "policies", ""]["due"] is None
    desk.clock(at("2027-01-29"))
    assert tasks(desk, revocation)["revocation", "policies", ""]["reminders"] == 0
    desk.made("/v1/calendars", arrangement(2027))
    desk.clock(at("2027-01-31"))
    found = tasks(desk, revocation)["revocation", "policies", ""]
    assert (found["due"], found["overdue"], found["reminders"]) == ("2027-01-07", True, 1)


# --- the credit system


def test_a_receiver_acknowledges_the_bytes_it_was_sent_and_nobody_elses_R22_R23(counter):
    desk, revocation = revoked(counter)
    desk.account("province-credit", "credit_consumer")
    report = sent(desk, revocation)["report"]
    assert fetch(desk, report, "province-credit").status_code == 403
    got = fetch(desk, report).data
    assert hashlib.sha256(got).hexdigest() == sent(desk, revocation)["record_sha256"]
    path = f"/v1/credit/reports/{report}/acknowledgement"
    wrong = {"record_sha256": "0" * 64, "receipt": "一"}
    assert desk.refused(path, wrong, "credit_consumer") == "registry.record_differs"
    assert acknowledge(desk, report, by="province-credit").json["code"] == "web.not_yours"
    assert acknowledge(desk, report).status_code == 201
    assert acknowledge(desk, report).json["code"] == "registry.consequence_over"
    assert json.loads(got)["decision_number"] == DECISION["decision_number"]


def test_an_annulment_reaches_everyone_already_told_R32(counter):
    desk, revocation = revoked(counter)
    complete(desk, revocation, "announcement")
    first = sent(desk, revocation)["report"]
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复检合格"})
    assert states(desk, revocation) == {
        ("revocation", "announcement", ""): "done",
        ("revocation", "regulator", REGULATOR): "open",
        ("revocation", "credit", CREDIT): "open",
        ("revocation", "bar", ROW): "done",
        ("revocation", "policies", ""): "lapsed",
        ("revocation", "execution", ""): "lapsed",
        ("annulment", "announcement", ""): "open",
        ("annulment", "regulator", REGULATOR): "open",
        ("annulment", "credit", CREDIT): "open",
        ("annulment", "bar", ROW): "done",
    }
    second = sent(desk, revocation, "annulment")["report"]
    assert acknowledge(desk, second).json["code"] == "registry.earlier_first"
    assert acknowledge(desk, first).status_code == 201
    assert acknowledge(desk, second).status_code == 201
    told = json.loads(fetch(desk, second).data)
    assert (told["status"], told["annulment_reasons"]) == ("annulled", "复检合格")
    # What was sent first stays as it was sent.
    assert json.loads(fetch(desk, first).data)["status"] == "in_force"


def test_the_public_reads_what_is_in_force_and_credit_systems_read_all_R32(counter):
    desk, revocation = revoked(counter)
    acknowledge(desk, sent(desk, revocation)["report"])
    one = f"/v1/credit/records/{revocation}"
    assert desk.get(one)["receipts"] == []
    [receipt] = desk.get(one, "credit_consumer")["receipts"]
    assert (receipt["receiver"], receipt["receipt"]) == (CREDIT, "信用平台回执（示例）1")
    assert [row["record"] for row in desk.get("/v1/credit/records")["items"]] == [revocation]
    desk.clock(at("2024-11-10"))
    assert desk.get("/v1/credit/records")["items"]
    # The last barred day has passed.
    desk.clock(at("2024-11-11"))
    assert desk.get("/v1/credit/records")["items"] == []
    assert desk.client.get(one).status_code == 404
    assert desk.get("/v1/credit/records", "credit_consumer")["items"]


def test_an_annulled_record_is_told_to_nobody_as_a_fact_R32(counter):
    desk, revocation = revoked(counter)
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复检合格"})
    assert desk.get("/v1/credit/records")["items"] == []
    assert desk.client.get(f"/v1/credit/records/{revocation}").status_code == 404
    [kept] = desk.get("/v1/credit/records", "auditor")["items"]
    assert kept["status"] == "annulled"


@pytest.mark.parametrize("form", ["json", "csv", "xml"])
def test_a_record_is_the_same_bytes_each_time_in_each_form_R32(counter, form):
    desk, revocation = revoked(counter)
    for path in ("/v1/credit/records", f"/v1/credit/records/{revocation}"):
        first, again = (desk.client.get(f"{path}?form={form}") for _ in range(2))
        assert first.status_code == 200
        assert first.data == again.data
        assert form in first.content_type


def test_the_schemas_are_published_R32(counter):
    desk = counter(at("2021-09-27"))
    assert json.loads(desk.client.get("/v1/credit/schemas/json").data)["$id"]
    assert b"<xs:schema" in desk.client.get("/v1/credit/schemas/xml").data
    assert desk.client.get("/v1/credit/schemas/csv").status_code == 404


# --- reconciled from the log alone


def test_reconciling_finds_what_is_not_acknowledged_and_then_nothing_R32(counter):
    desk, revocation = revoked(counter)
    found = reconcile(log(desk))
    assert (found.decided, found.sent, found.acknowledged) == (1, 1, 0)
    assert found.differences == [Difference("not_acknowledged", revocation, "revocation", CREDIT)]
    acknowledge(desk, sent(desk, revocation)["report"])
    assert reconcile(log(desk)).differences == []
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复检合格"})
    assert reconcile(log(desk)).differences == [
        Difference("not_acknowledged", revocation, "annulment", CREDIT)
    ]
    acknowledge(desk, sent(desk, revocation, "annulment")["report"])
    assert reconcile(log(desk)).differences == []


@pytest.mark.parametrize(("kind", "addressee"), [("credit", CREDIT), ("regulator", REGULATOR)])
def test_the_bureau_acknowledges_for_nobody_who_is_connected_R22_R23_R32(counter, kind, addressee):
    desk, revocation = revoked(counter)
    answer = complete(desk, revocation, kind, addressee=addressee)
    assert (answer.status_code, answer.json["code"]) == (403, "registry.acknowledges_itself")
    assert states(desk, revocation)["revocation", kind, addressee] == "open"


def test_a_receipt_by_hand_is_told_apart_and_never_with_our_own_hash_R23_R32(counter):
    desk, revocation = revoked(counter)
    # Its officer left and nobody took over: it cannot say so itself.
    account = next(
        one["account"]
        for one in desk.get("/v1/accounts?limit=100", "operator")["items"]
        if one["organisation"] == CREDIT
    )
    said = {"reason": "离职", "handed_over": "2021-11-10"}
    desk.made(f"/v1/accounts/{account}/closing", said, "operator")
    assert complete(desk, revocation, "credit", addressee=CREDIT).status_code == 201
    assert reconcile(log(desk)).differences == [
        Difference("by_hand", revocation, "revocation", CREDIT)
    ]
    [receipt] = desk.get(f"/v1/credit/records/{revocation}", "auditor")["receipts"]
    assert (receipt["receiver"], receipt["record_sha256"]) == (CREDIT, "")


def test_a_receivers_own_receipt_shows_the_bytes_that_it_has_R23_R32(counter):
    desk, revocation = revoked(counter)
    acknowledge(desk, sent(desk, revocation)["report"])
    [receipt] = desk.get(f"/v1/credit/records/{revocation}", "auditor")["receipts"]
    assert receipt["record_sha256"] == sent(desk, revocation)["record_sha256"] != ""


def test_the_feed_tells_the_bars_whole_after_each_change_R22(counter):
    desk, revocation = revoked(counter)
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复检合格"})
    told = [entry.event() for _, entry in log(desk) if entry.type.endswith("bars_standing.v1")]
    assert [[bar.last_day for bar in one.bars] for one in told] == [[date(2024, 11, 10)], []]
