"""A log of numbered entries under known keys: small enough to write down what it must look like."""

from functools import cache
from pathlib import Path

from services.chassis.log import bundle, tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.merkle import leaf_hash
from services.chassis.log.note import Note
from services.chassis.log.proof import ProofFile
from services.chassis.log.tree import TILE_WIDTH, Tree

LOG = SigningKey("audit.lingpao.example/log1", Kind.ED25519, bytes(range(32)))
WITNESS = SigningKey("witness.example/w1", Kind.ED25519_COSIGNATURE, bytes(range(32, 64)))
WITNESSED_AT = 1_700_000_000


@cache
def entries(size: int) -> tuple[bytes, ...]:
    """Return the entries of a log of this size."""
    return tuple(f'{{"seq":{number}}}'.encode() for number in range(size))


@cache
def leaves(size: int) -> tuple[bytes, ...]:
    """Return the leaf hashes of those entries."""
    return tuple(map(leaf_hash, entries(size)))


@cache
def hash_tiles(size: int) -> dict[tiles.Tile, bytes]:
    """Return the hash tiles of a log of this size."""
    builder = tiles.Builder()
    return dict([*builder.extend(leaves(size)), *builder.partial()])


@cache
def tree(size: int) -> Tree:
    """Return the tree, read from its tiles."""
    return Tree(size, tiles.reader(size, hash_tiles(size).__getitem__))


@cache
def checkpoint(size: int) -> Checkpoint:
    """Return what is signed at this size."""
    return Checkpoint(LOG.name, size, tree(size).root())


@cache
def signed(size: int, *witnesses: SigningKey) -> bytes:
    """Return the signed note, with the lines of these witnesses."""
    told = checkpoint(size)
    lines = tuple(key.sign(told, WITNESSED_AT) for key in (LOG, *witnesses))
    return Note(told.body, lines).to_bytes()


def receipt(size: int, index: int, *witnesses: SigningKey) -> ProofFile:
    """Return the proof of an entry."""
    return ProofFile(index, tuple(tree(size).inclusion(index)), signed(size, *witnesses))


@cache
def files(size: int, *witnesses: SigningKey) -> dict[str, bytes]:
    """Return every file that the log serves, by its path."""
    found = {tile.path: data for tile, data in hash_tiles(size).items()}
    for tile in tiles.at_size(size):
        if tile.level == tiles.ENTRIES:
            first = tile.number * TILE_WIDTH
            found[tile.path] = bundle.write(entries(size)[first : first + tile.width])
    return found | {"checkpoint": signed(size, *witnesses)}


def write(folder: Path, size: int, *witnesses: SigningKey) -> Path:
    """Write every file below a folder."""
    for path, data in files(size, *witnesses).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder
