"""An officer leaves: the keys die in every service at once, the successor goes on (经办人变更)."""

import time
import uuid
from typing import Any

import httpx

from tests.support.running import System

SERVICES = ("intake", "scoring", "registry")
#: By then a revoked key must be dead in every service.
SECONDS = 5.0


def post(system: System, path: str, body: dict[str, Any], key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
    return httpx.post(f"{system.url}/{path}", json=body, headers=headers, timeout=30)


def is_let_in(system: System, service: str, key: str) -> bool:
    """Whether the service knows the key; what it asks for is not there."""
    answer = post(system, f"{service}/v1/erasures", {"about": "nothing", "reason": "x"}, key)
    assert answer.status_code in {401, 404}, answer.text
    return answer.status_code == httpx.codes.NOT_FOUND


def test_all_keys_die_everywhere_within_seconds_and_the_successors_lives(
    bare_system: System,
) -> None:
    operator, old = bare_system.keys["operator"], bare_system.keys["bureau"]
    more = post(bare_system, "registry/v1/accounts/first-bureau/keys", {"days": 30}, operator)
    second = more.json()["key"]
    deadline = time.monotonic() + SECONDS
    while not all(is_let_in(bare_system, one, key) for one in SERVICES for key in (old, second)):
        assert time.monotonic() < deadline, "not let in"
    body = {"reason": "岗位调整", "handed_over": "2021-09-17", "successor": "bureau-two"}
    closed = post(bare_system, "registry/v1/accounts/first-bureau/closing", body, operator)
    assert closed.status_code == httpx.codes.CREATED, closed.text
    began = time.monotonic()
    while any(is_let_in(bare_system, one, key) for one in SERVICES for key in (old, second)):
        assert time.monotonic() < began + SECONDS, "a dead key is let in"
    new = closed.json()["key"]
    while not all(is_let_in(bare_system, one, new) for one in SERVICES):
        assert time.monotonic() < began + SECONDS, "the successor is not let in"
    again = post(bare_system, "registry/v1/accounts/first-bureau/keys", {"days": 1}, operator)
    assert again.json()["code"] == "registry.account_is_closed"
    last = post(bare_system, "registry/v1/accounts/first-operator/closing",
                {**body, "successor": ""}, operator)  # fmt: skip
    assert last.json()["code"] == "registry.last_operator"
