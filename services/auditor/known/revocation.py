"""A revocation (撤销): ground, hearing, decision, bars, and what followed from it (R21, R22)."""

from services.auditor.source import Logged
from services.contracts import registry as r
from services.contracts.event import Event

from .matter import Known

_PROPOSED = ("title", "enterprise", "ground", "facts", "evidence", "proposed_by")
_DECIDED = (
    "board", "facts", "evidence", "legal_basis", "decision_number", "served_on",
    "first_barred_day", "last_barred_day",
)  # fmt: skip


def fold(known: Known, one: Logged, event: Event) -> None:
    """Take what an entry says of the revocation."""
    if isinstance(event, r.OfficialTextIssued) and event.about == known.id:
        known.list(one, "texts", event.document_number, {"kind": event.kind, "text": event.text})
    if getattr(event, "revocation", None) != known.id:
        return
    match event:
        case r.RevocationProposed():
            known.copy(one, event, *_PROPOSED, "hearing_last_day", state="proposed")
        case r.HearingEndSettled():
            known.tell(one, hearing_last_day=event.last_day.isoformat())
        case r.EnterpriseHeard():
            known.list(one, "heard", event.enterprise, event.how)
        case r.RevocationProposalDropped():
            known.copy(one, event, "reasons", state="dropped")
        case r.Revoked():
            known.copy(one, event, *_DECIDED, state="revoked")
        case r.RevocationAnnulled():
            known.copy(one, event, "reasons", state="annulled")
        case _:
            _followed(known, one, event)


def _followed(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.RevocationExecutedByBody():
            known.tell(one, executed_by="body")
        case r.RevocationExecutedByBureau():
            known.tell(one, executed_by="bureau", executed_reasons=event.reasons)
        case r.BarImposed():
            days = {"first_day": event.first_day, "last_day": event.last_day}
            plain = {name: day.isoformat() for name, day in days.items()}
            known.list(one, "bars", event.enterprise, plain)
        case r.BarLifted():
            known.list(one, "bars", event.enterprise, "lifted")
        case _:
            _consequence(known, one, event)


def _consequence(known: Known, one: Logged, event: Event) -> None:
    def tell(consequence: str, addressee: str, **told: str | None) -> None:
        of = getattr(event, "of", "")
        name = "/".join(part for part in (of, consequence, addressee) if part)
        known.list(one, "consequences", name, told)

    match event:
        case r.ConsequencesOpened():
            due = event.due.isoformat() if event.due else None
            for opened in event.consequences:
                tell(opened.consequence, opened.addressee, state="open", due=due)
        case r.ConsequenceDone():
            tell(event.consequence, event.addressee, state="done", receipt=event.receipt)
        case r.ConsequenceOverdue():
            tell(event.consequence, event.addressee, state="overdue", due=event.due.isoformat())
        case r.CreditReportSent():
            tell("credit", event.receiver, state="sent", sha256=event.record.sha256)
        case r.CreditReportAcknowledged():
            tell("credit", event.receiver, state="done", receipt=event.receipt)
