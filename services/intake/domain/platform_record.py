"""What the public standards platform shows of a standard, held against what was declared (R31).

Platforms let a text be edited without a new number or version, so the fields are compared one by
one and the whole by the hash that a declaration has. Order in a list is no part of the text, nor
are the zeros at the end of a decimal.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from services.contracts.intake import PlatformDifference
from services.contracts.values import DeclaredValue, Document, Reference

from .standard import Declared, text_sha256

#: Enough to see what was changed; an event has its size.
MOST_DIFFERENCES, MOST_CHARACTERS = 20, 200
_NOT_SHOWN = "—"
_FILED = frozenset({"category", "platform", "record_number"})
T = TypeVar("T", bound=str | Reference | DeclaredValue)


@dataclass(frozen=True, kw_only=True)
class PlatformRecord:
    """A record as the platform shows it now.

    ``abolished`` is the first day out of force, None while it is in force; ``document_sha256`` is
    of the text's very bytes.
    """

    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    abolished: date | None
    covers: tuple[str, ...]
    references: tuple[Reference, ...]
    values: tuple[DeclaredValue, ...]
    document_sha256: str


@dataclass(frozen=True)
class Gone:
    """The platform says that it has no such record."""


Shown = PlatformRecord | Gone


@dataclass(frozen=True)
class Comparison:
    """How a record stands to a declaration: the hash of what is shown, and what differs."""

    found_sha256: str
    differences: tuple[PlatformDifference, ...]


def compare(declared: Declared, record: PlatformRecord) -> Comparison:
    """Hold a record against a declaration, field by field.

    What a platform does not show of a document, size and media type, is taken as declared.
    """
    shown = replace(
        declared,
        number=record.number,
        name=record.name,
        edition=record.edition,
        published=record.published,
        effective=record.effective,
        covers=_in_order(declared.covers, record.covers),
        references=_in_order(declared.references, record.references),
        values=_in_order(declared.values, record.values),
        document=replace(declared.document, sha256=record.document_sha256),
    )
    found = text_sha256(shown)
    if found == text_sha256(declared):
        return Comparison(found, ())
    return Comparison(found, tuple(_differences(declared, shown)))


def _in_order(declared: tuple[T, ...], shown: tuple[T, ...]) -> tuple[T, ...]:
    """Return what was declared where the same is shown in another order or with other zeros."""
    return declared if Counter(declared) == Counter(shown) else shown


def _differences(declared: Declared, shown: Declared) -> Iterable[PlatformDifference]:
    for field in fields(Declared):
        before, after = getattr(declared, field.name), getattr(shown, field.name)
        if field.name in _FILED or before == after:
            continue
        if field.name == "values":
            yield from _of_values(before, after)
        else:
            yield _difference(field.name, _told(before), _told(after))


def _of_values(
    declared: tuple[DeclaredValue, ...], shown: tuple[DeclaredValue, ...]
) -> Iterable[PlatformDifference]:
    for indicator in dict.fromkeys(value.indicator for value in (*declared, *shown)):
        before = [value for value in declared if value.indicator == indicator]
        after = [value for value in shown if value.indicator == indicator]
        if Counter(before) != Counter(after):
            yield _difference(f"values.{indicator}", _told(before), _told(after))


def _difference(field: str, declared: str, shown: str) -> PlatformDifference:
    return PlatformDifference(
        field=field[:MOST_CHARACTERS],
        declared=declared[:MOST_CHARACTERS],
        shown=shown[:MOST_CHARACTERS],
    )


def _told(value: Any) -> str:
    """Tell a field of a declaration in words; a list's parts one after another."""
    if isinstance(value, tuple | list):
        return "；".join(_told(one) for one in value) or _NOT_SHOWN
    if isinstance(value, DeclaredValue):
        place = f"{value.clause} p.{value.page}"
        return f"{value.operator}{value.value} {value.unit} ({place})"
    if isinstance(value, Reference):
        return f"{value.number}《{value.title}》" if value.title else value.number
    if isinstance(value, Document):
        return value.sha256
    return str(value) or _NOT_SHOWN
