"""Requests right in form by those who may not, or at the wrong time: refused, nothing half-done."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.attack import SERVICES, Attack, traces, views
from tests.support.running import System

SEED = 138
BOARD = "jincheng-finance-2021.branch-service"
SEASON = "jincheng-finance-2021"
DECLARED = (
    "category", "platform", "record_number", "number", "name", "edition", "published", "effective",
    "covers", "references", "values", "document",
)  # fmt: skip
FORBIDDEN, ORDER, CONTENT = frozenset({403}), frozenset({409}), frozenset({422})


@pytest.fixture
def attack(demo_system: System) -> Iterator[Attack]:
    """An attack that must leave no trace."""
    before = traces(demo_system)
    made = Attack(demo_system, SEED)
    yield made
    made.client.close()
    print(f"\n{sum(made.tried.values())} requests", dict(made.statuses))
    assert traces(demo_system) == before


def key_of(attack: Attack, organisation: str) -> str:
    """The key of the story's account of an organisation."""
    kept = attack.system.rows("registry", "SELECT body FROM view WHERE kind = 'account'")
    accounts = [json.loads(body) for (body,) in kept]
    return next(
        attack.actors[one["account"]]
        for one in accounts
        if one["organisation"] == organisation and one["account"] in attack.actors
    )


def revoked(attack: Attack) -> dict[str, Any]:
    [revocation] = attack.get("/registry/v1/revocations")["items"]
    return dict(revocation)


def standard_of(attack: Attack, enterprise: str) -> tuple[str, dict[str, Any]]:
    """Return the address of a bank's standard, and what was declared of it."""
    path = f"/intake/v1/standards?enterprise={enterprise}"
    one = attack.get(path)["items"][0]
    current = {name: one["current"][name] for name in DECLARED}
    return f"/intake/v1/standards/{one['standard']}", current


def test_what_is_anothers_is_not_touched(attack: Attack) -> None:
    mine = attack.actors["enterprise-wuyou"]
    revocation = revoked(attack)
    there, declared = standard_of(attack, revocation["enterprise"])
    own = {"enterprise": revocation["enterprise"], "name": "x", "kind": "x", "region": "140599"}
    hearing = f"/registry/v1/revocations/{revocation['revocation']}/statement"
    for path, body in (
        (f"{there}/revisions", declared),
        (f"{there}/abolition", {"abolished": "2023-01-01"}),
        (hearing, {"how": "waived"}),
        (hearing, {"how": "statement", "statement": "x"}),
        ("/intake/v1/enterprises", own),
    ):
        attack.send("another's", "POST", path, key=mine, json=body, allowed=FORBIDDEN)
    document = declared["document"]
    applications = attack.get(f"/intake/v1/applications?season={SEASON}&limit=500")["items"]
    others = [one for one in applications if one["enterprise"] == revocation["enterprise"]]
    assert others
    for one in others:
        at = f"/intake/v1/applications/{one['application']}"
        for step, body in (
            ("withdrawal", {}),
            ("consent", {"consent": True}),
            ("consent", {"consent": False, "reason": "x"}),
            ("conformity-report", {"document": document}),
            ("evidence", {"item": "x", "document": document}),
        ):
            attack.send("another's", "POST", f"{at}/{step}", key=mine, json=body, allowed=FORBIDDEN)
        score = f"/scoring/v1/scores/{one['application']}"
        for path in (at, score):
            attack.send("reading another's", "GET", path, key=mine, allowed=FORBIDDEN)
        # Applications of the finance field are the central bank's to take (R9).
        attack.send(
            "another's field", "POST", f"{at}/decision", key=attack.keys["county_bureau"],
            json={"accepted": True}, allowed=frozenset({403, 409}),
        )  # fmt: skip
    stranger = attack.keys["evaluation_body"]
    for path, body in (
        (f"/scoring/v1/boards/{BOARD}/draw", {}),
        (f"/scoring/v1/boards/{BOARD}/shortlist", {}),
        (f"/registry/v1/revocations/{revocation['revocation']}/execution", {}),
    ):
        answer = attack.send("another body's", "POST", path, key=stranger, json=body)
        assert answer.status_code in (403, 409)


