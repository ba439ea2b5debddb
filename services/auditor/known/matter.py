"""A matter as it was known: facts, lists of facts, and the entries that say them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from services.auditor.source import Logged
from services.chassis.entry import data_of
from services.contracts.event import Event


class NotKnownYet(LookupError):
    """No entry had spoken of it at that moment; ``first`` is the one that later did, if any."""

    def __init__(self, kind: str, id: str, first: Logged | None) -> None:
        self.kind, self.id, self.first = kind, id, first
        when = f"; it begins with {place(first)} at {first.entry.time}" if first else ""
        super().__init__(f"nothing was known of {kind} {id}{when}")


@dataclass(frozen=True)
class Fact:
    """A value, JSON-plain, and the entry that says it."""

    value: Any
    said: Logged


@dataclass
class Known:
    """What is known of a matter.

    ``facts`` are by name; ``lists`` hold, by name, facts about other things by their ids;
    ``entries`` are all that spoke of it, in an order that puts no effect before its cause.
    """

    kind: str
    id: str
    moment: str
    facts: dict[str, Fact] = field(default_factory=dict)
    lists: dict[str, dict[str, Fact]] = field(default_factory=dict)
    entries: list[Logged] = field(default_factory=list)

    def tell(self, one: Logged, **facts: Any) -> None:
        """Take facts from an entry; a later one takes the place of an earlier."""
        self.cite(one)
        self.facts.update({name: Fact(value, one) for name, value in facts.items()})

    def copy(self, one: Logged, event: Event, *names: str, **facts: Any) -> None:
        """Take fields of an event as they are told, and other facts beside."""
        plain = data_of(event)
        self.tell(one, **{name: plain[name] for name in names}, **facts)

    def list(self, one: Logged, name: str, id: str, value: Any) -> None:
        """Take a fact about another thing."""
        self.cite(one)
        self.lists.setdefault(name, {})[id] = Fact(value, one)

    def cite(self, one: Logged) -> None:
        """Remember an entry that speaks of the matter."""
        if not self.entries or self.entries[-1] is not one:
            self.entries.append(one)

    def value(self, name: str) -> Any:
        """Return a fact's value, None when it is not known."""
        fact = self.facts.get(name)
        return fact.value if fact else None


#: Takes from one entry what it says of the matter.
Fold = Callable[[Known, Logged, Event], None]


def place(one: Logged) -> str:
    """Return where an entry is: ``service#index``."""
    return f"{one.service}#{one.index}"
