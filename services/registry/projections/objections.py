"""The registry's read models of objections (R18)."""

import re
from typing import Any

from services.chassis.entry import Entry
from services.chassis.project import Projection
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.contracts.event import Event


def _filed(views: Views, e: r.ObjectionFiled, entry: Entry) -> None:
    body = {
        "objection": e.objection,
        "notice": e.notice,
        "number": e.number,
        "about": e.about,
        "anonymous": e.anonymous,
        "state": "open",
        "filed": entry.time,
        "filed_by": entry.actororg,
        "answer_by": e.answer_by.isoformat(),
        "answer_by_certain": True,
        "answered": None,
        "words": e.grounds_commitment,
        "reasons": None,
        "effect": None,
        "corrected": None,
        "joined_to": None,
        "withdrawn": None,
        "attachments": [],
        "supplements": [],
    }
    _put(views, body)


def _answer_provisional(views: Views, e: r.AnswerDayProvisional, entry: Entry) -> None:
    views.change("objection", e.objection, answer_by_certain=False)


def _answer_settled(views: Views, e: r.AnswerDaySettled, entry: Entry) -> None:
    day = e.answer_by.isoformat()
    views.change("objection", e.objection, answer_by=day, answer_by_certain=True)


def _put(views: Views, body: Body) -> None:
    """Write an objection with its keys, in the order of numbers inside its notice."""
    keys = {"notice": body["notice"]}
    if body["joined_to"]:
        keys["joined_to"] = body["joined_to"]
    # 异议〔2021〕10号 comes after 异议〔2021〕9号.
    place = "/".join(part.zfill(6) for part in re.findall(r"[0-9]+", body["number"]))
    views.put("objection", body["objection"], body, keys=keys, sort=place)


def _receipt(views: Views, e: r.ObjectionReceiptIssued, entry: Entry) -> None:
    views.put("objection_receipt", f"{e.objection}/{e.secret_hash}", {"issued": entry.time})


def _attached(views: Views, e: r.ObjectionAttachmentKept, entry: Entry) -> None:
    kept = (views.get("objection", e.objection) or {})["attachments"]
    one = {
        "attachment": e.attachment,
        "supplement": e.supplement,
        "commitment": e.commitment,
    }
    views.change("objection", e.objection, attachments=[*kept, one])


def _supplemented(views: Views, e: r.ObjectionSupplemented, entry: Entry) -> None:
    kept = (views.get("objection", e.objection) or {})["supplements"]
    one = {"supplement": e.supplement, "filed": entry.time, "words": e.text_commitment}
    views.change("objection", e.objection, supplements=[*kept, one])


def _withdrawn(views: Views, e: r.ObjectionWithdrawn, entry: Entry) -> None:
    body = views.change(
        "objection", e.objection, state="withdrawn", withdrawn=entry.time, joined_to=None
    )
    _put(views, body)
    for joined in views.all("objection", "joined_to", e.objection):
        _put(views, {**joined, "joined_to": None})


def _joined(views: Views, e: r.ObjectionJoined, entry: Entry) -> None:
    with_it = views.all("objection", "joined_to", e.objection)
    for one in (views.get("objection", e.objection) or {}, *with_it):
        _put(views, {**one, "joined_to": e.into})


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


def _corrected(views: Views, e: r.CorrectionShown, entry: Entry) -> None:
    told = {"words": e.words, "text": e.text, "board_version": e.board_version, "on": entry.time}
    for one in ({"objection": e.objection}, *views.all("objection", "joined_to", e.objection)):
        views.change("objection", one["objection"], corrected=told)


TABLE: dict[type[Event], Projection] = {
    r.ObjectionFiled: _filed,
    r.AnswerDayProvisional: _answer_provisional,
    r.AnswerDaySettled: _answer_settled,
    r.ObjectionReceiptIssued: _receipt,
    r.ObjectionAttachmentKept: _attached,
    r.ObjectionSupplemented: _supplemented,
    r.ObjectionWithdrawn: _withdrawn,
    r.ObjectionJoined: _joined,
    r.ObjectionDismissed: _dismissed,
    r.ObjectionUpheld: _upheld,
    r.CorrectionShown: _corrected,
}
