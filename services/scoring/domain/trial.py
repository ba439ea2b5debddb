"""A board as a scheme would draw it from declared values, before anybody adopts it (R5, R12).

The same functions judge, score, rank and explain as in earnest; only bars, consent and documents
of the day are not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.scoring import Finding

from .board import Candidate, Row, draw, row_plain
from .declaration import Declaration
from .eligibility import judge
from .explain import Reason, explain_all
from .leaders import Gap, lacking, shortlist
from .scheme import Scheme
from .score import score
from .sensitivity import Sensitivity, sensitivities


@dataclass(frozen=True)
class Entrant:
    """A standard on trial, by whatever name its bank has."""

    id: str
    name: str
    declaration: Declaration


@dataclass(frozen=True)
class Excluded:
    """A standard that the scheme keeps out, with the grounds (R8)."""

    entrant: Entrant
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Trial:
    """What a scheme makes of declared values.

    ``reasons`` and ``gaps`` go with ``rows``: what would lift each by a place, and what each
    lacks to lead; ``shortlist`` has the ids that may lead.
    """

    scheme: Scheme
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    gaps: tuple[tuple[Gap, ...], ...]
    shortlist: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    sensitivities: tuple[Sensitivity, ...]


def attempt(scheme: Scheme, entrants: Iterable[Entrant]) -> Trial:
    """Judge, score, rank and explain."""
    candidates, excluded = [], []
    for one in entrants:
        if findings := judge(scheme, one.declaration):
            excluded.append(Excluded(one, findings))
        else:
            result = score(scheme, one.declaration)
            candidates.append(Candidate(one.id, one.name, one.declaration, result))
    rows = draw(scheme, candidates)
    plain = [row_plain(row) for row in rows]
    return Trial(
        scheme=scheme,
        rows=rows,
        reasons=explain_all(scheme, rows),
        gaps=tuple(lacking(scheme, row) for row in plain),
        shortlist=shortlist(scheme, plain),
        excluded=tuple(excluded),
        sensitivities=sensitivities(scheme, rows),
    )
