"""Roots and proofs of an RFC 6962 tree whose hashes lie somewhere else: a store, or tiles.

Whatever gives the tree's hashes in steps of 256 (a *reader*) will do. What comes from it is
not judged here: a proof made of wrong hashes simply does not verify.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from .lines import HASH_BYTES
from .merkle import EMPTY_ROOT, TILE_HEIGHT, node_hash

#: ``read(level, first, count)`` returns ``count`` hashes from number ``first`` on: leaf hashes
#: on level 0, on level L the roots of complete subtrees of 256^L leaves. It is never asked for
#: hashes of two tiles at once.
Reader = Callable[[int, int, int], Sequence[bytes]]
TILE_WIDTH = 1 << TILE_HEIGHT
#: Tiles remembered with their inner hashes (about 40 KiB each): proofs share most of theirs.
_REMEMBERED = 64


class MissingHashes(LookupError):
    """A reader gave fewer hashes than the tree must have, or something that is no hash."""


class Tree:
    """A tree of ``size`` leaves; every method may raise :class:`MissingHashes`."""

    def __init__(self, size: int, read: Reader) -> None:
        self.size = size
        self._read = read
        self._tile = lru_cache(_REMEMBERED)(self._load)

    def root(self) -> bytes:
        """Return the root."""
        return self._over(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, index: int) -> list[bytes]:
        """Return the proof that leaf ``index`` is in the tree, leaf-side first.

        :raises IndexError: when the tree has no such leaf.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"no index {index} in a tree of {self.size}")
        proof = []
        first, end = 0, self.size
        while end - first > 1:
            split = first + _split(end - first)
            if index < split:
                proof.append(self._over(split, end))
                end = split
            else:
                proof.append(self._over(first, split))
                first = split
        return proof[::-1]

    def consistency(self, old_size: int) -> list[bytes]:
        """Return the proof that the tree's first ``old_size`` leaves were a tree of their own.

        :raises IndexError: when the tree is smaller.
        """
        if not 0 <= old_size <= self.size:
            raise IndexError(f"no size {old_size} in a tree of {self.size}")
        if old_size in (0, self.size):
            return []
        proof = []
        first, end = 0, self.size
        while end != old_size:
            split = first + _split(end - first)
            if old_size <= split:
                proof.append(self._over(split, end))
                end = split
            else:
                proof.append(self._over(first, split))
                first = split
        if first:
            proof.append(self._over(first, end))
        return proof[::-1]

    def _over(self, first: int, end: int) -> bytes:
        """Return the root over leaves ``first`` to ``end`` (not in it), as the proofs split them."""
        nodes = []
        while first < end:
            height = (end - first).bit_length() - 1
            nodes.append(self._node(height, first >> height))
            first += 1 << height
        root = nodes.pop()
        while nodes:
            root = node_hash(nodes.pop(), root)
        return root

    def _node(self, height: int, number: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        tile, place = divmod(number << above, TILE_WIDTH)
        return self._tile(level, tile)[above][place >> above]

    def _load(self, level: int, tile: int) -> list[Sequence[bytes]]:
        """Return a tile's hashes and, above them, those of its complete subtrees."""
        first = tile * TILE_WIDTH
        width = min(TILE_WIDTH, (self.size >> TILE_HEIGHT * level) - first)
        row = self._read(level, first, width)
        if len(row) != width or any(len(one) != HASH_BYTES for one in row):
            raise MissingHashes(f"level {level} lacks hashes {first} to {first + width - 1}")
        rows = [row]
        while len(rows) < TILE_HEIGHT:
            row = folded(row)
            rows.append(row)
        return rows


def folded(row: Sequence[bytes]) -> list[bytes]:
    """Hash neighbours in pairs, one step up the tree; a last one without a neighbour stays out."""
    return [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]


def _split(count: int) -> int:
    """Return the largest power of two strictly below ``count``."""
    return 1 << (count - 1).bit_length() - 1
