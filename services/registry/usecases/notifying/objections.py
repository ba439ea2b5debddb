"""Notifications of objections: the answer to whoever objected, its day to whoever must answer (R18)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts import registry as r
from services.registry.domain import contact
from services.registry.domain import notification as rules

from .. import notifications
from ..letters import Piece
from ..seasons import calendar
from .tell import TIMER, place, remind_of, tell


def objection_filed(tx: Transaction, e: r.ObjectionFiled) -> None:
    """Watch the day of its answer for whoever must answer, once it is certain (R17)."""
    if (tx.views.get("objection", e.objection) or {})["answer_by_certain"]:
        _watch(tx, e.objection, e.answer_by)


def answer_day_settled(tx: Transaction, e: r.AnswerDaySettled) -> None:
    """Watch the day that is certain now, or later than it was (R34)."""
    _watch(tx, e.objection, e.answer_by)


def _watch(tx: Transaction, objection: str, answer_by: date) -> None:
    remind_of(tx, "answer_near", objection, answer_by)
    tx.timers.set(
        f"answer_overdue:{objection}",
        calendar(tx).closing_instant(answer_by),
        TIMER,
        kind="answer_overdue",
        about=objection,
        due=answer_by.isoformat(),
    )


def answer_near(tx: Transaction, objection: str, last_day: date) -> None:
    """Remind before the last day."""
    _answer_open(tx, "answer_near", objection, last_day)


def answer_overdue(tx: Transaction, objection: str, last_day: date) -> None:
    """Remind after it."""
    _answer_open(tx, "answer_overdue", objection, last_day)


def _answer_open(tx: Transaction, kind: str, objection: str, last_day: date) -> None:
    """Remind the season's owner of an objection that waits for its answer (R18)."""
    found = tx.views.get("objection", objection) or {}
    if found["state"] != "open":
        return
    where = _place_of_objection(tx, found)
    tell(
        tx,
        kind,
        where,
        about=objection,
        to=[where["owner"]],
        last_day=last_day,
        told={"number": found["number"], "due": last_day},
        reason="R18",
    )


def answered(tx: Transaction, e: r.ObjectionDismissed | r.ObjectionUpheld) -> None:
    """Tell whoever objected, those with joined objections too, if they can be told (R18)."""
    outcome = Piece(f"upheld_{e.effect}" if isinstance(e, r.ObjectionUpheld) else "dismissed")
    for one in _with_joined(tx, e.objection):
        words = tx.private_words(one["words"]) or {}
        told = {"number": one["number"], "outcome": outcome, "reasons": e.reasons}
        where = _place_of_objection(tx, one)
        if contact.is_email(words.get("contact", "")):
            _tell_objector(tx, where, one, told, words_commitment=one["words"])
        elif one["filed_by"] and not one["anonymous"]:
            tell(
                tx,
                "objection_answered",
                where,
                about=one["objection"],
                to=[one["filed_by"]],
                told=told,
                reason="R18",
            )
        elif words.get("contact"):
            # No address, but a way: the officer who has the words serves by other means.
            _tell_objector(tx, where, one, told, words_commitment="")


def _with_joined(tx: Transaction, objection: str) -> list[Body]:
    found = tx.views.get("objection", objection) or {}
    return [found, *tx.views.all("objection", "joined_to", objection)]


def _tell_objector(
    tx: Transaction,
    where: Body,
    objection: Body,
    told: Mapping[str, Any],
    *,
    words_commitment: str,
) -> None:
    notifications.due(
        tx,
        "objection_answered",
        season=where["season"],
        about=objection["objection"],
        recipient=objection["objection"],
        addressed_to=rules.OBJECTOR,
        address=words_commitment,
        told={**where, **told},
        reason="R18",
    )


def _place_of_objection(tx: Transaction, objection: Body) -> Body:
    notice = tx.views.get("notice", objection["notice"]) or {}
    return place(tx, notice["season"], notice["category"])
