"""The RFC 6962 Merkle tree (SHA-256), as a frontier that grows one leaf at a time.

The root of n leaves is defined by splitting them at k, the largest power of two strictly
below n: ``root = H(0x01 || root(first k) || root(rest))``; a leaf hashes as ``H(0x00 || entry)``.
Only the roots of the complete subtrees on the right edge are needed to go on: one hash for
each bit set in n, largest first. That list is the *frontier*; appending merges equal sizes
like a carry, and the root folds it from the right.

A verifier of proofs stands here too: it needs no tree, only hashes that others gave. How many
it must be given follows from the sizes alone and is checked first.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .lines import HASH_BYTES, MOST

#: A tile holds 256 hashes of a level; its root stands in the level above (C2SP tlog-tiles).
TILE_HEIGHT = 8
#: No proof is longer: a tree of 2^63 leaves is as high.
MOST_HASHES = 63
#: The root of a tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()


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
        """The tree's root; :data:`EMPTY_ROOT` for the empty tree."""
        if not self.nodes:
            return EMPTY_ROOT
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


class BadProof(ValueError):
    """A proof does not prove what it is said to."""


def verify_inclusion(
    leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that ``leaf`` (a leaf hash) is at ``index`` of the tree (RFC 9162 §2.1.3.2).

    It serves the tree of a board's rows as well.

    :param proof: the hashes, leaf-side first.
    :raises BadProof: when it is not proven.
    """
    if not 0 <= index < size <= MOST:
        raise BadProof(f"no index {index} in a tree of {size}")
    inner, border = _lengths(index, size - 1)
    _check_hashes([leaf, root], proof, inner + border)
    if _folded(leaf, index, proof, inner) != root:
        raise BadProof(f"the leaf is not at {index} of the tree of {size}")


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of ``size`` begins with that of ``old_size`` (RFC 9162 §2.1.4.2).

    :raises BadProof: when it is not proven.
    """
    if not 0 <= old_size <= size <= MOST:
        raise BadProof(f"a tree of {size} does not begin with one of {old_size}")
    if old_size in (0, size):
        _check_hashes([old_root, root], proof, 0)
        if old_root != (root if old_size else EMPTY_ROOT) or (not size and root != EMPTY_ROOT):
            raise BadProof(f"another root at {old_size}")
        return
    # The largest complete subtree at the old tree's right edge; left of it both trees are alike.
    height = (old_size & -old_size).bit_length() - 1
    inner, border = _lengths(old_size - 1, size - 1)
    inner -= height
    whole = old_size == 1 << height
    _check_hashes([old_root, root], proof, inner + border + (not whole))
    seed, path = (old_root, proof) if whole else (proof[0], proof[1:])
    index = (old_size - 1) >> height
    lefts = [node for at, node in enumerate(path) if at >= inner or index >> at & 1]
    if _folded(seed, 0, lefts, 0) != old_root:
        raise BadProof(f"the proof does not lead to the root at {old_size}")
    if _folded(seed, index, path, inner) != root:
        raise BadProof(f"the tree of {size} does not begin with that of {old_size}")


def _lengths(index: int, last: int) -> tuple[int, int]:
    """Return how many siblings a path meets below, and above, where it joins the right edge."""
    inner = (index ^ last).bit_length()
    return inner, (index >> inner).bit_count()


def _check_hashes(given: list[bytes], proof: Sequence[bytes], length: int) -> None:
    if len(proof) != length:
        raise BadProof(f"a proof of {len(proof)} hashes where {length} are due")
    if any(len(one) != HASH_BYTES for one in (*given, *proof)):
        raise BadProof("a hash of another length")


def _folded(seed: bytes, index: int, path: Sequence[bytes], inner: int) -> bytes:
    """Hash a path upwards; a set bit of ``index``, or the right edge, has its sibling left."""
    for at, sibling in enumerate(path):
        left = at >= inner or index >> at & 1
        seed = node_hash(sibling, seed) if left else node_hash(seed, sibling)
    return seed
