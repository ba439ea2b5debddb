"""The files of one log as its place serves them. Nothing in them is believed."""

from collections.abc import Sequence

from services.auditor.source import Files, Unreachable
from services.chassis.log import tiles
from services.chassis.log.keys import BadKey, VerifierKey
from services.chassis.log.tree import TILE_WIDTH

_LENGTH = 2


class Served:
    """A partial tile that became full meanwhile is cut to its width."""

    def __init__(self, files: Files, service: str) -> None:
        self._files, self._prefix = files, f"/{service}/log/"

    def checkpoint(self) -> bytes:
        """Return the signed note.

        :raises Unreachable: when there is none.
        """
        return self._files.get(f"{self._prefix}checkpoint")

    def public_keys(self) -> list[VerifierKey]:
        """Return the public keys that the place tells, one a line.

        :raises Unreachable: when there are none.
        :raises BadKey: when that is not what stands there.
        """
        data = self.key_file()
        lines = data.decode(errors="surrogateescape").split("\n")
        if lines.pop() or not lines:
            raise BadKey("a line for each key is due, each with its newline")
        return [VerifierKey.parse(line) for line in lines]

    def key_file(self) -> bytes:
        """Return what :meth:`public_keys` reads.

        :raises Unreachable: when there is none.
        """
        return self._files.get(f"{self._prefix}key")

    def hashes(self, tile: tiles.Tile) -> list[bytes]:
        """Return a hash tile.

        :raises Unreachable: when it is not there.
        :raises BadTile: when it has not the hashes of its width.
        """
        return tile.hashes(self.data(tile))

    def bundle(self, tile: tiles.Tile) -> "Bundle":
        """Return an entry bundle, as far as it can be read.

        :raises Unreachable: when it is not there.
        """
        try:
            return split(tile, self.data(tile))
        except tiles.BadTile as error:
            return Bundle([], f"{tile.full.path}: {error}")

    def data(self, tile: tiles.Tile) -> bytes:
        """Return a tile's bytes as they are.

        :raises Unreachable: when it is not there.
        :raises BadTile: when it would have to be cut from a full one that is none.
        """
        try:
            return self._files.get(self._prefix + tile.path)
        except Unreachable as error:
            if tile.width == TILE_WIDTH:
                raise
            try:
                full = self._files.get(self._prefix + tile.full.path)
            except Unreachable:
                raise error from None
            return tile.cut_from(full)


class Bundle:
    """Entries, and why they are not all there is: empty when they are."""

    def __init__(self, entries: Sequence[bytes], damage: str) -> None:
        self.entries, self.damage = entries, damage


def split(tile: tiles.Tile, data: bytes) -> Bundle:
    """Split a bundle entry by entry as far as its lengths go: one that was changed is in there."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < tile.width:
        length = int.from_bytes(data[at : at + _LENGTH], "big")
        entry = data[at + _LENGTH : at + _LENGTH + length]
        if at + _LENGTH > len(data) or len(entry) != length:
            return Bundle(entries, f"{tile.path}: entry {len(entries)} is cut off")
        entries.append(entry)
        at += _LENGTH + length
    if len(entries) != tile.width:
        return Bundle(entries, f"{tile.path} has {len(entries)} entries, not {tile.width}")
    if at != len(data):
        return Bundle(entries, f"{tile.path} has {len(data) - at} bytes after its last entry")
    return Bundle(entries, "")
