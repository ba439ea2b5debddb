"""What a log and a witness say to each other: C2SP tlog-witness, ``add-checkpoint``.

The log asks with a checkpoint and the proof that it continues what the witness knew; the
witness answers with its signature lines, or tells the size that it knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import lines
from .keys import Signature
from .merkle import MOST_HASHES
from .note import MOST_BYTES, BadNote, parse_signatures, write_signatures

#: The media type of an answer that tells a size.
SIZE_TYPE = "text/x.tlog.size"
_OLD = "old "


class BadMessage(ValueError):
    """Bytes are no message of the witness protocol."""


@dataclass(frozen=True)
class AddCheckpoint:
    """A request: the size the witness is believed to know, proof lines, a signed note."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        """Write the request's body."""
        head = [f"{_OLD}{self.old_size}", *map(lines.to_base64, self.proof), "", ""]
        return "\n".join(head).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "AddCheckpoint":
        """Read a request's body; the checkpoint is not looked into.

        :raises BadMessage: when it is not written as it must be.
        """
        head, empty, checkpoint = data.partition(b"\n\n")
        if len(data) > 2 * MOST_BYTES or not empty:
            raise BadMessage("no checkpoint below an empty line, or far too long")
        old, *proof = lines.text_of(head, BadMessage, "request").split("\n")
        if not old.startswith(_OLD) or len(proof) > MOST_HASHES:
            raise BadMessage(f"no line of the old size, or more than {MOST_HASHES} hashes")
        return cls(
            lines.number(old.removeprefix(_OLD), BadMessage, "old size"),
            tuple(lines.hash_of(line, BadMessage, "proof") for line in proof),
            checkpoint,
        )


def cosignatures(signatures: Iterable[Signature]) -> bytes:
    """Write the answer that a checkpoint was cosigned (200)."""
    return write_signatures(signatures).encode()


def parse_cosignatures(data: bytes) -> tuple[Signature, ...]:
    """Read the answer that a checkpoint was cosigned.

    :raises BadMessage: when it holds anything but signature lines.
    """
    if len(data) > MOST_BYTES:
        raise BadMessage(f"an answer of more than {MOST_BYTES} bytes")
    try:
        return parse_signatures(lines.text_of(data, BadMessage, "answer"))
    except BadNote as error:
        raise BadMessage(str(error)) from error


def known_size(size: int) -> bytes:
    """Write the answer that tells which size the witness knows (409)."""
    return f"{size}\n".encode()


def parse_known_size(data: bytes) -> int:
    """Read the size that the witness knows.

    :raises BadMessage: when it is not written as it must be.
    """
    text = lines.text_of(data[:80], BadMessage, "answer")
    if not text.endswith("\n"):
        raise BadMessage("a size ends with a newline")
    return lines.number(text[:-1], BadMessage, "size")
