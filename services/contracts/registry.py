"""Events of the registry: access, seasons, consent rounds, review, notices, objections,
publication, titles, revocations and bars.
"""

from datetime import date, datetime

from .event import Event, event
from .scoring import Nomination
from .values import Document, Field, Phase, Pin

REVOCATIONS = "lingpao.revocations"
BARS = "lingpao.bars"


@event("registry.organisation_registered", key="organisation")
class OrganisationRegistered(Event):
    """An organisation that may hold accounts. An enterprise's id is its USCC."""

    organisation: str
    name: str


@event("registry.account_opened", key="account")
class AccountOpened(Event):
    """A person of an organisation got an account with one role; the name is kept apart (R25)."""

    account: str
    organisation: str
    role: str


@event("registry.key_issued", key="account")
class KeyIssued(Event):
    """A bearer key of an account: ``key_hash`` is HMAC-SHA-256 of the secret, hex."""

    key_id: str
    key_hash: str
    account: str
    organisation: str
    role: str
    expires: datetime


@event("registry.key_revoked", key="account")
class KeyRevoked(Event):
    """The key is dead in every service from here on."""

    key_id: str
    account: str


@event("registry.season_opened", key="season")
class SeasonOpened(Event):
    """A season (年度活动) with fields and phases (R1, R2).

    ``profile`` names the rule profile (``general-77`` or ``finance-137``, R26); ``invited`` lists
    the USCCs that may apply, empty for all (R9); ``notice_working_days`` is at least ten (R17);
    ``title_years`` is a title's validity (R20); ``region`` is a six-digit code.
    """

    season: str
    year: int
    region: str
    name: str
    profile: str
    fields: tuple[Field, ...]
    phases: tuple[Phase, ...]
    invited: tuple[str, ...]
    notice_working_days: int
    hearing_working_days: int
    title_years: int
    legal_basis: tuple[str, ...]


@event("registry.phase_extended", key="season")
class PhaseExtended(Event):
    """The bureau gave a phase more time (R1); the reason is in the entry."""

    season: str
    phase: str
    last: date


@event("registry.season_closed", key="season")
class SeasonClosed(Event):
    """The season ended (R24)."""

    season: str


@event("registry.evaluation_body_appointed", key="season")
class EvaluationBodyAppointed(Event):
    """The third party that evaluates (R3), with the grounds of the choice.

    ``pilot_approval`` cites its approval as a national service-standardisation pilot unit, which
    the finance profile requires ([137] 五.1).
    """

    season: str
    body: str
    grounds: str
    pilot_approval: str


@event("registry.calendar_announced", key="year")
class CalendarAnnounced(Event):
    """The State Council's arrangement of a year's holidays and make-up workdays (R17, R34)."""

    year: int
    version: int
    document_number: str
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]


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


@event("registry.published", key="board")
class Published(Event):
    """Board and leaders of a category were published together (R19)."""

    publication: str
    board: str
    season: str
    category: str
    version: int
    submission: str
    notice: str
    rows: Document
    leaders: tuple[Nomination, ...]
    address: str
    pins: tuple[Pin, ...]


@event("registry.title_granted", key="enterprise")
class TitleGranted(Event):
    """A leader title (称号) with first and last valid day (R20)."""

    title: str
    enterprise: str
    board: str
    season: str
    category: str
    application: str
    standard: str
    standard_version: int
    scheme: str
    scheme_version: int
    valid_from: date
    last_valid_day: date


@event("registry.title_expired", key="enterprise")
class TitleExpired(Event):
    """The last valid day has passed (R20)."""

    title: str
    enterprise: str


@event("registry.revocation_proposed", key="enterprise")
class RevocationProposed(Event):
    """A revocation on one of the seven grounds is proposed and the enterprise is to be heard (R21).

    ``proposed_by`` is ``bureau`` or ``system`` (ground 2 only). ``hearing_last_day`` is the last
    day for a statement; None while the calendar is unannounced.
    """

    revocation: str
    title: str
    enterprise: str
    ground: int
    facts: str
    evidence: tuple[str, ...]
    proposed_by: str
    hearing_last_day: date | None


@event("registry.hearing_end_settled", key="enterprise")
class HearingEndSettled(Event):
    """The last day to be heard became certain when the calendar was announced (R17, R21)."""

    revocation: str
    title: str
    enterprise: str
    last_day: date


@event("registry.enterprise_heard", key="enterprise")
class EnterpriseHeard(Event):
    """The enterprise made its statement, waived it, or let the deadline pass (R21).

    ``how`` is ``statement``, ``waived`` or ``silent``; the statement's words stay private.
    """

    revocation: str
    title: str
    enterprise: str
    how: str
    statement_commitment: str


@event("registry.revoked", key="enterprise", feeds=(REVOCATIONS,))
class Revoked(Event):
    """The bureau's served decision: the title is gone and the bar starts here (R21, R22, R32)."""

    revocation: str
    title: str
    enterprise: str
    board: str
    season: str
    category: str
    ground: int
    facts: str
    evidence: tuple[str, ...]
    legal_basis: str
    decision_number: str
    served_on: date
    first_barred_day: date
    last_barred_day: date


@event("registry.revocation_executed_by_body", key="enterprise")
class RevocationExecutedByBody(Event):
    """The evaluation body cancelled the title on its side, as the bureau asked (R21)."""

    revocation: str
    title: str
    enterprise: str


@event("registry.revocation_annulled", key="enterprise", feeds=(REVOCATIONS,))
class RevocationAnnulled(Event):
    """The revocation was found wrong; history stays, the bar lifts (R22)."""

    revocation: str
    title: str
    enterprise: str
    reasons: str


@event("registry.bar_imposed", key="enterprise", feeds=(BARS,))
class BarImposed(Event):
    """The enterprise is out of rankings and leader evaluation, both days included (R22)."""

    enterprise: str
    revocation: str
    first_day: date
    last_day: date


@event("registry.bar_lifted", key="enterprise", feeds=(BARS,))
class BarLifted(Event):
    """The bar of a wrong revocation is gone (R22)."""

    enterprise: str
    revocation: str
