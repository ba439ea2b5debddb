"""Value types that several events carry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec import UNSET, UnsetType


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file in the document store, cited by content (SHA-256, hex) and never by place.

    ``size`` is in bytes.
    """

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class DeclaredValue:
    """What a standard's text promises for one indicator (R28).

    ``operator`` is one of ``<``, ``≤``, ``=``, ``≥``, ``>``; ``value`` is the exact decimal
    (booleans are 1 and 0); ``unit`` as printed; ``clause`` and ``page`` say where in the
    document the promise stands. A range is two of them for one indicator, ``≥`` and ``≤``.
    """

    indicator: str
    operator: str
    value: Decimal
    unit: str
    clause: str = ""
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A document that the standard cites normatively, e.g. ``JR/T 0068-2020``."""

    number: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A day on which something came true, and the document that shows it."""

    day: date
    document: Document


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product that a standard covers, by its model (型号) (R8 c).

    ``finalised`` proves that its design is final (定型), ``in_production`` that it is made in
    mass production (量产); None while that is not so.
    """

    model: str
    name: str
    finalised: Proof | None
    in_production: Proof | None


@dataclass(frozen=True, kw_only=True)
class Category:
    """One ranking category of a field: one board (R2)."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field (领域) of a season, with the role that takes its applications (R2, R9)."""

    code: str
    name: str
    applications_to: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A phase of a season, first and last day included, and the steps that belong to it (R1)."""

    code: str
    name: str
    first: date
    last: date
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pin:
    """The state of another service's log that a decision relied on.

    ``size`` and ``root`` (base64, RFC 6962) are the last signed checkpoint heard of it; before
    the first one ``root`` is empty and ``size`` is the furthest position heard, plus one.
    ``marks`` tells exactly what had been heard: for each partition of the service's topic the
    position of its last message, -1 for none. Older entries have none.
    """

    origin: str
    size: int
    root: str = ""
    marks: tuple[int, ...] | UnsetType = UNSET
