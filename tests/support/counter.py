"""The registry's counter: its real web application on a simulated store, other services told by hand.

For tests of one service whole (API, use case, store, read models) without a process or a bus.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.test import TestResponse

from services.chassis.entry import Entry, data_of
from services.chassis.log import canon
from services.chassis.settings import Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.chassis.web.app import create_app
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.intake import ConsentGiven, StandardDeclared
from services.contracts.rows import read_rows
from services.contracts.values import Document
from services.registry.service import SERVICE
from services.registry.usecases import access
from services.registry.usecases.bootstrap import first_accounts

SEASON = "finance-2021"
CATEGORY = "branch-service"
BOARD = f"{SEASON}.{CATEGORY}"
BODY = "first-evaluation-body"
OWNER = "first-bureau"
ROW = "91140599DEM0000142"
OTHER = "91140599DEM000022W"

SEASON_BODY: dict[str, Any] = {
    "season": SEASON,
    "year": 2021,
    "region": "140500",
    "name": "2021年金融领域企业标准“领跑者”活动",
    "profile": "finance-137",
    "fields": [
        {
            "code": "commercial-banking",
            "name": "商业银行服务",
            "applications_to": "central_bank",
            "categories": [{"code": CATEGORY, "name": "商业银行营业网点服务"}],
        }
    ],
    "phases": [
        {
            "code": "mobilisation",
            "name": "动员部署阶段",
            "first": "2021-08-10",
            "last": "2021-08-31",
            "steps": ["scheme"],
        },
        {
            "code": "evaluation",
            "name": "评估发布阶段",
            "first": "2021-09-01",
            "last": "2021-10-31",
            "steps": ["submit", "review", "notice", "publish"],
        },
    ],
    "legal_basis": ["晋市市监[2021]137号", "晋市市监〔2021〕77号"],
}


def at(day: str, hour: int = 9) -> datetime:
    """Return a moment of a day in Asia/Shanghai."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Counter:
    """A registry; ``keys`` by role, and what a test adds by name."""

    store: Store
    keys: dict[str, str]
    client: Any

    def post(self, path: str, body: Any = None, by: str = "bureau") -> TestResponse:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if by:
            headers["Authorization"] = f"Bearer {self.keys[by]}"
        answer: TestResponse = self.client.post(
            path, json={} if body is None else body, headers=headers
        )
        return answer

    def made(self, path: str, body: Any = None, by: str = "bureau") -> dict[str, Any]:
        """Post what must be accepted."""
        answer = self.post(path, body, by)
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def refused(self, path: str, body: Any = None, by: str = "bureau") -> str:
        """Post what must be refused; return the refusal's code."""
        answer = self.post(path, body, by)
        assert 400 <= answer.status_code < 500, answer.text
        return str(answer.json["code"])

    def get(self, path: str, by: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.keys[by]}"} if by else {}
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def clock(self, moment: datetime) -> None:
        """Move time forward and let every timer that is due fire."""
        with self.store.writing() as tx:
            self.store.set_simulated_now(tx.cursor, moment)
        while self._fire():
            pass

    def _fire(self) -> bool:
        with self.store.writing() as tx:
            timer = tx.timers.due(tx.now)
            if timer is None:
                return False
            tx.timers.cancel(timer.name)
            SERVICE.timers[timer.kind](tx, timer.payload)
            return True

    def hear(self, event: Event, by: str = BODY) -> None:
        """Let an event of another service take effect, as the inbox does."""
        with self.store.writing() as tx:
            made = Entry(
                id=str(uuid.uuid4()),
                source=event.TOPIC,
                type=event.TYPE,
                subject=event.key,
                time=tx.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                stream="elsewhere",
                streamversion=1,
                actor="somebody",
                actororg=by,
                actorrole="evaluation_body",
                reason="",
                correlationid="",
                causationid="",
                simulated=True,
                data=data_of(event),
            )
            SERVICE.project(tx.views, event, made)
            for reaction in SERVICE.reactions.get(type(event), ()):
                reaction(tx, event, made)

    def account(self, name: str, role: str) -> None:
        """Open an account of a further organisation that is called like it."""
        with self.store.writing(Context(self.store.system, correlation="test")) as tx:
            access.register_organisation(tx, name, name)
            access.open_account(tx, f"desk-{name.lower()}", name, role)
            made = access.issue(tx, f"desk-{name.lower()}", 3_650, self.store.settings.pepper)
        self.keys[name] = str(made["key"])

    def season(self, **changes: Any) -> None:
        """Open the season and appoint its body, which is the first of its role."""
        asked = {**SEASON_BODY, **changes}
        self.made("/v1/seasons", asked)
        appointed = {"body": BODY, "grounds": "比选", "pilot_approval": "试点批文（示例）"}
        self.made(f"/v1/seasons/{asked['season']}/evaluation-body", appointed)

    def scheme(self, board: str = BOARD) -> None:
        """Hear that a scheme is to be shown."""
        season, _, category = board.rpartition(".")
        self.hear(
            s.SchemeSubmittedForNotice(
                scheme=board, version=1, season=season, category=category, content_sha256="0" * 64
            )
        )

    def drawn(self, version: int = 1, enterprises: tuple[str, ...] = (ROW,)) -> None:
        """Hear of a board with a row for each enterprise, the first of them its leader."""
        rows = [
            {
                "rank": n,
                "application": f"app-{n}",
                "enterprise": one,
                "enterprise_name": f"虚构银行{n}号",
                "standard": f"standard-{n}",
                "version": 1,
                "number": f"Q/DEM {n:03}-2021",
                "star": 5,
                "composite": "480",
                "bonus": 2,
                "indicators": [],
            }
            for n, one in enumerate(enterprises, 1)
        ]
        data = b"".join(canon.encode(row) + b"\n" for row in rows)
        document: Document = self.store.documents.put(data, "application/jsonl")
        self.hear(
            s.BoardDrawn(
                board=BOARD,
                version=version,
                season=SEASON,
                category=CATEGORY,
                scheme=BOARD,
                scheme_version=1,
                scheme_sha256="0" * 64,
                engine="1",
                reference_date=date(2021, 9, 1),
                row_count=len(rows),
                rows=document,
                rows_root="",
                pins=(),
            )
        )
        leader = s.Nomination(application="app-1", enterprise=enterprises[0], rank=1, star=5)
        self.hear(
            s.LeadersNominated(
                board=BOARD,
                version=version,
                season=SEASON,
                category=CATEGORY,
                leaders=(leader,),
                number_reason="一家",
                skipped=(),
            )
        )

    def submitted(self) -> dict[str, Any]:
        """Let everybody on the board consent, and the body hand in."""
        with self.store.reading() as views:
            board = views.get("board", BOARD) or {}
        for row in read_rows(self.store.documents.get(board["rows"]["sha256"])):
            self.hear(
                ConsentGiven(
                    application=row["application"], enterprise=row["enterprise"], board=BOARD
                )
            )
            self.hear(
                StandardDeclared(
                    standard=row["standard"],
                    version=1,
                    enterprise=row["enterprise"],
                    category=CATEGORY,
                    platform="qybz",
                    record_number="1",
                    number=row["number"],
                    name="营业网点服务规范",
                    edition="1",
                    published=date(2021, 7, 1),
                    effective=date(2021, 8, 1),
                    covers=(),
                    references=(),
                    values=(),
                    document=Document(sha256="0" * 64, size=1, media_type="text/plain"),
                    text_sha256="1" * 64,
                )
            )
        return self.made(f"/v1/boards/{BOARD}/submissions", by="evaluation_body")

    def noticed(self, **more: Any) -> dict[str, Any]:
        """Hand in, pass the review, open the notice."""
        submission = self.submitted()["submission"]
        self.made(f"/v1/submissions/{submission}/review", {"outcome": "passed"})
        return self.made("/v1/notices", {"kind": "results", "about": submission, **more})


def open_counter(folder: Path, begins: datetime) -> Counter:
    """Make a registry whose clock stands at a moment, with the first accounts."""
    settings = Settings("registry", folder, b"pepper", simulation=begins)
    migrate(settings)
    store = Store(settings, SERVICE.project)
    keys: dict[str, str] = {}
    first_accounts(store, keys.update)
    return Counter(store, keys, create_app(SERVICE, store).test_client())


#: What a test asks for: a registry whose clock stands at a moment.
Opening = Callable[[datetime], Counter]
