"""The registry's read models of what follows from a revocation, and of the credit record."""

from typing import Any

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.credit import record
from services.registry.domain.consequences import (
    ANNULMENT,
    CREDIT,
    DONE,
    LAPSED,
    OPEN,
    ORDER,
    REVOCATION,
)

_KIND = "consequence"


def _decided(views: Views, e: r.Revoked, entry: Entry) -> None:
    def name(organisation: str) -> str:
        return str((views.get("organisation", organisation) or {}).get("name", ""))

    made = record.of_decision(e, entry, _position(views), name)
    _put_record(views, made)


def _annulled(views: Views, e: r.RevocationAnnulled, entry: Entry) -> None:
    known = views.get("credit_record", e.revocation) or {}
    _put_record(views, record.of_annulment(known, e, entry, _position(views)))


def _put_record(views: Views, made: record.Record) -> None:
    keys = {"enterprise": made["enterprise"], "status": made["status"]}
    sort = f"{made['log_position']:016d}"
    views.put("credit_record", made["record"], made, keys=keys, sort=sort)


def _position(views: Views) -> int:
    """Return the index in the log of the event that is projected just now."""
    return int(views.telling.rpartition("@")[2])


def _barred(views: Views, e: r.BarImposed, entry: Entry) -> None:
    done = {"state": DONE, "receipt": entry.id, "done": entry.time, "done_by": entry.actororg}
    _put(views, _new(e, REVOCATION, "bar", e.enterprise, entry) | done)


def _bar_lifted(views: Views, e: r.BarLifted, entry: Entry) -> None:
    done = {"state": DONE, "receipt": entry.id, "done": entry.time, "done_by": entry.actororg}
    _put(views, _new(e, ANNULMENT, "bar", e.enterprise, entry) | done)


def _opened(views: Views, e: r.ConsequencesOpened, entry: Entry) -> None:
    if e.of == ANNULMENT:
        for known in views.all(_KIND, "revocation", e.revocation):
            if known["state"] == OPEN and not known["addressee"]:
                _put(views, {**known, "state": LAPSED, "overdue": False})
    for one in e.consequences:
        made = _new(e, e.of, one.consequence, one.addressee, entry)
        _put(views, {**made, "due": e.due.isoformat() if e.due else None})


def _new(e: Any, of: str, consequence: str, addressee: str, entry: Entry) -> Body:
    return {
        "revocation": e.revocation,
        "enterprise": e.enterprise,
        "of": of,
        "consequence": consequence,
        "addressee": addressee,
        "state": OPEN,
        "opened": entry.time,
        "due": None,
        "overdue": False,
        "reminders": 0,
        "receipt": "",
        "documents": [],
        "done": None,
        "done_by": "",
        "report": "",
        "attempts": 0,
        "record_sha256": "",
        "received_sha256": "",
    }


def _done(views: Views, e: r.ConsequenceDone, entry: Entry) -> None:
    told = {"receipt": e.receipt, "documents": data_of(e)["documents"]}
    _close(views, _known(views, e, e.consequence, e.addressee), told, entry)


def _acknowledged(views: Views, e: r.CreditReportAcknowledged, entry: Entry) -> None:
    told = {"receipt": e.receipt, "received_sha256": e.record_sha256}
    _close(views, _known(views, e, CREDIT, e.receiver), told, entry)


def _close(views: Views, known: Body, told: Body, entry: Entry) -> None:
    done = {"state": DONE, "overdue": False, "done": entry.time, "done_by": entry.actororg}
    _put(views, {**known, **told, **done})


def _overdue(views: Views, e: r.ConsequenceOverdue, entry: Entry) -> None:
    told = {"overdue": True, "due": e.due.isoformat(), "reminders": e.reminder}
    _put(views, {**_known(views, e, e.consequence, e.addressee), **told})


def _sent(views: Views, e: r.CreditReportSent, entry: Entry) -> None:
    sent = {"report": e.report, "attempts": e.attempt, "record_sha256": e.record.sha256}
    known = _known(views, e, CREDIT, e.receiver)
    _put(views, {**known, **sent})
    views.put("credit_report", e.report, {**data_of(e), "receiver": e.receiver})


def _known(views: Views, e: Any, consequence: str, addressee: str) -> Body:
    return views.get(_KIND, _id(e.revocation, e.of, consequence, addressee)) or {}


def _id(revocation: str, of: str, consequence: str, addressee: str) -> str:
    return f"{revocation}/{of}/{consequence}/{addressee}"


def _put(views: Views, body: Body) -> None:
    """Write a consequence, and the list that its revocation shows."""
    of, consequence, addressee = body["of"], body["consequence"], body["addressee"]
    keys = {
        "revocation": body["revocation"],
        "state": body["state"],
        "addressee": f"{addressee} {body['state']}",
    }
    sort = f"{body['opened']} {ORDER.index(consequence)}"
    id = _id(body["revocation"], of, consequence, addressee)
    views.put(_KIND, id, body, keys=keys, sort=sort)
    shown = views.all(_KIND, "revocation", body["revocation"])
    views.change("revocation", body["revocation"], consequences=shown)


TABLE: dict[type[Event], Projection] = {
    r.Revoked: _decided,
    r.RevocationAnnulled: _annulled,
    r.BarImposed: _barred,
    r.BarLifted: _bar_lifted,
    r.ConsequencesOpened: _opened,
    r.ConsequenceDone: _done,
    r.ConsequenceOverdue: _overdue,
    r.CreditReportSent: _sent,
    r.CreditReportAcknowledged: _acknowledged,
}

project = by_type(TABLE)
