"""A real SMTP server on a real socket that takes mail, refuses it, or breaks off, as told."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .running import free_port

LOGIN = ("registry", "correct horse")


@dataclass(frozen=True)
class Mail:
    """A mail as it arrived: for whom, and its bytes."""

    to: list[str]
    data: bytes

    @property
    def parsed(self) -> EmailMessage:
        made: EmailMessage = email.message_from_bytes(self.data, policy=email.policy.default)
        return made

    @property
    def text(self) -> str:
        return str(self.parsed.get_content()).replace("\r\n", "\n")


@dataclass
class Mailbox:
    """What arrived, and how the server behaves.

    ``to`` says what it answers to an address, ``once`` what it answers the first time only;
    ``after_data`` what it answers to a mail for it, ``sender`` what to any sender. ``lost`` counts
    the mails for an address that it takes and then breaks off, without an answer.
    """

    port: int = field(default_factory=free_port)
    received: list[Mail] = field(default_factory=list)
    to: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    lost: dict[str, int] = field(default_factory=dict)
    logins: list[bytes] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        if self.sender:
            return self.sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        answer = self.once.pop(address, "") or self.to.get(address, "")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return f"250 2.1.5 <{address}> ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del session
        [to] = envelope.rcpt_tos
        if to in self.after_data:
            return self.after_data[to]
        assert isinstance(envelope.content, bytes)
        self.received.append(Mail(list(envelope.rcpt_tos), envelope.content))
        if self.lost.get(to, 0):
            # The mail is here; its sender is never told.
            self.lost[to] -= 1
            assert server.transport is not None
            server.transport.abort()
        return f"250 2.0.0 {to} queued as {len(self.received)}"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login)
        right = (data.login.decode(), data.password.decode()) == LOGIN
        return AuthResult(success=right, handled=False)

    @contextmanager
    def open(self, **how: Any) -> Iterator["Mailbox"]:
        """Listen on the port for the block's time.

        :param how: what the library's server takes besides.
        """
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **how)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


def tls(certificate: Any) -> ssl.SSLContext:
    """Return a server's context from a file with its key and certificate."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made
