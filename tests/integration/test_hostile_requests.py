"""Malformed and unauthorised requests by the hundred: told clearly, never a 5xx, nothing half-done."""

import itertools
import json
import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.running import System, running_system

SEED = 137
SERVICES = ("intake", "scoring", "registry")
TABLES = ("stored_events", "log_leaf", "receipt", "parked", "private_text", "view", "timer")
#: Values that no field may make the server stumble over.
WRONG = [
    None, True, 0, -1, 2**63, 1.5, "", " ", "\x00", "\ud800", "e\u0301", "字" * 5_000, "x" * 70_000,
    "../../etc/passwd", "' OR 1=1 --", "<script>", "2021-02-30", "9999-99-99", "NaN", [], [None],
    [[[[]]]], {}, {"a": {"b": {}}},
]  # fmt: skip
STRANGE_IDS = [
    "unknown", "x" * 900, "%00", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "-1", "a%20b", "%27", "é",
]  # fmt: skip
BROKEN_BODIES = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":NaN}', b'{"a":1e999}', b'"text"', b"[" * 50_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b'{"a":1,"a":2}', b"x" * 200_000,
]  # fmt: skip


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("hostile") / "data", demo=True) as made:
        yield made


def rows(data: Path) -> dict[str, int]:
    found = {}
    for service, table in itertools.product(SERVICES, TABLES):
        with sqlite3.connect(data / service / "store.sqlite") as store:
            # The names are ours.
            [(found[f"{service}.{table}"],)] = store.execute(f"SELECT COUNT(*) FROM {table}")
    return found