def test_wrong_codes_and_documents_are_told_by_field(attack: Attack) -> None:
    mine = attack.actors["enterprise-wuyou"]
    for code in (
        "91140599DEM0000155",
        "91140599DEM000014O",
        "short",
        "' --",
    ):
        body = {"enterprise": code, "name": "x", "kind": "x", "region": "140599"}
        answer = attack.send("a bad USCC", "POST", "/intake/v1/enterprises", key=mine, json=body,
                             allowed=CONTENT)  # fmt: skip
        assert answer.json()["code"] == "intake.uscc_malformed"
    there, declared = standard_of(attack, revoked(attack)["enterprise"])
    for path in (f"{there}/revisions", "/intake/v1/standards"):
        for wrong in (
            {"sha256": "0" * 64}, {"size": 0}, {"size": 2**63}, {"media_type": "x/y"},
            {"media_type": "application/pdf"},
        ):  # fmt: skip
            body = {**declared, "document": {**declared["document"], **wrong}}
            answer = attack.send("a false citation", "POST", path, key=mine, json=body,
                                 allowed=CONTENT)  # fmt: skip
            assert answer.json()["code"] == "web.document_unknown"
    # Each field is within its limit, and all of them together are no entry of the log.
    crowded = {**declared, "references": [{"number": "x", "title": "字" * 200}] * 200}
    answer = attack.send("too much at once", "POST", "/intake/v1/standards", key=mine, json=crowded,
                         allowed=CONTENT)  # fmt: skip
    assert answer.json()["code"] == "web.no_canonical_form"
    nested = {**declared, "name": "e\u0301"}
    attack.send("text of two spellings", "POST", "/intake/v1/standards", key=mine, json=nested,
                allowed=CONTENT)  # fmt: skip


def test_schemes_that_are_no_schemes_are_refused(attack: Attack) -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(24)
    )
    for text in (
        bomb, "!!python/object/apply:os.system ['true']", "[" * 20_000, "[" * 300 + "]" * 300,
        "a: 2021-99-99", "a: " + "9" * 5_000, "a: .nan", "a: \x00", "- x", "5", " ", "a: &x [*x]",
        "a: *x", "<<: [1]", "a: 1\n---\nb: 2", "\t", "? [a]\n: 1", "a: !!binary x", "a: !!timestamp x",
        "a: 190:20:30", "a: '" + "x" * 262_000 + "'", "x" * 262_145, "season: " + "a" * 100_000,
    ):  # fmt: skip
        attack.send("a scheme that is none", "POST", "/scoring/v1/schemes",
                    key=attack.actors["mirage-desk"], json={"document": text}, allowed=CONTENT,
                    note=text[:60])  # fmt: skip


