"""What became of a season's objections, in figures; overdue answers are shown (R18)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Told:
    """An objection as far as figures go; ``answered`` is the day of its answer, None before.

    ``answer_by`` is None while the last day waits for a calendar: nothing is late then.
    """

    state: str
    effect: str
    answer_by: date | None
    answered: date | None
    joined: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts of a season's objections.

    ``overdue`` ones wait longer than their last day, ``late`` ones were answered after it;
    ``effects`` counts what followed from those upheld.
    """

    filed: int
    open: int
    dismissed: int
    upheld: int
    withdrawn: int
    joined: int
    overdue: int
    late: int
    effects: dict[str, int]


def is_overdue(one: Told, today: date) -> bool:
    """Tell whether an objection waits beyond its last day, which is counted whole (R18)."""
    return one.state == "open" and _is_after(today, one.answer_by)


def _is_after(day: date | None, last_day: date | None) -> bool:
    return day is not None and last_day is not None and day > last_day


def count(objections: Sequence[Told], today: date) -> Figures:
    """Count a season's objections as they stand on a day.

    Joined ones count with the state of the one they joined, whose effect is told once.
    """
    states = Counter(one.state for one in objections)
    effects = Counter(one.effect for one in objections if one.effect and not one.joined)
    return Figures(
        filed=len(objections),
        open=states["open"],
        dismissed=states["dismissed"],
        upheld=states["upheld"],
        withdrawn=states["withdrawn"],
        joined=sum(one.joined for one in objections),
        overdue=sum(is_overdue(one, today) for one in objections),
        late=sum(_is_after(one.answered, one.answer_by) for one in objections),
        effects=dict(sorted(effects.items())),
    )
