"""Objecting as a member of the public does: no account, a number, a secret, files (R18, R25)."""

import json
import uuid

import msgspec
import pytest

from services.chassis.store.transaction import Context
from services.contracts.scoring import BoardRestated, LeadersNominated, Nomination
from services.registry.usecases.attachments import TIMER
from tests.support.counter import BOARD, ROW, SEASON, at

PNG = b"\x89PNG\r\n\x1a\n" + "示例客户丁在柜台前".encode()
WORDS = {
    "grounds": "高峰时段只开一个窗口",
    "anonymous": True,
    "name": "示例客户丁",
    "contact": "示例联系方式",
}
NOBODY = "lpr_" + "A" * 43


@pytest.fixture
def desk(counter):
    made = counter(at("2021-09-27"))
    made.season()
    made.drawn(enterprises=(ROW,))
    return made


@pytest.fixture
def notice(desk):
    return desk.noticed()["notice"]


def send(desk, path, body=None, *, secret="", key="", by="", **more):
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    if secret:
        headers["Objection-Secret"] = secret
    if by:
        headers["Authorization"] = f"Bearer {desk.keys[by]}"
    content = more or {"json": {} if body is None else body}
    return desk.client.post(path, headers=headers, **content)


def made(desk, path, body=None, **more):
    answer = send(desk, path, body, **more)
    assert answer.status_code == 201, answer.text
    return answer.json


def refused(desk, path, body=None, **more):
    answer = send(desk, path, body, **more)
    assert 400 <= answer.status_code < 600, answer.text
    return answer.status_code, answer.json["code"]


def uploaded(desk, path, data=PNG, media_type="image/png", **more):
    return made(desk, path, data=data, content_type=media_type, **more)["attachment"]


def follow(desk, objection, secret, file=""):
    path = f"/v1/objections/{objection}/receipt" + (f"/attachments/{file}" if file else "")
    return desk.client.get(path, headers={"Objection-Secret": secret})


def objected(desk, notice, **more):
    return made(desk, f"/v1/notices/{notice}/objections", {**WORDS, **more})


def everything_public(desk):
    """The log, the read models, receipts and timers: all but where private words lie."""
    with desk.store.reading_cursor() as cursor:
        found = []
        for table in ("stored_events", "view", "view_key", "receipt", "timer"):
            cursor.execute(f"SELECT * FROM {table}")
            found += [
                bytes(v) if isinstance(v, memoryview) else v
                for row in cursor.fetchall()
                for v in dict(row).values()
            ]
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in found)


def private_rows(desk):
    with desk.store.reading_cursor() as cursor:
        cursor.execute("SELECT COUNT(*) AS n FROM private_text")
        return cursor.fetchone()["n"]


# --- the receipt


def test_whoever_objects_follows_it_by_number_and_secret_R18(desk, notice):
    receipt = objected(desk, notice)
    assert receipt["number"] == "异议〔2021〕1号"
    assert receipt["answer_by"] == "2021-10-09"
    shown = follow(desk, receipt["objection"], receipt["secret"]).json
    assert (shown["state"], shown["overdue"], shown["answered"]) == ("open", False, None)
    assert shown["words"] == {
        "text": WORDS["grounds"], "name": WORDS["name"], "contact": WORDS["contact"],
    }  # fmt: skip
    desk.clock(at("2021-10-10"))
    assert follow(desk, receipt["objection"], receipt["secret"]).json["overdue"] is True
    decision = {"decision": "upheld", "effect": "correction", "reasons": "更正公示文字"}
    desk.made(f"/v1/objections/{receipt['objection']}/decision", decision)
    shown = follow(desk, receipt["objection"], receipt["secret"]).json
    assert (shown["state"], shown["effect"], shown["reasons"]) == (
        "upheld", "correction", "更正公示文字",
    )  # fmt: skip
    assert (shown["overdue"], shown["answered"][:10]) == (False, "2021-10-10")


