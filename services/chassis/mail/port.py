"""The port to a mail server: one mail handed over, and what came of it."""

import re
from dataclasses import dataclass
from typing import Protocol

_MOST = 200
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_HIDDEN = "***"
#: The reason when the connection broke while a mail was handed over: it may have arrived.
CONNECTION_LOST = "connection_lost"


@dataclass(frozen=True)
class Taken:
    """The server took the mail over and answers for it; ``answer`` holds no address."""

    answer: str


@dataclass(frozen=True)
class Refused:
    """The server did not take this mail, or nobody knows whether it did.

    ``permanent``: the same mail would be refused again (5xx); else it may be taken later (4xx, a
    broken connection). ``reason`` holds no address.
    """

    reason: str
    permanent: bool


class Post(Protocol):
    """Hands mail over to a server."""

    def hand_over(self, to: str, message: bytes) -> Taken | Refused:
        """Hand one mail over for one recipient.

        :raises OutsideUnavailable: when the server does not get as far as to judge this mail.
        """


def told(code: int, answer: bytes, to: str) -> str:
    """Return a server's answer in one line that can be kept for ever: no address in it (R25)."""
    words = " ".join(answer.decode("ascii", "replace").split())
    words = "".join(char if char.isprintable() else " " for char in words)
    words = _ADDRESS.sub(_HIDDEN, words)
    local = to.rpartition("@")[0]
    words = re.sub(rf"(?<![\w]){re.escape(local)}(?![\w])", _HIDDEN, words, flags=re.IGNORECASE)
    return f"{code} {words}"[:_MOST].strip()
