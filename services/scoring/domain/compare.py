"""Two boards, or one board under two schemes: who moved, from where to where, and why (R12).

It compares rows as they lie in the document store, so whoever holds two boards can do it; the
schemes tell whether a threshold, a weight or the promise itself made the difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .promise import printed_bound
from .scheme import Core, Scheme

RowPlain = Mapping[str, Any]
#: Why an indicator brings another number of stars or points.
PROMISE, THRESHOLD, WEIGHT, ADDED, REMOVED = "promise", "threshold", "weight", "added", "removed"
#: Why a place changed although the row itself brings the same.
JOINED, LEFT, OVERTAKEN, OVERTOOK, RULE = "joined", "left", "overtaken", "overtook", "rule"


@dataclass(frozen=True)
class Side:
    """A board and the scheme it was drawn by."""

    scheme: Scheme
    rows: Sequence[RowPlain]


@dataclass(frozen=True)
class Cause:
    """One reason for a move.

    ``kind`` is one of the words above. For an indicator ``before`` and ``after`` are what
    changed (promise, threshold, weight) and ``stars``, ``points`` its outcome on both sides; for
    the others ``who`` are the applications that came, went, or changed sides.
    """

    kind: str
    indicator: str = ""
    before: str = ""
    after: str = ""
    stars: tuple[int, int] = (0, 0)
    points: tuple[int, int] = (0, 0)
    who: tuple[str, ...] = ()


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
            moves.append(_came_or_went(application, first, second))
            continue
        causes = [*_own_causes(one.scheme, other.scheme, first, second)]
        if first["rank"] != second["rank"]:
            causes += _others(application, before, after)
        if causes:
            moves.append(_move(application, first, second, causes))
    return Comparison(tuple(moves), tuple(_rules(one.scheme, other.scheme)))


def _move(application: str, first: RowPlain, second: RowPlain, causes: Sequence[Cause]) -> Move:
    return Move(
        application=application,
        name=second["enterprise_name"],
        ranks=(first["rank"], second["rank"]),
        composites=(first["composite"], second["composite"]),
        causes=tuple(causes),
    )


def _came_or_went(application: str, first: RowPlain | None, second: RowPlain | None) -> Move:
    there: RowPlain = first or second or {}
    return Move(
        application=application,
        name=there["enterprise_name"],
        ranks=(first["rank"] if first else None, second["rank"] if second else None),
        composites=(first["composite"] if first else "", second["composite"] if second else ""),
        causes=(Cause(LEFT if first else JOINED, who=(application,)),),
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
    if first["bonus"] != second["bonus"]:
        bonus = str(first["bonus"]), str(second["bonus"])
        causes.append(Cause(RULE, "innovation", bonus[0], bonus[1]))
    return causes


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


def _rules(one: Scheme, other: Scheme) -> list[Cause]:
    """Return what differs between two schemes: indicators, thresholds, weights, other rules."""
    before = {core.code: core for core in one.core}
    after = {core.code: core for core in other.core}
    causes = [Cause(REMOVED, code, before=before[code].name) for code in before.keys() - after]
    causes += [Cause(ADDED, code, after=after[code].name) for code in after.keys() - before]
    for code, core in before.items():
        if code in after:
            causes += _core_rules(core, after[code])
    for name in ("family", "tie_breaks", "leaders", "innovation_cap", "advanced_needed", "engine"):
        was, now = _plain(getattr(one, name)), _plain(getattr(other, name))
        if was != now:
            causes.append(Cause(RULE, name, was, now))
    return sorted(causes, key=lambda cause: (cause.kind, cause.indicator, cause.before))


def _core_rules(mine: Core, its: Core) -> list[Cause]:
    causes = []
    for level in mine.levels:
        was, now = _thresholds(mine, its, level)
        if was != now:
            causes.append(Cause(THRESHOLD, mine.code, was, now, stars=(level, level)))
    if mine.weight != its.weight:
        causes.append(Cause(WEIGHT, mine.code, str(mine.weight), str(its.weight)))
    return causes


def _thresholds(one: Core, other: Core, level: int) -> tuple[str, str]:
    return (
        printed_bound(one.levels[level], one.unit),
        printed_bound(other.levels[level], other.unit),
    )


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if hasattr(value, "__dataclass_fields__"):
        return ", ".join(f"{name} {getattr(value, name)}" for name in value.__dataclass_fields__)
    return str(value)