def test_a_wrong_secret_and_an_unknown_objection_get_the_same_answer_R18(desk, notice):
    mine, other = objected(desk, notice), objected(desk, notice)
    tries = (
        (mine["objection"], NOBODY),
        (mine["objection"], other["secret"]),
        (mine["objection"], ""),
        (mine["objection"], "é"),
        ("0" * 32, mine["secret"]),
        ("0" * 32, NOBODY),
    )
    for path, content in (
        ("receipt", None),
        ("receipt/attachments/x", None),
        ("withdrawal", {"json": {}}),
        ("supplements", {"json": {"text": "x"}}),
        ("attachments", {"data": PNG, "content_type": "image/png"}),
    ):
        answers = set()
        for objection, secret in tries:
            at_ = f"/v1/objections/{objection}/{path}"
            headers = {"Objection-Secret": secret.encode("utf-8").decode("latin-1")}
            if content is None:
                answer = desk.client.get(at_, headers=headers)
            else:
                headers["Idempotency-Key"] = uuid.uuid4().hex
                answer = desk.client.post(at_, headers=headers, **content)
            told = {k: v for k, v in answer.json.items() if k not in ("correlation", "instance")}
            assert told.pop("id") == objection
            told["detail"] = told["detail"].replace(objection, "")
            answers.add((answer.status_code, json.dumps(told, sort_keys=True)))
        assert {status for status, _ in answers} == {404}
        assert len(answers) == 1


def test_the_secret_is_kept_as_its_hash_alone_R18_R25(desk, notice):
    token = uploaded(desk, f"/v1/notices/{notice}/attachments")
    receipt = objected(desk, notice, attachments=[token])
    made(
        desk,
        f"/v1/objections/{receipt['objection']}/supplements",
        {"text": "补充：照片摄于十月八日"},
        secret=receipt["secret"],
    )
    kept = everything_public(desk)
    for private in (
        receipt["secret"], token, *(str(v) for k, v in WORDS.items() if k != "anonymous"),
        "补充：照片", PNG.decode("latin-1")[8:],
    ):  # fmt: skip
        assert private.encode() not in kept
    assert receipt["objection"].encode() in kept


def test_a_lost_answer_comes_again_to_whoever_sent_the_same_request_R18(desk, notice):
    path, key = f"/v1/notices/{notice}/objections", uuid.uuid4().hex
    first = send(desk, path, WORDS, key=key)
    again = send(desk, path, WORDS, key=key)
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json == first.json
    assert len(desk.get(f"/v1/notices/{notice}/objections")["items"]) == 1
    # Also with a key of the caller's own.
    kept = [send(desk, path, WORDS, key=key, by="auditor").json for _ in "12"]
    assert kept[0] == kept[1]
    assert kept[0]["secret"] != first.json["secret"]


def test_of_a_key_that_can_be_guessed_the_secret_is_told_once_R18(desk, notice):
    path = f"/v1/notices/{notice}/objections"
    first, again = (send(desk, path, WORDS, key="1").json for _ in "12")
    assert first["secret"].startswith("lpr_")
    assert again == {**first, "secret": None}
    assert follow(desk, first["objection"], first["secret"]).status_code == 200


def test_two_strangers_with_the_same_key_do_not_meet_R18(desk, notice):
    path = f"/v1/notices/{notice}/objections"
    mine = send(desk, path, WORDS, key="my-first-objection-0001")
    theirs = send(desk, path, {**WORDS, "grounds": "另一件事"}, key="my-first-objection-0001")
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert "Idempotent-Replay" not in theirs.headers
    assert mine.json["number"] != theirs.json["number"]
    assert mine.json["secret"] != theirs.json["secret"]
    # Whoever has an access key is told of the mistake as before.
    assert send(desk, path, WORDS, key="k", by="auditor").status_code == 201
    other = {**WORDS, "grounds": "另一件事"}
    answer = refused(desk, path, other, key="k", by="auditor")
    assert answer == (422, "web.idempotency_key_reused")


