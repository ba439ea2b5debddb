"""The receipt that a bank keeps: C2SP ``.tlog-proof`` files.

A signed checkpoint, an index, and the hashes that lead from the entry there to the checkpoint's
root. With the entry and the keys it convinces anybody, offline, long after the log is gone.
"""

from dataclasses import dataclass

from . import lines
from .merkle import MOST_HASHES, leaf_hash, verify_inclusion
from .note import MOST_BYTES
from .policy import Policy, Trusted

_FIRST = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "


class BadProofFile(ValueError):
    """Bytes are no ``.tlog-proof`` file."""


@dataclass(frozen=True)
class ProofFile:
    """The file's content.

    ``hashes`` lead upwards, leaf-side first; ``checkpoint`` is the signed note word for word;
    ``extra`` is signed by nobody.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def to_bytes(self) -> bytes:
        """Write the file."""
        extra = [] if self.extra is None else [_EXTRA + lines.to_base64(self.extra)]
        hashes = map(lines.to_base64, self.hashes)
        head = [_FIRST, *extra, f"{_INDEX}{self.index}", *hashes, "", ""]
        return "\n".join(head).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "ProofFile":
        """Read a file; its checkpoint is not looked into.

        :raises BadProofFile: when it is not written as it must be.
        """
        head, empty, checkpoint = data.partition(b"\n\n")
        if len(data) > 2 * MOST_BYTES or not empty:
            raise BadProofFile("no checkpoint below an empty line, or far too long")
        first, *rest = lines.text_of(head, BadProofFile, "proof").split("\n")
        if first != _FIRST:
            raise BadProofFile(f"the first line is not {_FIRST}")
        extra = None
        if rest and rest[0].startswith(_EXTRA):
            encoded = rest.pop(0).removeprefix(_EXTRA)
            extra = lines.from_base64(encoded, BadProofFile, "extra")
        if not rest or not rest[0].startswith(_INDEX) or len(rest) > 1 + MOST_HASHES:
            raise BadProofFile("no index line, or more hashes than a tree is high")
        index = lines.number(rest.pop(0).removeprefix(_INDEX), BadProofFile, "index")
        hashes = tuple(lines.hash_of(line, BadProofFile, "proof") for line in rest)
        return cls(index, hashes, checkpoint, extra)

    def verify(self, entry: bytes, policy: Policy) -> Trusted:
        """Check that the entry is in a log that the policy trusts.

        :returns: the checkpoint that proves it, and who signed it.
        :raises Untrusted: when the policy does not trust the checkpoint.
        :raises BadProof: when the entry is not at that place of that log.
        """
        trusted = policy.open(self.checkpoint)
        told = trusted.checkpoint
        verify_inclusion(leaf_hash(entry), self.index, told.size, told.root, self.hashes)
        return trusted
