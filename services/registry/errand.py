"""The errand to the mail server: what waits is handed over, and what came of it recorded (R22).

The mail is handed over outside of any transaction; then its attempt is recorded in one, unless it
is recorded already. A worker that is killed in between hands the very same bytes over again, under
the same Message-ID, and one attempt is recorded. Without a mail server everything waits.
"""

import hashlib
import time
from collections.abc import Callable

from services.chassis import clock, crash
from services.chassis.documents import DocumentDamaged, DocumentMissing
from services.chassis.errand import OutsideUnavailable, Step
from services.chassis.mail.letter import Letter, compose, message_id
from services.chassis.mail.port import Post, Refused
from services.chassis.mail.server import MailServer
from services.chassis.mail.smtp import SmtpPost
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.chassis.store.views import Body

from .domain import contact
from .projections.notifications import QUEUE
from .usecases import letters, notifications

NAME = "mail"
_IDLE_SECONDS = 0.5


def errand(store: Store) -> Step:
    """Make the errand's step for a worker's store."""
    server = store.settings.mail
    return MailErrand(store, server, SmtpPost(server) if server else None).step


class MailErrand:
    """Hands one mail over a step.

    :param server: None while none is told: nothing is sent then.
    :param now: seconds that only grow.
    """

    def __init__(
        self,
        store: Store,
        server: MailServer | None,
        post: Post | None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._server = server
        self._post = post
        self._now = now
        self._look_at = self._count_at = 0.0
        self._waiting = 0

    def step(self) -> tuple[int, int]:
        """Hand over the mail that has been due longest; return whether one was, and how many wait.

        :raises OutsideUnavailable: while the mail server does not answer.
        """
        if self._now() < self._look_at:
            return 0, self._waiting
        due = self._due()
        if due is None or self._server is None or self._post is None:
            self._look_at = self._now() + _IDLE_SECONDS
            return 0, self._waiting
        self._send(self._server, self._post, due)
        return 1, self._waiting

    def _due(self) -> Body | None:
        with self._store.reading_cursor() as cursor:
            now = clock.to_text(self._store.now(cursor))
        with self._store.reading() as views:
            first = next(iter(views.page(QUEUE, limit=1).items), None)
            if self._now() >= self._count_at:
                self._count_at = self._now() + _IDLE_SECONDS
                self._waiting = len(views.all(QUEUE))
        return first if first is not None and first["next_attempt"] <= now else None

    def _send(self, server: MailServer, post: Post, queued: Body) -> None:
        id = queued["notification"]
        try:
            content = self._store.documents.get(queued["content"]["sha256"])
        except (DocumentMissing, DocumentDamaged):
            self._record(queued, Refused("no_content", permanent=False))
            return
        to = self._address(queued["address"])
        if not to:
            self._record(queued, Refused("no_address", permanent=True))
            return
        code = notifications.code_under(self._store.settings.pepper, id)
        subject, text = letters.as_mail(
            content,
            page=f"{server.pages.rstrip('/')}/notifications/{id}#{code}",
            code=code,
            simulated=self._store.simulated,
        )
        # As a queue does, it is dated by when it came to be sent: a repeat is the same bytes.
        at = clock.from_text(queued["queued"])
        message = compose(Letter(id=id, to=to, subject=subject, text=text, at=at), server)
        try:
            outcome = post.hand_over(to, message)
        except OutsideUnavailable as error:
            raise OutsideUnavailable(f"{error}", self._waiting) from error
        crash.point("mail.handed_over")
        self._record(
            queued,
            outcome,
            message_id=message_id(id, server),
            message_sha256=hashlib.sha256(message).hexdigest(),
        )

    def _address(self, commitment: str) -> str:
        """Return the address that a commitment stands for, empty when it was erased."""
        words = self._store.private_words(commitment) or {}
        address = words.get("email") or words.get("contact", "")
        return address if contact.is_email(address) else ""

    def _record(self, queued: Body, outcome: notifications.Outcome, **message: str) -> None:
        context = Context(self._store.system, correlation=f"errand:{NAME}")
        with self._store.writing(context) as tx:
            notifications.record(tx, queued, outcome, **message)
            crash.point("mail.recorded")
