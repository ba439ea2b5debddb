"""The SMTP adapter against a real server on a real socket: taken, refused, broken off, locked out."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis.errand import OutsideUnavailable
from services.chassis.mail.letter import Letter, compose
from services.chassis.mail.port import CONNECTION_LOST, Refused, Taken
from services.chassis.mail.server import MailServer
from services.chassis.mail.smtp import SmtpPost
from tests.support.certificates import authority
from tests.support.mailbox import LOGIN, Mailbox, tls

TO = "zhang.san@bank-a.example"


def server_of(mailbox: Mailbox, **changes: Any) -> MailServer:
    said: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": mailbox.port,
        "security": "none",
        "sender": "notify@registry.example",
        "pages": "https://registry.example/registry",
    }
    return MailServer(**{**said, **changes})


def letter(server: MailServer, text: str = "您好。\n.\n..\nHello.\n") -> bytes:
    at = datetime(2021, 9, 27, tzinfo=UTC)
    return compose(Letter(id="c0ffee", to=TO, subject="通知", text=text, at=at), server)


def sent(mailbox: Mailbox, seconds: float = 5.0, **changes: Any) -> Taken | Refused:
    server = server_of(mailbox, **changes)
    return SmtpPost(server, seconds).hand_over(TO, letter(server))


def unavailable(mailbox: Mailbox, seconds: float = 5.0, **changes: Any) -> str:
    with pytest.raises(OutsideUnavailable) as caught:
        sent(mailbox, seconds, **changes)
    return str(caught.value)


def test_a_mail_arrives_byte_for_byte_and_the_answer_holds_no_address_R25() -> None:
    with Mailbox().open() as mailbox:
        assert sent(mailbox) == Taken("250 2.0.0 *** queued as 1")
        [mail] = mailbox.received
        assert (mail.to, mail.data) == ([TO], letter(server_of(mailbox)))
        assert mail.text == "您好。\n.\n..\nHello.\n"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (f"550 5.1.1 <{TO}> unknown", Refused("550 5.1.1 <***> unknown", permanent=True)),
        ("553 zhang.san no mailbox", Refused("553 *** no mailbox", permanent=True)),
        ("451 4.7.1 greylisted", Refused("451 4.7.1 greylisted", permanent=False)),
        ("421 4.3.2 closing", Refused("421 4.3.2 closing", permanent=False)),
    ],
)
def test_a_recipient_may_be_refused_for_good_or_for_now(answer: str, found: Refused) -> None:
    with Mailbox(to={TO: answer}).open() as mailbox:
        assert sent(mailbox) == found
        assert mailbox.received == []


@pytest.mark.parametrize(
    ("answer", "permanent"), [("554 5.7.1 content refused", True), ("452 4.3.1 full", False)]
)
def test_a_content_may_be_refused_for_good_or_for_now(answer: str, permanent: bool) -> None:
    with Mailbox(after_data={TO: answer}).open() as mailbox:
        assert sent(mailbox) == Refused(answer, permanent=permanent)


def test_a_connection_that_breaks_after_the_mail_leaves_it_unknown() -> None:
    with Mailbox(lost={TO: 1}).open() as mailbox:
        assert sent(mailbox) == Refused(CONNECTION_LOST, permanent=False)
        assert isinstance(sent(mailbox), Taken)
        first, second = mailbox.received
        assert first == second, "the same bytes, and so the same Message-ID"


def test_a_server_that_is_away_decides_nothing() -> None:
    mailbox = Mailbox()
    assert unavailable(mailbox) == f"mail server 127.0.0.1:{mailbox.port}: ConnectionRefusedError"


def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailbox = Mailbox(port=silent.getsockname()[1])
        assert "SMTPServerDisconnected" in unavailable(mailbox, 0.3)


def test_a_server_that_refuses_our_sender_or_is_busy_decides_nothing() -> None:
    with Mailbox(sender="550 5.7.1 notify@registry.example may not").open() as mailbox:
        assert unavailable(mailbox) == f"mail server 127.0.0.1:{mailbox.port}: MAIL 550"
        mailbox.sender = "421 4.3.2 busy"
        assert unavailable(mailbox).endswith("MAIL 421")


# --- over TLS, with a login


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_goes_over_tls_with_a_login(tmp_path: Path, security: str) -> None:
    trusted = authority(tmp_path / "ca.pem")
    context = tls(trusted.sign(tmp_path / "server.pem", "mail", "127.0.0.1"))
    key = "ssl_context" if security == "tls" else "tls_context"
    # The library sees TLS that it began itself, not the one around it.
    how: dict[str, Any] = {key: context, "auth_require_tls": security == "starttls"}
    mailbox = Mailbox()
    login = {"user": LOGIN[0], "password": LOGIN[1]}
    more = {"security": security, "authorities": str(trusted.file)}
    with mailbox.open(**how, authenticator=mailbox.authenticate):
        assert isinstance(sent(mailbox, **more, **login), Taken)
        assert mailbox.logins == [b"registry"]
        wrong = unavailable(mailbox, **more, user="registry", password="wrong horse")
        assert wrong.endswith("SMTPAuthenticationError 535")
        assert "horse" not in wrong
        # An authority that is not ours is not trusted, and nothing is said to it.
        other = authority(tmp_path / "other.pem", "another authority")
        refused = unavailable(mailbox, security=security, authorities=str(other.file), **login)
        assert "SSLCertVerificationError" in refused
    assert len(mailbox.received) == 1


def test_a_password_is_not_said_to_a_server_without_starttls() -> None:
    mailbox = Mailbox()
    with mailbox.open(auth_require_tls=False, authenticator=mailbox.authenticate):
        said = unavailable(mailbox, security="starttls", user=LOGIN[0], password=LOGIN[1])
    assert "SMTPNotSupportedError" in said
    assert mailbox.logins == []
