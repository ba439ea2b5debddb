"""Showing what an upheld objection corrects in words (R18)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.web.refusals import NotFound
from services.registry.domain import correction as rules

from . import official_texts
from .notices import notice_of, stream_of
from .seasons import owned_season


def show(tx: Transaction, objection: str, words: str, document_number: str) -> dict[str, Any]:
    """Show a correction: by an official text under a number, else by the board's later version."""
    found = tx.views.get("objection", objection)
    if found is None:
        raise NotFound(what="objection", id=objection)
    notice = notice_of(tx, found["notice"])
    owned_season(tx, notice.season)
    board = tx.views.get("public_board", f"{notice.season}.{notice.category}") or {"version": 0}
    handed_in = tx.views.get("submission", notice.about) or {"version": 0}
    event = rules.show(
        notice,
        objection,
        words=words,
        text=tx.new_id() if document_number else "",
        handed_in=handed_in["version"],
        shown=board["version"],
    )
    if event.text:
        official_texts.issue_correction(tx, event, found["number"], document_number)
    tx.append(stream_of(notice.notice), event, reason=words)
    return {"text": event.text, "board_version": event.board_version}
