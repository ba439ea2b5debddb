"""Why a place is what it is, and what would move it one place up (R12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.contracts.values import DeclaredValue

from .board import Candidate, Row, draw
from .declaration import Declaration
from .eligibility import MISSING
from .promise import Bound, decimal_text, printed_promise
from .scheme import STARS, Scheme
from .score import score


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
    if not better:
        return Reason(row.rank, application, "", ())
    behind = _first_difference(scheme, row, better[-1])
    changes = _changes(scheme, row.candidate, better[-1].candidate, behind)
    return Reason(row.rank, application, behind, tuple(_rises(scheme, rows, row, changes)))


def _first_difference(scheme: Scheme, row: Row, above: Row) -> str:
    names = ("composite" if scheme.family == "weighted" else "star", *scheme.tie_breaks)
    pairs = zip(names, row.key, above.key, strict=True)
    return next(name for name, mine, theirs in pairs if mine != theirs)


def _changes(
    scheme: Scheme, candidate: Candidate, above: Candidate, behind: str
) -> Iterator[list[DeclaredValue]]:
    """Yield the better promises for each indicator, the smallest change first."""
    for core in scheme.core:
        star = next(one.star for one in candidate.score.indicators if one.indicator == core.code)
        levels = [core.levels[level] for level in STARS if level > star]
        promises = [_promise(core.code, level, core.unit) for level in levels]
        if behind == f"value:{core.code}":
            # No star tells the two apart, this value does: what the row above promises may do.
            promises.insert(0, above.declaration.values[core.code])
        yield promises
    for item in scheme.innovation:
        yield [_promise(item.code, level, item.unit) for level in (item.average, item.advanced)]


def _promise(code: str, bound: Bound, unit: str) -> DeclaredValue:
    value = Decimal(decimal_text(bound.value))
    return DeclaredValue(indicator=code, operator=bound.operator, value=value, unit=unit)


def _rises(
    scheme: Scheme, rows: Sequence[Row], row: Row, changes: Iterator[list[DeclaredValue]]
) -> Iterator[Rise]:
    others = [one.candidate for one in rows if one is not row]
    for promises in changes:
        for promise in promises:
            rank = _rank_with(scheme, others, row.candidate, promise)
            if rank < row.rank:
                declared = row.candidate.declaration.values.get(promise.indicator)
                yield Rise(
                    indicator=promise.indicator,
                    declared=printed_promise(declared) if declared else MISSING,
                    needed=printed_promise(promise),
                    new_rank=rank,
                )
                break


def _rank_with(
    scheme: Scheme, others: list[Candidate], candidate: Candidate, promise: DeclaredValue
) -> int:
    values = {**candidate.declaration.values, promise.indicator: promise}
    declaration: Declaration = replace(candidate.declaration, values=values)
    changed = replace(candidate, declaration=declaration, score=score(scheme, declaration))
    drawn = draw(scheme, [*others, changed])
    return next(one.rank for one in drawn if one.candidate is changed)
