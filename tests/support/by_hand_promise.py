"""Promises held against thresholds by a few lines of their own (see by_hand.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Doc = Mapping[str, Any]
#: What one unit is of another, for the promises that are written in a unit of their own.
UNITS = {
    ("kJ/kg", "MJ/kg"): Fraction(1, 1000),
    ("g/m3", "mg/m3"): Fraction(1000),
    ("g/kg", "mg/kg"): Fraction(1000),
    ("kPa", "MPa"): Fraction(1, 1000),
    ("cm", "mm"): Fraction(10),
    ("‰", "%"): Fraction(1, 10),
    ("min", "h"): Fraction(1, 60),
}


@dataclass(frozen=True)
class Promise:
    """One end of what a standard promises, in the indicator's unit."""

    operator: str
    value: Fraction


def read(one: Doc, written: Sequence[str]) -> list[Promise]:
    """Return what is promised of an indicator, in its unit."""
    found = []
    for text in written:
        operator, value, unit = text.split(" ", 2)
        size = UNITS[unit, one["unit"]] if unit != one["unit"] else Fraction(1)
        found.append(Promise(operator, Fraction(value) * size))
    return found


def meets(ends: Sequence[Promise], threshold: str) -> bool:
    """Does every value that the promise allows meet “≥ 22”, “≤ 0.3”, “= 1” or “18..26”?"""
    if ".." in threshold:
        least, most = threshold.split("..")
        return meets(ends, f"≥ {least}") and meets(ends, f"≤ {most}")
    wanted, bound = threshold.split(" ")
    right = {"≥": "≥>=", "≤": "≤<=", "=": "="}[wanted]
    better = {"≥": Fraction.__ge__, "≤": Fraction.__le__, "=": Fraction.__eq__}[wanted]
    return any(end.operator in right and better(end.value, Fraction(bound)) for end in ends)


def is_above(ends: Sequence[Promise], core: Doc) -> bool:
    """Is the promise strictly better than the baseline? Equal is not above (R8 b)."""
    base, way = core["baseline"]["value"], core["direction"]
    if way == "range":
        return meets(ends, base) and {end.value for end in ends} != set(
            map(Fraction, base.split(".."))
        )
    (end,) = ends
    strict, right = ("<", "≤<=") if way == "lower" else (">", "≥>=")
    further = end.value < Fraction(base) if way == "lower" else end.value > Fraction(base)
    return (end.operator in right and further) or (
        end.operator == strict and end.value == Fraction(base)
    )
