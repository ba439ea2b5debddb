"""Exact conversion of units: by a rule, or not at all (R28).

A calendar day is not a working day, and no rule makes it one.
"""

from decimal import Decimal
from fractions import Fraction

#: unit -> (kind, how many of the kind's base unit it is).
_UNITS: dict[str, tuple[str, Fraction]] = {
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1_000)),
    "1/10000": ("share", Fraction(1, 10_000)),
    "s": ("time", Fraction(1)),
    "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3_600)),
    "calendar_day": ("calendar day", Fraction(1)),
    "working_day": ("working day", Fraction(1)),
    "month": ("month", Fraction(1)),
    "count": ("count", Fraction(1)),
    "h/person": ("hours a person", Fraction(1)),
    "level": ("level", Fraction(1)),
    "yes_no": ("yes or no", Fraction(1)),
    # Of products. Each kind is new with them, so no promise made before converts otherwise now.
    # No "m": it is written for minutes and months as well.
    "mm": ("length", Fraction(1)),
    "cm": ("length", Fraction(10)),
    "g": ("mass", Fraction(1, 1_000)),
    "kg": ("mass", Fraction(1)),
    "t": ("mass", Fraction(1_000)),
    "mL": ("volume", Fraction(1, 1_000)),
    "L": ("volume", Fraction(1)),
    "kJ": ("energy", Fraction(1)),
    "MJ": ("energy", Fraction(1_000)),
    "kWh": ("energy", Fraction(3_600)),
    "kJ/kg": ("energy of a mass", Fraction(1)),
    "MJ/kg": ("energy of a mass", Fraction(1_000)),
    "W": ("power", Fraction(1)),
    "kW": ("power", Fraction(1_000)),
    "kPa": ("pressure", Fraction(1)),
    "MPa": ("pressure", Fraction(1_000)),
    "mg/kg": ("mass in a mass", Fraction(1)),
    "g/kg": ("mass in a mass", Fraction(1_000)),
    "mg/m3": ("mass in a volume", Fraction(1)),
    "g/m3": ("mass in a volume", Fraction(1_000)),
    "°C": ("temperature", Fraction(1)),
    "dB(A)": ("sound level", Fraction(1)),
}

KNOWN = tuple(_UNITS)


def convert(value: Decimal, unit: str, into: str) -> Fraction | None:
    """Return ``value`` of ``unit`` in the unit ``into``, exactly; None when no rule converts it."""
    if unit not in _UNITS or into not in _UNITS:
        return None
    kind, size = _UNITS[unit]
    into_kind, into_size = _UNITS[into]
    if kind != into_kind:
        return None
    return Fraction(value) * size / into_size
