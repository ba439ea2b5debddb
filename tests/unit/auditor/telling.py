"""Three logs told by hand: entries with positions, streams, times and causes, and documents."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.auditor.source import Logged
from services.chassis.entry import Entry, data_of
from services.chassis.log.merkle import leaf_hash, root_of
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.values import DeclaredValue, Document, Pin
from services.scoring.domain.board import Candidate, draw, engine_of, row_bytes, rows_document
from services.scoring.domain.declaration import declaration_of
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.score import score

SEASON, CATEGORY = "season-2021", "counter"
BOARD = f"{SEASON}.{CATEGORY}"
SCHEME_TEXT = """\
season: season-2021
category: counter
name: 柜面服务
family: weighted
reference_date: 2021-09-01
basic: []
availability: []
core:
  - code: C1
    name: 等候时间
    unit: min
    direction: lower
    weight: 50
    baseline: {value: "20", document: GB/T 1, clause: "1", origin: illustrative}
    levels: {3: "≤ 15", 4: "≤ 10", 5: "≤ 5"}
    origin: illustrative
  - code: C2
    name: 开放率
    unit: "%"
    direction: higher
    weight: 30
    baseline: {value: "50", document: GB/T 1, clause: "2", origin: illustrative}
    levels: {3: "≥ 60", 4: "≥ 80", 5: "≥ 90"}
    origin: illustrative
  - code: C3
    name: 办结时限
    unit: calendar_day
    direction: lower
    weight: 20
    baseline: {value: "15", document: GB/T 1, clause: "3", origin: illustrative}
    levels: {3: "≤ 12", 4: "≤ 7", 5: "≤ 3"}
    origin: illustrative
