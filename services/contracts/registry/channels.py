"""Publication beyond the bureau's own site: the body's channels, the working group's sum (R19)."""

from dataclasses import dataclass
from datetime import datetime

from services.contracts.event import Event, event


@event("registry.published_in_step", key="board")
class PublishedInStep(Event):
    """The evaluation body published a board in step with the bureau, through a channel (R19, R26).

    ``at`` is when it did, never before the bureau's publication, which is the legal act.
    """

    record: str
    board: str
    season: str
    publication: str
    channel: str
    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AggregatedBoard:
    """A published board in the working group's sum."""

    board: str
    publication: str
    version: int


@event("registry.results_aggregated", key="season")
class ResultsAggregated(Event):
    """The working group put the season's published results together (汇总, [137] 三.2, R19).

    ``boards`` are all that were published by then; ``address`` is where the sum is public.
    """

    aggregation: str
    season: str
    address: str
    boards: tuple[AggregatedBoard, ...]
