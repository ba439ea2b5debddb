"""The SMTP adapter: a connection a mail, over TLS where the server is told to want it.

What a server says before it is given a recipient concerns every mail alike (away, busy, our own
login or sender refused): nothing is decided about this one then. From the recipient on an answer
is about this mail: 4xx may pass, 5xx will not. A connection that breaks there leaves it unknown
whether the mail was taken, so it counts as passing and the mail goes again under the same
Message-ID.
"""

import contextlib
import smtplib
import ssl

from services.chassis.errand import OutsideUnavailable

from .port import CONNECTION_LOST, Refused, Taken, told
from .server import MailServer

_SECONDS = 30.0
_OK, _WILL_FORWARD = 250, 251
_PERMANENT = 500


class SmtpPost:
    """Hands mail over to one server.

    :param seconds: how long it waits for each answer.
    """

    def __init__(self, server: MailServer, seconds: float = _SECONDS) -> None:
        self._server = server
        self._seconds = seconds

    def hand_over(self, to: str, message: bytes) -> Taken | Refused:
        """See :meth:`Post.hand_over`."""
        smtp = self._connected()
        try:
            found = self._judged(smtp, to, message)
            # The answer is known: how the connection ends tells nothing more.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            return found
        finally:
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """Return a connection that is let in and has named its sender."""
        server = self._server
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._opened()
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=self._trust())
                smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
            code, _ = smtp.mail(server.sender)
            if code != _OK:
                raise self._away(f"MAIL {code}")
        except (smtplib.SMTPException, OSError, OutsideUnavailable) as error:
            if smtp is not None:
                smtp.close()
            if isinstance(error, OutsideUnavailable):
                raise
            raise self._away(_why(error)) from error
        return smtp

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=server.domain,
                timeout=self._seconds,
                context=self._trust(),
            )
        return smtplib.SMTP(
            server.host, server.port, local_hostname=server.domain, timeout=self._seconds
        )

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.authorities or None)

    def _judged(self, smtp: smtplib.SMTP, to: str, message: bytes) -> Taken | Refused:
        try:
            code, answer = smtp.rcpt(to)
            if code not in {_OK, _WILL_FORWARD}:
                return _refused(code, answer, to)
            code, answer = smtp.data(message)
        except smtplib.SMTPDataError as error:
            said = error.smtp_error
            return _refused(error.smtp_code, said if isinstance(said, bytes) else said.encode(), to)
        except (smtplib.SMTPException, OSError):
            return Refused(CONNECTION_LOST, permanent=False)
        return Taken(told(code, answer, to)) if code == _OK else _refused(code, answer, to)

    def _away(self, why: str) -> OutsideUnavailable:
        return OutsideUnavailable(f"mail server {self._server.place}: {why}")


def _why(error: Exception) -> str:
    """Tell what went wrong; a server's words may repeat our login, so its code must do."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return type(error).__name__


def _refused(code: int, answer: bytes, to: str) -> Refused:
    # A code that is none of SMTP's is a connection gone wrong.
    return Refused(told(code, answer, to), permanent=code >= _PERMANENT)
