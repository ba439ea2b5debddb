"""Events of scoring: schemes, conflicts of interest, eligibility, scores, boards, leaders."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .erasure import Erased
from .event import Event, event
from .values import Document, Pin


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Why a standard may not enter the ranking (R8).

    ``ground`` is ``form`` (a), ``level`` (b), ``availability`` (c), ``production`` (c, of a
    product: ``indicator`` is its model), ``basic`` (a basic indicator of the scheme), ``impossible``
    (no value would keep the promise), ``conflict`` (R3) or ``bar`` (R10); ``declared`` and ``required`` are printed promises such as ``≤15 min``; ``clause`` cites
    the baseline's document and clause.
    """

    ground: str
    indicator: str
    declared: str
    required: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class IndicatorScore:
    """What one indicator brought: the promise, the threshold it met, stars and points."""

    indicator: str
    declared: str
    met: str
    star: int
    weight: int
    points: int
    clause: str


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """A core indicator that got worse from one version of a standard to the next (R21 ground 2)."""

    indicator: str
    before: str
    after: str
    star_before: int
    star_after: int


@dataclass(frozen=True, kw_only=True)
class Nomination:
    """One leader that the evaluation body puts forward."""

    application: str
    enterprise: str
    rank: int
    star: int


@dataclass(frozen=True, kw_only=True)
class Skip:
    """A higher-ranked enterprise passed over, with the reason (R13)."""

    application: str
    reason: str


@event("scoring.scheme_drafted", key="scheme")
class SchemeDrafted(Event):
    """A version of an evaluation scheme was written (R5). ``document`` is the YAML itself.

    ``content_sha256`` is over the scheme's canonical form, so that layout and comments of the
    YAML do not change it.
    """

    scheme: str
    version: int
    season: str
    category: str
    name: str
    family: str
    content_sha256: str
    document: Document


@event("scoring.scheme_submitted_for_notice", key="scheme")
class SchemeSubmittedForNotice(Event):
    """The body asks the bureau to give public notice of the scheme (R5)."""

    scheme: str
    version: int
    season: str
    category: str
    content_sha256: str


@event("scoring.scheme_commented", key="scheme")
class SchemeCommented(Event):
    """Somebody commented on a scheme during its notice (R5); the text is private (R25)."""

    scheme: str
    version: int
    comment: str
    text_commitment: str


@event("scoring.scheme_comment_answered", key="scheme")
class SchemeCommentAnswered(Event):
    """The body answered a comment (R5); ``adopted`` says whether the scheme will follow it."""

    scheme: str
    version: int
    comment: str
    adopted: bool
    answer: str


@event("scoring.scheme_adopted", key="scheme")
class SchemeAdopted(Event):
    """The scheme was adopted after its notice ``notice``; this version never changes (R5)."""

    scheme: str
    version: int
    season: str
    category: str
    content_sha256: str
    document: Document
    notice: str


@event("scoring.conflict_of_interest_declared", key="enterprise")
class ConflictOfInterestDeclared(Event):
    """The body declared an interest in an enterprise and is kept from scoring it (R3, 回避)."""

    body: str
    enterprise: str
    season: str
    grounds: str


@event("scoring.standard_found_eligible", key="enterprise")
class StandardFoundEligible(Event):
    """The standard may enter the ranking under this scheme version (R8)."""

    application: str
    enterprise: str
    season: str
    category: str
    standard: str
    version: int
    scheme: str
    scheme_version: int


@event("scoring.standard_found_ineligible", key="enterprise")
class StandardFoundIneligible(Event):
    """The standard may not enter the ranking; each finding names its ground (R8)."""

    application: str
    enterprise: str
    season: str
    category: str
    standard: str
    version: int
    scheme: str
    scheme_version: int
    findings: tuple[Finding, ...]


@event("scoring.declaration_text_differed", key="enterprise")
class DeclarationTextDiffered(Event):
    """The text at scoring is not the text applied with: the step stops (R31)."""

    application: str
    enterprise: str
    standard: str
    applied_sha256: str
    found_sha256: str


@event("scoring.scored", key="enterprise")
class Scored(Event):
    """A standard got its exact score under a scheme version (R11).

    ``composite`` is the weighted sum (weight × star) in a weighted scheme and the number of
    five-star indicators in a star scheme; ``bonus`` counts innovation points.
    """

    application: str
    enterprise: str
    season: str
    category: str
    standard: str
    version: int
    text_sha256: str
    scheme: str
    scheme_version: int
    scheme_sha256: str
    star: int
    composite: Decimal
    bonus: int
    indicators: tuple[IndicatorScore, ...]


@event("scoring.core_indicator_lowered", key="enterprise")
class CoreIndicatorLowered(Event):
    """A revised standard is worse in a core indicator, under the scheme that awarded the title."""

    enterprise: str
    title: str
    standard: str
    from_version: int
    to_version: int
    scheme: str
    scheme_version: int
    lowered: tuple[Lowered, ...]


@event("scoring.board_drawn", key="board")
class BoardDrawn(Event):
    """A ranking board was drawn (R11): manifest and hashes; the rows lie in the document store.

    ``rows_root`` is the RFC 6962 root over the canonical rows, so one row can be proven alone.
    ``engine`` names the scoring rules' version; ``pins`` the logs relied on.
    """

    board: str
    version: int
    season: str
    category: str
    scheme: str
    scheme_version: int
    scheme_sha256: str
    engine: str
    reference_date: date
    row_count: int
    rows: Document
    rows_root: str
    pins: tuple[Pin, ...]


@event("scoring.board_restated", key="board")
class BoardRestated(Event):
    """Rows left the board or were scored anew; the rest is ranked again.

    ``cause`` is ``consent_refused`` (R15), ``objection_upheld`` (R18), ``application_withdrawn``
    (R9), ``standard_revised``, ``standard_abolished``, ``record_gone`` (R31),
    ``conflict_declared`` (R3) or ``bar_imposed`` (R10); ``cause_id`` the objection, or the event
    behind it.
    """

    board: str
    version: int
    season: str
    category: str
    scheme: str
    scheme_version: int
    scheme_sha256: str
    engine: str
    reference_date: date
    row_count: int
    rows: Document
    rows_root: str
    pins: tuple[Pin, ...]
    cause: str
    cause_id: str
    removed: tuple[str, ...]


@event("scoring.leaders_shortlisted", key="board")
class LeadersShortlisted(Event):
    """The applications that must now file report and evidence (R13, R14).

    ``items`` are the pieces of evidence that the scheme asks for.
    """

    board: str
    version: int
    season: str
    category: str
    applications: tuple[str, ...]
    items: tuple[str, ...]


@event("scoring.leaders_nominated", key="board")
class LeadersNominated(Event):
    """The body's list of leaders with the reasons for its length (R13). It may be empty (R30)."""

    board: str
    version: int
    season: str
    category: str
    leaders: tuple[Nomination, ...]
    number_reason: str
    skipped: tuple[Skip, ...]


@event("scoring.words_erased", key="subject")
class WordsErased(Erased, Event):
    """Private words that scoring kept are gone for good; the commitment to them stays (R25).

    ``kind`` and ``about`` name what they belonged to: ``comment`` and its id. ``cause`` is
    ``organisation``, ``authority`` or ``retention``.
    """