def _done_already(attack: Attack) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Steps that were legal once, each with the key of who took them."""
    bureau, body, bank_office = (
        attack.actors[one] for one in ("jincheng-bureau-desk", "mirage-desk", "jincheng-pboc-desk")
    )
    yield f"/registry/v1/boards/{BOARD}/publication", bureau, {}
    for step in ("submissions", "consent-requests"):
        yield f"/registry/v1/boards/{BOARD}/{step}", body, {}
    for step in ("draw", "shortlist"):
        yield f"/scoring/v1/boards/{BOARD}/{step}", body, {}
    nomination = {"leaders": [], "number_reason": "x"}
    yield f"/scoring/v1/boards/{BOARD}/nomination", body, nomination
    scheme = f"/scoring/v1/schemes/{BOARD}/versions/1"
    yield f"{scheme}/adoption", bureau, {}
    yield f"{scheme}/notice-request", body, {}
    yield f"{scheme}/comments", bureau, {"text": "x"}
    for comment in attack.get(scheme)["comments"]:
        at = f"{scheme}/comments/{comment['comment']}/answer"
        yield at, body, {"answer": "x", "adopted": False}
    appointed = {"body": "mirage-evaluation", "grounds": "x", "pilot_approval": "x"}
    over = {"closing": {}, "evaluation-body": appointed}
    for step, asked in over.items():
        yield f"/registry/v1/seasons/{SEASON}/{step}", bureau, asked
    for phase in attack.get(f"/registry/v1/seasons/{SEASON}")["phases"]:
        at = f"/registry/v1/seasons/{SEASON}/phases/{phase['code']}/extension"
        yield at, bureau, {"last": "2029-12-31", "reason": "x"}
    for objection in views(attack.system, "registry", "objection"):
        at = f"/registry/v1/objections/{objection}/decision"
        yield at, bureau, {"decision": "dismissed", "reasons": "x"}
    for submission in views(attack.system, "registry", "submission"):
        at = f"/registry/v1/submissions/{submission}/review"
        yield at, bureau, {"outcome": "passed"}
        yield "/registry/v1/notices", bureau, {"kind": "results", "about": submission}
    yield "/registry/v1/notices", bureau, {"kind": "scheme", "about": f"{BOARD}@1"}
    for notice in attack.get("/registry/v1/notices")["items"]:
        yield f"/registry/v1/notices/{notice['notice']}/objections", bureau, {"grounds": "x"}
    revocation = revoked(attack)
    there = f"/registry/v1/revocations/{revocation['revocation']}"
    yield f"{there}/decision", bureau, {"decision_number": "x", "legal_basis": "x"}
    yield f"{there}/execution", body, {}
    bank = key_of(attack, revocation["enterprise"])
    yield f"{there}/statement", bank, {"how": "statement", "statement": "x"}
    proposal = {"ground": 1, "facts": "x", "evidence": ["x"]}
    yield f"/registry/v1/titles/{revocation['title']}/revocation-proposals", bureau, proposal
    applications = attack.get(f"/intake/v1/applications?season={SEASON}&limit=500")["items"]
    one = next(one for one in applications if one["enterprise"] == revocation["enterprise"])
    at = f"/intake/v1/applications/{one['application']}"
    yield f"{at}/decision", bank_office, {"accepted": True}
    yield f"{at}/withdrawal", bank, {}
    yield f"{at}/consent", bank, {"consent": False, "reason": "x"}
    there, declared = standard_of(attack, revocation["enterprise"])
    yield f"{there}/revisions", bank, declared
    mine = {"enterprise": revocation["enterprise"], "name": "x", "kind": "bank", "region": "140599"}
    yield "/intake/v1/enterprises", bank, mine
    for service in SERVICES:
        past = {"now": "2021-01-01T00:00:00+08:00"}
        yield f"/{service}/v1/simulation/clock", attack.keys["operator"], past
    operator = attack.keys["operator"]
    known = {"organisation": "mirage-evaluation", "name": "x"}
    yield "/registry/v1/organisations", operator, known
    account = {"account": "mirage-desk", "organisation": "mirage-evaluation", "role": "auditor"}
    yield "/registry/v1/accounts", operator, account


def test_a_step_out_of_order_is_refused_however_often(attack: Attack) -> None:
    for path, key, body in list(_done_already(attack)) * 2:
        attack.send("a step out of order", "POST", path, key=key, json=body, allowed=ORDER)
    assert attack.with_key >= 80


@pytest.mark.parametrize("service", SERVICES)
def test_a_repeated_request_answers_the_same_and_another_under_its_key_is_refused(
    demo_system: System, service: str
) -> None:
    url = f"{demo_system.url}/{service}/v1/simulation/clock"
    headers = {"Authorization": f"Bearer {demo_system.keys['operator']}", "Idempotency-Key": "one"}
    [(now,)] = demo_system.rows(service, "SELECT value FROM meta WHERE name = 'simulated_now'")
    later = datetime.fromisoformat(now) + timedelta(seconds=1)
    first = httpx.post(url, json={"now": later.isoformat()}, headers=headers)
    before = traces(demo_system)
    again = httpx.post(url, json={"now": later.isoformat()}, headers=headers)
    other = httpx.post(
        url, json={"now": (later + timedelta(seconds=1)).isoformat()}, headers=headers
    )
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert other.json()["code"] == "web.idempotency_key_reused"
    assert traces(demo_system) == before


def test_a_key_shown_once_is_not_shown_to_a_repetition(demo_system: System) -> None:
    headers = {"Authorization": f"Bearer {demo_system.keys['operator']}", "Idempotency-Key": "two"}
    url = f"{demo_system.url}/registry/v1/accounts/mirage-desk/keys"
    first = httpx.post(url, json={"days": 1}, headers=headers)
    for listing in ("/intake/v1/standards", "/scoring/v1/schemes"):
        heard = {"Lingpao-After": first.headers["Lingpao-Position"]}
        assert (
            httpx.get(f"{demo_system.url}{listing}", headers=heard, timeout=30).status_code == 200
        )
    before = traces(demo_system)
    again = httpx.post(url, json={"days": 1}, headers=headers)
    assert first.json()["key"].startswith("lp_")
    assert again.json() == {**first.json(), "key": None}
    assert again.headers["Lingpao-Position"] == first.headers["Lingpao-Position"]
    assert traces(demo_system) == before
