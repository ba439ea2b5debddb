"""Notifications as tasks: due, recorded as sent or failed, served otherwise, confirmed (R22, R25)."""

import hashlib
import hmac
from datetime import date
from typing import Any

import msgspec

from services.chassis import clock
from services.chassis.access import ANYBODY
from services.chassis.documents import DocumentMissing
from services.chassis.mail.port import Refused, Taken
from services.chassis.store.transaction import Context, Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import NotificationFailed, NotificationSent
from services.contracts.values import Document
from services.registry.domain import notification as rules

from . import letters
from .seasons import owned_season

KIND = "notification"
#: What came of an attempt to send.
Outcome = Taken | Refused
#: Who reads every notification; others read their own organisation's.
_READ_ALL = frozenset({"bureau", "auditor", "operator"})
_CODE_BYTES = 20


def due(
    tx: Transaction,
    kind: str,
    *,
    season: str,
    about: str,
    recipient: str,
    told: letters.Told,
    last_day: date | None = None,
    addressed_to: str = rules.ORGANISATION,
    address: str | None = None,
    reason: str,
) -> None:
    """Let a notification become due, in the transaction of what calls for it.

    :param recipient: an organisation, or an objection when it is addressed to its author.
    :param last_day: of what the recipient may or must do.
    :param address: the commitment to its contact, empty for none; None for an organisation's own.
    :param reason: the rule that calls for it.
    """
    event = rules.due(
        notification=tx.new_id(),
        kind=kind,
        season=season,
        about=about,
        recipient=recipient,
        addressed_to=addressed_to,
        due=last_day,
        content=tx.documents.put(letters.write(kind, told), letters.MEDIA_TYPE),
        address=_contact(tx.views, recipient) if address is None else address,
    )
    tx.append(_stream(event.notification), event, reason=reason)


def record(
    tx: Transaction,
    queued: Body,
    outcome: Outcome,
    *,
    message_id: str = "",
    message_sha256: str = "",
) -> None:
    """Record what came of an attempt to send, unless that attempt is recorded already."""
    state = state_of(tx, queued[KIND])
    event: NotificationSent | NotificationFailed | None
    if isinstance(outcome, Taken):
        event = rules.sent(
            state,
            queued["attempt"],
            address=queued["address"],
            message_id=message_id,
            message_sha256=message_sha256,
            answer=outcome.answer,
        )
    else:
        event = rules.failed(
            state,
            queued["attempt"],
            address=queued["address"],
            reason=outcome.reason,
            permanent=outcome.permanent,
        )
    if event is not None:
        tx.append(_stream(state.notification), event)


def serve(
    tx: Transaction,
    notification: str,
    *,
    how: str,
    receipt: str,
    served_on: date,
    documents: list[dict[str, Any]],
) -> dict[str, Any]:
    """Record that an officer served by other means; the season's owner does."""
    state = state_of(tx, notification)
    owned_season(tx, state.season)
    event = rules.serve(
        state,
        how=how,
        receipt=receipt,
        served_on=served_on,
        documents=msgspec.convert(documents, tuple[Document, ...]),
        since=_became_due(tx, notification),
        today=tx.today,
    )
    tx.append(_stream(notification), event, reason="R22")
    return {}


def acknowledge(tx: Transaction, notification: str, secret: str) -> dict[str, Any]:
    """Take the recipient's word that it read the notification.

    :param secret: the code of the mail; empty when the recipient's own account says so.
    :raises NotFound: when there is no such notification, or the code is another one.
    :raises NotYours: for another organisation's account.
    """
    state = state_of(tx, notification)
    if secret:
        # As bytes: a header may hold any characters.
        if not hmac.compare_digest(secret.encode(), code(notification).encode()):
            raise NotFound(what=KIND, id=notification)
        # Whoever bears the code acts in nobody's name: an objector may be anonymous (R18).
        tx.acting_as(Context(ANYBODY, tx.context.correlation))
        event = rules.acknowledge(state, rules.CODE)
    else:
        _check_recipient(state.recipient, state.addressed_to, notification)
        event = rules.acknowledge(state, rules.ACCOUNT)
    tx.append(_stream(notification), event)
    return {}


def code(notification: str) -> str:
    """Return the secret code of a notification's mail: made from its id under the pepper."""
    return code_under(current_store().settings.pepper, notification)


def code_under(pepper: bytes, notification: str) -> str:
    """Return the secret code of a notification's mail."""
    made = hmac.new(pepper, b"notification\x00" + notification.encode(), hashlib.sha256)
    return made.digest()[:_CODE_BYTES].hex()


def listed(query: dict[str, Any]) -> tuple[Body, list[str]]:
    """Return a page of notifications, and its places: all, or those to the caller's organisation."""
    store, caller = current_store(), actor()
    asked = {name: query[name] for name in ("about", "state") if query[name]}
    if caller.role not in _READ_ALL:
        asked = {"recipient": caller.organisation, **asked}
    name, value = " ".join(asked) or "all", " ".join(asked.values())
    with store.reading_cursor() as cursor:
        now = clock.to_text(store.now(cursor))
        page = Views(cursor).page(KIND, name, value, after=query["after"], limit=query["limit"])
    items = [{**one, "waits_for": _waits_for(one, now)} for one in page.items]
    return {"items": items, "next": page.next}, page.told


def shown(notification: str) -> tuple[Body, str]:
    """Return a notification with its text, and its place.

    :raises NotFound: when there is none, or its text is not here.
    :raises NotYours: when it is another organisation's.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        now, views = clock.to_text(store.now(cursor)), Views(cursor)
        body, told = views.get(KIND, notification), views.told(KIND, notification)
    if body is None:
        raise NotFound(what=KIND, id=notification)
    if actor().role not in _READ_ALL:
        _check_recipient(body["recipient"], body["addressed_to"], notification)
    try:
        subject, text = letters.read(store.documents.get(body["content"]["sha256"]))
    except DocumentMissing as error:
        raise NotFound(what="text", id=notification) from error
    more = {"waits_for": _waits_for(body, now), "subject": subject, "text": text}
    return {**body, **more}, told


def check_known(notification: str) -> None:
    """Refuse a notification that does not exist, for reading.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        if views.get(KIND, notification) is None:
            raise NotFound(what=KIND, id=notification)


def _waits_for(body: Body, now: str) -> str | None:
    """Tell what an open task waits for, None when for nothing."""
    if body["state"] == rules.NO_ADDRESS:
        return "contact"
    if body["state"] != rules.WAITING:
        return None
    if current_store().settings.mail is None:
        return "mail_server"
    return "next_attempt" if body["next_attempt"] > now else "sending"


def _check_recipient(recipient: str, addressed_to: str, notification: str) -> None:
    # An objection's id is nobody's organisation.
    check_organisation(recipient if addressed_to == rules.ORGANISATION else "", notification)


def _contact(views: Views, organisation: str) -> str:
    return str((views.get("contact", organisation) or {"commitment": ""})["commitment"])


def state_of(tx: Transaction, notification: str) -> rules.Notification:
    """Return a notification's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(_stream(notification), rules.evolve)
    if state is None:
        raise NotFound(what=KIND, id=notification)
    return state


def _became_due(tx: Transaction, notification: str) -> date:
    return clock.shanghai_date(clock.from_text(tx.entries(_stream(notification))[0].time))


def _stream(notification: str) -> str:
    return f"{KIND}:{notification}"
