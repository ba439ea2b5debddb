"""C2SP signed notes: a text and, below an empty line, who signed it.

Parsing only finds the lines. What they are worth depends on the keys that the reader knows:
lines of other keys are ignored, a line of a known key that does not verify spoils the note.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import lines
from .keys import ID_BYTES, Signature, VerifierKey

_DASH = "— "
#: Others must accept 16; a post-quantum line has 3 kB.
MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000


class BadNote(ValueError):
    """Bytes are no signed note."""


@dataclass(frozen=True)
class Signed:
    """A key that has signed, and when it says so (seconds since 1970; None: it does not say)."""

    key: VerifierKey
    time: int | None


@dataclass(frozen=True)
class Note:
    """A text (with its last newline) and the signature lines under it."""

    text: str
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """Write the note."""
        return f"{self.text}\n{write_signatures(self.signatures)}".encode()

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Read a note, believing nothing.

        :raises BadNote: when the bytes are no note.
        """
        if len(data) > MOST_BYTES:
            raise BadNote(f"a note of more than {MOST_BYTES} bytes")
        whole = lines.text_of(data, BadNote, "note")
        text, empty, below = whole.rpartition("\n\n")
        if not empty:
            raise BadNote("no empty line between text and signatures")
        return cls(text + "\n", parse_signatures(below))

    def signed_by(self, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
        """Return which of the keys have signed, each once, in the order of their lines.

        :raises BadSignature: when a line of one of them does not verify.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, Signed] = {}
        for line in self.signatures:
            if key := known.get((line.name, line.key_id)):
                time = key.verify(self.text, line.signature)
                found.setdefault(key, Signed(key, time))
        return tuple(found.values())


def parse_signatures(text: str) -> tuple[Signature, ...]:
    """Read signature lines, at least one, each with its newline.

    :raises BadNote: when one is not written as it must be.
    """
    found = text.split("\n")
    if found.pop() or not found or len(found) > MOST_SIGNATURES:
        raise BadNote(f"1 to {MOST_SIGNATURES} signature lines are due, each with its newline")
    return tuple(_signature(line) for line in found)


def write_signatures(signatures: Iterable[Signature]) -> str:
    """Write signature lines."""
    return "".join(signature.line for signature in signatures)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not lines.is_name(name):
        raise BadNote(f"no signature line: {line[:80]!r}")
    data = lines.from_base64(encoded, BadNote, f"signature of {name[:80]!r}")
    if len(data) <= ID_BYTES:
        raise BadNote(f"signature of {name[:80]!r}: too short")
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])
