"""The steps a story may take: one record for each kind, named in ``do``.

Names in a story: a bank, actor or step by its ``id``; a scheme or board by its category's code;
a standard as ``bank/category``, and its application the same. What a step made (a notice, an
objection) is named by that step's id, so nobody writes down an id that a service will choose.
"""

from datetime import date
from typing import Literal

from .model import Record

#: ``by`` of a step that each named bank takes for itself.
BANKS = "banks"
#: ``by`` of a step that needs no key.
ANYONE = "anyone"
#: The season of a step that names none: the first that the story opens.
FIRST = ""


class Refused(Record, frozen=True, kw_only=True):
    """The refusal that a step must meet."""

    status: int
    code: str


class Step(Record, frozen=True, kw_only=True, tag_field="do"):
    """A dated step. ``at`` is local time in Asia/Shanghai, ``by`` who takes it.

    ``note`` tells a reader why; ``expect`` makes the step succeed only by being refused so.
    """

    id: str
    at: str
    by: str = ANYONE
    note: str = ""
    expect: Refused | None = None


class OpenSeason(Step, tag="open_season", frozen=True, kw_only=True):
    """The bureau opens the season that ``file`` describes (R1)."""

    file: str


class AppointBody(Step, tag="appoint_body", frozen=True, kw_only=True):
    """The bureau appoints the evaluation body, an actor, on stated grounds (R3)."""

    body: str
    grounds: str
    pilot_approval: str


class DraftScheme(Step, tag="draft_scheme", frozen=True, kw_only=True):
    """The body drafts the scheme of ``schemes/<scheme>.yaml`` (R5)."""

    scheme: str


class RequestSchemeNotice(Step, tag="request_scheme_notice", frozen=True, kw_only=True):
    """The body asks the bureau to show the scheme (R5)."""

    scheme: str


class OpenSchemeNotice(Step, tag="open_scheme_notice", frozen=True, kw_only=True):
    """The bureau opens the scheme's notice (R5, R17); ``last_day`` is what it must answer."""

    scheme: str
    last_day: date


class Comment(Step, tag="comment", frozen=True, kw_only=True):
    """Somebody comments on a scheme during its notice (R5)."""

    scheme: str
    text: str
    name: str = ""
    contact: str = ""


class AnswerComment(Step, tag="answer_comment", frozen=True, kw_only=True):
    """The body answers the comment of a step (R5)."""

    comment: str
    answer: str
    adopted: bool


class AdoptScheme(Step, tag="adopt_scheme", frozen=True, kw_only=True):
    """The bureau adopts the scheme after its notice (R5)."""

    scheme: str


class Register(Step, tag="register", frozen=True, kw_only=True):
    """Banks enter themselves with their codes and names."""

    banks: tuple[str, ...]


class Declare(Step, tag="declare", frozen=True, kw_only=True):
    """Banks declare standards on the platform (R7)."""

    standards: tuple[str, ...]


class Revise(Step, tag="revise", frozen=True, kw_only=True):
    """A bank declares the next revision of a standard; ``revision`` counts from 1 (R7)."""

    standard: str
    revision: int


class Apply(Step, tag="apply", frozen=True, kw_only=True):
    """Banks apply with standards (R9), in ``season`` or in the first one."""

    standards: tuple[str, ...]
    season: str = FIRST


class DecideApplications(Step, tag="decide_applications", frozen=True, kw_only=True):
    """The authority accepts or declines applications (R9)."""

    applications: tuple[str, ...]
    accepted: bool
    grounds: str = ""


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
    """Banks consent to be on a board (R15)."""

    applications: tuple[str, ...]


class RefuseConsent(Step, tag="refuse_consent", frozen=True, kw_only=True):
    """A bank refuses to be on a board, with a private reason (R15)."""

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
    """Shortlisted banks file their conformity reports (R14)."""

    applications: tuple[str, ...]


class FileEvidence(Step, tag="file_evidence", frozen=True, kw_only=True):
    """Shortlisted banks file every piece of evidence that the scheme asks for (R14)."""

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


class WaitForProposal(Step, tag="wait_for_proposal", frozen=True, kw_only=True):
    """The system has proposed to revoke a bank's title on ``ground`` (R21)."""

    bank: str
    ground: int


class MakeStatement(Step, tag="make_statement", frozen=True, kw_only=True):
    """The bank is heard on its proposed revocation (R21)."""

    how: Literal["statement", "waived"]
    statement: str = ""


class DecideRevocation(Step, tag="decide_revocation", frozen=True, kw_only=True):
    """The bureau's served decision on a bank's proposed revocation (R21, R22)."""

    bank: str
    decision_number: str
    legal_basis: str


class ExecuteRevocation(Step, tag="execute_revocation", frozen=True, kw_only=True):
    """The body cancels the title on its side (R21)."""

    bank: str


#: Any kind of step, told apart by ``do``.
AnyStep = (
    OpenSeason
    | AppointBody
    | DraftScheme
    | RequestSchemeNotice
    | OpenSchemeNotice
    | Comment
    | AnswerComment
    | AdoptScheme
    | Register
    | Declare
    | Revise
    | Apply
    | DecideApplications
    | WaitForScores
    | Draw
    | AskConsent
    | Consent
    | RefuseConsent
    | WaitForBoard
    | Shortlist
    | FileReports
    | FileEvidence
    | Nominate
    | Submit
    | Review
    | OpenResultsNotice
    | Object
    | DecideObjection
    | WaitForNoticeEnd
    | Publish
    | Summarise
    | CloseSeason
    | WaitForProposal
    | MakeStatement
    | DecideRevocation
    | ExecuteRevocation
)

#: Steps that several banks take, each for itself with its own key.
OF_BANKS = (Register, Declare, Apply, Consent, FileReports, FileEvidence)

#: The fields that name an earlier step, and the kinds of step they may name.
MADE_BY: dict[str, tuple[type[Step], ...]] = {
    "comment": (Comment,),
    "submission": (Submit,),
    "notice": (OpenSchemeNotice, OpenResultsNotice),
    "objection": (Object,),
}
