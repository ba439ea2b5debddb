"""The exact score of an eligible standard (R11, R29)."""

from dataclasses import dataclass
from decimal import Decimal

from services.contracts.scoring import IndicatorScore

from .declaration import Declaration
from .promise import Allowed, allowed_by, printed_bound, printed_promise
from .scheme import NO_POINTS, STAR_MINIMUM, STARS, WEIGHTED, Core, Innovation, Scheme

_BEST = 5


@dataclass(frozen=True)
class Score:
    """Stars, composite and innovation points, with what each indicator brought.

    ``composite`` is Σ weight × star in a weighted scheme, and the number of five-star core
    indicators in a star scheme.
    """

    star: int
    composite: Decimal
    bonus: int
    indicators: tuple[IndicatorScore, ...]


def star_of(core: Core, allowed: Allowed) -> int:
    """Return the best level whose threshold the promise meets, 0 below three stars."""
    return max((star for star in STARS if allowed.implies(core.levels[star])), default=0)


def score(scheme: Scheme, declaration: Declaration) -> Score:
    """Score a standard that :func:`eligibility.judge` found nothing against.

    :raises ValueError: when a core indicator is missing or in a unit without a rule.
    """
    indicators = tuple(_indicator(core, declaration) for core in scheme.core)
    advanced, bonus = _innovation(scheme, declaration)
    star = min(one.star for one in indicators)
    if scheme.family == STAR_MINIMUM and star == _BEST and advanced < scheme.advanced_needed:
        star = _BEST - 1
    if scheme.family == WEIGHTED:
        composite = sum(one.points for one in indicators)
    else:
        composite = sum(one.star == _BEST for one in indicators)
    return Score(star, Decimal(composite), bonus, indicators)


def _indicator(core: Core, declaration: Declaration) -> IndicatorScore:
    promised = declaration.promised(core.code)
    allowed = allowed_by(promised, core.unit)
    if allowed is None and (promised or core.missing != NO_POINTS):
        raise ValueError(f"{core.code} is not promised in a unit that converts to {core.unit}")
    star = star_of(core, allowed) if allowed else 0
    return IndicatorScore(
        indicator=core.code,
        declared=printed_promise(promised),
        met=printed_bound(core.levels[star], core.unit) if star else "",
        star=star,
        weight=core.weight,
        points=core.weight * star,
        clause=core.baseline.cited,
    )


def _innovation(scheme: Scheme, declaration: Declaration) -> tuple[int, int]:
    """Return how many items are advanced, and the capped points."""
    points = [_points(item, declaration) for item in scheme.innovation]
    return sum(one == 2 for one in points), min(sum(points), scheme.innovation_cap)  # noqa: PLR2004


def _points(item: Innovation, declaration: Declaration) -> int:
    allowed = allowed_by(declaration.promised(item.code), item.unit)
    if allowed is None:
        return 0
    return 2 if allowed.implies(item.advanced) else int(allowed.implies(item.average))
