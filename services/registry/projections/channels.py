"""The registry's read models of other channels and of the working group's sums (R19)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event


def _in_step(views: Views, e: r.PublishedInStep, entry: Entry) -> None:
    body = {**data_of(e), "body": entry.actororg}
    views.put("channel", e.record, body, keys={"board": e.board}, sort=entry.time)


def _aggregated(views: Views, e: r.ResultsAggregated, entry: Entry) -> None:
    body = {**data_of(e), "by": entry.actororg, "on": entry.time}
    views.put("aggregation", e.aggregation, body, keys={"season": e.season}, sort=entry.time)


_TABLE: dict[type[Event], Projection] = {
    r.PublishedInStep: _in_step,
    r.ResultsAggregated: _aggregated,
}

project = by_type(_TABLE)
