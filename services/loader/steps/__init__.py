"""The steps a story may take: one record for each kind, named in ``do``.

Names in a story: an enterprise, actor or step by its ``id``; a scheme or board by its category's
code; a standard as ``enterprise/category``, and its application the same. What a step made (a
notice, an objection) is named by that step's id, so nobody writes down an id that a service will
choose.
"""

from .around import (
    Cultivate,
    RecordAward,
    RecordPublicity,
    RecordStanding,
)
from .base import (
    ANYONE,
    ENTERPRISES,
    FIRST,
    Refused,
    Step,
)
from .entry import (
    AdoptScheme,
    AnswerComment,
    Apply,
    AppointBody,
    Comment,
    DecideApplications,
    Declare,
    DraftScheme,
    LinkProducts,
    OpenSchemeNotice,
    OpenSeason,
    Register,
    RequestSchemeNotice,
    Revise,
    ShareSeason,
)
from .leaving import (
    AcknowledgeCreditReport,
    AcknowledgeRevocation,
    Complete,
    DecideRevocation,
    ExecuteRevocation,
    MakeStatement,
    ProposeRevocation,
    RecordSuccessor,
    WaitForProposal,
)
from .results import (
    AskConsent,
    CloseSeason,
    Consent,
    DecideObjection,
    Draw,
    FileEvidence,
    FileReports,
    Nominate,
    Object,
    OpenResultsNotice,
    Publish,
    RefuseConsent,
    Review,
    Shortlist,
    Submit,
    Summarise,
    WaitForBoard,
    WaitForNoticeEnd,
    WaitForScores,
)

#: Any kind of step, told apart by ``do``.
AnyStep = (
    OpenSeason
    | AppointBody
    | ShareSeason
    | DraftScheme
    | RequestSchemeNotice
    | OpenSchemeNotice
    | Comment
    | AnswerComment
    | AdoptScheme
    | Register
    | Declare
    | Revise
    | LinkProducts
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
    | ProposeRevocation
    | Complete
    | AcknowledgeRevocation
    | AcknowledgeCreditReport
    | RecordSuccessor
    | Cultivate
    | RecordStanding
    | RecordPublicity
    | RecordAward
)

#: Steps that several enterprises take, each for itself with its own key.
OF_ENTERPRISES = (Register, Declare, LinkProducts, Apply, Consent, FileReports, FileEvidence)

#: The fields that name an earlier step, and the kinds of step they may name.
MADE_BY: dict[str, tuple[type[Step], ...]] = {
    "comment": (Comment,),
    "submission": (Submit,),
    "notice": (OpenSchemeNotice, OpenResultsNotice),
    "objection": (Object,),
}

__all__ = [
    "ANYONE",
    "ENTERPRISES",
    "FIRST",
    "MADE_BY",
    "OF_ENTERPRISES",
    "AcknowledgeCreditReport",
    "AcknowledgeRevocation",
    "AdoptScheme",
    "AnswerComment",
    "AnyStep",
    "Apply",
    "AppointBody",
    "AskConsent",
    "CloseSeason",
    "Comment",
    "Complete",
    "Consent",
    "Cultivate",
    "DecideApplications",
    "DecideObjection",
    "DecideRevocation",
    "Declare",
    "DraftScheme",
    "Draw",
    "ExecuteRevocation",
    "FileEvidence",
    "FileReports",
    "LinkProducts",
    "MakeStatement",
    "Nominate",
    "Object",
    "OpenResultsNotice",
    "OpenSchemeNotice",
    "OpenSeason",
    "ProposeRevocation",
    "Publish",
    "RecordAward",
    "RecordPublicity",
    "RecordStanding",
    "RecordSuccessor",
    "RefuseConsent",
    "Refused",
    "Register",
    "RequestSchemeNotice",
    "Review",
    "Revise",
    "ShareSeason",
    "Shortlist",
    "Step",
    "Submit",
    "Summarise",
    "WaitForBoard",
    "WaitForNoticeEnd",
    "WaitForProposal",
    "WaitForScores",
]
