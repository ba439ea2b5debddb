"""Why a place is what it is, and what would move it one place up (R12)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.contracts.values import DeclaredValue

from .board import Candidate, Key, Row, key_names, order_key
from .promise import Allowed, Bound, decimal_text, printed_promise
from .scheme import STARS, Scheme
from .score import score

#: A promise of one indicator: one value, or two ends.
Promised = tuple[DeclaredValue, ...]


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
    at = next((n for n, row in enumerate(rows) if row.candidate.application == application), None)
    if at is None:
        raise LookupError(f"{application} is not on the board")
    return _explain(scheme, rows, [row.key for row in rows], at)


def explain_all(scheme: Scheme, rows: Sequence[Row]) -> tuple[Reason, ...]:
    """Explain every row of a drawn board, in its order."""
    keys = [row.key for row in rows]
    return tuple(_explain(scheme, rows, keys, at) for at in range(len(rows)))


def _explain(scheme: Scheme, rows: Sequence[Row], keys: Sequence[Key], at: int) -> Reason:
    row = rows[at]
    # A rank counts who is strictly better, so the rows above stand before this one's rank.
    if row.rank == 1:
        return Reason(row.rank, row.candidate.application, "", ())
    above = rows[row.rank - 2]
    behind = _first_difference(scheme, row, above)
    changes = _changes(scheme, row.candidate, above.candidate, behind)
    rises = tuple(_rises(scheme, keys, row, changes))
    return Reason(row.rank, row.candidate.application, behind, rises)


def _first_difference(scheme: Scheme, row: Row, above: Row) -> str:
    pairs = zip(key_names(scheme), row.key, above.key, strict=True)
    return next(name for name, mine, theirs in pairs if mine != theirs)


def _changes(
    scheme: Scheme, candidate: Candidate, above: Candidate, behind: str
) -> Iterator[tuple[str, list[Promised]]]:
    """Yield each indicator with its better promises, the smallest change first."""
    for core, scored in zip(scheme.core, candidate.score.indicators, strict=True):
        levels = [core.levels[level] for level in STARS if level > scored.star]
        promises = [_promise(core.code, level, core.unit) for level in levels]
        if behind == f"value:{core.code}":
            # No star tells the two apart, this value does: what the row above promises may do.
            promises.insert(0, above.declaration.promised(core.code))
        yield core.code, promises
    for item in scheme.innovation:
        better = [_promise(item.code, one, item.unit) for one in (item.average, item.advanced)]
        yield item.code, better


def _promise(code: str, level: Allowed, unit: str) -> Promised:
    ends = (level,) if isinstance(level, Bound) else (level.least, level.most)
    return tuple(
        DeclaredValue(
            indicator=code,
            operator=end.operator,
            value=Decimal(decimal_text(end.value)),
            unit=unit,
        )
        for end in ends
    )


def _rises(
    scheme: Scheme,
    keys: Sequence[Key],
    row: Row,
    changes: Iterator[tuple[str, list[Promised]]],
) -> Iterator[Rise]:
    for code, promises in changes:
        for promised in promises:
            rank = _rank_with(scheme, keys, row, code, promised)
            if rank < row.rank:
                declared = row.candidate.declaration.promised(code)
                yield Rise(
                    indicator=code,
                    declared=printed_promise(declared),
                    needed=printed_promise(promised),
                    new_rank=rank,
                )
                break


def _rank_with(scheme: Scheme, keys: Sequence[Key], row: Row, code: str, promised: Promised) -> int:
    """Return the rank with another promise: the others stay, so their keys are only counted."""
    declaration = row.candidate.declaration.promising(code, promised)
    changed = replace(row.candidate, declaration=declaration, score=score(scheme, declaration))
    key = order_key(scheme, changed)
    return 1 + bisect_left(keys, key) - (row.key < key)