def test_a_repeat_without_the_secret_is_told_nothing_R18(desk, notice):
    receipt, key = objected(desk, notice), uuid.uuid4().hex
    path = f"/v1/objections/{receipt['objection']}/withdrawal"
    made(desk, path, secret=receipt["secret"], key=key)
    assert send(desk, path, secret=receipt["secret"], key=key).headers["Idempotent-Replay"]
    assert refused(desk, path, key=key) == (404, "web.not_found")
    assert refused(desk, path, key=key, secret=NOBODY) == (404, "web.not_found")
    assert refused(desk, path, secret=receipt["secret"]) == (409, "registry.objection_gone")


# --- what the public sees, and the bureau


def test_the_public_reads_numbers_states_and_reasons_and_no_name_R18(desk, notice):
    assert desk.get(f"/v1/notices/{notice}/objections") == {"items": [], "next": None}
    named = {**WORDS, "anonymous": False}
    mine = made(desk, f"/v1/notices/{notice}/objections", named, by="auditor")
    for _ in range(9):
        objected(desk, notice)
    reasons = "经核查，未见问题"
    decision = {"decision": "dismissed", "reasons": reasons}
    desk.made(f"/v1/objections/{mine['objection']}/decision", decision)
    listed = desk.get(f"/v1/notices/{notice}/objections")["items"]
    # The tenth is the last, not the second.
    assert [one["number"] for one in listed] == [f"异议〔2021〕{n}号" for n in range(1, 11)]
    assert (listed[0]["state"], listed[0]["reasons"]) == ("dismissed", reasons)
    assert desk.get(f"/v1/objections/{mine['objection']}") == listed[0]
    assert set(listed[0]) == {
        "objection", "number", "notice", "about", "state", "effect", "reasons", "filed",
        "answer_by", "answer_by_certain", "answered", "joined_to", "overdue", "corrected",
    }  # fmt: skip
    page = desk.get(f"/v1/notices/{notice}/objections?limit=4")
    assert [len(page["items"]), page["items"][-1]["number"]] == [4, "异议〔2021〕4号"]
    assert desk.client.get("/v1/notices/nothing/objections").status_code == 404


def test_anonymous_is_to_the_public_and_not_to_the_bureau_R18_R25(desk, notice):
    token = uploaded(desk, f"/v1/notices/{notice}/attachments", by="enterprise")
    asked = {**WORDS, "attachments": [token]}
    receipt = made(desk, f"/v1/notices/{notice}/objections", asked, by="enterprise")
    objection, secret = receipt["objection"], receipt["secret"]
    more = f"/v1/objections/{objection}/supplements"
    made(desk, more, {"text": "补充"}, secret=secret, by="enterprise")
    words = desk.get(f"/v1/objections/{objection}/words", "bureau")
    assert (words["name"], words["contact"]) == (WORDS["name"], WORDS["contact"])
    assert words["organisation"] == "91140599DEM9000123"
    assert [one["words"]["text"] for one in words["supplements"]] == ["补充"]
    size = desk.store.log_size()
    told = [json.loads(one) for one in desk.store.log_entries(size - 4, 4)]
    assert {one["type"].split(".")[2] for one in told} == {
        "objection_filed", "objection_attachment_kept", "objection_receipt_issued",
        "objection_supplemented",
    }  # fmt: skip
    assert {(one["actor"], one["actororg"], one["actorrole"]) for one in told} == {
        ("public", "", "public")
    }
    desk.account("other-bureau", "bureau")
    for path in ("words", f"words/attachments/{receipt['attachments'][0]}"):
        there = f"/v1/objections/{objection}/{path}"
        for by, status in (("", 401), ("enterprise", 403), ("other-bureau", 403)):
            headers = {"Authorization": f"Bearer {desk.keys[by]}"} if by else {}
            headers["Objection-Secret"] = secret
            assert desk.client.get(there, headers=headers).status_code == status


