"""Where entries, tiles and the signed root do not fit: which of them was changed, and where.

The root vouches for the tiles from above: a tile that hashes to what stands over it is right, and
what lies under it is held to it. So one changed entry is named among a million. What was changed
together with its own tile can only be narrowed down to what that tile covers.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from services.auditor.source import Unreachable
from services.chassis.log import tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.merkle import TILE_HEIGHT
from services.chassis.log.tiles import Tile
from services.chassis.log.tree import TILE_WIDTH, MissingHashes, Tree, folded

from .remembered import Earlier
from .served import Served

#: Index of the first entry concerned (-1: the log as a whole), kind, and why.
Fault = tuple[int, str, str]
_Tiles = Mapping[Tile, Sequence[bytes]]


def held_to(
    told: Checkpoint,
    leaves: Sequence[bytes],
    served: Served | None,
    earlier: Earlier,
) -> Iterator[Fault]:
    """Yield what is wrong with the leaves of a log, and with its hash tiles where there are any.

    :param leaves: the hashes of all its entries, as they were read.
    :param earlier: what was seen before; it names what no tile does.
    """
    made = _made(leaves)
    said: dict[Tile, Sequence[bytes]] = {}
    unread: list[Fault] = []
    for tile in made:
        if served is None:
            break
        try:
            said[tile] = served.hashes(tile)
        except (tiles.BadTile, Unreachable) as error:
            unread.append((_first_under(tile), "tile", str(error)))
    yield from unread
    if root_of_tiles(made, told.size) == told.root:
        # The entries are the signed ones; whatever says otherwise is wrong.
        for tile, hashes in said.items():
            if (at := _first_difference(made[tile], hashes)) is not None:
                index = (tile.number * TILE_WIDTH + at) << TILE_HEIGHT * tile.level
                yield index, "tile", f"{tile.path} has another hash than the entries, which fit"
        return
    known = _made(earlier.leaves) if earlier.leaves else {}
    faults = list(_under(_right(told, made, said, known), made, said))
    yield from faults
    if all(kind == "tile" for _, kind, _ in faults):
        yield _somewhere(told, leaves, earlier)


def first_new(leaves: Sequence[bytes], earlier: Earlier, told: Checkpoint) -> tuple[int, int]:
    """Return between which entries the first lies that an earlier visit saw otherwise.

    ``(at, at + 1)`` is the very entry; ``(0, size)`` says that nothing is known.
    """
    for at, (here, there) in enumerate(zip(leaves, earlier.leaves, strict=False)):
        if here != there:
            return at, at + 1
    good, bad = 0, told.size
    tree = levels(leaves)
    for seen in sorted(earlier.checkpoints, key=lambda one: one.size):
        if seen.origin == told.origin and seen.size <= told.size:
            if _root_of(tree, seen.size) != seen.root:
                return good, min(bad, seen.size)
            good = seen.size
    return good, bad


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return a tree's hashes in steps of 256: leaves, then the roots of complete tiles."""
    found = [list(leaves)]
    while len(row := found[-1]) >= TILE_WIDTH:
        ends = range(TILE_WIDTH, len(row) + 1, TILE_WIDTH)
        found.append([whole(row[end - TILE_WIDTH : end]) for end in ends])
    return found


def _made(leaves: Sequence[bytes]) -> dict[Tile, Sequence[bytes]]:
    """Return the tiles as these leaves give them."""
    builder = tiles.Builder()
    made = [*builder.extend(leaves), *builder.partial()]
    return {tile: tile.hashes(data) for tile, data in made}


