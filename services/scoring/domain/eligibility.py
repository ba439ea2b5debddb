"""May a standard enter the ranking (R8)? Every finding names ground, indicator and clause.

(a) 格式规范: in force by the reference date and citing documents in force. (b) 水平: no core
indicator below its baseline, at least one strictly above (equal is not above), each at three
stars or better. (c) of a service 广泛提供, of a product 量产的定型产品: every model that the
standard covers is final and in mass production. And the basic indicators, which are met or not.
"""

import re
import unicodedata
from collections.abc import Iterator

from services.contracts.scoring import Finding
from services.contracts.values import Proof

from .declaration import Declaration
from .promise import (
    MISSING,
    RANGE,
    Bound,
    Possible,
    above,
    allowed_by,
    as_good_as,
    at_least,
    points_right,
    printed_bound,
    printed_promise,
)
from .scheme import NO_POINTS, PRODUCT, Core, Requirement, Scheme

FORM, LEVEL, AVAILABILITY, PRODUCTION, BASIC, IMPOSSIBLE = (
    "form",
    "level",
    "availability",
    "production",
    "basic",
    "impossible",
)


def judge(scheme: Scheme, declaration: Declaration) -> tuple[Finding, ...]:
    """Return why the standard may not be ranked; empty when it may."""
    return (
        *_form(scheme, declaration),
        *_impossible(scheme, declaration),
        *(f for one in scheme.basic for f in _required(BASIC, one, declaration)),
        *(f for one in scheme.availability for f in _required(AVAILABILITY, one, declaration)),
        *_production(scheme, declaration),
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


def _impossible(scheme: Scheme, declaration: Declaration) -> Iterator[Finding]:
    """A promise that no value could keep is no promise: “≥150 %”, “≤-5 min”."""
    for one in scheme.indicators():
        promised = declaration.promised(one.code)
        allowed = allowed_by(promised, one.unit)
        if allowed is not None and one.possible and not one.possible.meets(allowed):
            yield Finding(
                ground=IMPOSSIBLE,
                indicator=one.code,
                declared=printed_promise(promised),
                required=_printed_possible(one.possible, one.unit),
                clause="R28",
            )


def _printed_possible(possible: Possible, unit: str) -> str:
    ends = [Bound("≥", possible.least)] if possible.least is not None else []
    ends += [Bound("≤", possible.most)] if possible.most is not None else []
    return " ".join(printed_bound(end, unit) for end in ends)


def _required(ground: str, one: Requirement, declaration: Declaration) -> Iterator[Finding]:
    promised = declaration.promised(one.code)
    allowed = allowed_by(promised, one.unit)
    if allowed is None or not allowed.implies(one.require):
        yield Finding(
            ground=ground,
            indicator=one.code,
            declared=printed_promise(promised),
            required=printed_bound(one.require, one.unit),
            clause=one.clause,
        )


def _production(scheme: Scheme, declaration: Declaration) -> Iterator[Finding]:
    """Of a product scheme: models are named, and each is final and in mass production in time."""
    if scheme.subject != PRODUCT:
        return
    if not declaration.products:
        yield _not_made("products", None, "型号 models")
    for product in declaration.products:
        for proof, state in (
            (product.finalised, "定型 final"),
            (product.in_production, "量产 in mass production"),
        ):
            if proof is None or proof.day > scheme.reference_date:
                yield _not_made(product.model, proof, f"{state} ≤{scheme.reference_date}")


def _not_made(model: str, proof: Proof | None, required: str) -> Finding:
    declared = MISSING if proof is None else proof.day.isoformat()
    return Finding(
        ground=PRODUCTION, indicator=model, declared=declared, required=required, clause="R8"
    )


def _level(core: Core, declaration: Declaration) -> Iterator[Finding]:
    """A core indicator must be promised, the right way round, no worse than its baseline, ★3."""
    promised = declaration.promised(core.code)
    if not promised and core.missing == NO_POINTS:
        return
    allowed = allowed_by(promised, core.unit)
    enough = (
        allowed is not None
        and points_right(allowed, core.direction)
        and at_least(allowed, core.baseline.value, core.direction)
        and allowed.implies(core.levels[3])
    )
    if not enough:
        # A scheme may grade more mildly than the baseline; then the baseline is what was missed.
        asked = core.levels[3]
        if not at_least(asked, core.baseline.value, core.direction):
            asked = as_good_as(core.baseline.value, core.direction)
        yield Finding(
            ground=LEVEL,
            indicator=core.code,
            declared=printed_promise(promised),
            required=printed_bound(asked, core.unit),
            clause=core.baseline.cited,
        )


def _none_above(scheme: Scheme, declaration: Declaration) -> Iterator[Finding]:
    for core in scheme.core:
        allowed = allowed_by(declaration.promised(core.code), core.unit)
        if allowed is not None and above(allowed, core.baseline.value, core.direction):
            return
    first = scheme.core[0]
    sign = {"lower": "<", RANGE: "⊂"}.get(first.direction, ">")
    yield Finding(
        ground=LEVEL,
        indicator="all",
        declared="=",
        required=f"{sign} baseline of at least one core indicator",
        clause=first.baseline.cited,
    )
