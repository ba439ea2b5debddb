"""Drawing a board: a total order by the scheme's keys, with shared ranks (R11).

Inside a tie the rows stand by application id, which has no meaning: their rank is the same
(1, 2, 2, 4). The rows are written as canonical JSON lines, so the same inputs give the same
bytes on any machine.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .declaration import Declaration
from .promise import allowed_by, bound_for, lower_is_better
from .scheme import WEIGHTED, Scheme
from .score import Score

#: Sorts first what is better.
Key = tuple[Fraction, ...]


@dataclass(frozen=True)
class Candidate:
    """A scored standard that asks to be ranked."""

    application: str
    enterprise_name: str
    declaration: Declaration
    score: Score


@dataclass(frozen=True)
class Row:
    """A place on the board."""

    rank: int
    tied: int
    key: Key
    candidate: Candidate


def engine_of(scheme: Scheme) -> str:
    """Return the version of these rules that a scheme asks for; every board's manifest has it.

    A change of outcome is a new version.
    """
    return f"lingpao-scoring/{scheme.engine}"


def draw(scheme: Scheme, candidates: Iterable[Candidate]) -> tuple[Row, ...]:
    """Rank candidates. The order of the input does not matter.

    Unless the scheme allows several places to one enterprise, only its best standard is ranked
    (R30).
    """
    keyed = sorted((order_key(scheme, one), one.application, one) for one in candidates)
    if not scheme.several_standards:
        keyed = _best_of_each(keyed)
    tied = Counter(key for key, _, _ in keyed)
    first: dict[Key, int] = {}
    for place, (key, _, _) in enumerate(keyed, 1):
        first.setdefault(key, place)
    return tuple(Row(first[key], tied[key], key, candidate) for key, _, candidate in keyed)


def _best_of_each(
    keyed: list[tuple[Key, str, Candidate]],
) -> list[tuple[Key, str, Candidate]]:
    seen: set[str] = set()
    kept = []
    for entry in keyed:
        enterprise = entry[2].declaration.enterprise
        if enterprise not in seen:
            seen.add(enterprise)
            kept.append(entry)
    return kept


def order_key(scheme: Scheme, candidate: Candidate) -> Key:
    """Return what orders a candidate, the smaller the better."""
    score = candidate.score
    first = -Fraction(score.composite) if scheme.family == WEIGHTED else Fraction(-score.star)
    ties = (part for tie in scheme.tie_breaks for part in _tie_key(scheme, candidate, tie))
    return (first, *ties)


def key_names(scheme: Scheme) -> tuple[str, ...]:
    """Return what each part of a key compares."""
    first = "composite" if scheme.family == WEIGHTED else "star"
    parts = 1 if scheme.engine == 1 else 2
    ties = (name for tie in scheme.tie_breaks for name in [tie] * (parts if _is_value(tie) else 1))
    return (first, *ties)


def _is_value(tie: str) -> bool:
    return tie.startswith("value:")


def _tie_key(scheme: Scheme, candidate: Candidate, tie: str) -> Key:
    stars = [one.star for one in candidate.score.indicators]
    if tie == "five_stars":
        return (Fraction(-stars.count(5)),)
    if tie == "four_stars":
        return (Fraction(-stars.count(4)),)
    if tie == "innovation":
        return (Fraction(-candidate.score.bonus),)
    core = scheme.core_of(tie.removeprefix("value:"))
    allowed = allowed_by(candidate.declaration.promised(core.code), core.unit)
    if allowed is None:
        raise ValueError(f"{core.code} does not convert to {core.unit}")
    bound = bound_for(allowed, core.direction)
    value = bound.value if lower_is_better(core.direction) else -bound.value
    if scheme.engine == 1:
        return (value,)
    # “<50” promises more than “≤50”: its worst case is never reached.
    return (value, Fraction(0 if bound.operator in {"<", ">"} else 1))


def row_plain(row: Row) -> dict[str, Any]:
    """Return a row as JSON-plain values; decimals as text."""
    candidate, score = row.candidate, row.candidate.score
    return {
        "rank": row.rank,
        "tied": row.tied,
        "application": candidate.application,
        "enterprise": candidate.declaration.enterprise,
        "enterprise_name": candidate.enterprise_name,
        "standard": candidate.declaration.standard,
        "version": candidate.declaration.version,
        "number": candidate.declaration.number,
        "name": candidate.declaration.name,
        "star": score.star,
        "composite": f"{score.composite:f}",
        "bonus": score.bonus,
        "indicators": [
            {
                "indicator": one.indicator,
                "declared": one.declared,
                "met": one.met,
                "star": one.star,
                "weight": one.weight,
                "points": one.points,
                "clause": one.clause,
            }
            for one in score.indicators
        ],
    }


def row_bytes(row: Row) -> bytes:
    """Return a row's canonical bytes: what is hashed, and proven alone."""
    return json.dumps(
        row_plain(row), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def rows_document(rows: Iterable[Row]) -> bytes:
    """Return the board's rows as they lie in the document store, a line each."""
    return b"".join(row_bytes(row) + b"\n" for row in rows)
