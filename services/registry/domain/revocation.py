"""The way out of a title up to its decision: proposal and hearing (R21).

Every enterprise that the decision would bar is heard, each once (R34); what the bureau decides on
it is in :mod:`.decision`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import (
    EnterpriseHeard,
    HearingEndSettled,
    RevocationAnnulled,
    RevocationExecutedByBody,
    RevocationExecutedByBureau,
    RevocationProposalDropped,
    RevocationProposed,
    Revoked,
)

from . import refusals
from .calendar import WorkingDays
from .grounds import GROUNDS
from .title import EXPIRED, VALID, Title

#: How an enterprise is heard, what says most first.
SILENT = "silent"
HOW = ("statement", "waived", SILENT)

PROPOSED, DROPPED, DECIDED, ANNULLED = "proposed", "dropped", "revoked", "annulled"

#: The ground that the system detects by itself; it proposes, and never decides.
_SYSTEM_GROUND = 2
#: Fraud at selection lies inside the validity, whenever it is found (A23).
_FRAUD_GROUND = 6


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """A revocation as it stands.

    ``state`` is ``proposed``, ``dropped``, ``revoked`` or ``annulled``; ``statements`` says of each
    enterprise how it was heard; ``executed`` whether the body has cancelled the title, or the
    bureau in its place.
    """

    revocation: str
    title: str
    enterprise: str
    ground: int
    facts: str
    evidence: tuple[str, ...]
    proposed_by: str
    hearing_last_day: date | None
    state: str = PROPOSED
    statements: Mapping[str, str] = field(default_factory=dict)
    executed: bool = False

    def unheard(self, concerned: Collection[str]) -> tuple[str, ...]:
        """Return who of those concerned has not been heard."""
        return tuple(one for one in concerned if one not in self.statements)

    def hearing_is_over(self, today: date) -> bool:
        """Tell whether the last day to be heard has passed."""
        return self.hearing_last_day is not None and today > self.hearing_last_day


def evolve(revocation: Revocation | None, event: Event) -> Revocation:
    """Return the revocation after an event of its stream."""
    if isinstance(event, RevocationProposed):
        return Revocation(
            revocation=event.revocation,
            title=event.title,
            enterprise=event.enterprise,
            ground=event.ground,
            facts=event.facts,
            evidence=event.evidence,
            proposed_by=event.proposed_by,
            hearing_last_day=event.hearing_last_day,
        )
    if revocation is None:
        raise ValueError(f"{event.TYPE} before the revocation was proposed")
    match event:
        case HearingEndSettled():
            return replace(revocation, hearing_last_day=event.last_day)
        case EnterpriseHeard():
            said = {**revocation.statements, event.enterprise: event.how}
            return replace(revocation, statements=said)
        case RevocationProposalDropped():
            return replace(revocation, state=DROPPED)
        case Revoked():
            return replace(revocation, state=DECIDED)
        case RevocationExecutedByBody() | RevocationExecutedByBureau():
            return replace(revocation, executed=True)
        case RevocationAnnulled():
            return replace(revocation, state=ANNULLED)
    raise ValueError(f"{event.TYPE} is no event of a revocation")


def propose(
    title: Title,
    existing: Iterable[Revocation],
    *,
    revocation: str,
    ground: int,
    facts: str,
    evidence: Iterable[str],
    proposed_by: str,
    today: date,
    calendar: WorkingDays,
    hearing_working_days: int,
) -> RevocationProposed:
    """Propose to revoke a title; the enterprise is heard first (R21).

    :param existing: the revocations of this title so far.
    :param proposed_by: ``bureau``, or ``system`` on ground 2.
    :param today: the day in Asia/Shanghai; it is not counted for the hearing.
    :raises GroundUnknown: for another ground than 1 to 7.
    :raises FieldWrong: for another proposer, or the system on another ground than 2.
    :raises TitleEnded: when the title has ended; fraud counts after expiry too (A23).
    :raises EvidenceMissing: without facts, or without a single piece of evidence.
    :raises RevocationRunning: when one is proposed already.
    """
    if ground not in GROUNDS:
        raise refusals.GroundUnknown(field="ground", found=ground, expected="1-7")
    allowed = ("bureau", "system") if ground == _SYSTEM_GROUND else ("bureau",)
    if proposed_by not in allowed:
        raise refusals.FieldWrong(
            field="proposed_by", found=proposed_by, expected=" | ".join(allowed)
        )
    # The timer that expires a title may be late; the day counts, not the timer.
    ended = title.state == VALID and today > title.last_valid_day
    state = EXPIRED if ended else title.state
    if state != VALID and not (state == EXPIRED and ground == _FRAUD_GROUND):
        raise refusals.TitleEnded(
            title=title.title, state=state, last_day=title.last_valid_day.isoformat()
        )
    named = tuple(piece for piece in evidence if piece.strip())
    for where, given in (("facts", facts.strip()), ("evidence", named)):
        if not given:
            raise refusals.EvidenceMissing(field=where, found="", expected="1")
    for other in existing:
        if other.title == title.title and other.state == PROPOSED:
            raise refusals.RevocationRunning(title=title.title, revocation=other.revocation)
    return RevocationProposed(
        revocation=revocation,
        title=title.title,
        enterprise=title.enterprise,
        ground=ground,
        facts=facts,
        evidence=named,
        proposed_by=proposed_by,
        hearing_last_day=calendar.nth_after(today, hearing_working_days).last_day,
    )


def settle_hearing(
    revocation: Revocation,
    proposed: date,
    working_days: int,
    calendar: WorkingDays,
    *,
    concerned: Collection[str],
    today: date,
) -> HearingEndSettled | None:
    """Settle the last day to be heard once the calendar allows; None while it does not (R17).

    An amended calendar moves a certain day too (R34), but only to a later one: the enterprise
    relies on a day once told. After 24:00 of a certain day, or once everybody was heard, nothing
    is settled any more.

    :param proposed: the day of the proposal, not counted.
    :param concerned: who is to be heard.
    """
    last_day = calendar.nth_after(proposed, working_days).last_day
    over = revocation.state != PROPOSED or revocation.hearing_is_over(today)
    if over or not revocation.unheard(concerned) or last_day is None:
        return None
    if revocation.hearing_last_day is not None and last_day <= revocation.hearing_last_day:
        return None
    return HearingEndSettled(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        last_day=last_day,
    )


def hear(
    revocation: Revocation, enterprise: str, how: str, statement_commitment: str, today: date
) -> EnterpriseHeard:
    """Record an enterprise's statement, its waiver, or that it let the deadline pass (R21, R34).

    While the last day is not certain, statements are taken and silence is not recorded.

    :param enterprise: who is heard: whoever holds or held the title, or follows one who did.
    :param how: ``statement`` or ``waived`` up to the last day; ``silent`` after it.
    :param statement_commitment: salted commitment to the words, which stay private (R25).
    :raises RevocationOver: when it has been heard, or the revocation is decided.
    :raises FieldWrong: for another way.
    :raises HearingOver: for a statement or waiver after the last day.
    :raises NotHeardYet: for silence up to the last day.
    """
    proposed = revocation.state == PROPOSED
    past = revocation.statements.get(enterprise) if proposed else revocation.state
    if past is not None:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=past)
    if how not in HOW:
        raise refusals.FieldWrong(field="how", found=how, expected=" | ".join(HOW))
    over = revocation.hearing_is_over(today)
    if how == SILENT and not over:
        raise refusals.NotHeardYet(**_hearing(revocation))
    if how != SILENT and over:
        raise refusals.HearingOver(**_hearing(revocation))
    return EnterpriseHeard(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=enterprise,
        how=how,
        statement_commitment=statement_commitment,
    )


def check_heard(revocation: Revocation, concerned: Collection[str], today: date) -> None:
    """Refuse a decision before everybody concerned was heard, or let the time pass (R21, R34).

    Whoever came to be concerned after the last day is not waited for.

    :raises NotHeardYet: naming the last day.
    """
    waiting = revocation.unheard(concerned) and not revocation.hearing_is_over(today)
    if waiting or not revocation.statements:
        raise refusals.NotHeardYet(**_hearing(revocation))


def drop(revocation: Revocation, reasons: str) -> RevocationProposalDropped:
    """Drop a proposal that turned out unfounded, heard or not; the title is free of it (R21).

    :raises RevocationOver: when it is decided or dropped.
    :raises FieldWrong: without reasons.
    """
    if revocation.state != PROPOSED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found=reasons, expected="1")
    return RevocationProposalDropped(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        reasons=reasons,
    )


def _hearing(revocation: Revocation) -> dict[str, str]:
    last_day = revocation.hearing_last_day
    return {
        "revocation": revocation.revocation,
        "last_day": "—" if last_day is None else last_day.isoformat(),
    }
