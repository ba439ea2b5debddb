"""The registry's read models of contacts and notifications, and of the mail that waits to be sent.

Of a contact they hold only the commitment (R25). What is to be mailed stands in a queue by the
moment of its next attempt; a task leaves it when it is sent, served otherwise, confirmed, or has
nowhere to go.
"""

from datetime import timedelta
from typing import Any

from services.chassis import clock
from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.domain.notification import (
    ACKNOWLEDGED,
    NO_ADDRESS,
    ORGANISATION,
    SENT,
    SERVED,
    UNDELIVERABLE,
    WAITING,
)

KIND, CONTACT, QUEUE = "notification", "contact", "mail_queue"
_UNSENT = (WAITING, NO_ADDRESS, UNDELIVERABLE)
_OVER = (SERVED, ACKNOWLEDGED)


def _contact(views: Views, e: r.ContactRecorded, entry: Entry) -> None:
    """Let what waited for an address, or could not be delivered to another, go there."""
    views.put(CONTACT, e.organisation, {**data_of(e), "recorded": entry.time})
    for one in views.all(KIND, "unsent", e.organisation):
        _put(views, _queued({**one, "address": e.commitment}, entry.time))


def _erased(views: Views, e: r.WordsErased, entry: Entry) -> None:
    """Let what was to go to an address that is gone wait for another."""
    del entry
    found = views.get(CONTACT, e.about)
    if found is not None and found["commitment"] == e.commitment:
        views.delete(CONTACT, e.about)
    for one in views.all(KIND, "unsent_to", e.commitment):
        _put(views, {**one, "address": "", "state": NO_ADDRESS, "next_attempt": None})


def _due(views: Views, e: r.NotificationDue, entry: Entry) -> None:
    body = {
        **data_of(e),
        "state": NO_ADDRESS,
        "created": entry.time,
        "queued": None,
        "next_attempt": None,
        "attempts": [],
        "sent": None,
        "service": None,
        "acknowledged": None,
    }
    _put(views, _queued(body, entry.time) if e.address else body)


def _queued(body: Body, moment: str) -> Body:
    """Return a task that waits to be mailed from a moment on."""
    return {**body, "state": WAITING, "queued": moment, "next_attempt": moment}


def _sent(views: Views, e: r.NotificationSent, entry: Entry) -> None:
    told = {"channel": e.channel, "message_id": e.message_id, "message_sha256": e.message_sha256}
    body = _attempted(views, e, entry, {"answer": e.answer})
    body["sent"] = {**told, "answer": e.answer, "at": entry.time}
    _put(views, body if body["state"] in _OVER else {**body, "state": SENT})


def _failed(views: Views, e: r.NotificationFailed, entry: Entry) -> None:
    body = _attempted(views, e, entry, {"failed": e.reason})
    # Another address may have been recorded while the mail was under way: it is tried at once.
    if body["state"] not in _OVER and body["address"] == e.address:
        body["state"] = WAITING if e.retry_minutes else UNDELIVERABLE
        body["next_attempt"] = None
        if e.retry_minutes:
            later = clock.from_text(entry.time) + timedelta(minutes=e.retry_minutes)
            body["next_attempt"] = clock.to_text(later)
    _put(views, body)


def _attempted(views: Views, e: Any, entry: Entry, told: Body) -> Body:
    body = views.get(KIND, e.notification) or {}
    return {**body, "attempts": [*body["attempts"], {"at": entry.time, **told}]}


def _served(views: Views, e: r.ServiceRecorded, entry: Entry) -> None:
    told = {name: data_of(e)[name] for name in ("how", "receipt", "served_on", "documents")}
    service = {**told, "recorded": entry.time, "recorded_by": entry.actororg}
    body = views.get(KIND, e.notification) or {}
    _put(views, {**body, "state": SERVED, "service": service, "next_attempt": None})


def _acknowledged(views: Views, e: r.NotificationAcknowledged, entry: Entry) -> None:
    body = views.get(KIND, e.notification) or {}
    said = {"by": e.by, "at": entry.time}
    _put(views, {**body, "state": ACKNOWLEDGED, "acknowledged": said, "next_attempt": None})


def _put(views: Views, body: Body) -> None:
    """Write a task, its place in the queue, and what a decision shows of its service."""
    id, state, about, recipient = (body[n] for n in (KIND, "state", "about", "recipient"))
    keys = {
        "state": state,
        "about": about,
        "about state": f"{about} {state}",
        "recipient": recipient,
        "recipient state": f"{recipient} {state}",
        "recipient about": f"{recipient} {about}",
        "recipient about state": f"{recipient} {about} {state}",
    }
    if state in _UNSENT:
        if body["addressed_to"] == ORGANISATION:
            keys["unsent"] = recipient
        if body["address"]:
            keys["unsent_to"] = body["address"]
    views.put(KIND, id, body, keys=keys, sort=body["created"])
    if state == WAITING:
        attempt = len(body["attempts"]) + 1
        queued = {n: body[n] for n in (KIND, "address", "content", "queued", "next_attempt")}
        sort = body["next_attempt"]
        views.put(QUEUE, id, {**queued, "attempt": attempt}, sort=sort)
    else:
        views.delete(QUEUE, id)
    if body["kind"] == "revocation_decided":
        _show_with_decision(views, body)


def _show_with_decision(views: Views, body: Body) -> None:
    """Show with a decision how it was served on the enterprise itself (R22)."""
    decided = views.get("revocation", body["about"]) or {}
    if decided.get("enterprise") == body["recipient"]:
        proof = {n: body[n] for n in (KIND, "state", "content", "sent", "service", "acknowledged")}
        views.change("revocation", body["about"], service=proof)


TABLE: dict[type[Event], Projection] = {
    r.ContactRecorded: _contact,
    r.WordsErased: _erased,
    r.NotificationDue: _due,
    r.NotificationSent: _sent,
    r.NotificationFailed: _failed,
    r.ServiceRecorded: _served,
    r.NotificationAcknowledged: _acknowledged,
}

project = by_type(TABLE)