innovation: {cap: 0, advanced_needed_for_five_stars: 0, items: []}
tie_breaks: [five_stars, four_stars]
leaders: {min_star: 3, min_composite: "0", max_share_percent: 100, max_count: 3, at_tie: all, reason: 示例}
evidence: []
several_standards: false
"""
SCHEME = read_scheme(SCHEME_TEXT)
#: By hand: C1 50 × star, C2 30 × star, C3 20 × star.
PROMISES = {
    "jia": ("5", "90", "3"),  # 5,5,5: 250 + 150 + 100 = 500
    "yi": ("10", "80", "7"),  # 4,4,4: 200 + 120 + 80 = 400
    "bing": ("10", "80", "7"),  # the same: shares the rank
    "ding": ("15", "60", "12"),  # 3,3,3: 150 + 90 + 60 = 300
}
RANKS = {"jia": 1, "yi": 2, "bing": 2, "ding": 4}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def on(day: str, hour: int = 1) -> str:
    return f"{day}T{hour:02d}:00:00.000000Z"


class Telling:
    """Appends entries to three logs as the services would."""

    def __init__(self) -> None:
        self.logs: dict[str, list[Logged]] = {"registry": [], "intake": [], "scoring": []}
        self.documents: dict[str, bytes] = {}
        self.declared: dict[str, i.StandardDeclared] = {}
        self.scored: dict[str, s.Scored] = {}

    def say(self, event: Event, time: str, *, cause: str = "", **changes: Any) -> Logged:
        service = event.TOPIC.removeprefix("lingpao.")
        log = self.logs[service]
        stream = changes.pop("stream", f"{event.KEY}:{event.key}")
        attributes: dict[str, Any] = {
            "id": f"{service}-{len(log)}",
            "source": event.TOPIC,
            "type": event.TYPE,
            "subject": event.key,
            "time": time,
            "stream": stream,
            "streamversion": 1 + sum(one.entry.stream == stream for one in log),
            "actor": "desk",
            "actororg": "an-office",
            "actorrole": "bureau",
            "reason": "",
            "correlationid": "",
            "causationid": cause,
            "simulated": True,
            "data": data_of(event),
        }
        # Through its bytes, as whoever reads a log has it.
        entry = Entry.from_bytes(Entry(**(attributes | changes)).to_bytes())
        one = Logged(service, len(log), entry)
        log.append(one)
        return one

    def keep(self, data: bytes, media_type: str = "text/yaml") -> Document:
        self.documents[sha256(data)] = data
        return Document(sha256=sha256(data), size=len(data), media_type=media_type)

    def document(self, service: str, wanted: str) -> bytes:
        return self.documents[wanted]

    def adopt(self, time: str, text: str = SCHEME_TEXT, **changes: Any) -> Logged:
        fields: dict[str, Any] = {
            "scheme": BOARD,
            "version": 1,
            "season": SEASON,
            "category": CATEGORY,
            "content_sha256": SCHEME.sha256,
            "document": self.keep(text.encode()),
            "notice": "n0",
        }
        return self.say(s.SchemeAdopted(**(fields | changes)), time)

    def declare(self, bank: str, time: str) -> None:
        """Register a bank and declare its standard."""
        self.say(
            i.EnterpriseRegistered(
                enterprise=f"usc-{bank}", name=f"{bank}银行", kind="bank", region="140599"
            ),
            time,
        )
        (wait, share, days) = PROMISES[bank]
        terms = (
            ("C1", "≤", wait, "min"),
            ("C2", "≥", share, "%"),
            ("C3", "≤", days, "calendar_day"),
        )
        declared = i.StandardDeclared(
            standard=f"std-{bank}",
            version=1,
            enterprise=f"usc-{bank}",
            category=CATEGORY,
            platform="platform",
            record_number=f"r-{bank}",
            number=f"Q/{bank} 001",
            name="柜面服务规范",
            edition="2021",
            published=date(2021, 8, 1),
            effective=date(2021, 8, 15),
            covers=(),
            references=(),
            values=tuple(
                DeclaredValue(indicator=code, operator=sign, value=Decimal(value), unit=unit)
                for code, sign, value, unit in terms
            ),
            document=self.keep(f"text of {bank}".encode()),
            text_sha256=sha256(f"text of {bank}".encode()),
        )
        self.declared[bank] = declared
        self.say(declared, time)

    def accept(self, bank: str, time: str) -> Logged:
        declared = self.declared[bank]
        return self.say(
            i.ApplicationAccepted(
                application=f"app-{bank}",
                enterprise=declared.enterprise,
                season=SEASON,
                category=CATEGORY,
                standard=declared.standard,
                version=declared.version,
                text_sha256=declared.text_sha256,
            ),
            time,
        )

    def score(self, bank: str, time: str, *, cause: str = "", **changes: Any) -> Logged:
        declared = self.declared[bank]
        result = score(SCHEME, declaration_of(declared))
        fields: dict[str, Any] = {
            "application": f"app-{bank}",
            "enterprise": declared.enterprise,
            "season": SEASON,
            "category": CATEGORY,
            "standard": declared.standard,
            "version": declared.version,
            "text_sha256": declared.text_sha256,
            "scheme": BOARD,
            "scheme_version": 1,
            "scheme_sha256": SCHEME.sha256,
            "star": result.star,
            "composite": result.composite,
            "bonus": result.bonus,
            "indicators": result.indicators,
        }
        return self.say(s.Scored(**(fields | changes)), time, cause=cause)

    def manifest(self, banks: Sequence[str], version: int) -> dict[str, Any]:
        """What scoring says of a board of these banks, all it has heard pinned."""
        rows = draw(
            SCHEME,
            [
                Candidate(
                    f"app-{bank}",
                    f"{bank}银行",
                    declaration_of(self.declared[bank]),
                    score(SCHEME, declaration_of(self.declared[bank])),
                )
                for bank in banks
            ],
        )
        root = root_of(leaf_hash(row_bytes(row)) for row in rows)
        return {
            "board": BOARD,
            "version": version,
            "season": SEASON,
            "category": CATEGORY,
            "scheme": BOARD,
            "scheme_version": 1,
            "scheme_sha256": SCHEME.sha256,
            "engine": engine_of(SCHEME),
            "reference_date": SCHEME.reference_date,
            "row_count": len(rows),
            "rows": self.keep(rows_document(rows), "application/jsonl"),
            "rows_root": base64.b64encode(root).decode(),
            "pins": tuple(
                Pin(origin=f"lingpao.{service}", size=len(self.logs[service]))
                for service in ("intake", "registry")
            ),
        }

    def draw(self, banks: Sequence[str], time: str, version: int = 1, **changes: Any) -> Logged:
        return self.say(s.BoardDrawn(**(self.manifest(banks, version) | changes)), time)

    def restate(
        self, banks: Sequence[str], time: str, version: int, *, cause: str, cause_id: str,
        removed: Sequence[str], **changes: Any,
    ) -> Logged:  # fmt: skip
        fields = self.manifest(banks, version) | {
            "cause": cause, "cause_id": cause_id, "removed": tuple(removed),
        }  # fmt: skip
        return self.say(s.BoardRestated(**(fields | changes)), time, cause=cause_id)


def told(*, scored: Sequence[str] = tuple(PROMISES)) -> Telling:
    """Four banks declared, accepted and scored, the scheme adopted; no board yet."""
    telling = Telling()
    telling.adopt(on("2021-08-20"))
    for bank in PROMISES:
        telling.declare(bank, on("2021-08-21"))
        accepted = telling.accept(bank, on("2021-08-25"))
        if bank in scored:
            telling.score(bank, on("2021-08-25", 2), cause=accepted.entry.id)
    return telling
