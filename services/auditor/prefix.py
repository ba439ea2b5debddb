"""What each log held at a moment: its first entries, none without what it follows from.

The clocks of services may differ. An entry whose cause was told later by another clock was not
known before its cause; it and what came after it in its log are not taken.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from .source import Logged


def prefixes(logs: Mapping[str, Sequence[Logged]], moment: str) -> dict[str, Sequence[Logged]]:
    """Return the beginning of each log up to a moment.

    :param moment: in the form of ``Entry.time``; entries of that very time are included.
    """
    causes = {one.entry.id: one for log in logs.values() for one in log}
    sizes = {
        service: sum(1 for _ in takewhile(lambda one: one.entry.time <= moment, log))
        for service, log in logs.items()
    }
    moved = True
    while moved:
        moved = False
        for service, log in logs.items():
            for index in range(sizes[service]):
                cause = causes.get(log[index].entry.causationid)
                if cause is not None and cause.index >= sizes[cause.service]:
                    sizes[service], moved = index, True
                    break
    return {service: log[: sizes[service]] for service, log in logs.items()}