def test_the_page_of_running_notices_leads_to_their_objections_R18(desk, notice):
    for language, words in (("zh", "异议及答复"), ("en", "Objections and answers")):
        page = desk.client.get(f"/?lang={language}").text
        assert f'<a href="/v1/notices/{notice}/objections">{words}</a>' in page


# --- attachments


def test_a_file_is_read_by_bureau_and_objector_alone_and_never_shown_inline_R18_R25(desk, notice):
    token = uploaded(desk, f"/v1/notices/{notice}/attachments")
    receipt = objected(desk, notice, attachments=[token])
    [file] = receipt["attachments"]
    objection = receipt["objection"]
    listed = [{"attachment": file, "media_type": "image/png", "size": len(PNG)}]
    assert desk.get(f"/v1/objections/{objection}/words", "bureau")["attachments"] == listed
    assert follow(desk, objection, receipt["secret"]).json["attachments"] == listed
    bureau = {"Authorization": f"Bearer {desk.keys['bureau']}"}
    theirs = desk.client.get(f"/v1/objections/{objection}/words/attachments/{file}", headers=bureau)
    for answer in (theirs, follow(desk, objection, receipt["secret"], file)):
        assert answer.data == PNG
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    other = objected(desk, notice)
    assert follow(desk, objection, other["secret"], file).status_code == 404
    assert follow(desk, other["objection"], other["secret"], file).status_code == 404


def test_the_file_is_cited_by_a_commitment_and_can_be_erased_R25(desk, notice):
    token = uploaded(desk, f"/v1/notices/{notice}/attachments")
    receipt = objected(desk, notice, attachments=[token])
    [file], objection = receipt["attachments"], receipt["objection"]
    with desk.store.reading() as views:
        [kept] = views.get("objection", objection)["attachments"]
    with desk.store.writing(Context(desk.store.system, correlation="")) as tx:
        assert tx.private_words(kept["commitment"])["media_type"] == "image/png"
        tx.drop_private(kept["commitment"])
    shown = follow(desk, objection, receipt["secret"]).json
    assert shown["attachments"] == [{"attachment": file, "media_type": None, "size": None}]
    assert follow(desk, objection, receipt["secret"], file).status_code == 404


def test_a_file_is_what_its_type_says_and_not_too_big_R18(desk, notice):
    path = f"/v1/notices/{notice}/attachments"
    for data, media_type in (
        (b"<script>", "text/html"), (b"<svg/>", "image/svg+xml"), (PNG, "application/pdf"),
        (b"a: 1", "text/yaml"), (b"\x00", "text/plain"), (b"MZ", "application/octet-stream"),
    ):  # fmt: skip
        answer = refused(desk, path, data=data, content_type=media_type)
        assert answer == (415, "web.media_type_not_taken")
    assert refused(desk, path, data=b"", content_type="text/plain")[1] == "web.document_empty"
    most = 5 * 1024 * 1024
    over = refused(desk, path, data=b"a" * (most + 1), content_type="text/plain")
    assert over == (413, "http.413")
    token = uploaded(desk, path, data=b"a" * most, media_type="text/plain")
    assert objected(desk, notice, attachments=[token])["attachments"]


def test_a_token_is_good_once_and_for_an_hour_R18_R25(desk, notice):
    path = f"/v1/notices/{notice}/attachments"
    first, late = uploaded(desk, path), uploaded(desk, path)
    objected(desk, notice, attachments=[first])
    there = f"/v1/notices/{notice}/objections"
    for wrong in ([first], [NOBODY], [late, late]):
        answer = send(desk, there, {**WORDS, "attachments": wrong})
        assert (answer.status_code, answer.json["code"]) == (422, "registry.attachment_unknown")
        assert answer.json["field"] == f"attachments[{len(wrong) - 1}]"
    before = private_rows(desk)
    desk.clock(at("2021-09-27", 10))
    assert private_rows(desk) == before - 1
    assert refused(desk, there, {**WORDS, "attachments": [late]})[0] == 422
    # The one that was cited stays.
    with desk.store.reading_cursor() as cursor:
        cursor.execute("SELECT COUNT(*) AS n FROM timer WHERE kind = ?", (TIMER,))
        assert cursor.fetchone()["n"] == 0


