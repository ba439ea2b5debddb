"""Toy services: just enough of the three to answer a whole story, in memory, over no network.

They keep the promises that the loader leans on: receipts by Idempotency-Key, keys shown once,
positions, a clock that moves forward only. They know no rule of the domain; what the rules
would bring is read from the golden boards.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

OPERATOR = "operator-key"


class Refuse(Exception):
    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code


class Toy:
    """The services' state. ``events`` counts what was really done, by path."""

    def __init__(self, season: Path) -> None:
        self.golden = {
            one: json.loads((season / "expected" / f"{one}.json").read_text("utf-8"))
            for one in ("branch-service", "online-banking")
        }
        self.receipts: dict[tuple[str, str, str], tuple[bytes, dict[str, Any]]] = {}
        self.events: Counter[str] = Counter()
        self.organisations: set[str] = set()
        self.accounts: dict[str, tuple[str, str]] = {}
        #: Account, organisation and role by bearer key.
        self.keys: dict[str, tuple[str, str, str]] = {OPERATOR: ("operator", "", "operator")}
        self.clock: dict[str, str] = {}
        self.applications: dict[str, tuple[str, str]] = {}
        self.notices: dict[str, dict[str, Any]] = {}
        self.boards: dict[str, list[int]] = {}
        self.revocations: list[dict[str, Any]] = []
        self.bars: set[str] = set()
        self.after_seen: list[str] = []
        #: Paths that refuse, for tests: a pattern and the refusal.
        self.refusing: dict[str, Refuse] = {}
        #: How many requests are answered with 503 first.
        self.busy = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.busy:
            self.busy -= 1
            return httpx.Response(503, headers={"Retry-After": "0"}, json={"code": "web.busy"})
        self.after_seen.append(request.headers.get("Lingpao-After", ""))
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        account, organisation, _ = self.keys[bearer] if bearer else ("public", "", "public")
        path = request.url.path
        try:
            for pattern, refusal in self.refusing.items():
                if re.search(pattern, path):
                    raise refusal
            if request.method == "GET":
                return httpx.Response(200, json=self.read(path, dict(request.url.params)))
            return self.command(request, path, account, organisation)
        except Refuse as refusal:
            told = {"code": refusal.code, "title": "no", "status": refusal.status}
            return httpx.Response(
                refusal.status, json=told, headers={"Content-Type": "application/problem+json"}
            )

    def command(
        self, request: httpx.Request, path: str, account: str, organisation: str
    ) -> httpx.Response:
        content = request.content
        scope = (path.split("/")[1], account, request.headers["Idempotency-Key"])
        if kept := self.receipts.get(scope):
            if kept[0] != path.encode() + content:
                raise Refuse(422, "web.idempotency_key_reused")
            return httpx.Response(201, json=kept[1], headers={"Idempotent-Replay": "true"})
        if path == "/intake/v1/documents":
            told = {"sha256": f"{hash(content):064x}"[-64:], "size": len(content)}
            return httpx.Response(201, json={**told, "media_type": "text/plain"})
        body = self.do(path, json.loads(content), organisation)
        self.events[path] += 1
        self.receipts[scope] = (path.encode() + content, {**body, "key": None})
        position = f"lingpao.{scope[0]}/0@{sum(self.events.values())}"
        return httpx.Response(201, json=body, headers={"Lingpao-Position": position})

    def new(self, kind: str) -> str:
        return f"{kind}-{sum(self.events.values())}"

    def do(  # noqa: C901, PLR0911, PLR0912, PLR0915 - a list of routes
        self, path: str, body: dict[str, Any], organisation: str
    ) -> dict[str, Any]:
        service, _, *parts = path.strip("/").split("/")
        match [service, *parts]:
            case [_, "simulation", "clock"]:
                if body["now"] < self.clock.get(service, ""):
                    raise Refuse(409, "web.clock_backwards")
                self.clock[service] = body["now"]
                self.close_notices()
            case ["registry", "organisations"]:
                if body["organisation"] in self.organisations:
                    raise Refuse(409, "registry.already_there")
                self.organisations.add(body["organisation"])
            case ["registry", "accounts"]:
                self.accounts[body["account"]] = (body["organisation"], body["role"])
            case ["registry", "accounts", account, "keys"]:
                key = self.new("key")
                self.keys[key] = (account, *self.accounts[account])
                return {"key": key}
            case ["scoring", "schemes"]:
                category = re.search(r"category: (\S+)", body["document"])
                return {"scheme": f"jincheng-finance-2021.{category and category[1]}", "version": 1}
            case ["scoring", "schemes", *_, "comments"]:
                return {"comment": self.new("comment")}
            case ["intake", "standards"]:
                return {"standard": self.new("standard")}
            case ["intake", "standards", _, "revisions"]:
                if self.clock["registry"] > "2022":
                    revocation = {"revocation": self.new("revocation"), "ground": 2}
                    self.revocations.append(
                        {**revocation, "enterprise": organisation, "state": "proposed"}
                    )
            case ["intake", "applications"]:
                if organisation in self.bars:
                    raise Refuse(409, "intake.barred")
                application = self.new("application")
                self.applications[application] = (organisation, body["category"])
                return {"application": application}
            case ["intake", "applications", application, "consent"] if not body["consent"]:
                self.restate(application)
            case ["scoring", "boards", board, "draw"]:
                golden = self.golden[board.partition(".")[2]]
                self.boards[board] = [len(golden["rows"]) + len(golden["removed"])]
                return {"row_count": self.boards[board][0]}
            case ["scoring", "boards", board, "shortlist"]:
                category = board.partition(".")[2]
                leaders = {one["uscc"] for one in self.golden[category]["leaders"]}
                listed = [
                    id
                    for id, at in self.applications.items()
                    if at[1] == category and at[0] in leaders
                ]
                items = (
                    ["客户满意度调查报告"] if "branch" in board else ["网络安全等级保护测评报告"]
                )
                return {"applications": listed, "items": [*items, "承诺书"]}
            case ["registry", "boards", _, "submissions"]:
                return {"submission": self.new("submission")}
            case ["registry", "notices"]:
                last = "2021-08-25" if body["kind"] == "scheme" else "2021-10-15"
                notice = self.new("notice")
                self.notices[notice] = {"notice": notice, "last_day": last, "state": "open"}
                return self.notices[notice]
            case ["registry", "notices", notice, "objections"]:
                objection = self.new("objection")
                self.notices[objection] = self.notices[notice]
                return {"objection": objection}
            case ["registry", "objections", objection, "decision"] if "application" in body:
                self.restate(body["application"])
                self.notices[objection]["last_day"] = "2021-10-26"
            case ["registry", "revocations", _, "decision"]:
                self.revocations[0]["state"] = "revoked"
                self.bars.add(self.revocations[0]["enterprise"])
        return {}

    def restate(self, application: str) -> None:
        versions = self.boards[f"jincheng-finance-2021.{self.applications[application][1]}"]
        versions.append(versions[-1] - 1)

    def close_notices(self) -> None:
        for notice in self.notices.values():
            if min(self.clock.values()) > f"{notice['last_day']}T24":
                notice["state"] = "closed"

    def read(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        service, _, *parts = path.strip("/").split("/")
        match [service, *parts]:
            case ["scoring", "scores", application]:
                return {"application": application}
            case ["scoring", "boards", board, "excluded"]:
                category = board.partition(".")[2]
                out = {one["uscc"] for one in self.golden[category]["excluded"]}
                return self.page(
                    [
                        {"application": id}
                        for id, at in self.applications.items()
                        if at[1] == category and at[0] in out
                    ],
                    query,
                )
            case ["scoring", "boards", board, "versions", version]:
                versions = self.boards[board]
                if int(version) > len(versions):
                    raise Refuse(404, "web.not_found")
                return {"row_count": versions[int(version) - 1]}
            case ["registry", "notices", notice]:
                return self.notices[notice]
            case ["registry", "boards", board]:
                golden = self.golden[board.partition(".")[2]]
                rows = [
                    {**r, "enterprise": r["uscc"], "application": r["uscc"]} for r in golden["rows"]
                ]
                leaders = [{"application": one["uscc"]} for one in golden["leaders"]]
                return {"state": "published", "row_list": rows, "leaders": leaders}
            case ["registry", "revocations"]:
                return self.page(self.revocations, query)
            case ["registry", "titles"]:
                return self.page([], query)
        raise Refuse(404, "http.404")

    def page(self, items: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        """Answer two items a page, so that cursors are followed."""
        start = int(query.get("after", "0"))
        more = start + 2 < len(items)
        return {"items": items[start : start + 2], "next": str(start + 2) if more else None}
