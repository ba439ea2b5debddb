"""One log against its signed checkpoint: every leaf, every tile, and what an earlier visit saw."""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.auditor.source import Damaged, Files, Logged, Unreachable, logged
from services.chassis.log import tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import BadKey, BadSignature
from services.chassis.log.merkle import leaf_hash
from services.chassis.log.policy import Policy, Trusted, Untrusted
from services.chassis.log.tree import TILE_WIDTH, Tree

from . import blame
from .finding import BROKEN, Finding
from .remembered import Earlier
from .served import Bundle, Served

#: Told how many entries were read more.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Scope:
    """What a place has to show: a bus has neither hash tiles nor keys, other places have both."""

    tiles: bool = True
    keys: bool = True


@dataclass(frozen=True)
class Held:
    """What a log is held to: who signs it, what was seen of it before, what must be there."""

    policy: Policy
    earlier: Earlier = Earlier()  # noqa: RUF009 - frozen
    scope: Scope = Scope()


@dataclass
class CheckedLog:
    """A log as it was read: its entries, its tree, its checkpoint, and what is wrong.

    ``trusted`` is None when no checkpoint could be believed. While nothing in it is broken,
    ``entries`` and ``leaves`` have the same places.
    """

    service: str
    entries: list[Logged] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    trusted: Trusted | None = None
    findings: list[Finding] = field(default_factory=list)
    _levels: list[list[bytes]] = field(default_factory=list)

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint that the log was held to."""
        return self.trusted.checkpoint if self.trusted else None

    @property
    def whole(self) -> bool:
        """Whether the entries are all there and the signed ones."""
        return self.trusted is not None and not any(one.kind in BROKEN for one in self.findings)

    def root(self, size: int) -> bytes:
        """Return the root over the first entries, as they were read."""
        if not self._levels:
            self._levels = blame.levels(self.leaves)
        read = self._levels
        return Tree(size, lambda level, first, count: read[level][first : first + count]).root()

    @property
    def lacks(self) -> bool:
        """Whether an entry is known not to be there."""
        return any(one.kind == "missing" for one in self.findings)

    def forget(self, index: int) -> None:
        """Take back that an entry is none: it was changed, and that only follows."""
        self.findings = [
            one for one in self.findings if (one.index, one.kind) != (index, "no_entry")
        ]

    def wrong(self, index: int, kind: str, why: str) -> None:
        """Note a fault."""
        self.findings.append(Finding(self.service, index, kind, why))


def check_log(files: Files, service: str, held: Held, tell: Progress) -> CheckedLog:
    """Read a log whole and hold it to its checkpoint, and to those seen before."""
    log, served = CheckedLog(service), Served(files, service)
    try:
        log.trusted = held.policy.open(served.checkpoint())
    except Untrusted as error:
        log.wrong(-1, "checkpoint", str(error))
        return log
    except Unreachable as error:
        log.wrong(-1, "unreachable", str(error))
        return log
    if held.scope.keys:
        _check_keys(log, served, log.trusted)
    told = log.trusted.checkpoint
    if not _read(log, served, told.size, tell):
        return log
    tiled = served if held.scope.tiles else None
    for index, kind, why in blame.held_to(told, log.leaves, tiled, held.earlier):
        if kind == "entry":
            log.forget(index)
        # What is not there explains another root.
        if kind not in {"entries", "root"} or not log.lacks:
            log.wrong(index, kind, why)
    _check_source(log)
    for seen in held.earlier.checkpoints:
        _check_remembered(log, told, seen, held.earlier)
    return log


def _read(log: CheckedLog, served: Served, size: int, tell: Progress) -> bool:
    """Read every bundle; False where one ends it."""
    for first in range(0, size, TILE_WIDTH):
        width = min(TILE_WIDTH, size - first)
        tile = tiles.Tile(tiles.ENTRIES, first // TILE_WIDTH, width)
        try:
            bundle = served.bundle(tile)
        except Unreachable as error:
            log.wrong(first, "bundle", str(error))
            return False
        _take(log, first, bundle)
        if bundle.damage:
            _name(log, served, tile, bundle)
            return False
        tell(width)
    return True


def _check_keys(log: CheckedLog, served: Served, trusted: Trusted) -> None:
    """Hold every line of the note to the keys that the place tells: none may be spoilt."""
    try:
        told = served.public_keys()
        signed = {one.key for one in trusted.note.signed_by(told)}
    except (Unreachable, BadKey, BadSignature) as error:
        log.wrong(-1, "key", str(error))
        return
    if missing := [key.text[:80] for key in told if key not in signed]:
        log.wrong(-1, "key", f"the checkpoint is not signed by {', '.join(missing)}")
    elif untold := [one.key.text[:80] for one in trusted.logs if one.key not in told]:
        log.wrong(-1, "key", f"signed by {', '.join(untold)}, which it does not tell")


def _take(log: CheckedLog, first: int, bundle: Bundle) -> None:
    for index, data in enumerate(bundle.entries, first):
        log.leaves.append(leaf_hash(data))
        if not data:
            log.wrong(index, "missing", f"no entry {index}")
            continue
        try:
            log.entries.append(logged(log.service, index, data))
        except Damaged as error:
            log.wrong(index, "no_entry", str(error))


def _name(log: CheckedLog, served: Served, tile: tiles.Tile, bundle: Bundle) -> None:
    """Name the entry at which a damaged bundle stops being what the log has hashes for."""
    first = tile.number * TILE_WIDTH
    at = len(bundle.entries)
    try:
        hashes = served.hashes(tiles.Tile(0, tile.number, tile.width))
    except (Unreachable, tiles.BadTile):
        hashes = []
    for place, (data, there) in enumerate(zip(bundle.entries, hashes, strict=False)):
        if leaf_hash(data) != there:
            at = place
            break
    # What does not parse after that only follows from it.
    log.findings = [one for one in log.findings if one.index < first]
    log.wrong(first + min(at, tile.width - 1), "bundle", bundle.damage)


def _check_source(log: CheckedLog) -> None:
    """Tell once when all of this is another service's log."""
    spoken = {one.entry.source for one in log.entries}
    if spoken and f"lingpao.{log.service}" not in spoken:
        log.wrong(-1, "swapped", f"{', '.join(sorted(spoken))} speaks in the log of {log.service}")


def _check_remembered(
    log: CheckedLog, told: Checkpoint, seen: Checkpoint, earlier: Earlier
) -> None:
    if seen.origin != told.origin:
        log.wrong(-1, "swapped", f"it was {seen.origin} when last seen, and now {told.origin}")
    elif seen.size > told.size:
        why = f"{seen.size} entries were signed when last seen, and now {told.size}"
        log.wrong(-1, "rolled_back", why)
    elif log.whole and log.root(seen.size) != seen.root:
        first, end = blame.first_new(log.leaves, earlier, told)
        where = f"entry {first}" if end - first == 1 else f"one of entries {first} to {end - 1}"
        why = f"the first {seen.size} entries are not those signed when last seen: {where}"
        log.wrong(first, "forked", why)
