"""The way out of a title: proposal, hearing, decision and bar, execution, annulment (R21, R22).

A revocation is an honour withdrawn, never a penalty (R32). The bureau decides; the evaluation
body then cancels on its side; what was decided wrongly is annulled and stays in history.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import (
    BarImposed,
    BarLifted,
    EnterpriseHeard,
    HearingEndSettled,
    RevocationAnnulled,
    RevocationExecutedByBody,
    RevocationProposalDropped,
    RevocationProposed,
    Revoked,
)

from . import refusals
from .calendar import WorkingDays
from .grounds import GROUNDS
from .title import EXPIRED, REVOKED, VALID, Title
from .years import years_later

#: Years without ranking and leader evaluation (R22).
BAR_YEARS = 3

#: How an enterprise is heard.
HOW = ("statement", "waived", "silent")

PROPOSED, DROPPED, DECIDED, ANNULLED = "proposed", "dropped", "revoked", "annulled"

#: The ground that the system detects by itself; it proposes, and never decides.
_SYSTEM_GROUND = 2
#: Fraud at selection lies inside the validity, whenever it is found (A23).
_FRAUD_GROUND = 6


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """A revocation as it stands.

    ``state`` is ``proposed``, ``dropped``, ``revoked`` or ``annulled``; ``heard`` says how the
    enterprise was heard, None before; ``executed`` whether the body has cancelled the title.
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
    heard: str | None = None
    executed: bool = False


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
            return replace(revocation, heard=event.how)
        case RevocationProposalDropped():
            return replace(revocation, state=DROPPED)
        case Revoked():
            return replace(revocation, state=DECIDED)
        case RevocationExecutedByBody():
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
    for field, given in (("facts", facts.strip()), ("evidence", named)):
        if not given:
            raise refusals.EvidenceMissing(field=field, found="", expected="1")
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
    revocation: Revocation, proposed: date, working_days: int, calendar: WorkingDays
) -> HearingEndSettled | None:
    """Settle the last day to be heard once the calendar allows; None while it does not (R17).

    :param proposed: the day of the proposal, not counted.
    """
    last_day = calendar.nth_after(proposed, working_days).last_day
    waiting = revocation.state == PROPOSED and revocation.heard is None
    if not waiting or revocation.hearing_last_day is not None or last_day is None:
        return None
    return HearingEndSettled(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        last_day=last_day,
    )


def hear(
    revocation: Revocation, how: str, statement_commitment: str, today: date
) -> EnterpriseHeard:
    """Record the enterprise's statement, its waiver, or that it let the deadline pass (R21).

    While the last day is not certain, statements are taken and silence is not recorded.

    :param how: ``statement`` or ``waived`` up to the last day; ``silent`` after it.
    :param statement_commitment: salted commitment to the words, which stay private (R25).
    :raises RevocationOver: when it has been heard, or the revocation is decided.
    :raises FieldWrong: for another way.
    :raises HearingOver: for a statement or waiver after the last day.
    :raises NotHeardYet: for silence up to the last day.
    """
    past = revocation.heard if revocation.state == PROPOSED else revocation.state
    if past is not None:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=past)
    if how not in HOW:
        raise refusals.FieldWrong(field="how", found=how, expected=" | ".join(HOW))
    last_day = revocation.hearing_last_day
    over = last_day is not None and today > last_day
    if how == "silent" and not over:
        raise refusals.NotHeardYet(**_hearing(revocation))
    if how != "silent" and over:
        raise refusals.HearingOver(**_hearing(revocation))
    return EnterpriseHeard(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        how=how,
        statement_commitment=statement_commitment,
    )


def drop(revocation: Revocation, reasons: str) -> RevocationProposalDropped:
    """Drop a proposal that turned out unfounded, heard or not; the title is free of it (R21).

    :raises RevocationOver: when it is decided or dropped.
    :raises FieldWrong: without reasons.
    """
    if revocation.state != PROPOSED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    _check_given("reasons", reasons, "1")
    return RevocationProposalDropped(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        reasons=reasons,
    )


def decide(
    revocation: Revocation, title: Title, *, decision_number: str, legal_basis: str, today: date
) -> tuple[Revoked, BarImposed]:
    """Serve the decision: the title is gone and the three-year bar starts today (R21, R22, R32).

    A title that expired while the enterprise was heard is revoked all the same: the ground arose
    in its validity.

    :param today: the day of service in Asia/Shanghai, the first barred day. The last one is the
        same date three years on, 28 February for a 29th (A20).
    :raises NotHeardYet: before the enterprise was heard.
    :raises RevocationOver: when it is decided.
    :raises TitleEnded: when the title was revoked otherwise.
    :raises FieldWrong: without a decision number or a legal basis.
    """
    if revocation.state != PROPOSED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    if revocation.heard is None:
        raise refusals.NotHeardYet(**_hearing(revocation))
    if title.state == REVOKED:
        raise refusals.TitleEnded(
            title=title.title, state=title.state, last_day=title.last_valid_day.isoformat()
        )
    _check_given("decision_number", decision_number, "晋市市监〔2022〕1号")
    _check_given("legal_basis", legal_basis, "晋市市监〔2021〕77号 三.7")
    last = years_later(today, BAR_YEARS)
    revoked = Revoked(
        revocation=revocation.revocation,
        title=title.title,
        enterprise=revocation.enterprise,
        board=title.board,
        season=title.season,
        category=title.category,
        ground=revocation.ground,
        facts=revocation.facts,
        evidence=revocation.evidence,
        legal_basis=legal_basis,
        decision_number=decision_number,
        served_on=today,
        first_barred_day=today,
        last_barred_day=last,
    )
    bar = BarImposed(
        enterprise=revocation.enterprise,
        revocation=revocation.revocation,
        first_day=today,
        last_day=last,
    )
    return revoked, bar


def execute(revocation: Revocation) -> RevocationExecutedByBody:
    """Record that the evaluation body cancelled the title, as the bureau asked (R21).

    :raises NotDecided: before the decision, or after its annulment.
    :raises RevocationOver: when it has done so.
    """
    if revocation.state != DECIDED:
        raise refusals.NotDecided(revocation=revocation.revocation, state=revocation.state)
    if revocation.executed:
        raise refusals.RevocationOver(revocation=revocation.revocation, state="executed")
    return RevocationExecutedByBody(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
    )


def annul(revocation: Revocation, reasons: str) -> tuple[RevocationAnnulled, BarLifted]:
    """Take back a decision that was found wrong; history stays and the bar lifts (R22).

    :raises RevocationOver: when it is annulled.
    :raises NotDecided: before the decision.
    :raises FieldWrong: without reasons.
    """
    if revocation.state == ANNULLED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    if revocation.state != DECIDED:
        raise refusals.NotDecided(revocation=revocation.revocation, state=revocation.state)
    _check_given("reasons", reasons, "1")
    annulled = RevocationAnnulled(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        reasons=reasons,
    )
    lifted = BarLifted(enterprise=revocation.enterprise, revocation=revocation.revocation)
    return annulled, lifted


def _hearing(revocation: Revocation) -> dict[str, str]:
    last_day = revocation.hearing_last_day
    return {
        "revocation": revocation.revocation,
        "last_day": "—" if last_day is None else last_day.isoformat(),
    }


def _check_given(field: str, found: str, expected: str) -> None:
    if not found.strip():
        raise refusals.FieldWrong(field=field, found=found, expected=expected)
