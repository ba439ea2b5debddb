"""Consent, submission and formal review of results."""

from services.contracts.event import Event, event
from services.contracts.scoring import Nomination
from services.contracts.values import Document


@event("registry.consent_requested", key="enterprise")
class ConsentRequested(Event):
    """The body asks an enterprise on the board for its consent (R15)."""

    application: str
    enterprise: str
    board: str
    board_version: int
    rank: int
    star: int


@event("registry.results_submitted", key="board")
class ResultsSubmitted(Event):
    """Board and leaders were handed to the bureau (R15, R27)."""

    submission: str
    board: str
    season: str
    category: str
    version: int
    rows: Document
    leaders: tuple[Nomination, ...]


@event("registry.formal_review_passed", key="board")
class FormalReviewPassed(Event):
    """The bureau found the submission in order (R16)."""

    submission: str
    board: str


@event("registry.formal_review_returned", key="board")
class FormalReviewReturned(Event):
    """The bureau returned the submission with its defects (R16)."""

    submission: str
    board: str
    defects: tuple[str, ...]
