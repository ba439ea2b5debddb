"""A mirror of the logs as plain files that any web server can host, or a folder on a stick.

Every file is checked against the checkpoint on its way: tiles from the signed root downwards, then
bundles by their tiles, documents by their hashes. So what an interrupted run left is kept when it
is right, and a mirror is never half of two states: the checkpoint comes last. Who signed it is for
the audit to judge.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from services.chassis.log import tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.merkle import leaf_hash
from services.chassis.log.tiles import BadTile, Tile
from services.chassis.log.tree import TILE_WIDTH

from .audit.blame import parent, root_of_tiles, whole
from .audit.documents import cited
from .audit.remembered import write
from .audit.served import Served
from .source import SERVICES, Damaged, Files, Logged, Source, checkpoint_of, logged

#: Whose documents the audit needs: schemes, and rows of boards.
_CITES = "scoring"
_QUIET_TRIES = 30


@dataclass
class Exported:
    """What is in the folder now, by service: its checkpoint; and how many files were written.

    ``kept`` files were there and right. ``quiet`` is False when the logs kept growing: then the
    newest entries may cite what another log had only after it was copied.
    """

    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    written: int = 0
    kept: int = 0
    quiet: bool = True


def export(files: Files, folder: Path, settle: Callable[[], None]) -> Exported:
    """Copy the logs at the sizes of their checkpoints, and the documents that the audit needs.

    :param settle: waits between two looks at the checkpoints.
    :raises Unreachable: when a file cannot be had.
    :raises Damaged: when one is not what the checkpoint says; the message names it.
    """
    made = Exported()
    notes = _quiet(files, settle, made)
    for service in SERVICES:
        _Mirror(files, folder, service, made).copy(notes[service])
    return made


def _quiet(files: Files, settle: Callable[[], None], made: Exported) -> Mapping[str, bytes]:
    """Return checkpoints that were all there at one time."""
    notes = _notes(files)
    for _ in range(_QUIET_TRIES):
        settle()
        before, notes = notes, _notes(files)
        if notes == before:
            return notes
    made.quiet = False
    return notes


def _notes(files: Files) -> dict[str, bytes]:
    return {service: files.get(f"/{service}/log/checkpoint") for service in SERVICES}


class _Mirror:
    """One log on its way into the folder."""

    def __init__(self, files: Files, folder: Path, service: str, made: Exported) -> None:
        self._files, self._folder, self._service = files, folder, service
        self._served = Served(files, service)
        self._made = made

    def copy(self, note: bytes) -> None:
        try:
            told = checkpoint_of(note)
            key = self._served.key_file()
            leaves = self._copy_tiles(told)
            entries = self._copy_bundles(told, leaves)
            cites = self._service == _CITES
            log = [logged(self._service, index, data) for index, data in entries if cites]
            self._copy_documents(log)
        except (BadTile, ValueError) as error:
            raise Damaged(f"{self._service}: {error}") from error
        self._write("log/key", key)
        self._write("log/checkpoint", note)
        self._made.checkpoints[self._service] = told

    def _copy_tiles(self, told: Checkpoint) -> dict[int, Sequence[bytes]]:
        """Copy the hash tiles, the highest first; return the leaf hashes of each bundle."""
        hash_tiles = [one for one in tiles.at_size(told.size) if one.level != tiles.ENTRIES]
        # The right edge changes with each checkpoint, and is small.
        edge = [tile for tile in hash_tiles if tile.width < TILE_WIDTH]
        found: dict[Tile, Sequence[bytes]] = {tile: self._served.hashes(tile) for tile in edge}
        if root_of_tiles(found, told.size) != told.root:
            raise Damaged(f"{self._service}: the tiles do not lead to the checkpoint's root")
        for tile in sorted(hash_tiles, key=lambda one: -one.level):
            if tile in found:
                self._write(f"log/{tile.path}", b"".join(found[tile]))
            else:
                due = found[parent(tile, told.size)][tile.number % TILE_WIDTH]
                fits = partial(_is_tile, tile, due)
                found[tile] = tile.hashes(self._have(tile, fits))
        return {tile.number: row for tile, row in found.items() if tile.level == 0}

    def _copy_bundles(
        self, told: Checkpoint, leaves: Mapping[int, Sequence[bytes]]
    ) -> Iterator[tuple[int, bytes]]:
        """Copy the bundles; yield their entries."""
        for tile in tiles.at_size(told.size):
            if tile.level == tiles.ENTRIES:
                data = self._have(tile, partial(_is_bundle, tile, leaves[tile.number]))
                yield from enumerate(tile.entries(data), tile.number * TILE_WIDTH)

    def _copy_documents(self, log: Sequence[Logged]) -> None:
        source = Source(self._files)
        for _, sha256, _ in cited(log):
            path = f"documents/{sha256}"
            kept = self._kept(path)
            if kept is not None and hashlib.sha256(kept).hexdigest() == sha256:
                self._made.kept += 1
            else:
                self._write(path, source.document(self._service, sha256))

    def _have(self, tile: Tile, fits: Callable[[bytes], bool]) -> bytes:
        """Return a tile that is right: the one in the folder, or a copy.

        :raises Damaged: when what is served is not right.
        """
        path = f"log/{tile.path}"
        kept = self._kept(path)
        if kept is not None and fits(kept):
            self._made.kept += 1
            return kept
        data = self._served.data(tile)
        if not fits(data):
            raise Damaged(f"{self._service}: {path} is not what the checkpoint has hashes for")
        self._write(path, data)
        return data

    def _kept(self, path: str) -> bytes | None:
        try:
            return (self._folder / self._service / path).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, path: str, data: bytes) -> None:
        if self._kept(path) == data:
            self._made.kept += 1
            return
        write(self._folder / self._service / path, data)
        self._made.written += 1


def _is_tile(tile: Tile, due: bytes, data: bytes) -> bool:
    try:
        return whole(tile.hashes(data)) == due
    except BadTile:
        return False


def _is_bundle(tile: Tile, due: Sequence[bytes], data: bytes) -> bool:
    try:
        return [leaf_hash(one) for one in tile.entries(data)] == list(due)
    except BadTile:
        return False
