"""Public notices, their official texts, and objections."""

from datetime import date

from services.contracts.event import Event, event
from services.contracts.values import Document


@event("registry.notice_opened", key="notice")
class NoticeOpened(Event):
    """A public notice runs (R17). The opening day is not counted.

    ``kind`` is ``scheme``, ``results`` or ``revocation``; ``about`` is a scheme version, a
    submission or a revocation. ``last_day`` is None while the year's calendar is unannounced;
    ``provisional_last_day`` then says the earliest it can be. ``calendar`` names the version used.
    """

    notice: str
    kind: str
    about: str
    season: str
    category: str
    opened: date
    working_days: int
    last_day: date | None
    provisional_last_day: date
    calendar: str


@event("registry.notice_end_settled", key="notice")
class NoticeEndSettled(Event):
    """A provisional end became certain when the calendar was announced (R17)."""

    notice: str
    last_day: date
    calendar: str


@event("registry.notice_extended", key="notice")
class NoticeExtended(Event):
    """A running notice got more working days, as for a time when nobody could reach it (R17).

    ``extra`` counts all that were added so far; the reason is in the entry.
    """

    notice: str
    extra: int
    last_day: date | None
    provisional_last_day: date
    calendar: str


@event("registry.notice_reopened", key="notice")
class NoticeReopened(Event):
    """What changed is shown again for the full length (R18, R9)."""

    notice: str
    kind: str
    about: str
    season: str
    category: str
    opened: date
    working_days: int
    last_day: date | None
    provisional_last_day: date
    calendar: str
    board_version: int
    change: str


@event("registry.notice_closed", key="notice")
class NoticeClosed(Event):
    """The last day has passed at 24:00 Asia/Shanghai (R17)."""

    notice: str
    kind: str
    about: str
    season: str
    category: str
    last_day: date


@event("registry.official_text_issued", key="season")
class OfficialTextIssued(Event):
    """The bureau issued the official text of a notice, publication or revocation, numbered.

    ``kind`` is ``scheme_notice``, ``results_notice``, ``results_renotice`` (重新公示),
    ``publication``, ``revocation`` or ``correction``; ``about`` a notice, a board, a revocation, or the objection that is followed.
    ``document`` is the text itself, UTF-8.
    """

    text: str
    kind: str
    about: str
    season: str
    document_number: str
    dated: date
    document: Document


@event("registry.official_text_corrected", key="season")
class OfficialTextCorrected(Event):
    """A later text of a matter took the place of an earlier one, and names it; both stay (R32).

    ``corrects`` is the earlier text. It was issued just before, like any text.
    """

    text: str
    corrects: str
    season: str
    about: str
    reasons: str


@event("registry.objection_filed", key="notice")
class ObjectionFiled(Event):
    """Somebody objects during a notice (R18). Who and what in words stay private (R25).

    ``evidence`` is what was cited before files came as attachments, which stay private too.
    """

    objection: str
    notice: str
    board: str
    number: str
    about: str
    anonymous: bool
    grounds_commitment: str
    evidence: tuple[Document, ...]
    answer_by: date


@event("registry.answer_day_provisional", key="notice")
class AnswerDayProvisional(Event):
    """The last day for an objection's answer lies in a year that is not arranged yet (R17, R18).

    ``earliest`` is the day if every weekday of that year were worked; nothing is late before the
    day is settled.
    """

    objection: str
    notice: str
    board: str
    earliest: date


@event("registry.answer_day_settled", key="notice")
class AnswerDaySettled(Event):
    """The last day for an objection's answer became certain, or moved to a later one (R18, R34)."""

    objection: str
    notice: str
    board: str
    answer_by: date
    calendar: str


@event("registry.objection_receipt_issued", key="notice")
class ObjectionReceiptIssued(Event):
    """The objector was given a secret to follow the objection with; here is its keyed hash (R18)."""

    objection: str
    notice: str
    board: str
    secret_hash: str


@event("registry.objection_attachment_kept", key="notice")
class ObjectionAttachmentKept(Event):
    """A file came with an objection, or with its supplement (R18).

    It may tell of persons (R25): it is cited by a salted commitment and lies where it can be
    erased. ``supplement`` is empty for what came with the objection itself.
    """

    objection: str
    notice: str
    board: str
    supplement: str
    attachment: str
    commitment: str


@event("registry.objection_supplemented", key="notice")
class ObjectionSupplemented(Event):
    """The objector added to an objection that waits for its answer (R18); the words are private."""

    objection: str
    notice: str
    board: str
    supplement: str
    text_commitment: str


@event("registry.objection_withdrawn", key="notice")
class ObjectionWithdrawn(Event):
    """The objector took the objection back: it is not open any more (R18).

    Those joined to it wait for an answer of their own again.
    """

    objection: str
    notice: str
    board: str


@event("registry.objection_joined", key="notice")
class ObjectionJoined(Event):
    """A duplicate was joined to another objection of the notice, whose answer serves both (R18)."""

    objection: str
    notice: str
    board: str
    into: str


@event("registry.objection_dismissed", key="notice")
class ObjectionDismissed(Event):
    """The bureau dismissed the objection with reasons (R18)."""

    objection: str
    notice: str
    board: str
    reasons: str


@event("registry.objection_upheld", key="notice")
class ObjectionUpheld(Event):
    """The bureau upheld the objection (R18).

    ``effect`` is ``removal`` (the application leaves the board), ``rescore`` (it is scored anew
    from its current text) or ``correction`` (words only, the board stands).
    """

    objection: str
    notice: str
    board: str
    effect: str
    application: str
    reasons: str


@event("registry.correction_shown", key="notice")
class CorrectionShown(Event):
    """What an upheld objection corrects in words was shown (R18); publication waited for it.

    ``text`` is the official text (更正公告) that shows it, empty when ``board_version`` does, a
    later version of the board than the one objected to; else that is 0.
    """

    objection: str
    notice: str
    board: str
    words: str
    text: str
    board_version: int
