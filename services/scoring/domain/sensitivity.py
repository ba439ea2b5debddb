"""How sensitive a board's order is to each weight, exactly (R11, R29).

A weight moves a composite in a straight line, so the change at which two rows are level is one
fraction: their distance over the difference of their stars. Nobody passes a row of a better
composite before somebody passes one of the next better composite, so only those are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from .board import Row
from .scheme import WEIGHTED, Core, Scheme

#: At the very change: the lower row is ahead by the tie-breaks, shares the rank, or needs more.
SWAPS, SHARES, BEYOND = "swaps", "shares", "beyond"


@dataclass(frozen=True)
class Swap:
    """The change of one weight that makes two rows level, and what happens just there.

    ``change`` is in units of the scheme's weights, negative for a smaller weight; beyond it the
    lower row stands before the upper one, and ``at`` says whether it does so already there.
    """

    change: Fraction
    upper: str
    lower: str
    at: str


@dataclass(frozen=True)
class Sensitivity:
    """What a weight decides.

    ``increase`` and ``decrease`` are the smallest changes that swap two rows of neighbouring
    composites, None where no change of a positive weight does. ``even`` names neighbours of one
    composite that any change of this weight, in one of the two directions, puts the other way
    round or apart.
    """

    indicator: str
    weight: int
    increase: Swap | None
    decrease: Swap | None
    even: tuple[tuple[str, str], ...]


def sensitivities(scheme: Scheme, rows: Sequence[Row]) -> tuple[Sensitivity, ...]:
    """Return what each weight decides on a drawn board; a star scheme has no weights."""
    if scheme.family != WEIGHTED:
        return ()
    return tuple(_of(core, at, rows) for at, core in enumerate(scheme.core))


def _of(core: Core, at: int, rows: Sequence[Row]) -> Sensitivity:
    composites = [list(group) for _, group in groupby(rows, key=lambda row: row.key[0])]
    swaps = [
        swap
        for upper, lower in pairwise(composites)
        for swap in (_swap(core, at, upper, lower, 1), _swap(core, at, upper, lower, -1))
        if swap is not None
    ]
    even = tuple(
        (upper.candidate.application, lower.candidate.application)
        for upper, lower in pairwise(rows)
        if upper.key[0] == lower.key[0] and _star(upper, at) != _star(lower, at)
    )
    return Sensitivity(
        indicator=core.code,
        weight=core.weight,
        increase=min((one for one in swaps if one.change > 0), key=_size, default=None),
        decrease=min((one for one in swaps if one.change < 0), key=_size, default=None),
        even=even,
    )


def _swap(
    core: Core, at: int, uppers: Sequence[Row], lowers: Sequence[Row], sign: int
) -> Swap | None:
    """Return the first swap between two composites when the weight moves one way."""
    # The slowest of the upper ones meets the fastest of the lower ones first.
    upper = min(uppers, key=lambda row: sign * _star(row, at))
    lower = max(lowers, key=lambda row: sign * _star(row, at))
    slope = _star(lower, at) - _star(upper, at)
    if sign * slope <= 0:
        return None
    # Keys sort first what is better, so a composite stands there negated.
    change = (lower.key[0] - upper.key[0]) / slope
    if core.weight + change <= 0:
        return None
    ties = lower.key[1:], upper.key[1:]
    happens = SWAPS if ties[0] < ties[1] else SHARES if ties[0] == ties[1] else BEYOND
    return Swap(change, upper.candidate.application, lower.candidate.application, happens)


def _size(swap: Swap) -> Fraction:
    return abs(swap.change)


def _star(row: Row, at: int) -> int:
    return row.candidate.score.indicators[at].star
