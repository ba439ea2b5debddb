"""Dismissing an evaluation body, and reviewing what it made (R33)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.registry import FlaggedWork
from services.registry.domain import dismissal as rules

from .seasons import owned_season, titles_run


def dismiss(tx: Transaction, season: str, grounds: str) -> dict[str, Any]:
    """Dismiss the season's body; its schemes, notices and boards are flagged for review."""
    state = owned_season(tx, season, jointly=True)
    made = [
        *_schemes(tx, season, state.body),
        *_notices(tx, season, state.body),
        *_boards(tx, season),
    ]
    event = rules.dismiss(state, grounds, made, titles_run=titles_run(tx, season))
    tx.append(_stream(season), event, reason=grounds)
    return {"body": event.body, "flagged": [one.about for one in event.flagged]}


def _schemes(tx: Transaction, season: str, body: str | None) -> list[FlaggedWork]:
    """Return the scheme versions that the body handed in for notice (R5)."""
    return [
        FlaggedWork(
            what="scheme", about=f"{one['scheme']}@{one['version']}", version=one["version"]
        )
        for one in tx.views.all("scheme_version")
        if (one["season"], one["body"]) == (season, body)
    ]


def _notices(tx: Transaction, season: str, body: str | None) -> list[FlaggedWork]:
    """Return the notices of what the body wrote or handed in."""
    return [
        FlaggedWork(what="notice", about=one["notice"], version=0)
        for one in tx.views.all("notice", "season", season)
        if _made_by(tx, one) == body
    ]


def _made_by(tx: Transaction, notice: Body) -> str | None:
    if notice["kind"] == "scheme":
        return (tx.views.get("scheme_version", notice["about"]) or {}).get("body")
    return (tx.views.get("submission", notice["about"]) or {}).get("submitted_by")


def _boards(tx: Transaction, season: str) -> list[FlaggedWork]:
    fields = (tx.views.get("season", season) or {})["fields"]
    codes = [one["code"] for field in fields for one in field["categories"]]
    found = [tx.views.get("board", f"{season}.{code}") for code in codes]
    return [
        FlaggedWork(what="board", about=one["board"], version=one["version"])
        for one in found
        if one is not None
    ]


def review(tx: Transaction, season: str, about: str, outcome: str, reasons: str) -> dict[str, Any]:
    """Say of a flagged scheme, notice or board whether it stands or must be made again."""
    owned_season(tx, season)
    shown = tx.views.get("flag", about)
    flag = rules.flag_of(shown) if shown is not None and shown["season"] == season else None
    event = rules.review(season, flag, about, outcome, reasons)
    tx.append(_stream(season), event, reason=reasons)
    return {}


def check_reviewed(tx: Transaction, board: str, notice: str, version: int) -> None:
    """Refuse to publish while what the dismissed body made is not found to stand (R18)."""
    drawn = tx.views.get("board_version", f"{board}@{version}") or {}
    scheme = f"{drawn.get('scheme')}@{drawn.get('scheme_version')}"
    shown = [tx.views.get("flag", about) for about in (scheme, board, notice)]
    rules.check_reviewed(board, version, [rules.flag_of(one) for one in shown if one is not None])


def _stream(season: str) -> str:
    return f"season:{season}"
