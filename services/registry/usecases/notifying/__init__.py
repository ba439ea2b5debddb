"""Who is to be notified of which event, in the same transaction; and who is reminded of a deadline.

A use case hands over the events it stored; each kind knows whom it concerns and what is said
(R15, R16, R18, R19, R21, R22). Reminders are timers: when one fires, whoever has not acted yet is
notified, and nothing happens otherwise (R27).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.event import Event

from . import exiting, objections, results
from .tell import TIMER

__all__ = ["TIMER", "after", "remind"]


def after(tx: Transaction, *events: Event) -> None:
    """Let become due what some events of this transaction call for."""
    for event in events:
        if type(event) in _TABLE:
            _TABLE[type(event)](tx, event)


def remind(tx: Transaction, payload: dict[str, Any]) -> None:
    """Notify whoever has not acted yet of a deadline; the timer's work."""
    _REMINDERS[payload["kind"]](tx, payload["about"], date.fromisoformat(payload["due"]))


_REMINDERS: Mapping[str, Callable[[Transaction, str, date], None]] = {
    "consent_near": results.consent_near,
    "hearing_near": exiting.hearing_near,
    "answer_near": objections.answer_near,
    "answer_overdue": objections.answer_overdue,
}
_TABLE: Mapping[type[Event], Callable[[Transaction, Any], None]] = {
    r.ConsentRequested: results.consent_asked,
    r.FormalReviewReturned: results.returned,
    r.Published: results.published,
    r.TitleGranted: results.granted,
    i.WithdrawalOvertaken: results.overtaken,
    r.RevocationProposed: exiting.proposed,
    r.HearingEndSettled: exiting.hearing_settled,
    r.SuccessorRecorded: exiting.successor_recorded,
    r.RevocationProposalDropped: exiting.dropped,
    r.Revoked: exiting.revoked,
    r.RevocationAnnulled: exiting.annulled,
    r.ConsequenceOverdue: exiting.overdue,
    r.ObjectionFiled: objections.objection_filed,
    r.AnswerDaySettled: objections.answer_day_settled,
    r.ObjectionDismissed: objections.answered,
    r.ObjectionUpheld: objections.answered,
}
