"""Objections with private words, filed and answered by a clock that a test sets."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.chassis import erasure
from services.chassis.entry import Entry
from services.chassis.project import in_turn
from services.chassis.settings import Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.contracts import registry as r
from services.registry.projections import ended, objections, titles
from services.registry.usecases.private import PRIVATE

SECRET = "张某某，一三五〇〇〇〇"
ANSWERED = datetime(2021, 10, 8, 2, tzinfo=UTC)
BANK = "91140599DEM0000142"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = ANSWERED

    def __call__(self) -> datetime:
        return self.now


def project(views: Any, event: Any, entry: Entry) -> None:
    if isinstance(event, r.RevocationProposed | r.EnterpriseHeard | r.RevocationProposalDropped):
        titles.TABLE[type(event)](views, event, entry)
    elif type(event) in objections.TABLE:
        objections.TABLE[type(event)](views, event, entry)


def open_store(folder: Path, clock: Clock) -> Store:
    settings = Settings("registry", folder, b"pepper")
    migrate(settings)
    whole = in_turn(project, ended.project, erasure.projection(PRIVATE))
    return Store(settings, whole, now=clock)


BOARD = {"notice": "n1", "board": "s.c"}


def object_(tx: Transaction, objection: str, text: str = SECRET) -> str:
    event = r.ObjectionFiled(
        **BOARD, objection=objection, number="异议〔2021〕1号", about="", anonymous=True,
        grounds_commitment=tx.keep_private(text=text, name="张", contact="1"), evidence=(),
        answer_by=date(2021, 10, 15),
    )  # fmt: skip
    tx.append("notice:n1", event, reason="R18")
    return event.grounds_commitment


def answer(tx: Transaction, objection: str) -> None:
    event = r.ObjectionDismissed(**BOARD, objection=objection, reasons="不成立")
    tx.append("notice:n1", event, reason="不成立")


def filed(store: Store, objection: str = "o1", *, answered: bool = True, text: str = SECRET) -> str:
    with store.writing() as tx:
        commitment = object_(tx, objection, text)
        if answered:
            answer(tx, objection)
    return commitment


def told(store: Store) -> list[tuple[Entry, r.WordsErased]]:
    entries = [Entry.from_bytes(one) for one in store.log_entries(0, 1_000)]
    return [(one, one.event()) for one in entries if one.type == r.WordsErased.TYPE]  # type: ignore[misc]


def shown(store: Store, commitment: str) -> Any:
    with store.reading_cursor() as cursor:
        return erasure.shown(cursor, commitment)
