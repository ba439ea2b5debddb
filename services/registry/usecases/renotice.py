"""The facts of a notice that is shown again, for its official text (R18)."""

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.registry import NoticeReopened
from services.contracts.rows import read_rows
from services.registry.domain import renotice as rules


def facts(tx: Transaction, notice: Body) -> Body:
    """Return why the board is shown again, what it was and what is other now."""
    board = f"{notice['season']}.{notice['category']}"
    cause, _, id = notice["change"].partition(":")
    objection = tx.views.get("objection", id) or {"number": ""}
    before = _shown_before(tx, notice)
    rows = [_rows(tx, board, version) for version in (before, notice["board_version"])]
    return {
        "cause": rules.cause_in_words(cause, objection["number"]),
        "earlier_version": before,
        "changes": rules.changes_in_words(*rows),
    }


def _shown_before(tx: Transaction, notice: Body) -> int:
    """Return the version that the notice showed last: of an earlier reopening, or as handed in."""
    events = (entry.event() for entry in tx.entries(f"notice:{notice['notice']}"))
    again = [one.board_version for one in events if isinstance(one, NoticeReopened)]
    handed_in = (tx.views.get("submission", notice["about"]) or {})["version"]
    return int([handed_in, *again][-2])


def _rows(tx: Transaction, board: str, version: int) -> list[Body]:
    shown = tx.views.get("board_version", f"{board}@{version}") or {}
    return read_rows(tx.documents.get(shown["rows"]["sha256"]))
