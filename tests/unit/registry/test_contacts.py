"""Where to notify, who reads a notification, and who confirms it (R18, R22, R25)."""

import json

import pytest

from services.contracts.registry import WordsErased
from services.registry.usecases.letters import as_mail
from services.registry.usecases.notifications import code_under
from tests.support.counter import BOARD, OTHER, ROW
from tests.support.notified import everything_public
from tests.support.telling import (
    CONTACT,
    DECISION,
    dismiss,
    listed,
    objected,
    of_kind,
    opened,
    revoked,
)


@pytest.fixture
def desk(counter):
    return opened(counter)


def test_what_waits_for_an_address_is_queued_when_it_is_recorded_R15_R25(desk):
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    desk.made("/v1/contact", CONTACT, ROW)
    tasks = {one["recipient"]: one for one in of_kind(desk, "consent_asked")}
    # No mail server is told of in a test of the counter: it waits, and says for what.
    assert (tasks[ROW]["state"], tasks[ROW]["waits_for"]) == ("waiting", "mail_server")
    assert (tasks[OTHER]["state"], tasks[OTHER]["waits_for"]) == ("no_address", "contact")
    assert [one["recipient"] for one in listed(desk, state="waiting")] == [ROW]
    assert listed(desk, about="app-2")[0]["recipient"] == OTHER
    assert listed(desk, about="app-2", state="waiting") == []
    assert listed(desk, ROW, about="app-1", state="waiting")[0]["recipient"] == ROW
    assert listed(desk, ROW, about="app-2") == []


def test_a_contact_is_its_organisations_alone_and_no_event_tells_it_R25(desk):
    desk.made("/v1/contact", CONTACT, ROW)
    assert desk.get("/v1/contact", ROW)["words"] == CONTACT
    assert desk.get(f"/v1/contact?organisation={ROW}", "operator")["words"] == CONTACT
    assert desk.get("/v1/contact", OTHER)["words"] is None
    headers = {"Authorization": f"Bearer {desk.keys[OTHER]}"}
    foreign = desk.client.get(f"/v1/contact?organisation={ROW}", headers=headers)
    assert foreign.json["code"] == "web.not_yours"
    assert desk.refused("/v1/contact", {**CONTACT, "organisation": ROW}, OTHER) == "web.not_yours"
    unknown = {**CONTACT, "organisation": "nobody"}
    assert desk.refused("/v1/contact", unknown, "operator") == "web.not_found"
    for word in CONTACT.values():
        assert word not in everything_public(desk)


def test_a_changed_contact_leaves_nothing_of_the_one_before_R25(desk):
    desk.made("/v1/contact", CONTACT, ROW)
    desk.made("/v1/contact", {"organisation": ROW, "email": "new@bank-a.example"}, "operator")
    assert desk.get("/v1/contact", ROW)["words"] == {"email": "new@bank-a.example"}
    with desk.store.reading_cursor() as cursor:
        cursor.execute("SELECT body FROM private_text")
        kept = [json.loads(row["body"]) for row in cursor.fetchall()]
    assert [one for one in kept if "email" in one] == [{"email": "new@bank-a.example"}]


def test_an_erased_contact_lets_what_is_due_wait_for_another_R25(desk):
    assert desk.refused("/v1/contact/erasure", {}, ROW) == "web.not_found"
    desk.made("/v1/contact", CONTACT, ROW)
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    assert listed(desk, ROW)[0]["state"] == "waiting"
    desk.made("/v1/contact/erasure", {}, ROW)
    assert listed(desk, ROW)[0]["state"] == "no_address"
    assert desk.get("/v1/contact", ROW) == {"organisation": ROW, "recorded": None, "words": None}
    desk.made("/v1/contact", CONTACT, ROW)
    assert listed(desk, ROW)[0]["state"] == "waiting"


def test_words_of_an_objector_that_were_erased_leave_no_address_R25(desk):
    notice = desk.noticed()["notice"]
    objection = objected(desk, notice, contact="dingding@customer.example")
    dismiss(desk, objection)
    with desk.store.writing() as tx:
        words = tx.views.get("objection", objection)["words"]
        tx.drop_private(words)
        gone = WordsErased(
            subject=notice, commitment=words, kind="objection", about=objection, cause="person"
        )
        tx.append(f"erasure:{words}", gone)
    [task] = of_kind(desk, "objection_answered")
    assert (task["state"], task["waits_for"]) == ("no_address", "contact")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"email": "a@b.cn\r\nBcc: x@y.cn"}, "web.fields_invalid"),
        ({"email": "a@b.cn\nBcc: x@y.cn"}, "registry.field_wrong"),
        ({"email": "nobody"}, "registry.field_wrong"),
        ({"telephone": "call me"}, "registry.field_wrong"),
        ({"email": ""}, "web.fields_invalid"),
        ({"fax": "1"}, "web.fields_invalid"),
    ],
)
def test_a_contact_that_is_none_is_refused_and_not_repeated_R25(desk, wrong, code):
    answer = desk.post("/v1/contact", {**CONTACT, **wrong}, ROW)
    assert answer.json["code"] == code
    assert "Bcc" not in answer.text
    assert "call me" not in answer.text
    assert desk.get("/v1/contact", ROW)["words"] is None


