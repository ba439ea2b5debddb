"""What is signed about a log: its origin, its size, its root (C2SP tlog-checkpoint).

Three lines and no more. The format knows further lines, but the post-quantum signature does
not cover them; whatever else is to be told belongs into an entry of the log.
"""

from dataclasses import dataclass

from . import lines

_LINES = 4  # the fourth is what follows the last newline: nothing


class BadCheckpoint(ValueError):
    """A text is no checkpoint."""


@dataclass(frozen=True)
class Checkpoint:
    """A log at a size.

    ``origin`` names the log and the key that signs it; ``root`` is the RFC 6962 root of its
    first ``size`` entries.
    """

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text to sign."""
        return f"{self.origin}\n{self.size}\n{lines.to_base64(self.root)}\n"

    @classmethod
    def parse(cls, body: str) -> "Checkpoint":
        """Read a body back.

        :raises BadCheckpoint: when it is not one that :attr:`body` gives.
        """
        parts = body.split("\n")
        if len(parts) != _LINES or parts[-1]:
            raise BadCheckpoint("a checkpoint has three lines: origin, size, root")
        origin, size, root = parts[:-1]
        if not lines.is_name(origin):
            raise BadCheckpoint(f"origin: {origin[:80]!r} is no name")
        return cls(
            origin,
            lines.number(size, BadCheckpoint, "size"),
            lines.hash_of(root, BadCheckpoint, "root"),
        )
