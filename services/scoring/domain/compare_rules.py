"""What differs between two schemes, field by field: whatever changes a meaning is told (R5, R12)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from fractions import Fraction
from types import NoneType
from typing import Any

from .cause import ADDED, REMOVED, RULE, THRESHOLD, WEIGHT, Cause
from .promise import Bound, Possible, Span, decimal_text, printed_bound
from .scheme import Baseline, Core, Innovation, Requirement, Scheme

Indicator = Requirement | Core | Innovation
_LISTS = ("basic", "availability", "core", "innovation")
#: Told on their own, or by something else: levels and weight; the code is what is compared by.
_OWN_KIND = frozenset({"code", "levels", "weight"})


def differences(one: Scheme, other: Scheme) -> tuple[Cause, ...]:
    """Return what differs between two schemes; nothing when their hashes are the same.

    An indicator that moved to another class, say from basic to core, is gone and new.
    """
    causes = []
    for name in _LISTS:
        mine = {indicator.code: indicator for indicator in getattr(one, name)}
        its = {indicator.code: indicator for indicator in getattr(other, name)}
        causes += [Cause(REMOVED, code, before=mine[code].name) for code in mine.keys() - its]
        causes += [Cause(ADDED, code, after=its[code].name) for code in its.keys() - mine]
        for code in mine.keys() & its.keys():
            causes += _of_indicator(mine[code], its[code])
        if list(mine) != list(its) and set(mine) == set(its):
            causes.append(Cause(RULE, name, ", ".join(mine), ", ".join(its)))
    for field in fields(Scheme):
        if field.name not in _LISTS and field.compare:
            causes += _of_field(field.name, getattr(one, field.name), getattr(other, field.name))
    return tuple(sorted(causes, key=lambda cause: (cause.kind, cause.indicator, cause.before)))


def _of_indicator(mine: Indicator, its: Indicator) -> Iterator[Cause]:
    if isinstance(mine, Core) and isinstance(its, Core):
        for level in mine.levels:
            was = printed_bound(mine.levels[level], mine.unit)
            now = printed_bound(its.levels[level], its.unit)
            if was != now:
                yield Cause(THRESHOLD, mine.code, was, now, stars=(level, level))
        if mine.weight != its.weight:
            yield Cause(WEIGHT, mine.code, str(mine.weight), str(its.weight))
    for field in fields(mine):
        if field.name not in _OWN_KIND:
            was = told(getattr(mine, field.name), mine.unit)
            now = told(getattr(its, field.name), its.unit)
            if was != now:
                yield Cause(RULE, f"{mine.code} {field.name}", was, now)


def _of_field(name: str, mine: Any, its: Any) -> Iterator[Cause]:
    if mine != its:
        yield Cause(RULE, name, told(mine), told(its))


def told(value: Any, unit: str = "") -> str:
    """Write a field of a scheme as a person reads it, empty for none.

    :param unit: of the indicator that it belongs to.
    """
    for kind, write in _WRITTEN:
        if isinstance(value, kind):
            return write(value, unit)
    return ", ".join(f"{one.name} {told(getattr(value, one.name))}" for one in fields(value))


def _possible(value: Possible, unit: str) -> str:
    least, most = (told(end, unit) or "—" for end in (value.least, value.most))
    return f"{least} … {most}"


#: How each kind of value is written; what is none of them is written field by field.
_WRITTEN: tuple[tuple[Any, Callable[[Any, str], str]], ...] = (
    (NoneType, lambda _, __: ""),
    (bool, lambda value, _: "true" if value else "false"),
    (str | int, lambda value, _: str(value)),
    (Fraction, lambda value, unit: f"{decimal_text(value)} {unit}".strip()),
    (Bound | Span, printed_bound),
    (Possible, _possible),
    (Baseline, lambda value, unit: f"{told(value.value, unit)} ({value.cited}, {value.origin})"),
    (date, lambda value, _: value.isoformat()),
    (Mapping, lambda value, _: ", ".join(f"{one} → {to}" for one, to in sorted(value.items()))),
    (Sequence, lambda value, _: ", ".join(told(one) for one in value)),
)
