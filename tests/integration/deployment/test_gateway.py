"""The gateway's settings, run by Debian's nginx in front of small HTTP servers that tell all."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from services.chassis.web.app import MAX_BODY_BYTES
from tests.support import compose
from tests.support.deployed import need_programs
from tests.support.deployment import WEBS, Deployment
from tests.support.resolver import Resolver
from tests.support.running import ROOT, free_port

SETTINGS = (ROOT / "infra" / "gateway" / "nginx.conf").read_text("utf-8")


class Server(ThreadingHTTPServer):
    """Remembers the paths it was asked for, from a request's first line on."""

    def __init__(self, address: str, port: int) -> None:
        self.seen: list[str] = []
        super().__init__((address, port), Telling)


class Telling(BaseHTTPRequestHandler):
    """Answers with who it is and what it was sent."""

    def _answer(self) -> None:
        assert isinstance(self.server, Server)
        self.server.seen.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = {
            "address": self.server.server_address[0],
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "size": len(body),
        }
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Gateway:
    def __init__(self, made: Deployment) -> None:
        self.made = made
        self.container = made.container("gateway")
        self.servers: dict[str, Server] = {}

    def serve(self, address: str) -> None:
        server = Server(address, self.made.web_port)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        self.servers[address] = server

    def leave(self, address: str) -> None:
        server = self.servers.pop(address)
        server.shutdown()
        server.server_close()

    def leave_all(self) -> None:
        for address in list(self.servers):
            self.leave(address)

    def get(self, path: str, **headers: str) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(self.made.url + path, headers=sent, timeout=30)

    def logged(self, word: str) -> str:
        """The log once it tells of something, which it does after the answer has gone out."""
        deadline = time.monotonic() + 20
        while word not in (log := self.container.log.read_text("utf-8")):
            assert time.monotonic() < deadline, log
            time.sleep(0.02)
        return log

    def until(self, path: str, enough: Callable[[httpx.Response], bool]) -> httpx.Response:
        """Ask until the answer is what it should become; names are kept for two seconds."""
        deadline = time.monotonic() + 20
        while not enough(answer := self.get(path)):
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.05)
        return answer


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    need_programs(nginx="nginx-light", wget="wget")
    resolver = Resolver({})
    with compose.machine("lingpao-gateway-") as folder:
        made = Deployment(
            folder=folder,
            file=compose.read({}),
            bin=Path("/nonexistent"),
            kafka="",
            postgres="postgresql://postgres@127.0.0.1:1/postgres",
            resolver=resolver,
            web_port=free_port(),
            gateway_port=free_port(),
            signer_port=free_port(),
        )
        for service in WEBS:
            resolver.names[service] = [made.web_address(service, 1)]
        (folder / "secrets").mkdir()
        gateway = Gateway(made)
        try:
            for service in WEBS:
                gateway.serve(made.web_address(service, 1))
            gateway.container.start()
            gateway.container.wait_until_healthy()
            yield gateway
            gateway.container.ask_to_stop()
            assert gateway.container.wait_until_stopped() == 0
        finally:
            gateway.container.kill()
            gateway.leave_all()
            resolver.close()


def test_each_path_goes_to_its_service_as_it_came(gateway: Gateway) -> None:
    for service in WEBS:
        path = f"/{service.removesuffix('-web')}/v1/%E9%A2%86/x?after=1&b=%2F"
        told = gateway.get(path).json()
        assert (told["address"], told["path"]) == (gateway.made.web_address(service, 1), path)
    for path in ("/", "/registry"):
        home = gateway.get(path)
        assert home.is_redirect
        assert home.headers["Location"] == "/registry/"
    unknown = gateway.get("/intakes/v1/x")
    assert unknown.status_code == 404
    assert unknown.headers["Content-Type"] == "application/problem+json"
    assert unknown.json()["code"] == "http.404"


def test_a_request_has_an_id_that_the_service_hears_too(gateway: Gateway) -> None:
    given = gateway.get("/intake/x", X_Request_ID="desk-7:42")
    assert given.headers["X-Request-ID"] == "desk-7:42"
    assert given.json()["headers"]["x-request-id"] == "desk-7:42"
    assert given.json()["headers"]["x-correlation-id"] == "desk-7:42"
    named = gateway.get("/intake/x", X_Correlation_ID="case-9").json()["headers"]
    assert named["x-correlation-id"] == "case-9"
    for hostile in ("", "a b", 'x"y', "x" * 81):
        made = gateway.get("/intake/x", X_Request_ID=hostile)
        assert re.fullmatch(r"[0-9a-f]{32}", made.headers["X-Request-ID"])
        assert made.json()["headers"]["x-request-id"] == made.headers["X-Request-ID"]


