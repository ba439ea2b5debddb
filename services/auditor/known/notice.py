"""A public notice (公示): what it shows, until when, and the objections to it (R17, R18)."""

from services.auditor.source import Logged
from services.contracts import registry as r
from services.contracts.event import Event

from .matter import Known

_SHOWN = ("kind", "about", "season", "category", "opened", "working_days")
_END = ("last_day", "provisional_last_day", "calendar")


def fold(known: Known, one: Logged, event: Event) -> None:
    """Take what an entry says of the notice."""
    if isinstance(event, r.OfficialTextIssued) and event.about == known.id:
        known.list(one, "texts", event.document_number, {"kind": event.kind, "text": event.text})
    if getattr(event, "notice", None) != known.id:
        return
    match event:
        case r.NoticeOpened():
            known.copy(one, event, *_SHOWN, *_END, state="open")
        case r.NoticeReopened():
            known.copy(one, event, *_SHOWN, *_END, "board_version", "change", state="open")
        case r.NoticeEndSettled():
            known.copy(one, event, "last_day", "calendar")
        case r.NoticeExtended():
            known.copy(one, event, *_END, "extra")
        case r.NoticeClosed():
            known.copy(one, event, "last_day", state="closed")
        case r.Published():
            known.list(one, "publications", event.board, event.version)
        case _:
            _objection(known, one, event)


def _objection(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.ObjectionFiled():
            known.list(one, "objections", event.objection, "open")
        case r.ObjectionWithdrawn():
            known.list(one, "objections", event.objection, "withdrawn")
        case r.ObjectionJoined():
            known.list(one, "objections", event.objection, {"joined_to": event.into})
        case r.ObjectionDismissed():
            known.list(one, "objections", event.objection, "dismissed")
        case r.ObjectionUpheld():
            known.list(one, "objections", event.objection, "upheld")
