"""Sends hostile requests to a running system and judges every answer alike."""

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from .bodies import Forms
from .running import System

SERVICES = ("intake", "scoring", "registry")
TABLES = (
    "stored_events", "log_leaf", "receipt", "parked", "private_text", "view", "view_key", "timer",
)  # fmt: skip
REFUSED = frozenset(range(400, 500))


def traces(system: System) -> dict[str, int]:
    """Return how much every service has stored."""
    return {
        # The names are ours.
        f"{service}.{table}": system.rows(service, f"SELECT COUNT(*) FROM {table}")[0][0]
        for service in SERVICES
        for table in TABLES
    }


def views(system: System, service: str, kind: str) -> list[str]:
    """Return the ids of a service's documents of a kind."""
    return [row[0] for row in system.rows(service, f"SELECT id FROM view WHERE kind = '{kind}'")]


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@dataclass(frozen=True)
class Route:
    """One operation: ``template`` is its path with ``{names}``, the service's path before it."""

    service: str
    method: str
    template: str
    operation: dict[str, Any]
    forms: Forms

    @property
    def roles(self) -> list[str]:
        return list(self.operation["x-roles"])

    @property
    def public(self) -> bool:
        return "public" in self.roles

    @property
    def schema(self) -> dict[str, Any] | None:
        """Return the schema of its JSON body."""
        return self.forms.of(self.operation) if self.method == "POST" else None

    def example(self) -> Any:
        """Return a body that is right in form."""
        return self.forms.example(self.schema) if self.schema else {}

    def path(self, value: str = "nothing") -> str:
        """Return the address of something that does not exist; a version or year is a number."""
        parts = [
            ("1" if part in _NUMBERS and value == "nothing" else value) if "{" in part else part
            for part in self.template.split("/")
        ]
        return "/".join(parts)


#: Parameters that are numbers.
_NUMBERS = frozenset({"{version}", "{year}"})


class Attack:
    """Sends requests and checks each answer; counts them by what was tried and by status."""

    def __init__(self, system: System, seed: int) -> None:
        self.system = system
        self.keys = system.keys
        self.actors = system.actor_keys
        self.client = httpx.Client(base_url=system.url, timeout=60)
        self.rng = random.Random(seed)
        self.tried: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.with_key = 0
        self.routes = list(self._routes())

    def _routes(self) -> Iterator[Route]:
        for service in SERVICES:
            document = self.client.get(f"/{service}/openapi.json").json()
            forms = Forms(document)
            for path, method in itertools.product(document["paths"], ("get", "post")):
                operation = document["paths"][path].get(method)
                if operation is not None:
                    yield Route(service, method.upper(), f"/{service}{path}", operation, forms)

    def posts(self) -> Iterator[Route]:
        """Every route that takes a JSON body."""
        return (route for route in self.routes if route.schema is not None)

    def key_for(self, route: Route) -> str | None:
        """A key that opens the route; for a public one in half of the cases none."""
        if route.public:
            return self.rng.choice([None, self.keys["auditor"]])
        return self.keys[next(role for role in route.roles if role in self.keys)]

    def get(self, path: str, role: str = "auditor") -> Any:
        """Read something, as a person would to prepare an attack."""
        headers = {"Authorization": f"Bearer {self.keys[role]}"}
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(
        self,
        what: str,
        method: str,
        path: str,
        *,
        key: str | None,
        allowed: frozenset[int] = REFUSED,
        headers: Mapping[str, str | bytes | None] | None = None,
        note: str = "",
        **content: Any,
    ) -> httpx.Response:
        """Send one request and check that it is refused in words.

        :param headers: None as a value leaves a header out.
        :param note: what is wrong with it, told when the answer is.
        """
        sent: dict[str, str | bytes | None] = {}
        sent["Idempotency-Key"] = uuid.UUID(int=self.rng.getrandbits(128)).hex
        if key:
            sent["Authorization"] = f"Bearer {key}"
            self.with_key += 1
        english = self.rng.random() < 0.3
        if english:
            sent["Accept-Language"] = "en"
        sent.update(headers or {})
        given = {name: value for name, value in sent.items() if value is not None}
        answer = self.client.request(method, path, headers=given, **content)
        self.tried[what] += 1
        self.statuses[answer.status_code] += 1
        shown = note or str(content)[:200]
        told = f"{what}: {method} {path[:150]} {shown} -> {answer.status_code} {answer.text[:400]}"
        assert answer.status_code in allowed, told
        judge(answer, english=english, told=told)
        return answer


def judge(answer: httpx.Response, *, english: bool, told: str) -> None:
    """Check a problem document: whole, and in the reader's language."""
    assert answer.headers["content-type"] == "application/problem+json", told
    assert answer.headers["content-language"] == ("en" if english else "zh"), told
    body = answer.json()
    assert body["status"] == answer.status_code, told
    assert body["type"] == "about:blank" or body["type"].startswith("urn:lingpao:problem:"), told
    assert has_chinese(body["title"]) != english, told
    # An English sentence may quote Chinese words.
    assert any(char.isascii() and char.isalpha() for char in body["detail"]) or not english, told
    assert english or has_chinese(body["detail"]), told
    assert (body["detail"], body["code"]) != ("", ""), told
    if body["code"] == "web.fields_invalid":
        assert all(has_chinese(one["why"]) != english for one in body["errors"]), told