# --- confirmed


def confirm(desk, notification, code="", by=""):
    headers = {"Idempotency-Key": "k" * 30}
    if code:
        headers["Notification-Code"] = code
    if by:
        headers["Authorization"] = f"Bearer {desk.keys[by]}"
    path = f"/v1/notifications/{notification}/acknowledgement"
    return desk.client.post(path, json={}, headers=headers)


def test_a_recipient_confirms_by_its_account_and_nobody_else_does_R22(desk):
    revoked(desk)
    [task] = of_kind(desk, "revocation_decided")
    assert confirm(desk, task["notification"]).json["code"] == "web.not_yours"
    assert confirm(desk, task["notification"], by=OTHER).json["code"] == "web.not_yours"
    assert confirm(desk, task["notification"], by="bureau").json["code"] == "web.not_yours"
    assert confirm(desk, "unknown", by=ROW).status_code == 404
    assert confirm(desk, task["notification"], by=ROW).status_code == 201
    found = desk.get(f"/v1/notifications/{task['notification']}", ROW)
    assert (found["state"], found["acknowledged"]["by"]) == ("acknowledged", "account")


def test_whoever_has_the_code_of_the_mail_confirms_in_nobodys_name_R18_R22(desk):
    notice = desk.noticed()["notice"]
    objection = objected(desk, notice, contact="dingding@customer.example")
    dismiss(desk, objection)
    [task] = of_kind(desk, "objection_answered")
    code = code_under(desk.store.settings.pepper, task["notification"])
    other = code_under(desk.store.settings.pepper, "another")
    for wrong in ("x", other, code[:-1], "é"):
        assert confirm(desk, task["notification"], wrong).status_code == 404
    # A key that is shown besides tells nobody who objected.
    assert confirm(desk, task["notification"], code, by=OTHER).status_code == 201
    [last] = desk.store.log_entries(desk.store.log_size() - 1, 1)
    told = json.loads(last)
    assert told["type"] == "lingpao.registry.notification_acknowledged.v1"
    assert (told["actor"], told["actororg"]) == ("public", "")
    assert code not in everything_public(desk)


def test_a_notification_is_read_by_authorities_and_its_own_recipient_R25(desk):
    revoked(desk)
    [task] = of_kind(desk, "revocation_decided")
    path = f"/v1/notifications/{task['notification']}"
    for reader in ("auditor", "operator", "bureau", ROW):
        assert desk.get(path, reader)["subject"].startswith("取消“领跑者”称号决定")
    headers = {"Authorization": f"Bearer {desk.keys[OTHER]}"}
    assert desk.client.get(path, headers=headers).json["code"] == "web.not_yours"
    assert desk.client.get(path).status_code == 401
    assert desk.client.get("/v1/notifications/unknown", headers=headers).status_code == 404


def test_the_page_to_confirm_on_asks_for_the_code_and_tells_nothing_R25(desk):
    revoked(desk)
    [task] = of_kind(desk, "revocation_decided")
    zh, en = (
        desk.client.get(f"/notifications/{task['notification']}?lang={tongue}")
        for tongue in ("zh", "en")
    )
    assert "确认收到通知" in zh.text
    assert "Confirm a notification" in en.text
    assert f"/v1/notifications/{task['notification']}/acknowledgement" in zh.text
    assert DECISION["decision_number"] not in zh.text
    assert desk.client.get("/notifications/unknown").status_code == 404
    with desk.client.get("/static/confirm.js") as script:
        assert script.status_code == 200


def test_a_simulations_mail_says_so_before_all(desk):
    content = "拟取消 / Withdrawal\n\n甲\nA\n".encode()
    subject, said = as_mail(content, "https://x/n", "c0de", simulated=True)
    assert subject == "【模拟】[simulation] 拟取消 / Withdrawal"
    assert said.count("c0de") == 2
    assert as_mail(content, "https://x/n", "c0de", simulated=False)[0] == "拟取消 / Withdrawal"
