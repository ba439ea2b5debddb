"""Why a place is what it is, and what would move it one place up (R12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.contracts.values import DeclaredValue

from .board import Candidate, Row, draw
from .declaration import Declaration
from .promise import bound_of, decimal_text, printed_bound
from .scheme import STARS, Scheme
from .score import score, star_of


@dataclass(frozen=True)
class Rise:
    """One indicator's change that alone would lift the rank."""

    indicator: str
    declared: str
    needed: str
    new_rank: int


@dataclass(frozen=True)
class Reason:
    """Why a row stands where it stands, beside the indicators it carries.

    ``behind`` names the first key of the order in which the row above is better, empty at the
    top; ``rises`` are the single changes that would lift it.
    """

    rank: int
    application: str
    behind: str
    rises: tuple[Rise, ...]


def explain(scheme: Scheme, rows: Sequence[Row], application: str) -> Reason:
    """Explain one row of a drawn board.

    :raises LookupError: when the application is not on the board.
    """
    row = next((one for one in rows if one.candidate.application == application), None)
    if row is None:
        raise LookupError(f"{application} is not on the board")
    better = [one for one in rows if one.rank < row.rank]
    return Reason(
        rank=row.rank,
        application=application,
        behind=_first_difference(scheme, row, better[-1]) if better else "",
        rises=tuple(_rises(scheme, rows, row)) if better else (),
    )


def _first_difference(scheme: Scheme, row: Row, above: Row) -> str:
    names = ("composite" if scheme.family == "weighted" else "star", *scheme.tie_breaks)
    pairs = zip(names, row.key, above.key, strict=True)
    return next(name for name, mine, theirs in pairs if mine != theirs)


def _rises(scheme: Scheme, rows: Sequence[Row], row: Row) -> list[Rise]:
    others = [one.candidate for one in rows if one is not row]
    found = []
    for core in scheme.core:
        declared = row.candidate.declaration.values[core.code]
        bound = bound_of(declared, core.unit)
        star = star_of(core, bound) if bound else 0
        for level in (one for one in STARS if one > star):
            target = core.levels[level]
            promise = replace(
                declared,
                operator=target.operator,
                value=Decimal(decimal_text(target.value)),
                unit=core.unit,
            )
            rank = _rank_with(scheme, others, row.candidate, promise)
            if rank < row.rank:
                needed = printed_bound(target, core.unit)
                printed = next(
                    one.declared
                    for one in row.candidate.score.indicators
                    if one.indicator == core.code
                )
                found.append(Rise(core.code, printed, needed, rank))
                break
    return found


def _rank_with(
    scheme: Scheme, others: list[Candidate], candidate: Candidate, promise: DeclaredValue
) -> int:
    values = {**candidate.declaration.values, promise.indicator: promise}
    declaration: Declaration = replace(candidate.declaration, values=values)
    changed = replace(candidate, declaration=declaration, score=score(scheme, declaration))
    drawn = draw(scheme, [*others, changed])
    return next(one.rank for one in drawn if one.candidate is changed)
