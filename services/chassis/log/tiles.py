"""The files of a log as C2SP tlog-tiles has them: which exist at a size, what is in them.

A hash tile holds 256 hashes of one level, an entry bundle the entries under a tile of level 0.
The right edge of each level is *partial*: it is served at the width that a checkpoint needs, and
replaced by the full tile when that is complete. A full tile never changes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import bundle
from .lines import HASH_BYTES
from .merkle import TILE_HEIGHT
from .tree import TILE_WIDTH, Reader, Tree, folded

#: The level of entry bundles: below the leaf hashes.
ENTRIES = -1
_PREFIX = "tile/"
#: A tree of 2^63 leaves has hashes on levels 0 to 7.
_LEVELS = 8


class BadTile(ValueError):
    """A path names no tile, or bytes are not what a tile of that width holds."""


@dataclass(frozen=True, order=True)
class Tile:
    """A file: level (:data:`ENTRIES` for bundles), number within it, width from 1 to 256."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The file's path below the log's prefix."""
        level = "entries" if self.level == ENTRIES else self.level
        return f"{_PREFIX}{level}/{bundle.tile_path(self.number, self.width)}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Read a path back.

        :raises BadTile: when it is not one that :attr:`path` gives.
        """
        level, _, rest = path.removeprefix(_PREFIX).partition("/")
        levels = {"entries": ENTRIES} | {str(known): known for known in range(_LEVELS)}
        try:
            tile = cls(levels[level], *bundle.parse_tile_path(rest))
        except (KeyError, bundle.BadBundle) as error:
            raise BadTile(f"no path of a tile: {path[:80]!r}") from error
        if tile.path != path:
            raise BadTile(f"no path of a tile: {path[:80]!r}")
        return tile

    @property
    def full(self) -> "Tile":
        """The same tile when it is complete."""
        return Tile(self.level, self.number)

    def hashes(self, data: bytes) -> list[bytes]:
        """Read a hash tile.

        :raises BadTile: when it has not exactly the hashes of its width.
        """
        if len(data) != self.width * HASH_BYTES:
            raise BadTile(f"{self.path} has {len(data)} bytes, not {self.width * HASH_BYTES}")
        return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]

    def entries(self, data: bytes) -> list[bytes]:
        """Read an entry bundle.

        :raises BadTile: when it has not exactly the entries of its width.
        """
        try:
            entries = bundle.read(data)
        except bundle.BadBundle as error:
            raise BadTile(f"{self.path}: {error}") from error
        if len(entries) != self.width:
            raise BadTile(f"{self.path} has {len(entries)} entries, not {self.width}")
        return entries

    def cut_from(self, full: bytes) -> bytes:
        """Return this partial tile's bytes from those of the full tile that took its place.

        :raises BadTile: when those are not the full tile's.
        """
        if self.level == ENTRIES:
            return bundle.write(self.full.entries(full)[: self.width])
        return b"".join(self.full.hashes(full)[: self.width])


def at_size(size: int) -> Iterator[Tile]:
    """Name every file that a log of ``size`` entries serves, bundles first, then by level."""
    return between(0, size)


def between(old_size: int, size: int) -> Iterator[Tile]:
    """Name the files that come when a log grows: tiles now full, and the new right edge."""
    for level in range(ENTRIES, _LEVELS):
        shift = TILE_HEIGHT * max(level, 0)
        had, has = old_size >> shift, size >> shift
        for number in range(had // TILE_WIDTH, has // TILE_WIDTH):
            yield Tile(level, number)
        if has != had and has % TILE_WIDTH:
            yield Tile(level, has // TILE_WIDTH, has % TILE_WIDTH)


def content(tile: Tile, read: Reader) -> bytes:
    """Return a hash tile's bytes from a reader of hashes.

    :raises BadTile: when the reader has not all of them.
    """
    data = b"".join(read(tile.level, tile.number * TILE_WIDTH, tile.width))
    tile.hashes(data)
    return data


def reader(size: int, fetch: Callable[[Tile], bytes]) -> Reader:
    """Return a reader for :class:`Tree` over the hash tiles of a log of ``size`` entries.

    ``fetch`` is asked for the tile as the size has it, partial at the edge, and may use
    :meth:`Tile.cut_from`. Reading raises :class:`BadTile` for bytes that are no such tile.
    """

    def read(level: int, first: int, count: int) -> Sequence[bytes]:
        number, at = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - number * TILE_WIDTH)
        if width < 1:
            return []
        tile = Tile(level, number, width)
        return tile.hashes(fetch(tile))[at : at + count]

    return read


class Builder:
    """Makes a log's hash tiles from its leaf hashes, in order; it holds the right edge alone."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[list[bytes]] = [[]]

    def extend(self, leaves: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Add leaf hashes; return the tiles that became full, each with its bytes."""
        done: list[tuple[Tile, bytes]] = []
        edge = self._edge[0]
        for leaf in leaves:
            edge.append(leaf)
            self.size += 1
            if len(edge) == TILE_WIDTH:
                self._complete(done)
        return done

    def partial(self) -> list[tuple[Tile, bytes]]:
        """Return the partial tiles at the right edge, each with its bytes."""
        return [
            (Tile(level, self._full(level), len(row)), b"".join(row))
            for level, row in enumerate(self._edge)
            if row
        ]

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        # Of a complete tile only its root is asked, and that stands on the level above.
        return Tree(self.size, lambda level, _first, _count: self._edge[level]).root()

    def _full(self, level: int) -> int:
        return self.size >> TILE_HEIGHT * (level + 1)

    def _complete(self, done: list[tuple[Tile, bytes]]) -> None:
        level = 0
        while len(row := self._edge[level]) == TILE_WIDTH:
            done.append((Tile(level, self._full(level) - 1), b"".join(row)))
            if level + 1 == len(self._edge):
                self._edge.append([])
            self._edge[level + 1].append(_root(row))
            row.clear()
            level += 1


def _root(row: Sequence[bytes]) -> bytes:
    while len(row) > 1:
        row = folded(row)
    return row[0]
