"""A declared standard as the scheme sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.contracts.intake import StandardDeclared, StandardRevised
from services.contracts.values import DeclaredValue, Product


@dataclass(frozen=True)
class Declaration:
    """One version of a standard, with one promise per indicator.

    ``ends`` has the other end of a promise of two: “≥18 ≤26” stands in ``values`` and ``ends``.
    ``products`` are those that the version covers, none for a service.
    """

    standard: str
    version: int
    enterprise: str
    number: str
    name: str
    effective: date
    references: tuple[str, ...]
    values: dict[str, DeclaredValue]
    text_sha256: str
    ends: dict[str, DeclaredValue] = field(default_factory=dict)
    products: tuple[Product, ...] = ()

    def promised(self, indicator: str) -> tuple[DeclaredValue, ...]:
        """Return an indicator's promise: nothing, one value, or two ends."""
        both = (self.values.get(indicator), self.ends.get(indicator))
        return tuple(one for one in both if one is not None)

    def promising(self, indicator: str, promised: Sequence[DeclaredValue]) -> "Declaration":
        """Return the same standard, had it promised this instead."""
        values = {**self.values, indicator: promised[0]}
        ends = {code: end for code, end in self.ends.items() if code != indicator}
        if len(promised) > 1:
            ends[indicator] = promised[1]
        return replace(self, values=values, ends=ends)


def declaration_of(
    event: StandardDeclared | StandardRevised, products: tuple[Product, ...] = ()
) -> Declaration:
    """Return what a declaring event, and the products linked to its version, say of a standard."""
    values: dict[str, DeclaredValue] = {}
    ends: dict[str, DeclaredValue] = {}
    for value in event.values:
        (ends if value.indicator in values else values)[value.indicator] = value
    return Declaration(
        standard=event.standard,
        version=event.version,
        enterprise=event.enterprise,
        number=event.number,
        name=event.name,
        effective=event.effective,
        references=tuple(reference.number for reference in event.references),
        values=values,
        text_sha256=event.text_sha256,
        ends=ends,
        products=products,
    )
