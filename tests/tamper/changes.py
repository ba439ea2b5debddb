"""One change of an export, drawn at random, and what an audit has to say of it.

Half of the time the file is drawn first, each as likely as another, then what in it, then how; the
other half an entry, each as likely as another, then its field or its place. What the audit must
name is worked out here from the bytes alone: the entry in which a bundle first differs, the tile,
the checkpoint, the first entry that cites a document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from services.chassis.log import bundle

from .ways import ANY_FILE, CHANGED, HASH, OF_ENTRIES, WITH_TILE, Files, kind_of, tile_of

_OF_ANY_FILE = 0.5
_BUNDLE = 256


@dataclass(frozen=True)
class Change:
    """What is done to which file, and what must be found first.

    ``files`` are the changed files, None for one that is gone. ``index`` is None where any will do;
    ``says`` stands in the reason that is given.
    """

    how: str
    path: str
    files: Mapping[str, bytes | None]
    service: str
    kinds: frozenset[str]
    index: int | None
    says: str = ""

    @property
    def needs_memory(self) -> bool:
        """Whether only an auditor who was here before can name the very entry."""
        return self.how == WITH_TILE


def draw(files: Files, random: Random) -> Change:
    """Draw a change; never one that leaves the bytes as they were."""
    bundles = {path: len(bundle.read(files[path])) for path in files if kind_of(path) == "bundle"}
    while True:
        if random.random() < _OF_ANY_FILE:
            path = random.choice(sorted(files))
            hows = ANY_FILE[kind_of(path)]
        else:
            [path] = random.choices(sorted(bundles), [bundles[one] for one in sorted(bundles)])
            hows = OF_ENTRIES
        names = sorted(hows)
        # Most of what is to be protected are fields.
        [how] = random.choices(names, [5 if name == CHANGED else 1 for name in names])
        found = hows[how](files, path, random)
        if any(found[one] != files[one] for one in found):
            return _expected(files, how, path, found)


def _expected(files: Files, how: str, path: str, found: Mapping[str, bytes | None]) -> Change:
    service, kind = path.split("/")[1], kind_of(path)
    data, before = found[path], files[path]

    def change(kinds: set[str], index: int | None, says: str = "") -> Change:
        return Change(how, path, found, service, frozenset(kinds), index, says)

    if kind == "bundle":
        first = 0 if data is None else _entry_at(before, _first_difference(before, data))
        tile = tile_of(path)
        index = tile.number * _BUNDLE + first
        return change({"entry", "bundle", "missing", "entries"}, index)
    if kind == "tile":
        tile, index = tile_of(path), None
        if data is not None and len(data) == len(before):
            at = tile.number * _BUNDLE + _first_difference(before, data) // HASH
            index = at * _BUNDLE**tile.level
        return change({"tile"}, index, tile.path)
    if kind == "document":
        sha256 = path.rpartition("/")[2]
        return change({"document"}, _first_citing(files, service, sha256), sha256)
    return change({"checkpoint", "unreachable", "key"} if kind == "checkpoint" else {"key"}, -1)


def _first_difference(before: bytes, after: bytes) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


def _entry_at(data: bytes, offset: int) -> int:
    """Return which entry of a bundle holds a byte; the last one for what is behind it."""
    end = 0
    for number, entry in enumerate(bundle.read(data)):
        end += 2 + len(entry)
        if offset < end:
            return number
    return number


def _first_citing(files: Files, service: str, sha256: str) -> int:
    bundles = [path for path in files if path.startswith(f"/{service}/log/tile/entries/")]
    for path in sorted(bundles, key=lambda one: tile_of(one).number):
        for at, entry in enumerate(bundle.read(files[path])):
            if f'"sha256":"{sha256}"'.encode() in entry:
                return tile_of(path).number * _BUNDLE + at
    raise LookupError(f"{sha256} is cited by nobody")
