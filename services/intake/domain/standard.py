"""A declared standard across its revisions (R7, R31)."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.contracts.event import Event
from services.contracts.intake import StandardAbolished, StandardDeclared, StandardRevised
from services.contracts.values import DeclaredValue, Document, Reference

from .enterprise import Enterprise
from .refusals import EnterpriseUnknown, FieldWrong, StandardNotInForce, TextUnchanged
from .standard_number import read_number

OPERATORS = ("<", "≤", "=", "≥", ">")
#: More digits than any indicator needs; keeps exact arithmetic small for whoever compares.
MOST_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What an enterprise declares of a standard."""

    category: str
    platform: str
    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    covers: tuple[str, ...]
    references: tuple[Reference, ...]
    values: tuple[DeclaredValue, ...]
    document: Document


@dataclass(frozen=True)
class Standard:
    """A standard as it stands; ``abolished`` is the first day it is out of force."""

    standard: str
    enterprise: str
    category: str
    version: int
    number: str
    effective: date
    text_sha256: str
    abolished: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Tell whether it is in force on a day (现行有效)."""
        return self.effective <= day and (self.abolished is None or day < self.abolished)


def evolve(state: Standard | None, event: Event) -> Standard:
    """Apply one event of a standard's stream."""
    if isinstance(event, StandardDeclared | StandardRevised):
        return Standard(
            event.standard,
            event.enterprise,
            event.category,
            event.version,
            event.number,
            event.effective,
            event.text_sha256,
        )
    if state is not None and isinstance(event, StandardAbolished):
        return replace(state, abolished=event.abolished)
    raise ValueError(f"{event.TYPE} is no event of a standard here")


def text_sha256(declared: Declared) -> str:
    """Return the hash of the declared text and values, by which silent edits show (R31)."""
    # Where it is filed is no part of the text: filed anew, it is the same.
    filed = ("category", "platform", "record_number")
    text = {name: value for name, value in _plain(declared).items() if name not in filed}
    plain = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value if isinstance(value, int) else str(value)


def declare(
    *, standard: str, enterprise: Enterprise | None, declared: Declared
) -> StandardDeclared:
    """Declare a standard of a registered enterprise.

    :raises EnterpriseUnknown: when the enterprise has not registered.
    :raises FieldWrong: naming the field that cannot be right.
    """
    if enterprise is None:
        raise EnterpriseUnknown
    return StandardDeclared(
        standard=standard,
        version=1,
        enterprise=enterprise.enterprise,
        **_checked(declared),
        text_sha256=text_sha256(declared),
    )


def revise(state: Standard, *, declared: Declared) -> StandardRevised:
    """Replace the version in force; the old ones stay on record.

    :raises StandardNotInForce: when it was abolished, if only from a later day on.
    :raises TextUnchanged: when the text says the same.
    """
    if state.abolished is not None:
        raise StandardNotInForce(standard=state.standard, day=state.abolished.isoformat())
    if declared.category != state.category:
        raise _wrong("category", declared.category, state.category)
    new_hash = text_sha256(declared)
    if new_hash == state.text_sha256:
        raise TextUnchanged(standard=state.standard, version=state.version)
    return StandardRevised(
        standard=state.standard,
        version=state.version + 1,
        enterprise=state.enterprise,
        **_checked(declared),
        text_sha256=new_hash,
        replaces=state.number,
    )


def abolish(state: Standard, *, abolished: date, today: date) -> StandardAbolished:
    """Take a standard out of force from a day on, today or later.

    :raises StandardNotInForce: when it was abolished.
    :raises FieldWrong: for a day in the past.
    """
    if state.abolished is not None:
        raise StandardNotInForce(standard=state.standard, day=state.abolished.isoformat())
    if abolished < today:
        raise _wrong("abolished", abolished.isoformat(), f"≥ {today}")
    return StandardAbolished(
        standard=state.standard,
        version=state.version,
        enterprise=state.enterprise,
        abolished=abolished,
    )


def _checked(declared: Declared) -> dict[str, Any]:
    read_number(declared.number)
    if declared.effective < declared.published:
        raise _wrong("effective", declared.effective.isoformat(), f"≥ {declared.published}")
    for value in declared.values:
        _check_promise(value)
    _check_ends(declared.values)
    return {name: getattr(declared, name) for name in Declared.__dataclass_fields__}


def _check_ends(values: tuple[DeclaredValue, ...]) -> None:
    """One promise an indicator; a range is promised by its two ends, “≥18” and “≤26” (R28)."""
    for indicator, count in Counter(value.indicator for value in values).items():
        ends = [value for value in values if value.indicator == indicator]
        least = [value for value in ends if value.operator in {"≥", ">"}]
        most = [value for value in ends if value.operator in {"≤", "<"}]
        pair = len(least) == len(most) == 1 and count == 2  # noqa: PLR2004 - the two ends
        if count > 1 and not pair:
            raise _wrong("values", indicator, "一个值，或一下限一上限 one value, or two ends")
        if pair and (least[0].unit != most[0].unit or least[0].value > most[0].value):
            raise _wrong("values", indicator, "同一单位，下限 ≤ 上限 one unit, lower end ≤ upper")


def _check_promise(value: DeclaredValue) -> None:
    if value.operator not in OPERATORS:
        raise _wrong("values", f"{value.indicator} {value.operator}", " ".join(OPERATORS))
    _, digits, exponent = value.value.as_tuple()
    # A number that is not finite has a letter for its exponent.
    plain = isinstance(exponent, int) and -MOST_DIGITS <= exponent <= 0
    if not plain or len(digits) > MOST_DIGITS:
        found = f"{value.indicator} {value.value}"
        raise _wrong("values", found[:60], f"≤ {MOST_DIGITS} 位数字 digits")


def _wrong(field: str, found: str, expected: str) -> FieldWrong:
    return FieldWrong(field=field, found=found, expected=expected)
