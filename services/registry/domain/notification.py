"""A notification (送达) as a task: due, sent or failed, served by other means, acknowledged.

Proof of service is the chain of its events: what was to be said and by when, which bytes a mail
server took over and what it answered, or how an officer served instead, and that the recipient
confirmed. Each attempt is recorded once, whoever comes to record it (R15, R18, R21, R22).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.contracts.event import Event
from services.contracts.registry import (
    NotificationAcknowledged,
    NotificationDue,
    NotificationFailed,
    NotificationSent,
    ServiceRecorded,
)
from services.contracts.values import Document

from . import refusals
from .calendar import WorkingDays
from .deadlines import latest_opening

ORGANISATION, OBJECTOR = "organisation", "objector"
WAITING, SENT, UNDELIVERABLE, SERVED, ACKNOWLEDGED = (
    "waiting",
    "sent",
    "undeliverable",
    "served",
    "acknowledged",
)
#: Stands in a list for one that waits for a contact.
NO_ADDRESS = "no_address"
STATES = (WAITING, NO_ADDRESS, SENT, UNDELIVERABLE, SERVED, ACKNOWLEDGED)
MAIL = "mail"
#: How an officer serves by other means: 邮寄送达、直接送达、平台送达.
MEANS = ("post", "hand_over", "platform")
ACCOUNT, CODE = "account", "code"
#: Working days left of a deadline when whoever must act is reminded.
NEAR_WORKING_DAYS = 2
#: After how many minutes the n-th attempt at an address is followed by the next; the last by none.
MINUTES = (10, 60, 4 * 60, 12 * 60, 24 * 60, 48 * 60)


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A notification as it stands.

    ``attempts`` counts all; ``tried`` those at ``address``, as a new address begins anew.
    """

    notification: str
    season: str
    recipient: str
    addressed_to: str
    address: str
    state: str = WAITING
    attempts: int = 0
    tried: int = 0


def evolve(state: Notification | None, event: Event) -> Notification:
    """Return a notification after an event of its stream."""
    if isinstance(event, NotificationDue):
        return Notification(
            notification=event.notification,
            season=event.season,
            recipient=event.recipient,
            addressed_to=event.addressed_to,
            address=event.address,
        )
    if state is None:
        raise ValueError(f"{event.TYPE} before the notification was due")
    match event:
        case NotificationSent():
            return _attempted(state, event, SENT)
        case NotificationFailed():
            return _attempted(state, event, WAITING if event.retry_minutes else UNDELIVERABLE)
        case ServiceRecorded():
            return replace(state, state=SERVED)
        case NotificationAcknowledged():
            return replace(state, state=ACKNOWLEDGED)
    raise ValueError(f"{event.TYPE} is no event of a notification")


def _attempted(
    state: Notification, event: NotificationSent | NotificationFailed, then: str
) -> Notification:
    # What was served or confirmed meanwhile stays so, whatever became of a mail under way.
    over = state.state in {SERVED, ACKNOWLEDGED}
    return replace(
        state,
        state=state.state if over else then,
        attempts=event.attempt,
        tried=_tried(state, event.address),
        address=event.address,
    )


def _tried(state: Notification, address: str) -> int:
    return state.tried + 1 if address == state.address else 1


def due(
    *,
    notification: str,
    kind: str,
    season: str,
    about: str,
    recipient: str,
    addressed_to: str,
    due: date | None,
    content: Document,
    address: str,
) -> NotificationDue:
    """Let a notification become due.

    :param due: the last day for what the recipient may or must do, None where there is none.
    :param address: the commitment to the contact as known now, empty for none.
    """
    return NotificationDue(
        notification=notification,
        kind=kind,
        season=season,
        about=about,
        recipient=recipient,
        addressed_to=addressed_to,
        due=due,
        content=content,
        address=address,
    )


def sent(
    state: Notification,
    attempt: int,
    *,
    address: str,
    message_id: str,
    message_sha256: str,
    answer: str,
) -> NotificationSent | None:
    """Record that a mail server took the message over.

    :param attempt: which one it was, from 1.
    :returns: None when that attempt is recorded already.
    """
    if attempt != state.attempts + 1:
        return None
    return NotificationSent(
        notification=state.notification,
        recipient=state.recipient,
        channel=MAIL,
        attempt=attempt,
        address=address,
        message_id=message_id,
        message_sha256=message_sha256,
        answer=answer,
    )


def failed(
    state: Notification, attempt: int, *, address: str, reason: str, permanent: bool
) -> NotificationFailed | None:
    """Record that an attempt failed, and when the next one is, later each time.

    :param permanent: whether the same attempt would fail again: there is none then.
    :returns: None when that attempt is recorded already.
    """
    if attempt != state.attempts + 1:
        return None
    tried = _tried(state, address)
    last = permanent or tried > len(MINUTES)
    return NotificationFailed(
        notification=state.notification,
        recipient=state.recipient,
        channel=MAIL,
        attempt=attempt,
        address=address,
        reason=reason,
        retry_minutes=None if last else MINUTES[tried - 1],
    )


def serve(
    state: Notification,
    *,
    how: str,
    receipt: str,
    served_on: date,
    documents: tuple[Document, ...],
    since: date,
    today: date,
) -> ServiceRecorded:
    """Record that an officer served by other means, with its receipt (R22).

    A mail that was sent may be served as well: nobody knows that it was read.

    :param since: the day on which the notification became due.
    :raises NotificationOver: when it was served so, or the recipient confirmed it.
    :raises FieldWrong: for other means, without a receipt, or on a day that cannot be.
    """
    if state.state in {SERVED, ACKNOWLEDGED}:
        raise refusals.NotificationOver(notification=state.notification, state=state.state)
    if how not in MEANS:
        raise refusals.FieldWrong(field="how", found=how, expected=" | ".join(MEANS))
    if not receipt.strip():
        raise refusals.FieldWrong(field="receipt", found=receipt, expected="1")
    if not since <= served_on <= today:
        expected = f"{since} … {today}"
        raise refusals.FieldWrong(field="served_on", found=served_on.isoformat(), expected=expected)
    return ServiceRecorded(
        notification=state.notification,
        recipient=state.recipient,
        how=how,
        receipt=receipt,
        served_on=served_on,
        documents=documents,
    )


def acknowledge(state: Notification, by: str) -> NotificationAcknowledged:
    """Take the recipient's word that it read the notification, however it came to know of it.

    :param by: ``account`` or ``code``.
    :raises NotificationOver: when it said so before.
    """
    if state.state == ACKNOWLEDGED:
        raise refusals.NotificationOver(notification=state.notification, state=state.state)
    return NotificationAcknowledged(
        notification=state.notification, recipient=state.recipient, by=by
    )


def near(due: date, calendar: WorkingDays) -> datetime:
    """Return when to remind of a deadline: two working days are left then, its own included.

    :param due: the last day, which may be none that is worked.
    """
    return calendar.closing_instant(latest_opening(due, NEAR_WORKING_DAYS, calendar))
