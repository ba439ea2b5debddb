"""Steps from the scores to publication and the end of the season (R8, R11-R19, R24)."""

from datetime import date
from typing import Literal

from .base import Step


class WaitForScores(Step, tag="wait_for_scores", frozen=True, kw_only=True):
    """Every application is judged: these are found ineligible (R8, R11)."""

    board: str
    ineligible: tuple[str, ...]


class Draw(Step, tag="draw", frozen=True, kw_only=True):
    """The body draws a board (R11); ``rows`` is how many it must have."""

    board: str
    rows: int


class AskConsent(Step, tag="ask_consent", frozen=True, kw_only=True):
    """The body asks everyone on the board (R15)."""

    board: str


class Consent(Step, tag="consent", frozen=True, kw_only=True):
    """Enterprises consent to be on a board (R15)."""

    applications: tuple[str, ...]


class RefuseConsent(Step, tag="refuse_consent", frozen=True, kw_only=True):
    """An enterprise refuses to be on a board, with a private reason (R15)."""

    application: str
    reason: str


class WaitForBoard(Step, tag="wait_for_board", frozen=True, kw_only=True):
    """A board has been restated by itself, up to ``version`` with ``rows`` rows."""

    board: str
    version: int
    rows: int


class Shortlist(Step, tag="shortlist", frozen=True, kw_only=True):
    """The body shortlists by the leader rule (R13); it must name just these applications."""

    board: str
    applications: tuple[str, ...]


class FileReports(Step, tag="file_reports", frozen=True, kw_only=True):
    """Shortlisted enterprises file their conformity reports (R14)."""

    applications: tuple[str, ...]


class FileEvidence(Step, tag="file_evidence", frozen=True, kw_only=True):
    """Shortlisted enterprises file every piece of evidence that the scheme asks for (R14)."""

    applications: tuple[str, ...]


class Nominate(Step, tag="nominate", frozen=True, kw_only=True):
    """The body nominates leaders with the reason for their number (R13)."""

    board: str
    leaders: tuple[str, ...]
    number_reason: str


class Submit(Step, tag="submit", frozen=True, kw_only=True):
    """The body hands board and leaders to the bureau (R15, R27)."""

    board: str


class Review(Step, tag="review", frozen=True, kw_only=True):
    """The bureau reviews the submission of a step (R16)."""

    submission: str
    outcome: Literal["passed", "returned"]
    defects: tuple[str, ...] = ()


class OpenResultsNotice(Step, tag="open_results_notice", frozen=True, kw_only=True):
    """The bureau shows the submission of a step (R17); ``last_day`` is what it must answer."""

    submission: str
    last_day: date


class Object(Step, tag="object", frozen=True, kw_only=True):
    """Somebody objects to one application during the notice of a step (R18)."""

    notice: str
    about: str
    grounds: str
    anonymous: bool
    name: str = ""
    contact: str = ""


class DecideObjection(Step, tag="decide_objection", frozen=True, kw_only=True):
    """The bureau decides the objection of a step (R18)."""

    objection: str
    decision: Literal["dismissed", "upheld"]
    reasons: str
    effect: Literal["", "removal", "rescore", "correction"] = ""
    application: str = ""


class WaitForNoticeEnd(Step, tag="wait_for_notice_end", frozen=True, kw_only=True):
    """The notice of a step ends on ``last_day`` (R17, R18); with ``closed`` it has ended."""

    notice: str
    last_day: date
    closed: bool


class Publish(Step, tag="publish", frozen=True, kw_only=True):
    """The bureau publishes board and leaders (R19)."""

    board: str


class Summarise(Step, tag="summarise", frozen=True, kw_only=True):
    """The bureau closes the season's report (R24)."""

    experience: str
    proposals: tuple[str, ...]


class CloseSeason(Step, tag="close_season", frozen=True, kw_only=True):
    """The bureau closes the season (R24)."""
