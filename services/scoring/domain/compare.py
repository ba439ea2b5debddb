"""Two boards, or one board under two schemes: who moved, from where to where, and why (R12).

It compares rows as they lie in the document store, so whoever holds two boards can do it; the
schemes tell whether a threshold, a weight or the promise itself made the difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contracts.scoring import Finding

from .cause import (
    ADDED,
    INNOVATION,
    JOINED,
    LEFT,
    OVERTAKEN,
    OVERTOOK,
    PROMISE,
    REMOVED,
    RULE,
    THRESHOLD,
    UNFIT,
    WAS_UNFIT,
    WEIGHT,
    Cause,
)
from .compare_rules import differences
from .promise import printed_bound
from .scheme import Core, Scheme

RowPlain = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """A board and the scheme it was drawn by.

    ``findings`` are those against applications that may not be on it, as far as they are known.
    """

    scheme: Scheme
    rows: Sequence[RowPlain]
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """One application on both sides; a rank is None where it is not on the board."""

    application: str
    name: str
    ranks: tuple[int | None, int | None]
    composites: tuple[str, str]
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Comparison:
    """Every application whose place or score differs, in the order of the second board.

    ``rules`` are what differs between the schemes themselves.
    """

    moves: tuple[Move, ...]
    rules: tuple[Cause, ...]


def compare(one: Side, other: Side) -> Comparison:
    """Compare two boards."""
    before = {row["application"]: row for row in one.rows}
    after = {row["application"]: row for row in other.rows}
    moves = []
    for application in [*after, *(gone for gone in before if gone not in after)]:
        first, second = before.get(application), after.get(application)
        if first is None or second is None:
            findings = (one.findings if first is None else other.findings).get(application, ())
            moves.append(_came_or_went(application, first, second, findings))
            continue
        causes = [*_own_causes(one.scheme, other.scheme, first, second)]
        if first["rank"] != second["rank"]:
            causes += _others(application, before, after)
        if causes:
            moves.append(_move(application, first, second, causes))
    return Comparison(tuple(moves), differences(one.scheme, other.scheme))


def _move(application: str, first: RowPlain, second: RowPlain, causes: Sequence[Cause]) -> Move:
    return Move(
        application=application,
        name=second["enterprise_name"],
        ranks=(first["rank"], second["rank"]),
        composites=(first["composite"], second["composite"]),
        causes=tuple(causes),
    )


def _came_or_went(
    application: str,
    first: RowPlain | None,
    second: RowPlain | None,
    findings: Sequence[Finding],
) -> Move:
    """Tell who came or went, and what was found against it on the side where it is not."""
    there: RowPlain = first or second or {}
    return Move(
        application=application,
        name=there["enterprise_name"],
        ranks=(first["rank"] if first else None, second["rank"] if second else None),
        composites=(first["composite"] if first else "", second["composite"] if second else ""),
        causes=(
            Cause(LEFT if first else JOINED, who=(application,)),
            *(
                Cause(UNFIT if first else WAS_UNFIT, one.indicator, one.declared, one.required)
                for one in findings
            ),
        ),
    )


def _own_causes(one: Scheme, other: Scheme, first: RowPlain, second: RowPlain) -> list[Cause]:
    """Return what the row itself brings otherwise: indicator by indicator, then innovation."""
    before = {row["indicator"]: row for row in first["indicators"]}
    after = {row["indicator"]: row for row in second["indicators"]}
    causes = []
    for code in [*after, *(gone for gone in before if gone not in after)]:
        mine, its = before.get(code), after.get(code)
        if mine and its:
            cause = _indicator(one.core_of(code), other.core_of(code), mine, its)
            causes += [cause] if cause else []
        else:
            causes.append(_only_on_one_side(code, mine, its))
    return [*causes, *_innovation(one, other, first, second)]


def _innovation(one: Scheme, other: Scheme, first: RowPlain, second: RowPlain) -> list[Cause]:
    """Tell of innovation by what brought it: the bank's own promise, the scheme's rules, or both.

    Rows do not show what was promised of it. Where the rules are the same it was the promise, and
    where the text is the same it was the rules.
    """
    stars = (first["star"], second["star"])
    # Five stars may need advanced items as well; then the indicators alone do not tell the star.
    own = [min(x["star"] for x in row["indicators"]) for row in (first, second)]
    if first["bonus"] == second["bonus"] and (stars[0] == stars[1] or own[0] != own[1]):
        return []
    rules = [(x.innovation, x.innovation_cap, x.advanced_needed) for x in (one, other)]
    texts = [(row["standard"], row["version"]) for row in (first, second)]
    bonus = str(first["bonus"]), str(second["bonus"])
    kinds = [PROMISE] if rules[0] == rules[1] or texts[0] != texts[1] else []
    kinds += [RULE] if rules[0] != rules[1] else []
    return [Cause(kind, INNOVATION, *bonus, stars=stars) for kind in kinds]


def _only_on_one_side(code: str, mine: RowPlain | None, its: RowPlain | None) -> Cause:
    there: RowPlain = mine or its or {}
    return Cause(
        REMOVED if mine else ADDED,
        code,
        before=there["declared"] if mine else "",
        after="" if mine else there["declared"],
        stars=(mine["star"] if mine else 0, its["star"] if its else 0),
        points=(mine["points"] if mine else 0, its["points"] if its else 0),
    )


def _indicator(one: Core, other: Core, mine: RowPlain, its: RowPlain) -> Cause | None:
    stars, points = (mine["star"], its["star"]), (mine["points"], its["points"])
    if mine["declared"] != its["declared"]:
        return Cause(PROMISE, one.code, mine["declared"], its["declared"], stars, points)
    if stars[0] != stars[1]:
        # The first threshold that the promise does not meet on one side and does on the other.
        level = min(stars) + 1 if min(stars) else 3
        texts = _thresholds(one, other, level)
        return Cause(THRESHOLD, one.code, texts[0], texts[1], stars, points)
    if points[0] != points[1]:
        return Cause(WEIGHT, one.code, str(one.weight), str(other.weight), stars, points)
    return None


def _others(
    application: str, before: Mapping[str, RowPlain], after: Mapping[str, RowPlain]
) -> list[Cause]:
    """Return who stands above on one side only: gone, come, fallen behind or gone past."""
    above = [_above(application, rows) for rows in (before, after)]
    kinds: dict[str, list[str]] = {}
    for one in sorted(above[0] - above[1]):
        kinds.setdefault(OVERTOOK if one in after else LEFT, []).append(one)
    for one in sorted(above[1] - above[0]):
        kinds.setdefault(OVERTAKEN if one in before else JOINED, []).append(one)
    return [Cause(kind, who=tuple(who)) for kind, who in kinds.items()]


def _above(application: str, rows: Mapping[str, RowPlain]) -> set[str]:
    rank = rows[application]["rank"]
    return {one for one, row in rows.items() if row["rank"] < rank}


def _thresholds(one: Core, other: Core, level: int) -> tuple[str, str]:
    return (
        printed_bound(one.levels[level], one.unit),
        printed_bound(other.levels[level], other.unit),
    )
