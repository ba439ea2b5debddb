"""A mail, written so that writing it again gives the same bytes and nothing can be smuggled in.

Its Message-ID follows from what it is about, not from when it is sent: a mail that a server took
twice, because its answer was lost, is known as one by whoever receives it.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from .server import MailServer

#: Seven bits a byte, so that any server takes it; lines end as SMTP wants them.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be sent: ``id`` names it for good, ``at`` is since when it waits to be sent."""

    id: str
    to: str
    subject: str
    text: str
    at: datetime


def message_id(id: str, server: MailServer) -> str:
    """Return a mail's Message-ID, the same each time."""
    return f"<{id}@{server.domain}>"


def compose(letter: Letter, server: MailServer) -> bytes:
    """Write a mail as it goes over the wire.

    :raises ValueError: when a header would hold a line break, or an address is none.
    """
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(display_name=server.sender_name, addr_spec=server.sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = " ".join(letter.subject.split())
    made["Date"] = letter.at.replace(microsecond=0)
    made["Message-ID"] = message_id(letter.id, server)
    # No vacation note or other machine is to answer it (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="base64")
    return made.as_bytes()
