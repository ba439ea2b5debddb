"""The RFC 6962 Merkle tree (SHA-256), as a frontier that grows one leaf at a time.

The root of n leaves is defined by splitting them at k, the largest power of two strictly
below n: ``root = H(0x01 || root(first k) || root(rest))``; a leaf hashes as ``H(0x00 || entry)``.
Only the roots of the complete subtrees on the right edge are needed to go on: one hash for
each bit set in n, largest first. That list is the *frontier*; appending merges equal sizes
like a carry, and the root folds it from the right.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

HASH_BYTES = 32
#: A tile holds 256 hashes of a level; its root stands in the level above (C2SP tlog-tiles).
TILE_HEIGHT = 8


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A tree of ``size`` leaves, known by the roots of its complete subtrees, largest first."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def carried(self, leaf: bytes) -> list[bytes]:
        """Return the roots of the subtrees that one more leaf completes, by height."""
        done = [leaf]
        size = self.size
        for left in reversed(self.nodes):
            if not size & 1:
                break
            done.append(node_hash(left, done[-1]))
            size >>= 1
        return done

    def append(self, leaf: bytes) -> "Frontier":
        """Return the tree with one more leaf hash."""
        done = self.carried(leaf)
        kept = self.nodes[: len(self.nodes) - len(done) + 1]
        return Frontier(self.size + 1, (*kept, done[-1]))

    def completed(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Return what one more leaf completes of the tree in steps of 256: level, number, root."""
        if (self.size + 1) % (1 << TILE_HEIGHT):
            return []
        done = self.carried(leaf)
        return [
            (height // TILE_HEIGHT, self.size >> height, done[height])
            for height in range(TILE_HEIGHT, len(done), TILE_HEIGHT)
        ]

    @property
    def root(self) -> bytes:
        """The tree's root; ``SHA256("")`` for the empty tree."""
        if not self.nodes:
            return hashlib.sha256(b"").digest()
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the nodes as they are stored."""
        return b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Frontier":
        """Read a stored frontier back.

        :raises ValueError: when the number of nodes does not fit the size.
        """
        if len(stored) != HASH_BYTES * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves cannot have {len(stored)} bytes")
        nodes = range(0, len(stored), HASH_BYTES)
        return cls(size, tuple(stored[at : at + HASH_BYTES] for at in nodes))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree = tree.append(leaf)
    return tree.root
