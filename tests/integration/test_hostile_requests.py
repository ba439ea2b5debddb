"""Hostile requests by the thousand: told clearly, never a fault of ours, nothing half-done."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx

from services.composition import service as service_of
from tests.support.attack import SERVICES, Attack, Route, judge, traces
from tests.support.bodies import BROKEN
from tests.support.running import System

SEED = 137
PUBLIC_LISTS = {
    "intake": "/intake/v1/standards",
    "scoring": "/scoring/v1/schemes",
    "registry": "/registry/v1/seasons",
}
JSON = {"Content-Type": "application/json"}
UNREADABLE = frozenset({400, 413, 415, 422})
STRANGE_IDS = (
    "unknown", "x" * 1_000, "%00", "..%2f..%2fetc%2fpasswd", "%2e%2e%5c", "%F0%9F%92%A9", "%ff%fe",
    "%ED%A0%80", "-1", "9" * 40, "a%20b", "%27%20OR%201=1--", "%0d%0aX-Evil:1", "é", "{0}",
)  # fmt: skip
GARBAGE_KEYS = (
    "Bearer lp_nonsense", "Bearer", "Basic b3A6b3A=", "lp_nonsense", b"Bearer \xff\xfe",
    "Bearer " + "k" * 5_000, "Bearer ' OR 1=1 --", "Bearer a b c",
)  # fmt: skip
BAD_TOKENS = (
    "nonsense", "lingpao.intake/1@", "lingpao.intake/1@-1", "lingpao.intake/1@1e3", b"\xff",
    "lingpao.intake/1@" + "9" * 16, "../../x/1@1", "lingpao.intake/1@5;lingpao.intake/2@5",
)  # fmt: skip
OTHER_TYPES: tuple[str | None, ...] = (
    None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/xml", "application/jsonp", "nonsense",
)  # fmt: skip


def test_hostile_requests_are_refused_in_words_and_leave_no_trace(demo_system: System) -> None:
    attack = Attack(demo_system, SEED)
    before = traces(demo_system)
    with closing(attack.client):
        for route in attack.routes:
            _at_the_door(attack, route)
            _strange_addresses(attack, route)
        for route in attack.posts():
            _spoilt_bodies(attack, route)
            _bad_headers(attack, route)
        _documents_and_logs(attack)
        _oversized(attack)
    total = sum(attack.tried.values())
    print(f"\n{total} requests, {attack.with_key} with a valid key")
    print(dict(attack.tried), dict(sorted(attack.statuses.items())), sep="\n")
    assert total >= 500
    assert attack.with_key >= total / 2
    assert traces(demo_system) == before


def _at_the_door(attack: Attack, route: Route) -> None:
    here, method = route.path(), route.method
    for garbage in attack.rng.sample(GARBAGE_KEYS, 3):
        answer = attack.send(
            "a key that is none", method, here, key=None, headers={"Authorization": garbage}
        )
        assert answer.status_code == 401
    if route.public:
        return
    assert attack.send("no key", method, here, key=None).status_code == 401
    for role in sorted(set(attack.keys) - set(route.roles)):
        body = {"json": route.example()} if method == "POST" else {}
        answer = attack.send("another role", method, here, key=attack.keys[role], **body)
        assert answer.json()["code"] == "web.role_may_not"


def _strange_addresses(attack: Attack, route: Route) -> None:
    key = attack.key_for(route)
    for other in attack.rng.sample(["PUT", "PATCH", "DELETE", "TRACE", "BREW"], 2):
        answer = attack.send("another method", other, route.path(), key=key)
        assert answer.status_code == 405
        assert route.method in answer.headers["allow"]
    # An empty list is an answer and no error.
    if "{" not in route.template or route.template.endswith(("/excluded", "/bars/{enterprise}")):
        return
    for strange in STRANGE_IDS:
        body = {"json": route.example()} if route.method == "POST" else {}
        attack.send("a strange id", route.method, route.path(strange), key=key, **body)


def _spoilt_bodies(attack: Attack, route: Route) -> None:
    key, here, schema = attack.key_for(route), route.path(), route.schema
    assert schema is not None
    for wrong, text in route.forms.spoilt(schema):
        attack.send(
            "one wrong field", "POST", here, key=key, content=text, headers=JSON,
            allowed=UNREADABLE, note=wrong,
        )  # fmt: skip
    for body in BROKEN:
        attack.send(
            "a broken body", "POST", here, key=key, content=body, headers=JSON, allowed=UNREADABLE
        )


def _bad_headers(attack: Attack, route: Route) -> None:
    key, here, text = attack.key_for(route), route.path(), json.dumps(route.example())
    for bad in (None, "", "k" * 201, "two words", b"\xe9", b"\xff"):
        answer = attack.send(
            "a bad idempotency key", "POST", here, key=key, content=text,
            headers={**JSON, "Idempotency-Key": bad},
        )  # fmt: skip
        # A document that is not there is told first.
        assert answer.json()["code"] in {"web.idempotency_key_missing", "web.document_unknown"}
    for token in attack.rng.sample(BAD_TOKENS, 2):
        answer = attack.send(
            "a token that is none", "POST", here, key=key, content=text,
            headers={**JSON, "Lingpao-After": token},
        )  # fmt: skip
        assert answer.json()["code"] == "web.bad_position_token"
    for other in attack.rng.sample(OTHER_TYPES, 3):
        answer = attack.send(
            "another media type", "POST", here, key=key, content=text.encode(),
            headers={"Content-Type": other},
        )  # fmt: skip
        assert answer.status_code == 415


def _documents_and_logs(attack: Attack) -> None:
    key = attack.keys["enterprise"]
    for media_type, content in (
        ("text/html", b"<script>"), ("application/pdf", b"not a pdf"), ("text/plain", b"\x00"),
        ("text/plain", b""), ("text/plain", b"\xff"), ("image/png", b"%PDF-"), ("image/svg+xml", b"<"),
        ("application/json", b"{}"), (None, b"x"),
    ):  # fmt: skip
        attack.send(
            "a document of the wrong kind", "POST", "/intake/v1/documents", key=key,
            content=content, headers={"Content-Type": media_type}, allowed=UNREADABLE,
        )  # fmt: skip
    strange = ("0" * 63, "0" * 64, "0" * 65, "A" * 64, "%2e%2e", "%2e%2e%2f" * 20 + "etc/passwd")
    for service in SERVICES:
        paths = [f"/docs/{one}" for one in (*strange, "..%2f__init__.py", "x%2fetc%2fpasswd")]
        paths += [f"/log/tile/entries/{one}" for one in ("999", "-01", "x001", "٠٠٠", "000.p/300")]
        paths += [f"/log/tile/entries/{'x999/' * 20}999", "/log/tile", "/v1", "/v2/x"]
        paths += [f"/documents/{one}" for one in strange if service != "registry"]
        for path in paths:
            attack.send("no such file", "GET", f"/{service}{path}", key=None)
        answer = attack.send(
            "a range that is not there", "GET", f"/{service}/docs/swagger-ui.css", key=None,
            headers={"Range": "bytes=99999999-"},
        )  # fmt: skip
        assert answer.status_code == 416
    for query in ("limit=0", "limit=501", "limit=x", "limit=1e9", "limit=" + "9" * 3_000,
                  "after=" + "x" * 501, "enterprise=" + "x" * 19):  # fmt: skip
        for path in ("/intake/v1/standards", "/registry/v1/titles"):
            attack.send("a wrong query", "GET", f"{path}?{query}", key=None)


def _oversized(attack: Attack) -> None:
    """More than 20 MiB by what the header says, and a document of more than 10 MiB."""
    for route in attack.posts():
        if "{" not in route.template:
            _announce(attack, route)
    answer = attack.send(
        "a body over the limit", "POST", "/intake/v1/documents", key=attack.keys["enterprise"],
        content=b"a" * (10 * 1024 * 1024 + 1), headers={"Content-Type": "text/plain"},
    )  # fmt: skip
    assert answer.status_code == 413


def _announce(attack: Attack, route: Route) -> None:
    """Only announce a body: it must be refused unread."""
    connection = http.client.HTTPConnection(
        attack.client.base_url.host, attack.client.base_url.port
    )
    connection.putrequest("POST", route.path())
    key = attack.key_for(route)
    headers = {**JSON, "Content-Length": str(20 * 1024 * 1024 + 1), "Idempotency-Key": "x"}
    for name, value in (headers | ({"Authorization": f"Bearer {key}"} if key else {})).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    judge(
        httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read()),
        english=False,
        told=route.path(),
    )
    connection.close()
    attack.tried["a body over the limit"] += 1
    attack.with_key += key is not None
    attack.statuses[answer.status] += 1
    assert answer.status == 413


def test_before_any_route_an_address_or_header_without_end_is_refused(demo_system: System) -> None:
    """The web server itself answers here, in its own words."""
    before = traces(demo_system)
    url = f"{demo_system.url}/registry/v1/seasons"
    assert httpx.get(f"{url}/{'x' * 5_000}").status_code == 414
    assert httpx.get(url, headers={"X-Long": "x" * 10_000}).status_code == 431
    assert httpx.get(url, headers={f"X-{n}": "x" for n in range(150)}).status_code == 431
    assert traces(demo_system) == before


def test_an_address_outside_the_services_is_told_as_a_problem(demo_system: System) -> None:
    for language, title in (("en", "Not found"), ("zh", "未找到")):
        answer = httpx.get(f"{demo_system.url}/nowhere", headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            404,
            "application/problem+json",
        )
        assert answer.json()["title"] == title


def test_a_position_nobody_has_told_yet_is_waited_for_and_then_refused(demo_system: System) -> None:
    before = traces(demo_system)

    def ask(service: str, topic: str) -> httpx.Response:
        token = f"{topic}/1@999999999999999"
        url = demo_system.url + PUBLIC_LISTS[service]
        return httpx.get(url, headers={"Lingpao-After": token}, timeout=30)

    asked = [(service, topic) for service in SERVICES for topic in service_of(service).listens_to]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda one: ask(*one), asked))
    for answer in answers:
        assert answer.status_code == 503
        assert answer.json()["code"] == "web.not_heard_yet"
        assert int(answer.headers["retry-after"]) > 0
        judge(answer, english=False, told=answer.text)
    assert traces(demo_system) == before
