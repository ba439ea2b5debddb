"""Closing a season: nothing in it may wait for its end any more, and its report is made (R24)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.registry.domain import season as rules

from .notices import notice_of
from .seasons import owned_season


def close_season(tx: Transaction, season: str) -> dict[str, Any]:
    """Close the season (R24)."""
    event = rules.close_season(owned_season(tx, season), tx.today, _matters(tx, season))
    tx.append(f"season:{season}", event, reason="R24")
    return {}


def _matters(tx: Transaction, season: str) -> rules.Matters:
    noticed = [notice_of(tx, one["notice"]) for one in tx.views.all("notice", "season", season)]
    handed_in = [one for board in _boards(tx, season) for one in _waiting(tx, board)]
    flags = tx.views.all("flag", "season", season)
    return rules.Matters(
        notices=tuple(one.notice for one in noticed if one.state == rules.OPEN),
        objections=tuple(
            objection
            for one in noticed
            for objection in (
                *one.open_objections,
                *sorted(one.unsettled),
                *sorted(one.corrections),
            )
        ),
        reviews=(
            *(one["submission"] for one in handed_in if one["state"] == "submitted"),
            *(one["about"] for one in flags if one["outcome"] is None),
        ),
        unpublished=tuple(one["submission"] for one in handed_in if one["state"] == "passed"),
        reports=len(tx.views.all("report", "season", season)),
    )


def _boards(tx: Transaction, season: str) -> list[str]:
    fields = (tx.views.get("season", season) or {})["fields"]
    return [f"{season}.{one['code']}" for field in fields for one in field["categories"]]


def _waiting(tx: Transaction, board: str) -> list[Body]:
    """Return what was handed in of a board that is not published."""
    if (tx.views.get("public_board", board) or {}).get("state") == "published":
        return []
    return tx.views.all("submission", "board", board)
