"""A leader title (称号): whose it was, how long, and what ended it (R20, R21, R34)."""

from services.auditor.source import Logged
from services.contracts import registry as r
from services.contracts.event import Event

from .matter import Known

_GRANTED = (
    "enterprise", "board", "season", "category", "application", "standard", "standard_version",
    "scheme", "scheme_version", "valid_from", "last_valid_day",
)  # fmt: skip


def fold(known: Known, one: Logged, event: Event) -> None:
    """Take what an entry says of the title."""
    if getattr(event, "title", None) != known.id:
        return
    match event:
        case r.TitleGranted():
            known.copy(one, event, *_GRANTED, state="valid")
        case r.TitleInherited():
            known.tell(one, enterprise=event.successor)
        case r.TitleSuperseded():
            known.copy(one, event, "last_valid_day", superseded_by=event.board)
        case r.TitleExpired():
            known.tell(one, state="expired")
        case r.AwardRecorded():
            known.list(one, "awards", event.award, event.name)
        case _:
            _revocation(known, one, event)


def _revocation(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.RevocationProposed():
            known.list(one, "revocations", event.revocation, "proposed")
        case r.RevocationProposalDropped():
            known.list(one, "revocations", event.revocation, "dropped")
        case r.Revoked():
            known.tell(one, state="revoked", decision_number=event.decision_number)
            known.list(one, "revocations", event.revocation, "revoked")
        case r.RevocationAnnulled():
            known.tell(one, state=given_back(known, event.title))
            known.list(one, "revocations", event.revocation, "annulled")


def given_back(known: Known, title: str) -> str:
    """Return what a title is once its revocation is annulled: what it was before (R22)."""
    ended = any(
        one.entry.type == r.TitleExpired.TYPE and one.entry.data["title"] == title
        for one in known.entries
    )
    return "expired" if ended else "valid"
