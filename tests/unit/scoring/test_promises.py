"""What a promise allows, and what it meets (R28)."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest

from services.scoring.domain import promise as rules
from services.scoring.domain import units
from services.scoring.domain.promise import Bound

GRID = [Fraction(n, 2) for n in range(-1, 14)]
ALLOWS = {
    "<": lambda value, edge: value < edge,
    "≤": lambda value, edge: value <= edge,
    "=": lambda value, edge: value == edge,
    "≥": lambda value, edge: value >= edge,
    ">": lambda value, edge: value > edge,
}


def allowed(bound: Bound) -> set[Fraction]:
    """Every value of a fine grid that a promise allows, with edges far outside any threshold."""
    fine = {value + step for value in GRID for step in (Fraction(0), Fraction(1, 4))}
    far = {Fraction(-(10**9)), Fraction(10**9)}
    return {value for value in fine | far if ALLOWS[bound.operator](value, bound.value)}


def test_a_threshold_is_met_when_every_value_promised_is_accepted_R28() -> None:
    bounds = [Bound(op, Fraction(n)) for op in ALLOWS for n in range(1, 6)]
    for one, other in itertools.product(bounds, bounds):
        assert one.implies(other) == (allowed(one) <= allowed(other)), (one, other)


@pytest.mark.parametrize(
    ("declared", "threshold", "met"),
    [
        ("< 12", "≤ 12", True),
        ("= 12", "≤ 12", True),
        ("≤ 12", "< 12", False),
        ("≤ 12", "≤ 12", True),
        ("≥ 5", "≤ 12", False),
    ],
)
def test_the_notices_own_examples_R28(declared: str, threshold: str, met: bool) -> None:
    one, other = rules.read_bound(declared), rules.read_bound(threshold)
    assert one is not None
    assert other is not None
    assert one.implies(other) is met


@pytest.mark.parametrize(
    ("declared", "is_above"), [("< 15", True), ("≤ 15", False), ("= 15", False), ("≤ 14.99", True)]
)
def test_equal_to_the_baseline_is_not_above_R8(declared: str, is_above: bool) -> None:
    bound = rules.read_bound(declared)
    assert bound is not None
    assert rules.above(bound, Fraction(15), "lower") is is_above


def test_a_promise_that_bounds_the_wrong_side_points_nowhere_R28() -> None:
    assert not rules.points_right(Bound("≥", Fraction(5)), "lower")
    assert not rules.points_right(Bound("≤", Fraction(5)), "higher")
    assert rules.points_right(Bound("=", Fraction(5)), "ordinal")


@pytest.mark.parametrize(
    ("value", "unit", "into", "expected"),
    [
        ("0.5", "‰", "%", Fraction(1, 20)),
        ("0.001", "%", "1/10000", Fraction(1, 10)),
        ("90", "min", "h", Fraction(3, 2)),
        ("1", "s", "min", Fraction(1, 60)),
        ("3", "working_day", "calendar_day", None),
        ("3", "calendar_day", "working_day", None),
        ("1", "%", "min", None),
        ("1", "furlong", "min", None),
    ],
)
def test_units_convert_exactly_or_not_at_all_R28(
    value: str, unit: str, into: str, expected: Fraction | None
) -> None:
    assert units.convert(Decimal(value), unit, into) == expected


@pytest.mark.parametrize("text", ["15", "≤", "≤ 1e3", "≤ NaN", "≤ 1.", "~ 3", "≤ 1,5", ""])
def test_what_is_no_threshold_is_none(text: str) -> None:
    assert rules.read_bound(text) is None


@pytest.mark.parametrize(
    ("new", "old", "worse"),
    [
        ("≤ 9", "≤ 5", True),
        ("≤ 5", "< 5", True),
        ("< 5", "≤ 5", False),
        ("= 4", "≤ 5", False),
        ("≤ 5", "≤ 5", False),
        ("≥ 1", "≤ 5", True),
    ],
)
def test_worse_is_what_allows_something_worse_R21(new: str, old: str, worse: bool) -> None:
    after, before = rules.read_bound(new), rules.read_bound(old)
    assert after is not None
    assert before is not None
    assert rules.is_worse(after, before, "lower") is worse
