"""The records of a folder, as a person wrote them."""

import re
from datetime import date
from typing import Literal

import msgspec

#: Roles an actor may hold; an enterprise's role is always ``enterprise``.
Role = Literal[
    "bureau",
    "central_bank",
    "county_bureau",
    "working_group",
    "evaluation_body",
    "regulator",
    "auditor",
    "credit_consumer",
]
_PROMISE = re.compile(r"([<≤=≥>])\s*(-?[0-9]+(?:\.[0-9]+)?)\s+(\S.*)")


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all records: a misspelt field is a mistake, not a field left out."""


class Category(Record, frozen=True, kw_only=True):
    """A ranking category."""

    code: str
    name: str


class Field(Record, frozen=True, kw_only=True):
    """A field of the season and the role that takes its applications (R2, R9)."""

    code: str
    name: str
    applications_to: str
    categories: tuple[Category, ...]


class Phase(Record, frozen=True, kw_only=True):
    """A phase with its first and last day and the steps that belong to it (R1)."""

    code: str
    name: str
    first: date
    last: date
    steps: tuple[str, ...]


class Season(Record, frozen=True, kw_only=True):
    """A season (R1). ``invited`` lists USCCs, or is ``all enterprises`` of the folder (R9)."""

    season: str
    year: int
    region: str
    name: str
    profile: str
    fields: tuple[Field, ...]
    phases: tuple[Phase, ...]
    invited: Literal["all enterprises"] | tuple[str, ...]
    notice_working_days: int
    hearing_working_days: int
    title_years: int
    legal_basis: tuple[str, ...]


class Actor(Record, frozen=True, kw_only=True):
    """An office: its name in the story, its account, organisation and role."""

    id: str
    account: str
    organisation: str
    name: str
    role: Role


class Reference(Record, frozen=True, kw_only=True):
    """A document that a standard cites."""

    number: str
    title: str


class Value(Record, frozen=True, kw_only=True):
    """What a standard promises for one indicator (R28), written as ``≤ 6 min``."""

    indicator: str
    promise: str
    clause: str
    page: int

    def parts(self) -> tuple[str, str, str] | None:
        """Return operator, exact decimal and unit as written; None when it is no promise."""
        found = _PROMISE.fullmatch(self.promise)
        return (found[1], found[2], found[3]) if found else None


class Product(Record, frozen=True, kw_only=True):
    """A product that a standard covers, and since when it is final and in mass production (R8 c).

    A day that is left out has not come.
    """

    model: str
    name: str
    finalised: date | None = None
    in_production: date | None = None


class Text(Record, frozen=True, kw_only=True):
    """One version of a declared standard (R7)."""

    platform: str
    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    covers: tuple[str, ...]
    references: tuple[Reference, ...]
    values: tuple[Value, ...]
    products: tuple[Product, ...] = ()


class Standard(Text, frozen=True, kw_only=True):
    """An enterprise's standard for a category: the text declared first, and its later revisions.

    ``story`` says in words what the example is there for.
    """

    category: str
    story: str
    revisions: tuple[Text, ...] = ()


class Enterprise(Record, frozen=True, kw_only=True):
    """A fictitious enterprise with its standards."""

    id: str
    uscc: str
    name: str
    kind: str
    region: str
    standards: tuple[Standard, ...]


class Scheme(Record, frozen=True, kw_only=True):
    """What the loader must know of a scheme: its text as it is sent, and its indicators.

    ``units`` maps every indicator's code to its unit; ``items`` are the pieces of evidence it
    asks leaders for (R14).
    """

    category: str
    document: str
    units: dict[str, str]
    items: tuple[str, ...]