def test_a_body_may_be_as_large_as_the_services_take_and_no_larger(gateway: Gateway) -> None:
    url = f"{gateway.made.url}/intake/v1/documents"
    told = httpx.post(url, content=b"x" * MAX_BODY_BYTES, timeout=60).json()
    assert told["size"] == MAX_BODY_BYTES
    refused = httpx.post(url, content=b"x" * (MAX_BODY_BYTES + 1), timeout=60)
    assert refused.status_code == 413
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "http.413"


def test_the_services_are_told_what_the_caller_sent_and_not_where_it_was(gateway: Gateway) -> None:
    sent = {"Idempotency-Key": "k-1", "Lingpao-After": ", ".join(["lingpao.registry/11@123"] * 60)}
    sent |= {
        "Authorization": "Bearer lp_x",
        "X-Forwarded-For": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    told = httpx.post(f"{gateway.made.url}/scoring/v1/x", headers=sent, content=b"{}").json()
    hidden = {"X-Forwarded-For", "Forwarded"}
    for name, value in sent.items():
        assert told["headers"].get(name.lower()) == (None if name in hidden else value)
    assert told["headers"]["host"] == f"127.0.0.1:{gateway.made.gateway_port}"
    gateway.get("/registry/v1/objections?name=somebody")
    log = gateway.logged('"path":"/registry/v1/objections"')
    lines = [json.loads(line) for line in log.splitlines()]
    assert all(set(line) == set(lines[0]) for line in lines)
    assert "somebody" not in log
    assert all("127.0.0.1" not in str(value) for line in lines for value in line.values())


def test_a_replica_that_is_gone_costs_nobody_an_answer(gateway: Gateway) -> None:
    first, second = (gateway.made.web_address("registry-web", number) for number in (1, 2))
    gateway.serve(second)
    gateway.made.resolver.names["registry-web"] = [first, second]
    seen = set()
    deadline = time.monotonic() + 20
    while seen != {first, second}:
        assert time.monotonic() < deadline, seen
        seen.add(gateway.get("/registry/x").json()["address"])
    gateway.leave(first)
    for number in range(30):
        answer = httpx.post(f"{gateway.made.url}/registry/{number}", content=b"{}")
        assert answer.status_code == 200
        assert answer.json()["address"] == second
    # Some of them had met the replica that is gone.
    gateway.logged('"upstream_status":"502, 200"')


def test_a_service_that_is_away_is_said_to_come_back(gateway: Gateway) -> None:
    address = gateway.made.web_address("scoring-web", 1)
    gateway.leave(address)
    away = gateway.get("/scoring/v1/schemes")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "2")
    assert away.headers["Content-Type"] == "application/problem+json"
    assert away.json()["code"] == "http.503"
    assert away.headers["X-Request-ID"]
    assert gateway.get("/intake/x").status_code == 200
    del gateway.made.resolver.names["scoring-web"]
    gateway.until("/scoring/x", lambda answer: answer.status_code == 503)
    gateway.made.resolver.names["scoring-web"] = [address]
    gateway.serve(address)
    gateway.until("/scoring/x", lambda answer: answer.status_code == 200)


def test_a_caller_who_is_slow_holds_no_service(gateway: Gateway) -> None:
    """A request is read whole first: half of one is none yet."""
    seen = gateway.servers[gateway.made.web_address("intake-web", 1)].seen
    with socket.create_connection(("127.0.0.1", gateway.made.gateway_port), 10) as slow:
        slow.sendall(b"POST /intake/half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        for _ in range(20):
            assert gateway.get("/intake/other").status_code == 200
        assert "/intake/half" not in seen
        slow.sendall(b"-whole")
        slow.settimeout(10)
        assert b"200 OK" in slow.recv(4096)
    assert seen[-1] == "/intake/half"


def test_it_waits_longer_than_a_service_works() -> None:
    [seconds] = re.findall(r"proxy_read_timeout (\d+)s;", SETTINGS)
    assert int(seconds) > 60
