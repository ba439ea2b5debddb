"""A subject's whole story, across the services, in an order that never puts effect before cause."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .source import Logged


def history(logs: Mapping[str, Sequence[Logged]], subject: str) -> list[Logged]:
    """Return every entry that concerns a subject: a USCC, a board, a title, an application …

    An entry concerns it when the subject stands in its data, or is the stream's own.
    """
    return [one for one in in_order(logs) if concerns(one, subject)]


def concerns(one: Logged, subject: str) -> bool:
    """Tell whether an entry names the subject."""
    stream = one.entry.stream.partition(":")[2]
    return subject in (stream, one.entry.actor) or subject in _texts(one.entry.data)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def in_order(logs: Mapping[str, Sequence[Logged]]) -> Iterator[Logged]:
    """Merge the logs: each keeps its own order, causes come first, then the clock decides.

    Clocks of services may tie or differ, so an entry waits until its cause has been told.
    """
    causes = {one.entry.id for log in logs.values() for one in log}
    told: set[str] = set()
    waiting: dict[str, list[str]] = {}
    at = dict.fromkeys(logs, 0)
    ready: list[tuple[str, str]] = []

    def offer(service: str) -> None:
        log = logs[service]
        if at[service] < len(log):
            entry = log[at[service]].entry
            cause = entry.causationid
            if cause in causes and cause not in told:
                waiting.setdefault(cause, []).append(service)
            else:
                heapq.heappush(ready, (entry.time, service))

    for service in logs:
        offer(service)
    while ready:
        _, service = heapq.heappop(ready)
        one = logs[service][at[service]]
        at[service] += 1
        told.add(one.entry.id)
        yield one
        offer(service)
        for other in waiting.pop(one.entry.id, ()):
            offer(other)
    if left := sum(len(log) - at[service] for service, log in logs.items()):
        raise ValueError(f"{left} entries wait for causes that wait for them")
