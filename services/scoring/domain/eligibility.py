"""May a standard enter the ranking (R8)? Every finding names ground, indicator and clause.

(a) 格式规范: in force by the reference date and citing documents in force. (b) 水平: no core
indicator below its baseline, at least one strictly above (equal is not above), each at three
stars or better. (c) 广泛提供. And the basic indicators, which are met or not.
"""

import re
import unicodedata
from collections.abc import Iterator

from services.contracts.scoring import Finding

from .declaration import Declaration
from .promise import (
    above,
    as_good_as,
    at_least,
    bound_of,
    points_right,
    printed_bound,
    printed_promise,
)
from .scheme import Core, Requirement, Scheme

FORM, LEVEL, AVAILABILITY, BASIC = "form", "level", "availability", "basic"
MISSING = "—"


def judge(scheme: Scheme, declaration: Declaration) -> tuple[Finding, ...]:
    """Return why the standard may not be ranked; empty when it may."""
    return (
        *_form(scheme, declaration),
        *(f for one in scheme.basic for f in _required(BASIC, one, declaration)),
        *(f for one in scheme.availability for f in _required(AVAILABILITY, one, declaration)),
        *(f for core in scheme.core for f in _level(core, declaration)),
        *_none_above(scheme, declaration),
    )


def _form(scheme: Scheme, declaration: Declaration) -> Iterator[Finding]:
    if declaration.effective > scheme.reference_date:
        yield Finding(
            ground=FORM,
            indicator="effective",
            declared=declaration.effective.isoformat(),
            required=f"≤{scheme.reference_date.isoformat()}",
            clause="R7",
        )
    superseded = {_as_cited(old): new for old, new in scheme.superseded.items()}
    for number in declaration.references:
        if in_force := superseded.get(_as_cited(number)):
            yield Finding(
                ground=FORM, indicator="reference", declared=number, required=in_force, clause="R8"
            )


def _as_cited(number: str) -> str:
    """Return a document's number without what print varies: spaces, dashes, width, case."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[‐‒–—―−]", "-", re.sub(r"\s+", "", plain))


def _required(ground: str, one: Requirement, declaration: Declaration) -> Iterator[Finding]:
    declared = declaration.values.get(one.code)
    bound = bound_of(declared, one.unit) if declared else None
    if bound is None or not bound.implies(one.require):
        yield Finding(
            ground=ground,
            indicator=one.code,
            declared=printed_promise(declared) if declared else MISSING,
            required=printed_bound(one.require, one.unit),
            clause=one.clause,
        )


def _level(core: Core, declaration: Declaration) -> Iterator[Finding]:
    """A core indicator must be promised, the right way round, no worse than its baseline, ★3."""
    declared = declaration.values.get(core.code)
    bound = bound_of(declared, core.unit) if declared else None
    enough = (
        bound is not None
        and points_right(bound, core.direction)
        and at_least(bound, core.baseline.value, core.direction)
        and bound.implies(core.levels[3])
    )
    if not enough:
        # A scheme may grade more mildly than the baseline; then the baseline is what was missed.
        asked = core.levels[3]
        if not at_least(asked, core.baseline.value, core.direction):
            asked = as_good_as(core.baseline.value, core.direction)
        yield Finding(
            ground=LEVEL,
            indicator=core.code,
            declared=printed_promise(declared) if declared else MISSING,
            required=printed_bound(asked, core.unit),
            clause=core.baseline.cited,
        )


def _none_above(scheme: Scheme, declaration: Declaration) -> Iterator[Finding]:
    for core in scheme.core:
        declared = declaration.values.get(core.code)
        bound = bound_of(declared, core.unit) if declared else None
        if bound is not None and above(bound, core.baseline.value, core.direction):
            return
    first = scheme.core[0]
    sign = "<" if first.direction == "lower" else ">"
    yield Finding(
        ground=LEVEL,
        indicator="all",
        declared="=",
        required=f"{sign} baseline of at least one core indicator",
        clause=first.baseline.cited,
    )
