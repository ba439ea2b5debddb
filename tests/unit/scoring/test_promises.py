"""What a promise allows, what it meets, how its unit converts and how it is printed (R28)."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.domain import promise as rules
from services.scoring.domain import units
from services.scoring.domain.promise import Bound
from tests.unit.scoring.builders import promise

ALLOWS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda value, edge: value < edge,
    "≤": lambda value, edge: value <= edge,
    "=": lambda value, edge: value == edge,
    "≥": lambda value, edge: value >= edge,
    ">": lambda value, edge: value > edge,
}
#: Edges lie on thirds, and the oracle also looks between them and far beyond.
EDGES = [Fraction(n, 3) for n in range(-4, 5)]
STEP = Fraction(1, 12)
SEEN = {edge + STEP * n for edge in EDGES for n in (-1, 0, 1)} | {
    Fraction(-(10**9)),
    Fraction(10**9),
}


def allowed(bound: Bound) -> set[Fraction]:
    return {value for value in SEEN if ALLOWS[bound.operator](value, bound.value)}


def read(text: str) -> Bound:
    bound = rules.read_bound(text)
    assert bound is not None, text
    return bound


@pytest.mark.parametrize("pair", list(itertools.product(ALLOWS, ALLOWS)), ids=" meets ".join)
def test_a_threshold_is_met_when_every_value_promised_is_accepted_R28(
    pair: tuple[str, str],
) -> None:
    for mine, theirs in itertools.product(EDGES, EDGES):
        one, other = Bound(pair[0], mine), Bound(pair[1], theirs)
        assert one.implies(other) == (allowed(one) <= allowed(other)), (one, other)


@settings(max_examples=60, derandomize=True)
@given(*[st.tuples(st.sampled_from(sorted(ALLOWS)), st.fractions())] * 3)
def test_what_meets_a_harder_threshold_meets_an_easier_one_R28(
    one: tuple[str, Fraction], other: tuple[str, Fraction], third: tuple[str, Fraction]
) -> None:
    first, second, last = Bound(*one), Bound(*other), Bound(*third)
    assert first.implies(first)
    if first.implies(second) and second.implies(last):
        assert first.implies(last)


@pytest.mark.parametrize(
    ("declared", "threshold", "met"),
    [
        ("< 12", "≤ 12", True),
        ("= 12", "≤ 12", True),
        ("≤ 12", "≤ 12", True),
        ("≤ 12", "< 12", False),
        ("= 12", "< 12", False),
        ("≤ 11.999999999999", "< 12", True),
        ("≥ 5", "≤ 12", False),
        ("> 98", "≥ 98", True),
        ("≥ 98", "> 98", False),
        ("≥ 98", "= 98", False),
    ],
)
def test_less_than_and_equal_meet_at_most_and_not_the_reverse_R28(
    declared: str, threshold: str, met: bool
) -> None:
    assert read(declared).implies(read(threshold)) is met


@pytest.mark.parametrize(
    ("declared", "direction", "baseline", "is_above"),
    [
        ("< 15", "lower", 15, True),
        ("≤ 15", "lower", 15, False),
        ("= 15", "lower", 15, False),
        ("≤ 14.999999999999", "lower", 15, True),
        ("> 95", "higher", 95, True),
        ("≥ 95", "higher", 95, False),
        ("= 95", "higher", 95, False),
        ("= 1", "ordinal", 0, True),
        ("≥ 0", "ordinal", 0, False),
        ("= 1", "boolean", 0, True),
    ],
)
def test_equal_to_baseline_is_not_above_R8(
    declared: str, direction: str, baseline: int, is_above: bool
) -> None:
    bound = read(declared)
    assert rules.above(bound, Fraction(baseline), direction) is is_above
    assert rules.at_least(bound, Fraction(baseline), direction)


@pytest.mark.parametrize(
    ("declared", "direction"),
    [("≤ 15.1", "lower"), ("≥ 1", "lower"), ("≥ 94.9", "higher"), ("≤ 99", "higher")],
)
def test_below_the_baseline_is_neither_above_nor_as_good_R8(declared: str, direction: str) -> None:
    baseline = Fraction(15 if direction == "lower" else 95)
    assert not rules.above(read(declared), baseline, direction)
    assert not rules.at_least(read(declared), baseline, direction)


@pytest.mark.parametrize("direction", rules.DIRECTIONS)
@pytest.mark.parametrize("operator", ALLOWS)
def test_a_promise_that_bounds_the_wrong_side_points_the_wrong_way_R28(
    operator: str, direction: str
) -> None:
    right = {"<", "≤", "="} if direction == "lower" else {">", "≥", "="}
    assert rules.points_right(Bound(operator, Fraction(5)), direction) is (operator in right)


@pytest.mark.parametrize(
    ("value", "unit", "into", "expected"),
    [
        ("0.05", "‰", "%", Fraction(1, 200)),
        ("0.05", "%", "‰", Fraction(1, 2)),
        ("0.1", "1/10000", "%", Fraction(1, 1000)),
        ("0.001", "%", "1/10000", Fraction(1, 10)),
        ("1", "‰", "1/10000", Fraction(10)),
        ("90", "min", "h", Fraction(3, 2)),
        ("1.5", "h", "min", Fraction(90)),
        ("1", "s", "min", Fraction(1, 60)),
        ("1", "s", "h", Fraction(1, 3600)),
        ("0.1", "h", "s", Fraction(360)),
        ("12", "month", "month", Fraction(12)),
    ],
)
def test_units_convert_exactly_by_rule_R28(
    value: str, unit: str, into: str, expected: Fraction
) -> None:
    assert units.convert(Decimal(value), unit, into) == expected


@pytest.mark.parametrize("other", [unit for unit in units.KNOWN if unit != "working_day"])
def test_a_working_day_converts_to_nothing_else_R28(other: str) -> None:
    assert units.convert(Decimal(3), "working_day", other) is None
    assert units.convert(Decimal(3), other, "working_day") is None
    assert units.convert(Decimal(3), "working_day", "working_day") == 3


@pytest.mark.parametrize(
    ("unit", "into"),
    [
        ("calendar_day", "h"),
        ("month", "calendar_day"),
        ("h/person", "h"),
        ("%", "min"),
        ("count", "level"),
        ("furlong", "min"),
        ("min", "furlong"),
        ("furlong", "furlong"),
    ],
)
def test_without_a_rule_a_unit_is_not_converted_R28(unit: str, into: str) -> None:
    assert units.convert(Decimal(1), unit, into) is None


@settings(max_examples=60, derandomize=True)
@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=12),
    st.sampled_from(units.KNOWN),
    st.sampled_from(units.KNOWN),
)
def test_a_conversion_there_and_back_loses_nothing_R28(value: Decimal, one: str, two: str) -> None:
    there = units.convert(value, one, two)
    ratio = units.convert(Decimal(1), two, one)
    assert (there is None) is (ratio is None)
    if there is not None and ratio is not None:
        assert there * ratio == Fraction(value)


def test_a_promise_keeps_its_operator_through_a_conversion_R28() -> None:
    assert rules.bound_of(promise("C7", "< 0.005 %"), "1/10000") == Bound("<", Fraction(1, 2))
    assert rules.bound_of(promise("C4", "≤ 3 working_day"), "calendar_day") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("≤ 10 min", "≤10 min"),
        ("< 15.0 calendar_day", "<15.0 calendar_day"),
        ("≥ 99.95 %", "≥99.95 %"),
        ("= 1E+2 %", "=100 %"),
        ("≤ 0.00000001 ‰", "≤0.00000001 ‰"),
        ("= 1 yes_no", "是"),
        ("= 0 yes_no", "否"),
    ],
)
def test_a_promise_is_printed_as_written_R12(text: str, shown: str) -> None:
    assert rules.printed_promise([promise("X", text)]) == shown


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("≤ 15", "min", "≤15 min"),
        ("≥ 98.50", "%", "≥98.5 %"),
        ("≥100", "%", "≥100 %"),
        ("= 1", "yes_no", "是"),
        ("= 0", "yes_no", "否"),
        ("< 123456789012345.123456789012", "s", "<123456789012345.123456789012 s"),
        ("≤ -0.5", "%", "≤-0.5 %"),
    ],
)
def test_a_threshold_is_printed_without_loss_R12(text: str, unit: str, shown: str) -> None:
    assert rules.printed_bound(read(text), unit) == shown


@pytest.mark.parametrize(
    "text",
    [
        *(
            "15",
            "≤",
            "≤ 1e3",
            "≤ NaN",
            "≤ Infinity",
            "≤ 1.",
            "≤ .5",
            "≤ +1",
            "≤ 1,5",
            "<= 3",
            "~ 3",
        ),
        *("", "≤ １５", "≤ 1 2", "≤ 1\n2", "≤ 1234567890123456", "≤ 0.1234567890123"),
    ],
)
def test_what_is_no_exact_threshold_is_not_read_R28(text: str) -> None:
    assert rules.read_bound(text) is None
