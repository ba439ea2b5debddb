"""What scoring refuses, one class a rule. The words are in ``texts.yaml``."""

from services.contracts.refusal import Malformed, Refusal


class SchemeInvalid(Malformed):
    """The scheme document has mistakes; each names its line and field (R5, R6)."""

    CODE = "scoring.scheme_invalid"


class NotYourSeason(Refusal):
    """Only the bureau that opened a season adopts its schemes (R5)."""

    CODE = "scoring.not_your_season"
    STATUS = 403


class SeasonClosed(Refusal):
    """The season is closed: nothing in it is evaluated any more (R24)."""

    CODE = "scoring.season_closed"


class SchemeCorrected(Refusal):
    """An upheld objection corrects this version; a later one is shown and adopted (R5, R18)."""

    CODE = "scoring.scheme_corrected"


class SchemeUnknown(Refusal):
    """There is no such scheme version."""

    CODE = "scoring.scheme_unknown"
    STATUS = 404


class SchemeNotInState(Refusal):
    """The scheme version is not where this step needs it to be (R5)."""

    CODE = "scoring.scheme_not_in_state"


class SchemeSuperseded(Refusal):
    """A later version has been adopted; an older one is not adopted after it (R5)."""

    CODE = "scoring.scheme_superseded"


class NoticeNotRunning(Refusal):
    """Comments are taken while the scheme's notice runs (R5)."""

    CODE = "scoring.notice_not_running"


class CommentUnknown(Refusal):
    """There is no such comment on this scheme version."""

    CODE = "scoring.comment_unknown"
    STATUS = 404


class CommentAnswered(Refusal):
    """The comment has its answer already."""

    CODE = "scoring.comment_answered"


class CommentsOpen(Refusal):
    """Each comment gets an answer before the scheme is adopted (R5)."""

    CODE = "scoring.comments_open"


class NotTheBody(Refusal):
    """Only the evaluation body appointed for the season does this (R3)."""

    CODE = "scoring.not_the_body"
    STATUS = 403


class NoAdoptedScheme(Refusal):
    """A board needs an adopted scheme (R5, R11)."""

    CODE = "scoring.no_adopted_scheme"


class BoardUnknown(Refusal):
    """No board of that id has been drawn."""

    CODE = "scoring.board_unknown"
    STATUS = 404


class BoardPublished(Refusal):
    """The board is published; a wrong decision is corrected by a later event, not redrawn."""

    CODE = "scoring.board_published"


class BoardInNotice(Refusal):
    """While a notice runs the board changes by what is decided, not by drawing it anew (R18)."""

    CODE = "scoring.board_in_notice"


class ObjectionsOpen(Refusal):
    """Objections to the scheme's notice wait for their answer (R18)."""

    CODE = "scoring.objections_open"


class SchemeUnderReview(Refusal):
    """The body that wrote the scheme was dismissed, and it was not found to stand (R5, R33)."""

    CODE = "scoring.scheme_under_review"


class NotShortlisted(Refusal):
    """A leader must come from the shortlist of this board version (R13)."""

    CODE = "scoring.not_shortlisted"


class EvidenceMissing(Refusal):
    """A shortlisted enterprise has not filed what the scheme asks for (R14)."""

    CODE = "scoring.evidence_missing"


class SkipUnexplained(Refusal):
    """A higher-ranked enterprise was passed over without a reason (R13)."""

    CODE = "scoring.skip_unexplained"


class ConflictDeclared(Refusal):
    """The body has declared that interest already (R3)."""

    CODE = "scoring.conflict_declared"


class AlreadyNominated(Refusal):
    """This board version has its leaders; a change is a new version."""

    CODE = "scoring.already_nominated"


class ShortlistMissing(Refusal):
    """Leaders come from a shortlist of the same board version (R13)."""

    CODE = "scoring.shortlist_missing"