class Attack:
    """Sends requests and checks each answer; counts them by what was tried and by status."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.client = httpx.Client(base_url=system.url, timeout=30)
        self.rng = random.Random(SEED)
        self.tried: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.with_key = 0
        self.documents = {
            service: self.client.get(f"/{service}/openapi.json").json() for service in SERVICES
        }

    def key_for(self, roles: list[str]) -> str | None:
        role = next((role for role in roles if role in self.system.keys), None)
        return self.system.keys[role] if role else None

    def send(
        self,
        what: str,
        method: str,
        path: str,
        *,
        key: str | None,
        allowed: range = range(400, 500),
        **content: Any,
    ) -> httpx.Response:
        headers = {"Idempotency-Key": uuid.UUID(int=self.rng.getrandbits(128)).hex}
        headers |= content.pop("headers", {})
        if key:
            headers["Authorization"] = f"Bearer {key}"
            self.with_key += 1
        english = self.rng.random() < 0.3
        if english:
            headers["Accept-Language"] = "en"
        answer = self.client.request(method, path, headers=headers, **content)
        self.tried[what] += 1
        self.statuses[answer.status_code] += 1
        said = f"{what}: {method} {path[:120]} -> {answer.status_code} {answer.text[:300]}"
        assert answer.status_code in allowed, said
        assert answer.headers["content-type"].startswith("application/problem+json"), said
        body = answer.json()
        assert body["status"] == answer.status_code, said
        for part in ("title", "detail"):
            assert body[part], said
        assert any("\u4e00" <= char <= "\u9fff" for char in body["title"]) != english, said
        return answer

    def posts(self) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        """Every POST route: service, path with ids that do not exist, its schema, its roles."""
        for service, document in self.documents.items():
            for path, operations in document["paths"].items():
                if (operation := operations.get("post")) is None:
                    continue
                content = operation.get("requestBody", {}).get("content", {})
                schema = content.get("application/json", {}).get("schema", {})
                yield service, path, self.resolve(document, schema), operation

    @staticmethod
    def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        return dict(document["components"]["schemas"].get(name, {}))


def filled(path: str, value: str = "nothing") -> str:
    """A path with its parameters filled in; numbers where the name asks for one."""
    parts = [
        ("1" if "version" in part else value) if part.startswith("{") else part
        for part in path.split("/")
    ]
    return "/".join(parts)


def test_five_hundred_hostile_requests_leave_no_trace(system: System) -> None:
    before = rows(system.data)
    attack = Attack(system)
    for service, path, schema, operation in attack.posts():
        _at_the_door(attack, f"/{service}{filled(path)}", operation["x-roles"])
        if "simulation" not in path and schema.get("properties"):
            _past_the_door(attack, service, path, list(schema["properties"]), operation["x-roles"])
    _strange_reading(attack)
    _others_things(attack)
    _steps_out_of_order(attack)
    attack.client.close()
    total = sum(attack.tried.values())
    print(total, attack.with_key, dict(attack.tried), dict(attack.statuses))
    assert total >= 500
    assert attack.with_key >= total / 2
    assert rows(system.data) == before


def _at_the_door(attack: Attack, here: str, roles: list[str]) -> None:
    if "public" in roles:
        return
    attack.send("no key", "POST", here, key=None, json={})
    attack.send("a key that is none", "POST", here, key="lp_nonsense", json={})
    keys = attack.system.keys
    stranger = next(role for role in keys if role not in roles and role != "operator")
    assert attack.send("another role", "POST", here, key=keys[stranger], json={}).status_code == 403


def _past_the_door(
    attack: Attack, service: str, path: str, fields: list[str], roles: list[str]
) -> None:
    key = None if "public" in roles else attack.key_for(roles)
    here = f"/{service}{filled(path)}"
    is_json = {"Content-Type": "application/json"}
    attack.send("missing fields", "POST", here, key=key, json={})
    attack.send("an unknown field", "POST", here, key=key, json={"nonsense": 1})
    for name in fields:
        for wrong in attack.rng.sample(WRONG, 3):
            text = json.dumps({name: wrong})
            attack.send("a wrong value", "POST", here, key=key, content=text, headers=is_json)
    for body in attack.rng.sample(BROKEN_BODIES, 3):
        attack.send("a broken body", "POST", here, key=key, content=body, headers=is_json)
    for told in ({"Idempotency-Key": ""}, {"Idempotency-Key": "k" * 201}):
        attack.send("a bad idempotency key", "POST", here, key=key, json={}, headers=told)
    attack.send("not JSON", "POST", here, key=key, content=b"a=1")
    odd = f"/{service}{filled(path, attack.rng.choice(STRANGE_IDS))}"
    attack.send("a strange id", "POST", odd, key=key, json={})
    attack.send("another method", "DELETE", here, key=key)


def _strange_reading(attack: Attack) -> None:
    for service, document in attack.documents.items():
        for path, operations in document["paths"].items():
            # An empty list is an answer and no error.
            empty = path.endswith(("/excluded", "/bars/{enterprise}"))
            if "get" not in operations or "{" not in path or empty:
                continue
            roles = operations["get"]["x-roles"]
            key = None if "public" in roles else attack.key_for(roles)
            for strange in STRANGE_IDS[:4]:
                at = f"/{service}{filled(path, strange)}"
                attack.send("reading a strange id", "GET", at, key=key)


def _others_things(attack: Attack) -> None:
    """What belongs to another bank, and documents that were never uploaded."""
    system, keys = attack.system, attack.system.actor_keys
    mine = keys["bank-wuyou"]
    path = "/registry/v1/revocations"
    [revocation] = attack.client.get(path).json()["items"]
    standards = attack.client.get("/intake/v1/standards", params={"limit": 50}).json()["items"]
    theirs = next(one for one in standards if one["enterprise"] == revocation["enterprise"])
    current = theirs["current"]
    body = {
        name: current[name]
        for name in (
            "category", "platform", "record_number", "number", "name", "edition", "published",
            "effective", "covers", "references", "values", "document",
        )
    }  # fmt: skip
    there = f"/intake/v1/standards/{theirs['standard']}"
    for what, path, sent in (
        ("another's standard", f"{there}/revisions", body),
        ("another's standard", f"{there}/abolition", {"abolished": "2023-01-01"}),
        (
            "another's hearing",
            f"/registry/v1/revocations/{revocation['revocation']}/statement",
            {"how": "waived"},
        ),
        ("another's name", "/intake/v1/enterprises", {
            "enterprise": revocation["enterprise"], "name": "x", "kind": "x", "region": "140599"
        }),
    ):  # fmt: skip
        assert attack.send(what, "POST", path, key=mine, json=sent).status_code in (403, 404)
    for code in ("91140599DEM0000155", "91140599DEM000014O", "short"):
        sent = {"enterprise": code, "name": "x", "kind": "x", "region": "140599"}
        attack.send("a bad USCC", "POST", "/intake/v1/enterprises", key=mine, json=sent)
    ghost = {**body, "document": {**body["document"], "sha256": "0" * 64}}
    attack.send(
        "a document that is not there", "POST", "/intake/v1/standards", key=mine, json=ghost
    )
    for media_type, content in (
        ("text/html", b"<script>"), ("application/pdf", b"not a pdf"), ("text/plain", b"\x00"),
        ("text/plain", b""),
    ):  # fmt: skip
        attack.send(
            "a document of the wrong kind", "POST", "/intake/v1/documents", key=mine,
            content=content, headers={"Content-Type": media_type},
        )  # fmt: skip
    applications = attack.client.get(
        "/intake/v1/applications", headers={"Authorization": f"Bearer {system.keys['auditor']}"}
    ).json()["items"]
    other = next(one for one in applications if one["enterprise"] != "91140599DEM0000142")
    for verb, sent in (("withdrawal", {}), ("consent", {"consent": True})):
        at = f"/intake/v1/applications/{other['application']}/{verb}"
        attack.send("another's application", "POST", at, key=mine, json=sent)
    attack.send("reading another's application", "GET",
                f"/intake/v1/applications/{other['application']}", key=mine)  # fmt: skip


def _steps_out_of_order(attack: Attack) -> None:
    """Steps that were legal once: published, decided, adopted, revoked already."""
    keys = attack.system.actor_keys
    accounts = {name.rpartition("-")[0] or name: key for name, key in keys.items()}
    bureau = next(key for name, key in keys.items() if "bureau" in name)
    body = next(key for name, key in keys.items() if "mirage" in name or "evaluation" in name)
    assert accounts
    board = "jincheng-finance-2021.branch-service"
    [revocation] = attack.client.get("/registry/v1/revocations").json()["items"]
    there = f"/registry/v1/revocations/{revocation['revocation']}"
    decision = {"decision_number": "x", "legal_basis": "x"}
    scheme = f"/scoring/v1/schemes/{board}/versions/1"
    for path, key, sent in (
        (f"/registry/v1/boards/{board}/publication", bureau, {}),
        (f"/scoring/v1/boards/{board}/draw", body, {}),
        (f"/scoring/v1/boards/{board}/shortlist", body, {}),
        (f"/registry/v1/boards/{board}/submissions", body, {}),
        (f"/registry/v1/boards/{board}/consent-requests", body, {}),
        (f"{there}/decision", bureau, decision),
        (f"{there}/execution", body, {}),
        (f"{scheme}/adoption", bureau, {}),
        (f"{scheme}/notice-request", body, {}),
        ("/registry/v1/seasons/jincheng-finance-2021/closing", bureau, {}),
    ):
        attack.send("a step out of order", "POST", path, key=key, json=sent)
    for days in (0, -1, 9_000_000, 2**62):
        sent = {"kind": "results", "about": "x", "working_days": days}
        answer = attack.send("a notice without end", "POST", "/registry/v1/notices", key=bureau,
                             json=sent)  # fmt: skip
        assert answer.status_code == 422
    attack.send("a token that is none", "GET", f"/registry/v1/boards/{board}", key=None,
                headers={"Lingpao-After": "nonsense"})  # fmt: skip
    for season in ("x" * 3_000, "jincheng-finance-2021/../x"):
        attack.send("a strange address", "GET", f"/registry/v1/seasons/{season}", key=None)


def test_a_key_used_for_another_request_is_refused_and_for_the_same_answers_the_same(
    system: System,
) -> None:
    key = {"Authorization": f"Bearer {system.keys['operator']}", "Idempotency-Key": "one"}
    path = f"{system.url}/registry/v1/organisations"
    body = {"organisation": "replayed", "name": "重放"}
    first = httpx.post(path, json=body, headers=key)
    before = rows(system.data)
    again = httpx.post(path, json=body, headers=key)
    other = httpx.post(path, json={**body, "name": "另"}, headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert other.json()["code"] == "web.idempotency_key_reused"
    assert rows(system.data) == before
