"""An objection (异议): until when it must be answered, and how it was (R18).

What it says in words is private (R25): only that it was said, and whether it was erased, is known.
"""

from services.auditor.source import Logged
from services.contracts import registry as r
from services.contracts.event import Event

from .matter import Known


def fold(known: Known, one: Logged, event: Event) -> None:
    """Take what an entry says of the objection, or of the one it is joined to."""
    if isinstance(event, r.WordsErased) and event.about == known.id:
        known.list(one, "erased", event.commitment, event.cause)
    said = getattr(event, "objection", None)
    if said == known.id:
        _own(known, one, event)
        _answered(known, one, event)
    elif isinstance(event, r.ObjectionJoined) and event.into == known.id:
        known.list(one, "joined", event.objection, one.entry.time)
    elif said is not None and said == known.value("joined_to"):
        _of_the_other(known, one, event)
        _answered(known, one, event)


def _own(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.ObjectionFiled():
            known.copy(
                one, event, "notice", "board", "number", "about", "anonymous", "answer_by",
                state="open", answer_by_certain=True,
            )  # fmt: skip
        case r.AnswerDayProvisional():
            known.tell(one, answer_by_certain=False)
        case r.AnswerDaySettled():
            known.copy(one, event, "answer_by", "calendar", answer_by_certain=True)
        case r.ObjectionSupplemented():
            known.list(one, "supplements", event.supplement, one.entry.time)
        case r.ObjectionAttachmentKept():
            known.list(one, "attachments", event.attachment, {"supplement": event.supplement})
        case r.ObjectionJoined():
            known.tell(one, joined_to=event.into)
        case r.ObjectionWithdrawn():
            known.tell(one, state="withdrawn", joined_to=None)


def _of_the_other(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.ObjectionJoined():
            known.tell(one, joined_to=event.into)
        case r.ObjectionWithdrawn():
            # It asks for an answer of its own again.
            known.tell(one, joined_to=None)


def _answered(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.ObjectionDismissed():
            known.copy(one, event, "reasons", state="dismissed", answered=one.entry.time)
        case r.ObjectionUpheld():
            known.copy(
                one, event, "reasons", "effect", "application",
                state="upheld", answered=one.entry.time,
            )  # fmt: skip
        case r.CorrectionShown():
            known.copy(one, event, corrected=event.words)
