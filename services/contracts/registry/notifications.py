"""Who is to be notified of what, and the proof that it was (送达)."""

from datetime import date

from services.contracts.event import Event, event
from services.contracts.values import Document


@event("registry.contact_recorded", key="organisation")
class ContactRecorded(Event):
    """An organisation said where it is to be notified; the words themselves are private (R25).

    It replaces the contact before; that one's words are erased.
    """

    organisation: str
    commitment: str


@event("registry.notification_due", key="recipient")
class NotificationDue(Event):
    """Somebody is to be notified of what concerns them, in these words (R15, R18, R21, R22).

    ``kind`` says of what, ``about`` names it. ``recipient`` is an organisation where ``addressed_to``
    is ``organisation``, else the objection whose author left a contact (``objector``). ``due`` is
    the last day for what the recipient may or must do; None when there is nothing, or the day is
    not settled. ``content`` is the text, UTF-8, its first line the subject. ``address`` is the
    commitment to the contact as known then, empty for none.
    """

    notification: str
    kind: str
    season: str
    about: str
    recipient: str
    addressed_to: str
    due: date | None
    content: Document
    address: str


@event("registry.notification_sent", key="recipient")
class NotificationSent(Event):
    """A mail server took the message over, for the contact that ``address`` commits to.

    ``attempt`` counts from 1. ``message_sha256`` is over the very bytes handed over; ``answer`` is
    the server's, without the address.
    """

    notification: str
    recipient: str
    channel: str
    attempt: int
    address: str
    message_id: str
    message_sha256: str
    answer: str


@event("registry.notification_failed", key="recipient")
class NotificationFailed(Event):
    """An attempt to send failed.

    ``reason`` is a server's answer without the address, or ``connection_lost``, ``no_address``,
    ``no_content``. It is tried again after ``retry_minutes``; None when it is not: an officer
    serves by other means then.
    """

    notification: str
    recipient: str
    channel: str
    attempt: int
    address: str
    reason: str
    retry_minutes: int | None


@event("registry.service_recorded", key="recipient")
class ServiceRecorded(Event):
    """An officer served by other means (R22): ``how`` is ``post``, ``hand_over`` or ``platform``.

    ``receipt`` is the receipt's number, ``documents`` what shows it.
    """

    notification: str
    recipient: str
    how: str
    receipt: str
    served_on: date
    documents: tuple[Document, ...]


@event("registry.notification_acknowledged", key="recipient")
class NotificationAcknowledged(Event):
    """The recipient confirmed that it read the notification.

    ``by`` is ``account``, or ``code`` for whoever had the secret code of the mail.
    """

    notification: str
    recipient: str
    by: str
