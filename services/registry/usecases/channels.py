"""The body's channels, and the working group's sum of a season's results (R19)."""

from datetime import UTC, datetime
from typing import Any

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.registry import AggregatedBoard, PublishedInStep
from services.registry.domain import channels as rules
from services.registry.domain.board_case import check_body
from services.registry.domain.refusals import NotReadyForNotice

from .seasons import season_of


def in_step(
    tx: Transaction, board: str, channel: str, address: str, at: datetime
) -> dict[str, Any]:
    """Record that the season's body published a board through a channel of its own."""
    shown = tx.views.get("public_board", board)
    if shown is None or shown["state"] != "published":
        raise NotReadyForNotice(about=board, state="未发布 not published")
    check_body(season_of(tx, shown["season"]).body, tx.actor.organisation)
    asked = PublishedInStep(
        record=tx.new_id(),
        board=board,
        season=shown["season"],
        publication=shown["publication"],
        channel=channel,
        address=address,
        at=at.astimezone(UTC),
    )
    event = rules.in_step(asked, clock.from_text(shown["published"]), tx.now)
    tx.append(f"channel:{event.record}", event, reason="R19")
    return {"record": event.record}


def aggregate(tx: Transaction, season: str, address: str) -> dict[str, Any]:
    """Put together what the season has published, as the working group does."""
    season_of(tx, season)
    event = rules.aggregate(
        aggregation=tx.new_id(),
        season=season,
        address=address,
        published=[_told(one) for one in _published(tx, season)],
        before=[
            tuple(one["publication"] for one in made["boards"])
            for made in tx.views.all("aggregation", "season", season)
        ],
    )
    tx.append(f"aggregation:{event.aggregation}", event, reason="R19")
    return {"aggregation": event.aggregation, "boards": [one.board for one in event.boards]}


def _published(tx: Transaction, season: str) -> list[Body]:
    fields = (tx.views.get("season", season) or {})["fields"]
    boards = [f"{season}.{one['code']}" for field in fields for one in field["categories"]]
    found = [tx.views.get("public_board", board) for board in boards]
    return [one for one in found if one is not None and one["state"] == "published"]


def _told(shown: Body) -> AggregatedBoard:
    return AggregatedBoard(
        board=shown["board"], publication=shown["publication"], version=shown["version"]
    )
