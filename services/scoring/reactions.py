"""What scoring does by itself when it hears something."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from services.chassis import clock
from services.chassis.entry import Entry
from services.chassis.inbox import Reaction
from services.chassis.store.transaction import Transaction
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.event import Event

from .usecases.boards import restate
from .usecases.evaluation import evaluate, text_differs
from .usecases.titles import compare_revision


def _accepted(tx: Transaction, e: i.ApplicationAccepted, entry: Entry) -> None:
    evaluate(tx, e.application)


def _revised(tx: Transaction, e: i.StandardRevised, entry: Entry) -> None:
    """A text that changed after the application is not ranked (R31); a title's is compared."""
    for candidate in tx.views.all("candidate", "standard", e.standard):
        if tx.views.get("published", candidate["board"]) or candidate["state"] != "accepted":
            continue
        if text_differs(tx, candidate):
            gone = [candidate["application"]]
            restate(tx, candidate["board"], gone, "standard_revised", entry.id)
    compare_revision(tx, e)


def _abolished(tx: Transaction, e: i.StandardAbolished, entry: Entry) -> None:
    """It leaves boards on its day and not before (R31)."""
    begins = datetime.combine(e.abolished, time(), clock.SHANGHAI)
    name = f"abolished:{e.standard}"
    tx.timers.set(name, begins, "standard_abolished", standard=e.standard, cause=entry.id)


def leave_boards(tx: Transaction, payload: dict[str, Any]) -> None:
    """Take an abolished standard off the boards that are on their way; the timer's work."""
    for candidate in tx.views.all("candidate", "standard", payload["standard"]):
        gone = [candidate["application"]]
        restate(tx, candidate["board"], gone, "standard_abolished", payload["cause"])


def _withdrawn(tx: Transaction, e: i.ApplicationWithdrawn, entry: Entry) -> None:
    board = f"{e.season}.{e.category}"
    restate(tx, board, [e.application], "application_withdrawn", entry.id)


def _refused(tx: Transaction, e: i.ConsentRefused, entry: Entry) -> None:
    restate(tx, e.board, [e.application], "consent_refused", entry.id)


def _upheld(tx: Transaction, e: r.ObjectionUpheld, entry: Entry) -> None:
    if e.effect == "removal":
        restate(tx, e.board, [e.application], "objection_upheld", e.objection)
    elif e.effect == "rescore":
        evaluate(tx, e.application)
        restate(tx, e.board, [], "objection_upheld", e.objection)


def _barred(tx: Transaction, e: r.BarImposed, entry: Entry) -> None:
    """A bar reaches boards that are still on their way (R10, R22)."""
    by_board: dict[str, list[str]] = {}
    for candidate in tx.views.all("candidate", "enterprise", e.enterprise):
        by_board.setdefault(candidate["board"], []).append(candidate["application"])
    for board, gone in sorted(by_board.items()):
        restate(tx, board, gone, "bar_imposed", entry.id)


def _bar_lifted(tx: Transaction, e: r.BarLifted, entry: Entry) -> None:
    """What was judged under a wrong bar alone is judged again; the next draw ranks it (R22)."""
    for candidate in tx.views.all("candidate", "enterprise", e.enterprise):
        open_still = tx.views.get("published", candidate["board"]) is None
        if open_still and tx.views.get("excluded", candidate["application"]):
            evaluate(tx, candidate["application"])


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    i.ApplicationAccepted: [_accepted],
    i.StandardRevised: [_revised],
    i.StandardAbolished: [_abolished],
    i.ApplicationWithdrawn: [_withdrawn],
    i.ConsentRefused: [_refused],
    r.ObjectionUpheld: [_upheld],
    r.BarImposed: [_barred],
    r.BarLifted: [_bar_lifted],
}
