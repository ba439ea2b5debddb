"""Projections by event type: a table of small functions that write read models."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.event import Event

from .entry import Entry
from .store.views import Views

#: Writes one kind of event into the read models.
Projection = Callable[[Views, Any, Entry], None]


def by_type(table: Mapping[type[Event], Projection]) -> Projection:
    """Return a projector that hands each event to its function; others leave no mark."""

    def project(views: Views, event: Any, entry: Entry) -> None:
        if projection := table.get(type(event)):
            projection(views, event, entry)

    return project


def in_turn(*projections: Projection) -> Projection:
    """Return a projector that hands each event to several, one after another."""

    def project(views: Views, event: Any, entry: Entry) -> None:
        for projection in projections:
            projection(views, event, entry)

    return project
