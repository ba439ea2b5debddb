"""The registry's read models of objections (R18)."""

from typing import Any

from services.chassis.entry import Entry
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event


def _filed(views: Views, e: r.ObjectionFiled, entry: Entry) -> None:
    body = {
        "objection": e.objection,
        "notice": e.notice,
        "number": e.number,
        "about": e.about,
        "state": "open",
        "filed": entry.time,
        "filed_by": entry.actororg,
        "answer_by": e.answer_by.isoformat(),
        "answered": None,
        "words": e.grounds_commitment,
        "reasons": None,
        "effect": None,
        "joined_to": None,
    }
    views.put("objection", e.objection, body, keys={"notice": e.notice}, sort=e.number)


def _joined(views: Views, e: r.ObjectionJoined, entry: Entry) -> None:
    body = views.change("objection", e.objection, joined_to=e.into)
    keys = {"notice": body["notice"], "joined_to": e.into}
    views.put("objection", e.objection, body, keys=keys, sort=body["number"])


def _dismissed(views: Views, e: r.ObjectionDismissed, entry: Entry) -> None:
    _answer(views, e.objection, state="dismissed", reasons=e.reasons, answered=entry.time)


def _upheld(views: Views, e: r.ObjectionUpheld, entry: Entry) -> None:
    answer = {"state": "upheld", "reasons": e.reasons, "effect": e.effect, "answered": entry.time}
    _answer(views, e.objection, **answer)


def _answer(views: Views, objection: str, **answer: Any) -> None:
    """Give the answer to the objection, and to those joined to it."""
    views.change("objection", objection, **answer)
    for joined in views.all("objection", "joined_to", objection):
        views.change("objection", joined["objection"], **answer)


TABLE: dict[type[Event], Projection] = {
    r.ObjectionFiled: _filed,
    r.ObjectionJoined: _joined,
    r.ObjectionDismissed: _dismissed,
    r.ObjectionUpheld: _upheld,
}
