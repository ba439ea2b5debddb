"""The registry at a real store: told what others say, and asked by its people, on days set by hand."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from services.chassis.clock import SHANGHAI
from services.chassis.entry import Actor, data_of
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context, Transaction
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.values import Category, Field
from services.registry.reactions import REACTIONS
from services.registry.service import SERVICE
from tests.support import ledger, published

SEASON, CATEGORY = "season-2021", "counter"
BOARD = f"{SEASON}.{CATEGORY}"
BODY = Actor("desk", "body", "evaluation_body")
BUREAU = Actor("office", "bureau", "bureau")
ANY = published.golden("lingpao.scoring.board_drawn.v1")


def row(name: str, rank: int, star: int, **changes: Any) -> dict[str, Any]:
    """One place on a board: ``app-jia`` of ``usc-jia``."""
    return {
        "application": f"app-{name}",
        "enterprise": f"usc-{name}",
        "standard": f"std-{name}",
        "version": 1,
        "number": f"Q/{name} 1",
        "rank": rank,
        "star": star,
        **changes,
    }


class Registry:
    """A registry with one open season whose steps are free on every day."""

    def __init__(self, folder: Path) -> None:
        ledger.open_store(folder, "registry").close()
        self.today = date(2021, 9, 15)
        self.store = Store(
            ledger.settings(folder, "registry"),
            SERVICE.project,
            lambda: datetime.combine(self.today, time(12), SHANGHAI),
        )
        field = Field(
            code="f",
            name="f",
            applications_to="central_bank",
            categories=(Category(code=CATEGORY, name="c"),),
        )
        opened = r.SeasonOpened(
            season=SEASON, year=2021, region="140500", name="2021", profile="finance-137",
            fields=(field,), phases=(), invited=(), notice_working_days=10,
            hearing_working_days=5, title_years=1, legal_basis=("137",),
        )  # fmt: skip
        appointed = r.EvaluationBodyAppointed(
            season=SEASON, body="body", grounds="g", pilot_approval="p"
        )
        with self.acting(BUREAU) as tx:
            tx.append(f"season:{SEASON}", opened, appointed)

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Transaction]:
        with self.store.writing(Context(actor, correlation="test")) as tx:
            yield tx

    def hear(self, *events: Event) -> None:
        for event in events:
            entry = replace(
                ANY,
                id=str(uuid.uuid4()),
                type=event.TYPE,
                subject=event.key,
                actororg="body",
                data=data_of(event),
            )
            with self.acting(BODY) as tx:
                SERVICE.project(tx.views, event, entry)
                for reaction in REACTIONS.get(type(event), ()):
                    reaction(tx, event, entry)

    def board(self, version: int, rows: Sequence[dict[str, Any]], scheme_version: int = 1) -> None:
        """Hear of a board that was drawn."""
        golden = ANY.event()
        assert isinstance(golden, s.BoardDrawn)
        lines = b"".join(published.canon.encode(one) + b"\n" for one in rows)
        self.hear(
            replace(
                golden,
                board=BOARD,
                season=SEASON,
                category=CATEGORY,
                version=version,
                scheme=BOARD,
                scheme_version=scheme_version,
                row_count=len(rows),
                rows=self.store.documents.put(lines, "application/jsonl"),
            )
        )

    def stored(self, stream: str, kind: type[Event]) -> list[Event]:
        with self.acting(BODY) as tx:
            found = [one.event() for one in tx.entries(stream)]
        return [one for one in found if isinstance(one, kind)]
