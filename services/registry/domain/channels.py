"""Publishing in step on other channels, and putting a season's results together (R19, R26)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.contracts.registry import AggregatedBoard, PublishedInStep, ResultsAggregated

from . import refusals
from .season_refusals import BeforeTheBureau


def in_step(asked: PublishedInStep, published: datetime, now: datetime) -> PublishedInStep:
    """Record that the body published a board through a channel of its own.

    :param published: when the bureau published the board.
    :raises BeforeTheBureau: when it was earlier: the bureau's publication is the legal act (R26).
    :raises FieldWrong: for a time to come.
    """
    if asked.at < published:
        raise BeforeTheBureau(
            board=asked.board, at=asked.at.isoformat(), published=published.isoformat()
        )
    if asked.at > now:
        raise refusals.FieldWrong(
            field="at", found=asked.at.isoformat(), expected=f"≤ {now.isoformat()}"
        )
    return asked


def aggregate(
    *,
    aggregation: str,
    season: str,
    address: str,
    published: Sequence[AggregatedBoard],
    before: Collection[tuple[str, ...]],
) -> ResultsAggregated:
    """Put together all that the season has published.

    :param before: the publications of each sum so far.
    :raises NotReadyForNotice: while nothing is published.
    :raises AlreadyThere: when a sum of the very same publications was made.
    """
    if not published:
        raise refusals.NotReadyForNotice(about=season, state="未发布 not published")
    boards = tuple(sorted(published, key=lambda one: one.board))
    if tuple(one.publication for one in boards) in before:
        raise refusals.AlreadyThere(what="aggregation", id=season)
    return ResultsAggregated(aggregation=aggregation, season=season, address=address, boards=boards)
