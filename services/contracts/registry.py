"""Events of the registry: access, seasons, consent rounds, review, notices, objections,
publication, titles, revocations and bars.
"""

from dataclasses import dataclass
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


@event("registry.season_shared", key="season")
class SeasonShared(Event):
    """The authority that organises the season together with its owner ([137], R26)."""

    season: str
    co_owner: str
    grounds: str


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


@event("registry.season_summarised", key="season")
class SeasonSummarised(Event):
    """The bureau closed the season's report (R24); a later ``version`` stands beside it.

    ``experience`` and ``proposals`` are the bureau's own words. ``facts`` (canonical JSON) is all
    that the report tells, ``report`` (PDF) how it reads; ``pins`` say how much of the other logs
    had been heard.
    """

    season: str
    version: int
    experience: str
    proposals: tuple[str, ...]
    facts: Document
    report: Document
    pins: tuple[Pin, ...]


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


@dataclass(frozen=True, kw_only=True)
class FlaggedWork:
    """A ``notice`` or ``board`` to be looked at again; a notice has version 0 (R33)."""

    what: str
    about: str
    version: int


@event("registry.evaluation_body_dismissed", key="season")
class EvaluationBodyDismissed(Event):
    """The season's body was dismissed (R33): what it made is flagged for review, and not void."""

    season: str
    body: str
    grounds: str
    flagged: tuple[FlaggedWork, ...]


@event("registry.body_work_reviewed", key="season")
class BodyWorkReviewed(Event):
    """The bureau reviewed a notice or board of a dismissed body (R33).

    ``outcome`` is ``stands``, or ``redo`` when it must be made again by another body.
    """

    season: str
    about: str
    outcome: str
    reasons: str


@event("registry.standing_recorded", key="enterprise")
class StandingRecorded(Event):
    """An enterprise's standing at ``national`` or ``provincial`` level, beside its title (R33).

    ``last_day`` is None when no end is told.
    """

    standing: str
    enterprise: str
    level: str
    name: str
    granted_by: str
    document_number: str
    since: date
    last_day: date | None


@event("registry.award_recorded", key="enterprise")
class AwardRecorded(Event):
    """A leader was given an award for its title (奖励, R24, R33)."""

    award: str
    enterprise: str
    title: str
    season: str
    name: str
    granted_by: str
    document_number: str
    granted_on: date


@event("registry.publicity_recorded", key="season")
class PublicityRecorded(Event):
    """The season and its leaders were made known (宣传, R33), on an occasion, through a channel."""

    publicity: str
    season: str
    occasion: str
    channel: str
    address: str
    held_on: date


@event("registry.cultivation_listed", key="county")
class CultivationListed(Event):
    """The enterprises that a county cultivates in a field (培育, R33); a list is given whole."""

    county: str
    year: int
    field: str
    version: int
    enterprises: tuple[str, ...]
    plan: str


@event("registry.calendar_announced", key="year")
class CalendarAnnounced(Event):
    """The State Council's arrangement of a year's holidays and make-up workdays (R17, R34)."""

    year: int
    version: int
    document_number: str
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]


@event("registry.calendar_amended", key="year")
class CalendarAmended(Event):
    """A later document changed a year's arrangement, which is given whole (R34)."""

    year: int
    version: int
    document_number: str
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]
    reasons: str


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


@event("registry.successor_recorded", key="enterprise")
class SuccessorRecorded(Event):
    """Another enterprise follows this one, on a document (R34).

    ``kind`` is ``merger``, ``split``, ``rename`` or ``reregistration``. Every bar goes to the
    successor; the titles where ``takes_titles`` says so, as only one part of a split has them.
    """

    succession: str
    enterprise: str
    successor: str
    kind: str
    grounds: str
    document: Document
    takes_titles: bool


@event("registry.title_inherited", key="enterprise")
class TitleInherited(Event):
    """A valid title went from its holder to the successor (R34); its days stay as granted."""

    title: str
    enterprise: str
    successor: str


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


@event("registry.revocation_proposal_dropped", key="enterprise")
class RevocationProposalDropped(Event):
    """The proposal turned out unfounded; the title is free of it, and a later one may come (R21)."""

    revocation: str
    title: str
    enterprise: str
    reasons: str


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


@event("registry.bar_imposed", key="enterprise")
class BarImposed(Event):
    """The enterprise is out of rankings and leader evaluation, both days included (R22)."""

    enterprise: str
    revocation: str
    first_day: date
    last_day: date


@event("registry.bar_lifted", key="enterprise")
class BarLifted(Event):
    """The bar of a wrong revocation is gone (R22)."""

    enterprise: str
    revocation: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar of an enterprise, both days included (R22)."""

    revocation: str
    first_day: date
    last_day: date


@event("registry.bars_standing", key="enterprise", feeds=(BARS,))
class BarsStanding(Event):
    """Every bar an enterprise is under, told whole after each change of any (R22).

    None when none is left. A bar whose last day has passed is over without a further message.
    """

    enterprise: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What must follow for whom: ``announcement``, ``regulator``, ``credit`` or ``policies`` (R22).

    ``addressee`` is the organisation to be told; empty for what the bureau sees to by itself.
    """

    consequence: str
    addressee: str


@event("registry.consequences_opened", key="enterprise")
class ConsequencesOpened(Event):
    """What must now be done, and by when (R22, R32).

    ``of`` is ``revocation``, or ``annulment`` for what tells everyone again. ``due`` is the last
    day, None while the calendar is unannounced.
    """

    revocation: str
    enterprise: str
    of: str
    consequences: tuple[Consequence, ...]
    due: date | None


@event("registry.consequence_done", key="enterprise")
class ConsequenceDone(Event):
    """A consequence is done or acknowledged, with its receipt (R22)."""

    revocation: str
    enterprise: str
    of: str
    consequence: str
    addressee: str
    receipt: str
    documents: tuple[Document, ...]


@event("registry.consequence_overdue", key="enterprise")
class ConsequenceOverdue(Event):
    """A consequence is still open after its last day; ``reminder`` counts from 1 (R22)."""

    revocation: str
    enterprise: str
    of: str
    consequence: str
    addressee: str
    due: date
    reminder: int


@event("registry.credit_report_sent", key="enterprise")
class CreditReportSent(Event):
    """The credit record was sent to a receiver, the same bytes each time (R22, R32).

    ``attempt`` counts from 1; it is sent again until acknowledged.
    """

    report: str
    revocation: str
    enterprise: str
    of: str
    receiver: str
    attempt: int
    record: Document


@event("registry.credit_report_acknowledged", key="enterprise")
class CreditReportAcknowledged(Event):
    """The receiver entered the record, and says which bytes it received (R22, R23, R32)."""

    report: str
    revocation: str
    enterprise: str
    of: str
    receiver: str
    record_sha256: str
    receipt: str
