"""What makes a service: the parts that differ, handed to the chassis as one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Blueprint as Pages
from flask_smorest import Blueprint

from services.contracts.event import Event
from services.contracts.topics import PARTITIONS

from .bus.port import Partition
from .erasure import Private
from .errand import Errand
from .inbox import Reaction
from .store.transaction import Projector, Transaction

TimerHandler = Callable[[Transaction, dict[str, Any]], None]


@dataclass(frozen=True)
class Service:
    """A service's rooms.

    ``access`` says which roles may call each endpoint; ``errands`` are the worker's loops that
    reach outside, by name; ``private`` tells of the personal words that it keeps.
    """

    name: str
    title: str
    project: Projector
    reactions: Mapping[type[Event], Sequence[Reaction]]
    timers: Mapping[str, TimerHandler]
    listens_to: Sequence[str]
    blueprints: Sequence[Blueprint]
    pages: Sequence[Pages]
    access: Mapping[str, frozenset[str]]
    texts: Sequence[Path]
    errands: Mapping[str, Errand] = field(default_factory=dict)
    private: Private | None = None


def places_of(service: Service) -> list[Partition]:
    """Return every partition a service listens to."""
    return [
        Partition(topic, number)
        for topic in service.listens_to
        for number in range(PARTITIONS[topic])
    ]
