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

    ``kind`` is ``scheme_notice``, ``results_notice``, ``publication`` or ``revocation``; ``about``
    a notice, a board or a revocation. ``document`` is the text itself, UTF-8.
    """

    text: str
    kind: str
    about: str
    season: str
    document_number: str
    dated: date
    document: Document


@event("registry.objection_filed", key="notice")
class ObjectionFiled(Event):
    """Somebody objects during a notice (R18). Who and what in words stay private (R25)."""

    objection: str
    notice: str
    board: str
    number: str
    about: str
    anonymous: bool
    grounds_commitment: str
    evidence: tuple[Document, ...]
    answer_by: date


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
