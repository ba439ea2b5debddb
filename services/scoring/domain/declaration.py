"""A declared standard as the scheme sees it."""

from dataclasses import dataclass
from datetime import date

from services.contracts.intake import StandardDeclared, StandardRevised
from services.contracts.values import DeclaredValue


@dataclass(frozen=True)
class Declaration:
    """One version of a standard, with one promise per indicator."""

    standard: str
    version: int
    enterprise: str
    number: str
    name: str
    effective: date
    references: tuple[str, ...]
    values: dict[str, DeclaredValue]
    text_sha256: str


def declaration_of(event: StandardDeclared | StandardRevised) -> Declaration:
    """Return what a declaring event says of the standard."""
    return Declaration(
        standard=event.standard,
        version=event.version,
        enterprise=event.enterprise,
        number=event.number,
        name=event.name,
        effective=event.effective,
        references=tuple(reference.number for reference in event.references),
        values={value.indicator: value for value in event.values},
        text_sha256=event.text_sha256,
    )