def _right(
    told: Checkpoint, made: _Tiles, said: _Tiles, known: _Tiles
) -> dict[Tile, Sequence[bytes]]:
    """Return the tiles that the signed root vouches for, as they must be.

    At the right edge what is served, what the entries give or what was seen before leads to the
    root; below, each full tile is held to the hash above it.
    """

    def readings(tile: Tile) -> list[Sequence[bytes]]:
        found = [tuple(one[tile]) for one in (said, made, known) if tile in one]
        return list(dict.fromkeys(found))

    edge = [tile for tile in made if tile.width < TILE_WIDTH]
    right: dict[Tile, Sequence[bytes]] = {}
    for choice in product(*map(readings, edge)):
        chosen = dict(zip(edge, choice, strict=True))
        if root_of_tiles(chosen, told.size) == told.root:
            right = chosen
            break
    for tile in sorted(made, key=lambda one: -one.level):
        above = right.get(parent(tile, told.size))
        if tile not in right and above is not None:
            due = above[tile.number % TILE_WIDTH]
            for reading in readings(tile):
                if whole(reading) == due:
                    right[tile] = reading
                    break
    return right


def _under(right: _Tiles, made: _Tiles, said: _Tiles) -> Iterator[Fault]:
    """Yield what differs from tiles that are right, and the tiles that are not."""
    for tile, here in made.items():
        true, there = right.get(tile), said.get(tile)
        if true is None:
            # Neither what is served nor what the entries give is right: both were changed.
            if tile.level == 0 and parent(tile, _size(made)) in right:
                first, last = tile.number * TILE_WIDTH, (tile.number + 1) * TILE_WIDTH - 1
                why = f"entries {first} to {last} hash neither to {tile.path} nor to what is above"
                yield first, "entries", why
            elif there is not None and (at := _first_difference(here, there)) is not None:
                index = (tile.number * TILE_WIDTH + at) << TILE_HEIGHT * tile.level
                yield index, "tile", f"{tile.path} and the entries under it do not fit"
            continue
        if there is not None and (at := _first_difference(true, there)) is not None:
            index = (tile.number * TILE_WIDTH + at) << TILE_HEIGHT * tile.level
            yield index, "tile", f"{tile.path} does not hash to what stands over it"
        if tile.level == 0:
            for at, (leaf, due) in enumerate(zip(here, true, strict=True)):
                if leaf != due:
                    index = tile.number * TILE_WIDTH + at
                    yield index, "entry", f"it does not hash to what {tile.path} has for it"


def _somewhere(told: Checkpoint, leaves: Sequence[bytes], earlier: Earlier) -> Fault:
    """Narrow a fault down to what an earlier visit did not see so."""
    good, bad = first_new(leaves, earlier, told)
    if bad - good == 1:
        return good, "entry", "it is not what an earlier visit saw"
    if (good, bad) == (0, told.size) or good == told.size:
        return -1, "root", f"{told.size} entries hash to another root than was signed"
    return good, "entries", f"entries {good} to {bad - 1} are not those that were signed"


def _root_of(tree: Sequence[Sequence[bytes]], size: int) -> bytes:
    return Tree(size, lambda level, first, count: tree[level][first : first + count]).root()


def root_of_tiles(found: _Tiles, size: int) -> bytes:
    """Return the root that tiles lead to, empty when one is missing."""
    by_place = {(tile.level, tile.number): hashes for tile, hashes in found.items()}

    def read(level: int, first: int, count: int) -> Sequence[bytes]:
        number, at = divmod(first, TILE_WIDTH)
        return by_place.get((level, number), ())[at : at + count]

    try:
        return Tree(size, read).root()
    except MissingHashes:
        return b""


def parent(tile: Tile, size: int) -> Tile:
    """Return the tile that holds the root of a full one, in a tree of this size."""
    number = tile.number // TILE_WIDTH
    width = min(TILE_WIDTH, (size >> TILE_HEIGHT * (tile.level + 1)) - number * TILE_WIDTH)
    return Tile(tile.level + 1, number, width)


def _size(made: _Tiles) -> int:
    return sum(tile.width for tile in made if tile.level == 0)


def _first_under(tile: Tile) -> int:
    return tile.number << TILE_HEIGHT * (tile.level + 1)


def _first_difference(here: Sequence[bytes], there: Sequence[bytes]) -> int | None:
    pairs = enumerate(zip(here, there, strict=True))
    return next((at for at, (one, other) in pairs if one != other), None)


def whole(row: Sequence[bytes]) -> bytes:
    """Return the root of a full tile."""
    while len(row) > 1:
        row = folded(row)
    return row[0]
