"""Promises and thresholds: what a text like “≤10 min” allows, compared exactly (R28).

A promise is the set of values it allows, a threshold the set of values it accepts. A level is
met when every value that the promise allows is accepted: “<12” and “=12” meet “≤12”, while
“≤12” does not meet “<12”. A promise of two ends (“≥18 ≤26”) allows what both allow.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from services.contracts.values import DeclaredValue

from . import units

#: Which way is better. An ordinal level and a yes are better when higher.
DIRECTIONS = ("higher", "lower", "boolean", "ordinal")
#: Neither way: better is what stays within a narrower range.
RANGE = "range"
_UPPER, _LOWER = frozenset({"<", "≤"}), frozenset({">", "≥"})

#: Where nothing is promised.
MISSING = "—"
#: Enough for every threshold that can be read, whatever the caller's own precision is.
_EXACT = Context(prec=60, traps=[Inexact])
DECIMAL = r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?"
_BOUND = re.compile(rf"([<≤=≥>])\s*({DECIMAL})")
_SPAN = re.compile(rf"({DECIMAL})\s*\.\.\s*({DECIMAL})")


@dataclass(frozen=True)
class Bound:
    """An operator and an exact value, in the indicator's unit."""

    operator: str
    value: Fraction

    def implies(self, other: "Allowed") -> bool:
        """Tell whether every value this bound allows is allowed by ``other`` too."""
        if isinstance(other, Span):
            return self.implies(other.least) and self.implies(other.most)
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


@dataclass(frozen=True)
class Span:
    """Every value between two ends; never empty."""

    least: Bound
    most: Bound

    def implies(self, other: "Allowed") -> bool:
        """Tell whether every value of this span is allowed by ``other`` too."""
        if isinstance(other, Span):
            return self.implies(other.least) and self.implies(other.most)
        if other.operator == "=":
            return self.least.value == self.most.value == other.value
        return (self.most if other.operator in _UPPER else self.least).implies(other)


#: What a promise or a threshold allows.
Allowed = Bound | Span


@dataclass(frozen=True)
class Possible:
    """What values an indicator can have at all; None where the scheme names no end."""

    least: Fraction | None
    most: Fraction | None

    def meets(self, allowed: Allowed) -> bool:
        """Tell whether a promise allows any value that can be: “≥150 %” of branches does not."""
        if isinstance(allowed, Span):
            return self.meets(allowed.least) and self.meets(allowed.most)
        value = allowed.value
        if allowed.operator == "=":
            return (self.least is None or self.least <= value) and (
                self.most is None or value <= self.most
            )
        if allowed.operator in _UPPER:
            end, beyond = self.least, -1
        else:
            end, beyond = self.most, 1
        if end is None or value == end:
            return end is None or allowed.operator in {"≤", "≥"}
        return (value < end) == (beyond > 0)


def between(least: Bound, most: Bound) -> Span | None:
    """Return what both ends allow, None when that is nothing."""
    strict = least.operator == ">" or most.operator == "<"
    empty = least.value >= most.value if strict else least.value > most.value
    return None if empty else Span(least, most)


def read_span(text: str) -> Span | None:
    """Read a range such as ``18..26``, both ends included; None when it is none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    least, most = (Fraction(Decimal(end)) for end in found.groups())
    return between(Bound("≥", least), Bound("≤", most))


def read_bound(text: str) -> Bound | None:
    """Read a threshold such as ``≤ 15``; None when it is none."""
    found = _BOUND.fullmatch(text.strip())
    return Bound(found[1], Fraction(Decimal(found[2]))) if found else None


def bound_of(declared: DeclaredValue, unit: str) -> Bound | None:
    """Return a declared promise in the indicator's unit, None when its unit has no rule."""
    value = units.convert(declared.value, declared.unit, unit)
    return None if value is None else Bound(declared.operator, value)


def allowed_by(promised: Sequence[DeclaredValue], unit: str) -> Allowed | None:
    """Return what an indicator's promise allows, in its unit.

    None when nothing is promised, when a unit has no rule, or when no value would keep it.
    """
    bounds = [bound_of(one, unit) for one in promised]
    known = [one for one in bounds if one is not None]
    if not known or len(known) < len(bounds):
        return None
    if len(known) == 1:
        return known[0]
    ends = {one.operator in _LOWER: one for one in known}
    return between(ends[True], ends[False]) if len(ends) == len(known) else None


def lower_is_better(direction: str) -> bool:
    """Tell which way is better."""
    return direction == "lower"


def bound_for(allowed: Allowed, direction: str) -> Bound:
    """Return the end of a promise that matters where one way is better."""
    if isinstance(allowed, Bound):
        return allowed
    return allowed.most if lower_is_better(direction) else allowed.least


def points_right(allowed: Allowed, direction: str) -> bool:
    """Tell whether a promise bounds the side that matters: “≥5 minutes” does not (R28).

    In a range both sides matter.
    """
    if isinstance(allowed, Span):
        return True
    if direction == RANGE:
        return allowed.operator == "="
    return allowed.operator in ({"<", "≤", "="} if lower_is_better(direction) else {">", "≥", "="})


def above(allowed: Allowed, baseline: Fraction | Span, direction: str) -> bool:
    """Tell whether a promise is strictly better than a baseline; equal is not (R8 b, R28)."""
    if isinstance(baseline, Span):
        return allowed.implies(baseline) and not baseline.implies(allowed)
    return allowed.implies(Bound("<" if lower_is_better(direction) else ">", baseline))


def as_good_as(baseline: Fraction | Span, direction: str) -> Allowed:
    """Return what is promised by whoever promises just the baseline."""
    if isinstance(baseline, Span):
        return baseline
    return Bound("≤" if lower_is_better(direction) else "≥", baseline)


def at_least(allowed: Allowed, baseline: Fraction | Span, direction: str) -> bool:
    """Tell whether a promise is no worse than a baseline."""
    return allowed.implies(as_good_as(baseline, direction))


def is_worse(new: Allowed, old: Allowed, direction: str) -> bool:
    """Tell whether a new promise allows something worse than the old one did (R21 ground 2)."""
    if direction == RANGE:
        return not new.implies(old)
    end = bound_for(old, direction)
    strict = "<" if lower_is_better(direction) else ">"
    edge = end if end.operator == strict else as_good_as(end.value, direction)
    return not new.implies(edge)


def printed(operator: str, value: Decimal, unit: str) -> str:
    """Write a promise as a person reads it: ``≤10 min``; a yes or no as 是 or 否."""
    # “≥1” is no plain yes: it would not meet “= 1”, and a finding must show the difference.
    if unit == "yes_no" and operator == "=":
        return "是" if value == 1 else "否"
    return f"{operator}{value:f} {unit}"


def printed_promise(promised: Sequence[DeclaredValue]) -> str:
    """Write a declared promise as printed, both ends of it; ``—`` where there is none."""
    return " ".join(printed(one.operator, one.value, one.unit) for one in promised) or MISSING


def decimal_text(value: Fraction) -> str:
    """Write an exact value as a plain decimal.

    Thresholds are read from decimals, so this always ends.
    """
    exact = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{exact.normalize(_EXACT):f}"


def printed_bound(allowed: Allowed, unit: str) -> str:
    """Write a threshold as a person reads it."""
    if isinstance(allowed, Span):
        return f"{printed_bound(allowed.least, unit)} {printed_bound(allowed.most, unit)}"
    return printed(allowed.operator, Decimal(decimal_text(allowed.value)), unit)