def test_the_same_upload_again_is_the_same_token_and_one_file_R18(desk, notice):
    path, key = f"/v1/notices/{notice}/attachments", uuid.uuid4().hex
    before = private_rows(desk)
    assert uploaded(desk, path, key=key) == uploaded(desk, path, key=key)
    assert private_rows(desk) == before + 1


def test_files_and_objections_come_while_the_notice_runs_R18(desk, notice):
    desk.clock(at("2021-10-16"))
    over = (409, "registry.notice_over")
    path = f"/v1/notices/{notice}"
    assert refused(desk, f"{path}/attachments", data=PNG, content_type="image/png") == over
    assert refused(desk, f"{path}/objections", WORDS) == over
    unknown = refused(desk, "/v1/notices/x/attachments", data=PNG, content_type="image/png")
    assert unknown == (404, "web.not_found")


def test_an_objection_has_five_files_at_most_R18(desk, notice):
    path = f"/v1/notices/{notice}/attachments"
    tokens = [uploaded(desk, path) for _ in range(4)]
    receipt = objected(desk, notice, attachments=tokens)
    objection, secret = receipt["objection"], receipt["secret"]
    path = f"/v1/objections/{objection}/attachments"
    more = [uploaded(desk, path, secret=secret) for _ in "12"]
    there = f"/v1/objections/{objection}/supplements"
    body = {"text": "补充", "attachments": more}
    assert refused(desk, there, body, secret=secret) == (422, "registry.field_wrong")
    made(desk, there, {**body, "attachments": more[:1]}, secret=secret)
    shown = follow(desk, objection, secret).json
    assert [len(shown["attachments"]), len(shown["supplements"][0]["attachments"])] == [4, 1]
    six = {**WORDS, "attachments": ["x"] * 6}
    assert refused(desk, f"/v1/notices/{notice}/objections", six) == (422, "web.fields_invalid")


# --- adding and withdrawing


def test_an_objection_is_added_to_until_its_answer_also_after_the_notice_R18(desk, notice):
    receipt = objected(desk, notice)
    objection, secret = receipt["objection"], receipt["secret"]
    desk.clock(at("2021-10-16"))
    token = uploaded(desk, f"/v1/objections/{objection}/attachments", secret=secret)
    path = f"/v1/objections/{objection}/supplements"
    made(desk, path, {"text": "又去了一次", "attachments": [token]}, secret=secret)
    [added] = follow(desk, objection, secret).json["supplements"]
    assert (added["words"], len(added["attachments"])) == ({"text": "又去了一次"}, 1)
    decision = {"decision": "dismissed", "reasons": "不成立"}
    desk.made(f"/v1/objections/{objection}/decision", decision)
    decided = (409, "registry.objection_decided")
    assert refused(desk, path, {"text": "再补充"}, secret=secret) == decided
    file = {"data": PNG, "content_type": "image/png"}
    there = f"/v1/objections/{objection}/attachments"
    assert refused(desk, there, secret=secret, **file) == decided


