"""An evaluation scheme: indicators, levels, weights, tie-breaks, the leader rule (R5, R6, R29).

A scheme is a value; its content hash is over a canonical form, so that layout and comments of
the document do not change it and any change of meaning does.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from .promise import Allowed, Bound, Possible, Span, decimal_text

#: Versions of the scoring rules. A scheme without one is of version 1, which stays as it is, so
#: that an old board can be derived again; 2 adds ranges, what is possible, what a missing promise
#: does, and tells “<50” from “≤50” where a tie-break compares values.
ENGINES = (1, 2)
#: What a missing promise of a core indicator does: the standard is not ranked, or the indicator
#: brings nothing.
EXCLUDED, NO_POINTS = "excluded", "no_points"
WEIGHTED, STAR_MINIMUM = "weighted", "star_minimum"
FAMILIES = (WEIGHTED, STAR_MINIMUM)
#: What a scheme's standards are for: R8 (c) asks another thing of a product than of a service.
SERVICE, PRODUCT = "service", "product"
SUBJECTS = (SERVICE, PRODUCT)
STARS = (3, 4, 5)
#: A ranking needs at least this many core indicators (R29).
LEAST_CORE = 3


@dataclass(frozen=True)
class Requirement:
    """A basic or availability indicator: met or not (R6, R8 c).

    ``possible``, here and below, is None in schemes of version 1.
    """

    code: str
    name: str
    unit: str
    require: Bound
    clause: str
    origin: str
    possible: Possible | None = None


@dataclass(frozen=True)
class Baseline:
    """What a national or industry standard asks, with its clause (R8 b)."""

    value: Fraction | Span
    document: str
    clause: str
    origin: str

    @property
    def cited(self) -> str:
        """Document and clause."""
        return f"{self.document} {self.clause}"


@dataclass(frozen=True)
class Core:
    """A core indicator: graded three, four or five stars. ``weight`` is 0 in star schemes."""

    code: str
    name: str
    unit: str
    direction: str
    weight: int
    baseline: Baseline
    levels: dict[int, Allowed]
    origin: str
    possible: Possible | None = None
    missing: str = EXCLUDED


@dataclass(frozen=True)
class Innovation:
    """An innovation item: one point at the average level, two at the advanced one."""

    code: str
    name: str
    unit: str
    average: Bound
    advanced: Bound
    origin: str
    possible: Possible | None = None


@dataclass(frozen=True)
class LeaderRule:
    """Who may lead and how many (R13); ``at_tie`` is ``all`` or ``none`` of those on the cut."""

    min_star: int
    min_composite: Fraction
    max_share_percent: int
    max_count: int
    at_tie: str
    reason: str


@dataclass(frozen=True)
class Scheme:
    """One scheme. Two schemes with the same :attr:`sha256` rank alike."""

    season: str
    category: str
    name: str
    family: str
    reference_date: date
    superseded: dict[str, str]
    basic: tuple[Requirement, ...]
    availability: tuple[Requirement, ...]
    core: tuple[Core, ...]
    innovation: tuple[Innovation, ...]
    innovation_cap: int
    advanced_needed: int
    tie_breaks: tuple[str, ...]
    leaders: LeaderRule
    evidence: tuple[str, ...]
    several_standards: bool
    engine: int = 1
    subject: str = SERVICE
    # Not given to the initialiser, so that a changed copy (`replace`) starts without a hash.
    _hash: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The scheme's id, which is also its board's."""
        return f"{self.season}.{self.category}"

    def canonical(self) -> bytes:
        """Return the canonical form: sorted keys, no white space, decimals as text."""
        return json.dumps(
            _plain(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()

    @property
    def sha256(self) -> str:
        """The content hash, hex."""
        if not self._hash:
            self._hash.append(hashlib.sha256(self.canonical()).hexdigest())
        return self._hash[0]

    def indicators(self) -> tuple[Requirement | Core | Innovation, ...]:
        """Return every indicator: basic, availability, core, innovation."""
        return (*self.basic, *self.availability, *self.core, *self.innovation)

    def core_of(self, code: str) -> Core:
        """Return a core indicator by its code."""
        return next(core for core in self.core if core.code == code)


#: Fields that came with version 2: at their defaults they are not written, so that the hash of
#: a scheme of version 1 stays what it was.
_SINCE_2 = {"engine": 1, "possible": None, "missing": EXCLUDED, "subject": SERVICE}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
        return {
            name: _plain(item)
            for name, item in fields.items()
            if name != "_hash" and not (name in _SINCE_2 and item == _SINCE_2[name])
        }
    return value
