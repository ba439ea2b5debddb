"""Exit: revocation, bars, and what follows from a decision until it is done."""

from dataclasses import dataclass
from datetime import date

from services.contracts.event import Event, event
from services.contracts.values import Document

REVOCATIONS = "lingpao.revocations"
BARS = "lingpao.bars"


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
    """The last day to be heard became certain by a calendar, or moved to a later one (R17, R34)."""

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


@event("registry.revocation_executed_by_bureau", key="enterprise")
class RevocationExecutedByBureau(Event):
    """The body did not cancel the title in its time, or there is none: the bureau does so (R21).

    It announces the cancellation by itself, for the reasons given.
    """

    revocation: str
    title: str
    enterprise: str
    reasons: str


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


@event("registry.other_title_put", key="enterprise")
class OtherTitlePut(Event):
    """An enterprise came under a bar and holds another valid title: the bureau decides (A22).

    ``revocation`` is the one that the bar is of. Nothing happens to the other title by itself.
    """

    revocation: str
    title: str
    enterprise: str
    season: str


@event("registry.other_title_decided", key="enterprise")
class OtherTitleDecided(Event):
    """The bureau decided on another title of a barred enterprise, with reasons (A22).

    ``outcome`` is ``kept``; ``withdrawn``, when ``proposal`` is the revocation that it proposed, on
    which the enterprise is heard (R21); or ``lapsed``, when there is nothing to decide any more.
    """

    revocation: str
    title: str
    enterprise: str
    outcome: str
    reasons: str
    proposal: str


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

    ``execution`` is the cancellation by the evaluation body (R21). ``addressee`` is the organisation
    to be told; empty for what the bureau sees to, such as that whoever is the body cancels.
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
