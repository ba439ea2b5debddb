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
from .usecases.evaluation import differs_on_platform, evaluate, evaluate_again, text_differs
from .usecases.heard import version_in_force
from .usecases.titles import compare_revision


def _accepted(tx: Transaction, e: i.ApplicationAccepted, entry: Entry) -> None:
    evaluate(tx, e.application)


def _revised(tx: Transaction, e: i.StandardRevised, entry: Entry) -> None:
    """The old text is in force until the new one's effective day, and nothing follows before (R7)."""
    begins = datetime.combine(e.effective, time(), clock.SHANGHAI)
    payload = {"standard": e.standard, "version": e.version, "cause": entry.id}
    if begins <= tx.now:
        take_effect(tx, payload)
    else:
        name = f"revised:{e.standard}@{e.version}"
        tx.timers.set(name, begins, "standard_revised", **payload)


def take_effect(tx: Transaction, payload: dict[str, Any]) -> None:
    """Take off what was applied with under another text (R31), compare titles (R21).

    Nothing follows from a revision that a later one has replaced before its day.
    """
    standard, version = payload["standard"], payload["version"]
    if version_in_force(tx, standard) != version:
        return
    for candidate in tx.views.all("candidate", "standard", standard):
        if tx.views.get("published", candidate["board"]) or candidate["state"] != "accepted":
            continue
        if text_differs(tx, candidate):
            gone = [candidate["application"]]
            restate(tx, candidate["board"], gone, "standard_revised", payload["cause"])
    compare_revision(tx, standard, version)


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


def _differs(tx: Transaction, e: i.PlatformTextDiffered, entry: Entry) -> None:
    differs_on_platform(tx, e)


def _gone(tx: Transaction, e: i.PlatformRecordGone, entry: Entry) -> None:
    """What is public no longer leaves the boards that are on their way (R7, R31)."""
    if candidate := tx.views.get("candidate", e.application):
        restate(tx, candidate["board"], [e.application], "record_gone", entry.id)


def _withdrawn(tx: Transaction, e: i.ApplicationWithdrawn, entry: Entry) -> None:
    board = f"{e.season}.{e.category}"
    restate(tx, board, [e.application], "application_withdrawn", entry.id)


def _refused(tx: Transaction, e: i.ConsentRefused, entry: Entry) -> None:
    restate(tx, e.board, [e.application], "consent_refused", entry.id)


def _upheld(tx: Transaction, e: r.ObjectionUpheld, entry: Entry) -> None:
    if e.effect == "removal":
        restate(tx, e.board, [e.application], "objection_upheld", e.objection)
    elif e.effect == "rescore":
        gone = [e.application] if evaluate_again(tx, e.application) else []
        restate(tx, e.board, gone, "objection_upheld", e.objection)


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
    i.PlatformTextDiffered: [_differs],
    i.PlatformRecordGone: [_gone],
    i.ApplicationWithdrawn: [_withdrawn],
    i.ConsentRefused: [_refused],
    r.ObjectionUpheld: [_upheld],
    r.BarImposed: [_barred],
    r.BarLifted: [_bar_lifted],
}