def test_a_withdrawn_objection_holds_up_publication_no_more_R18(desk, notice):
    mine, other = objected(desk, notice), objected(desk, notice)
    desk.clock(at("2021-10-16"))
    publication = f"/v1/boards/{BOARD}/publication"
    desk.made(f"/v1/objections/{other['objection']}/joining", {"into": mine["objection"]})
    assert follow(desk, other["objection"], other["secret"]).json["joined_to"] == mine["number"]
    path = "/v1/objections/{objection}/withdrawal"
    made(desk, path.format(**mine), secret=mine["secret"])
    # What was joined to it asks for an answer of its own again.
    assert desk.refused(publication) == "registry.objection_open"
    assert follow(desk, other["objection"], other["secret"]).json["joined_to"] is None
    made(desk, path.format(**other), secret=other["secret"])
    figures = desk.get(f"/v1/seasons/{SEASON}/objections")
    assert [figures[name] for name in ("filed", "open", "withdrawn", "overdue", "joined")] == [
        2, 0, 2, 0, 0,
    ]  # fmt: skip
    shown = follow(desk, mine["objection"], mine["secret"]).json
    assert (shown["state"], shown["withdrawn"][:10]) == ("withdrawn", "2021-10-16")
    decision = {"decision": "dismissed", "reasons": "不成立"}
    there = f"/v1/objections/{mine['objection']}/decision"
    assert desk.refused(there, decision) == "registry.objection_gone"
    desk.made(publication)
    counted = desk.get(f"/v1/seasons/{SEASON}/summary")["objections"]
    assert (counted["filed"], counted["withdrawn"]) == (2, 2)


def test_the_answer_goes_to_all_that_were_joined_one_after_another_R18(desk, notice):
    first, second, third = (objected(desk, notice) for _ in "123")
    for one, into in ((first, second), (second, third)):
        joining = f"/v1/objections/{one['objection']}/joining"
        desk.made(joining, {"into": into["objection"]})
    decision = {"decision": "dismissed", "reasons": "不成立"}
    desk.made(f"/v1/objections/{third['objection']}/decision", decision)
    for one in (first, second, third):
        assert follow(desk, one["objection"], one["secret"]).json["state"] == "dismissed"


# --- what follows


def restated(desk, objection, removed=()):
    """Hear that scoring has drawn the board anew as the upheld objection asks."""
    with desk.store.reading() as views:
        board = dict(views.get("board", BOARD))
    del board["body"]
    told = {**board, "version": 2, "cause": "objection_upheld", "cause_id": objection}
    desk.hear(msgspec.convert({**told, "removed": list(removed)}, BoardRestated))
    leader = Nomination(application="app-1", enterprise=ROW, rank=1, star=5)
    desk.hear(
        LeadersNominated(
            board=BOARD,
            version=2,
            season=SEASON,
            category="branch-service",
            leaders=(leader,),
            number_reason="一家",
            skipped=(),
        )
    )


@pytest.mark.parametrize("effect", ["removal", "rescore"])
def test_an_upheld_objection_reopens_the_notice_with_the_changed_board_R18(desk, notice, effect):
    receipt = objected(desk, notice, about="app-1")
    desk.clock(at("2021-10-16"))
    decision = {"decision": "upheld", "effect": effect, "application": "app-1", "reasons": "属实"}
    desk.made(f"/v1/objections/{receipt['objection']}/decision", decision)
    publication = f"/v1/boards/{BOARD}/publication"
    assert desk.refused(publication) == "registry.restatement_awaited"
    restated(desk, receipt["objection"], ["app-1"] if effect == "removal" else [])
    shown = desk.get(f"/v1/notices/{notice}")
    assert (shown["state"], shown["last_day"], shown["board_version"]) == ("open", "2021-10-29", 2)
    assert desk.refused(publication) == "registry.notice_running"
    # The changed board may be objected to as the first was, under the next number.
    assert objected(desk, notice)["number"] == "异议〔2021〕2号"


def test_a_correction_leaves_board_and_notice_as_they_are_R18(desk, notice):
    receipt = objected(desk, notice)
    desk.clock(at("2021-10-16"))
    decision = {"decision": "upheld", "effect": "correction", "reasons": "更正公示文字"}
    desk.made(f"/v1/objections/{receipt['objection']}/decision", decision)
    assert desk.get(f"/v1/notices/{notice}")["state"] == "closed"
    assert desk.get(f"/v1/boards/{BOARD}")["version"] == 1
