"""Whoever objected has the words erased with the receipt; who else may, over HTTP (R18, R25)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.chassis import access as keys_of
from services.chassis import retention
from services.chassis.entry import Actor, Entry
from services.chassis.settings import Settings
from services.chassis.store import wiping
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.chassis.web.app import create_app
from services.contracts import registry as r
from services.intake.service import SERVICE as INTAKE
from services.registry.service import SERVICE
from services.registry.usecases import access
from tests.support import published
from tests.support.remains import files_with, store_files_with

SECRET = "李某某，一三七〇〇〇〇"
SEASON, BUREAU, BANK = "jincheng-finance-2021", "jincheng-bureau", "91140599DEM0000142"
KEY = "a-key-that-nobody-guesses-{}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings("registry", tmp_path, b"pepper")
    migrate(settings)
    made = Store(settings, SERVICE.project)
    yield made
    made.close()


@pytest.fixture
def keys(store: Store) -> dict[str, str]:
    """A season of the bureau's with a notice that runs, another bureau, a bank, an operator."""
    found = {}
    with store.writing() as tx:
        for role, organisation in (
            ("bureau", BUREAU), ("bureau", "other-bureau"), ("enterprise", BANK),
            ("operator", "office"),
        ):  # fmt: skip
            access.register_organisation(tx, organisation, organisation)
            access.open_account(tx, f"a-{organisation.lower()}", organisation, role)
            issued = access.issue(tx, f"a-{organisation.lower()}", 30, b"pepper")
            found[organisation] = str(issued["key"])
    season = published.golden("lingpao.registry.season_opened.v1").event()
    today = datetime.now(UTC).date()
    notice = r.NoticeOpened(
        notice="n1", kind="scheme", about="s@1", season=SEASON, category="branch-service",
        opened=today, working_days=10, last_day=today + timedelta(days=20),
        provisional_last_day=today + timedelta(days=20), calendar="c",
    )  # fmt: skip
    with store.writing(Context(Actor("clerk", BUREAU, "bureau"), correlation="c")) as tx:
        tx.append(f"season:{SEASON}", season)
        tx.append("notice:n1", notice)
    return found


@pytest.fixture
def client(store: Store, keys: dict[str, str]) -> FlaskClient:
    return create_app(SERVICE, store).test_client()


def post(client: FlaskClient, path: str, body: dict[str, Any], n: str, **headers: str) -> Any:
    return client.post(path, json=body, headers={"Idempotency-Key": KEY.format(n), **headers})


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def filed(client: FlaskClient, **headers: str) -> dict[str, Any]:
    body = {"grounds": SECRET, "name": SECRET, "contact": SECRET, "anonymous": True}
    answer = post(client, "/v1/notices/n1/objections", body, "file", **headers)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def erasure_of(client: FlaskClient, objection: str, secret: str, n: str) -> Any:
    path = f"/v1/objections/{objection}/erasure"
    return post(client, path, {}, n, **{"Objection-Secret": secret})


def told(store: Store) -> list[Entry]:
    entries = [Entry.from_bytes(one) for one in store.log_entries(0, 1_000)]
    return [one for one in entries if one.type == r.WordsErased.TYPE]


def test_the_receipt_erases_ones_own_words_once_and_tells_nobodys_name_R18_R25(
    client: FlaskClient, store: Store, keys: dict[str, str], tmp_path: Path
) -> None:
    # Filed with the bank's own key, and yet anonymous: only the bureau may know.
    made = filed(client, **bearing(keys[BANK]))
    objection, secret = made["objection"], made["secret"]
    waits = erasure_of(client, objection, secret, "1")
    assert (waits.status_code, waits.json["code"]) == (409, "web.words_needed")
    withdrawn = post(
        client, f"/v1/objections/{objection}/withdrawal", {}, "w", **{"Objection-Secret": secret}
    )
    assert withdrawn.status_code == 201, withdrawn.json
    for wrong in ("", "lpr_wrong"):
        assert erasure_of(client, objection, wrong, f"x{wrong}").status_code == 404
    path = f"/v1/objections/{objection}/erasure"
    gone = post(client, path, {}, "2", **{"Objection-Secret": secret, **bearing(keys[BANK])})
    assert (gone.status_code, gone.json["erased"]) == (201, 1), gone.json
    again = erasure_of(client, objection, secret, "3")
    assert (again.status_code, again.json["erased"], again.json["events"]) == (201, 0, [])
    [entry] = told(store)
    assert (entry.actor, entry.actororg, entry.actorrole) == ("public", "", "public")
    assert (entry.data["cause"], entry.data["about"]) == ("person", objection)
    receipt = client.get(
        f"/v1/objections/{objection}/receipt", headers={"Objection-Secret": secret}
    )
    assert receipt.status_code == 200
    assert receipt.json["words"] == {"erased": entry.time, "cause": "person"}
    words = client.get(f"/v1/objections/{objection}/words", headers=bearing(keys[BUREAU]))
    assert (words.status_code, words.json["cause"]) == (200, "person"), words.json
    assert client.get(f"/v1/objections/{objection}").status_code == 200
    assert wiping.wipe(store.recorder)
    assert store_files_with(SECRET, store) == files_with(SECRET, tmp_path) == []
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT scope FROM receipt WHERE body LIKE ?", (f"%{objection}%",))
        scopes = [row["scope"] for row in cursor.fetchall()]
    assert scopes
    assert not any("enterprise" in scope for scope in scopes), "nothing tells whose key it was"


