"""A declared standard across its revisions (R7, R31)."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.contracts.event import Event
from services.contracts.in_force import version_in_force
from services.contracts.intake import (
    ProductsLinked,
    StandardAbolished,
    StandardDeclared,
    StandardRevised,
)
from services.contracts.promised import asked_instead
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
class Text:
    """One version of a standard: the text and the first day it is in force."""

    version: int
    number: str
    effective: date
    text_sha256: str


@dataclass(frozen=True)
class Standard:
    """A standard as it stands, with every version of its text.

    ``abolished`` is the first day it is out of force.
    """

    standard: str
    enterprise: str
    category: str
    texts: tuple[Text, ...]
    abolished: date | None = None

    @property
    def newest(self) -> Text:
        """The version declared last, in force or not yet."""
        return self.texts[-1]

    def text_on(self, day: date) -> Text:
        """Return the text that counts on a day; before any is in force, the newest (R7)."""
        found = version_in_force(((one.version, one.effective) for one in self.texts), day)
        return next((one for one in self.texts if one.version == found), self.newest)

    def in_force_on(self, day: date) -> bool:
        """Tell whether it is in force on a day (现行有效)."""
        begun = self.text_on(day).effective <= day
        return begun and (self.abolished is None or day < self.abolished)


def evolve(state: Standard | None, event: Event) -> Standard:
    """Apply one event of a standard's stream."""
    if isinstance(event, StandardDeclared | StandardRevised):
        text = Text(event.version, event.number, event.effective, event.text_sha256)
        before = state.texts if state else ()
        return Standard(event.standard, event.enterprise, event.category, (*before, text))
    if state is not None and isinstance(event, StandardAbolished):
        return replace(state, abolished=event.abolished)
    if state is not None and isinstance(event, ProductsLinked):
        return state
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
    """Replace the version before, from the new one's effective day on; old ones stay on record.

    :raises StandardNotInForce: when it was abolished, if only from a later day on.
    :raises TextUnchanged: when the text says the same.
    """
    if state.abolished is not None:
        raise StandardNotInForce(standard=state.standard, day=state.abolished.isoformat())
    if declared.category != state.category:
        raise _wrong("category", declared.category, state.category)
    new_hash, before = text_sha256(declared), state.newest
    if new_hash == before.text_sha256:
        raise TextUnchanged(standard=state.standard, version=before.version)
    return StandardRevised(
        standard=state.standard,
        version=before.version + 1,
        enterprise=state.enterprise,
        **_checked(declared),
        text_sha256=new_hash,
        replaces=before.number,
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
        version=state.newest.version,
        enterprise=state.enterprise,
        abolished=abolished,
    )


def abolished_on_platform(state: Standard, abolished: date) -> StandardAbolished | None:
    """Take over that the platform shows a standard as abolished, from whatever day; once (R7)."""
    if state.abolished is not None:
        return None
    return StandardAbolished(
        standard=state.standard,
        version=state.newest.version,
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
    for indicator in dict.fromkeys(value.indicator for value in values):
        expected = asked_instead([value for value in values if value.indicator == indicator])
        if expected is not None:
            raise _wrong("values", indicator, expected)


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
