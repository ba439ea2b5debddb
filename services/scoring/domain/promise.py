"""Promises and thresholds: what a text like “≤10 min” allows, compared exactly (R28).

A promise is the set of values it allows, a threshold the set of values it accepts. A level is
met when every value that the promise allows is accepted: “<12” and “=12” meet “≤12”, while
“≤12” does not meet “<12”.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from services.contracts.values import DeclaredValue

from . import units

#: Which way is better. An ordinal level and a yes are better when higher.
DIRECTIONS = ("higher", "lower", "boolean", "ordinal")

#: Enough for every threshold that can be read, whatever the caller's own precision is.
_EXACT = Context(prec=60, traps=[Inexact])
_BOUND = re.compile(r"([<≤=≥>])\s*(-?[0-9]{1,15}(?:\.[0-9]{1,12})?)")


@dataclass(frozen=True)
class Bound:
    """An operator and an exact value, in the indicator's unit."""

    operator: str
    value: Fraction

    def implies(self, other: "Bound") -> bool:
        """Tell whether every value this bound allows is allowed by ``other`` too."""
        if other.operator == "=":
            return self.operator == "=" and self.value == other.value
        if other.operator in {"≤", "<"}:
            if self.operator not in {"≤", "<", "="}:
                return False
            open_edge = other.operator == "<" and self.operator != "<"
            return self.value < other.value if open_edge else self.value <= other.value
        if self.operator not in {"≥", ">", "="}:
            return False
        open_edge = other.operator == ">" and self.operator != ">"
        return self.value > other.value if open_edge else self.value >= other.value


def read_bound(text: str) -> Bound | None:
    """Read a threshold such as ``≤ 15``; None when it is none."""
    found = _BOUND.fullmatch(text.strip())
    return Bound(found[1], Fraction(Decimal(found[2]))) if found else None


def bound_of(declared: DeclaredValue, unit: str) -> Bound | None:
    """Return a declared promise in the indicator's unit, None when its unit has no rule."""
    value = units.convert(declared.value, declared.unit, unit)
    return None if value is None else Bound(declared.operator, value)


def lower_is_better(direction: str) -> bool:
    """Tell which way is better."""
    return direction == "lower"


def points_right(bound: Bound, direction: str) -> bool:
    """Tell whether a promise bounds the side that matters: “≥5 minutes” does not (R28)."""
    return bound.operator in ({"<", "≤", "="} if lower_is_better(direction) else {">", "≥", "="})


def above(bound: Bound, baseline: Fraction, direction: str) -> bool:
    """Tell whether a promise is strictly better than a baseline; equal is not (R8 b, R28)."""
    return bound.implies(Bound("<" if lower_is_better(direction) else ">", baseline))


def as_good_as(baseline: Fraction, direction: str) -> Bound:
    """Return what is promised by whoever promises just the baseline."""
    return Bound("≤" if lower_is_better(direction) else "≥", baseline)


def at_least(bound: Bound, baseline: Fraction, direction: str) -> bool:
    """Tell whether a promise is no worse than a baseline."""
    return bound.implies(as_good_as(baseline, direction))


def is_worse(new: Bound, old: Bound, direction: str) -> bool:
    """Tell whether a new promise allows something worse than the old one did (R21 ground 2)."""
    strict = "<" if lower_is_better(direction) else ">"
    edge = old if old.operator == strict else as_good_as(old.value, direction)
    return not new.implies(edge)


def printed(operator: str, value: Decimal, unit: str) -> str:
    """Write a promise as a person reads it: ``≤10 min``; a yes or no as 是 or 否."""
    # “≥1” is no plain yes: it would not meet “= 1”, and a finding must show the difference.
    if unit == "yes_no" and operator == "=":
        return "是" if value == 1 else "否"
    return f"{operator}{value:f} {unit}"


def printed_promise(declared: DeclaredValue) -> str:
    """Write a declared promise as printed."""
    return printed(declared.operator, declared.value, declared.unit)


def decimal_text(value: Fraction) -> str:
    """Write an exact value as a plain decimal.

    Thresholds are read from decimals, so this always ends.
    """
    exact = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{exact.normalize(_EXACT):f}"


def printed_bound(bound: Bound, unit: str) -> str:
    """Write a threshold as a person reads it."""
    return printed(bound.operator, Decimal(decimal_text(bound.value)), unit)