@pytest.mark.parametrize(
    "expected",
    [(BUREAU, 201, "authority"), ("office", 201, "authority"), ("other-bureau", 403, ""),
     (BANK, 403, "")],
)  # fmt: skip
def test_the_seasons_bureau_and_the_operator_erase_with_a_reason_and_nobody_else_R25(
    client: FlaskClient, store: Store, keys: dict[str, str], expected: tuple[str, int, str]
) -> None:
    who, status, cause = expected
    made = filed(client)
    post(client, f"/v1/objections/{made['objection']}/withdrawal", {}, "w",
         **{"Objection-Secret": made["secret"]})  # fmt: skip
    body = {"about": made["objection"], "reason": "依本人书面申请"}
    answer = post(client, "/v1/erasures", body, "e", **bearing(keys[who]))
    assert answer.status_code == status, answer.json
    assert [one.data["cause"] for one in told(store)] == ([cause] if cause else [])
    if cause:
        assert told(store)[0].reason == "依本人书面申请"


def test_a_request_without_key_reason_or_object_is_told_so_R25(
    client: FlaskClient, keys: dict[str, str]
) -> None:
    operator = bearing(keys["office"])
    assert post(client, "/v1/erasures", {"about": "x", "reason": "y"}, "1").status_code == 401
    unknown = post(client, "/v1/erasures", {"about": "x", "reason": "y"}, "2", **operator)
    assert (unknown.status_code, unknown.json["code"]) == (404, "web.not_found")
    for wrong in ({"about": "x"}, {"reason": "y"}, {"about": "", "reason": "y"},
                  {"about": 1, "reason": "y"}, {"about": "x", "reason": "y", "z": 1}):  # fmt: skip
        answer = post(client, "/v1/erasures", wrong, "3", **operator)
        assert (answer.status_code, answer.json["code"]) == (422, "web.fields_invalid"), wrong


def test_the_schedule_is_public_R25(client: FlaskClient) -> None:
    rows = {one["kind"]: one for one in client.get("/v1/retention").json["items"]}
    assert rows["objection"]["keep"] == "P1Y"
    assert "第十九条" in rows["objection"]["basis"]["zh"]
    assert rows["event"]["keep"] == "for_ever"


def test_an_officer_leaves_over_http_and_the_key_is_told_once(
    client: FlaskClient, keys: dict[str, str]
) -> None:
    operator = bearing(keys["office"])
    path = f"/v1/accounts/a-{BUREAU}/closing"
    body = {"reason": "岗位调整", "handed_over": date(2021, 9, 17).isoformat(), "successor": "b-2"}
    assert post(client, path, body, "c", **bearing(keys[BUREAU])).status_code == 403
    closed = post(client, path, body, "c", **operator)
    assert closed.status_code == 201, closed.json
    assert closed.json["key"].startswith("lp_")
    again = post(client, path, body, "c", **operator)
    assert (again.status_code, again.json["key"]) == (201, None)
    season = f"/v1/seasons/{SEASON}/closing"
    assert post(client, season, {}, "s", **bearing(keys[BUREAU])).status_code == 401
    assert post(client, season, {}, "s", **bearing(closed.json["key"])).status_code != 401
    listed = client.get(f"/v1/accounts?organisation={BUREAU}", headers=operator).json["items"]
    assert [(one["account"], one["successor"]) for one in listed] == [
        (f"a-{BUREAU}", "b-2"), ("b-2", ""),
    ]  # fmt: skip
    for wrong in ({"handed_over": "2021-13-01"}, {"reason": ""}, {"successor": "Ä b"},
                  {"days": 0}, {"handed_over": "2999-01-01"}):  # fmt: skip
        answer = post(client, "/v1/accounts/b-2/closing", {**body, "successor": "", **wrong},
                      f"w{sorted(wrong)}".replace(" ", ""), **operator)  # fmt: skip
        assert answer.status_code == 422, (wrong, answer.json)
    last = post(client, "/v1/accounts/a-office/closing", {**body, "successor": ""}, "l", **operator)
    assert (last.status_code, last.json["code"]) == (409, "registry.last_operator")


def test_an_upload_of_what_is_just_being_removed_is_told_to_come_again_R25(
    tmp_path: Path,
) -> None:
    settings = Settings("intake", tmp_path, b"pepper")
    migrate(settings)
    store = Store(settings, INTAKE.project)
    with store.writing() as tx:
        hashed = keys_of.key_hash(b"pepper", "k")
        expires = tx.now + timedelta(days=1)
        keys_of.remember_key(tx.views, "k", hashed, Actor("bank", BANK, "enterprise"), expires)
    client = create_app(INTAKE, store).test_client()

    def upload(n: str) -> Any:
        headers = {**bearing("k"), "Content-Type": "text/plain", "Idempotency-Key": KEY.format(n)}
        return client.post("/v1/documents", data=b"once", headers=headers)

    sha256 = upload("1").json["sha256"]
    folder = tmp_path / "documents"
    (folder / "leaving").mkdir()
    (folder / "loose" / sha256).rename(folder / "leaving" / sha256)
    busy = upload("2")
    assert (busy.status_code, busy.json["code"]) == (503, "web.busy")
    assert "Retry-After" in busy.headers
    # Long after, as the schedule has it.
    far = datetime.now(UTC) + timedelta(days=100)
    later = Store(settings, INTAKE.project, now=lambda: far)
    assert retention.apply(later, INTAKE.private)["loose_document"] == 1
    assert not store.documents.has(sha256)
    assert upload("3").status_code == 201
    store.close()
    later.close()
