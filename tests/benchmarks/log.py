"""The transparency log at a million entries: appending, size, proofs, and the read side of an audit.

The limits stand beside in the same run: the same transaction without the log, JSON decoding and
SHA-256 alone over the same entries, and a checker in Go over the same files.
"""

import hashlib
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from services.auditor.audit.envelopes import check_alone, check_among
from services.auditor.audit.log import Held, Scope, check_log
from services.auditor.source import FolderFiles
from services.chassis.log import bundle, tiles
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.note import Note
from services.chassis.log.policy import Policy, text
from services.chassis.log.tree import Tree
from services.chassis.settings import Settings
from services.chassis.store import sqlite
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.contracts.intake import EnterpriseRegistered
from tests.support import judges

ENTRIES, BATCH = 1_000_000, 1_000
ROUNDS, EVENTS = 5, 500
KEY = SigningKey("log.example/intake", Kind.ED25519, bytes(32))


def run() -> Iterator[str]:
    """Measure, and yield lines to print."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        yield from _appending(folder)
        store = _open(folder / "many")
        began = time.perf_counter()
        for first in range(0, ENTRIES, BATCH):
            _append(store, range(first, first + BATCH))
        rate = ENTRIES / (time.perf_counter() - began)
        size = sum(path.stat().st_size for path in (folder / "many").rglob("*") if path.is_file())
        yield f"log of {ENTRIES:,} entries, SQLite, {BATCH:,} events a commit"
        yield f"  appended                                       {rate:8.0f}/s"
        yield f"  on disk                                        {size / ENTRIES:8.0f} bytes an entry"
        yield from _proving(store)
        files = folder / "files"
        _write_files(store, files)
        store.close()
        yield from _auditing(files)


def _open(folder: Path) -> Store:
    settings = Settings("intake", folder, b"pepper")
    migrate(settings)
    return Store(settings, lambda views, event, entry: None)


def _append(store: Store, numbers: range) -> None:
    with store.writing() as tx:
        for number in numbers:
            event = EnterpriseRegistered(
                enterprise=str(number), name="示例银行", kind="village_bank", region="140599"
            )
            tx.append(f"enterprise:{number}", event, reason="R7")


def _appending(folder: Path) -> Iterator[str]:
    """One event a commit, with the log and without, in alternating rounds."""
    whole, without = _open(folder / "whole"), _open(folder / "without")
    leaves = sqlite.add_leaves
    pairs = []
    for at in range(ROUNDS):
        numbers = range(at * EVENTS, (at + 1) * EVENTS)
        mine = _rate(lambda n: _append(whole, range(n, n + 1)), numbers)
        sqlite.add_leaves = lambda *_: None
        peer = _rate(lambda n: _append(without, range(n, n + 1)), numbers)
        sqlite.add_leaves = leaves
        pairs.append((mine, peer))
    mine, peer = (statistics.median(side) for side in zip(*pairs, strict=True))
    whole.close()
    without.close()
    yield "append, 1 event a commit, SQLite, synchronous=FULL, 1 writer"
    yield f"  with leaf, index, tiles and frontier           {mine:8.0f}/s"
    yield f"  the same transaction without the log           {peer:8.0f}/s"
    yield f"  ratio                                          {mine / peer:8.2f}"


def _rate(write: Callable[[int], None], numbers: range) -> float:
    began = time.perf_counter()
    for number in numbers:
        write(number)
    return len(numbers) / (time.perf_counter() - began)


def _proving(store: Store) -> Iterator[str]:
    chance = random.Random(137)
    took = []
    for _ in range(1_000):
        began = time.perf_counter()
        Tree(ENTRIES, store.hashes).inclusion(chance.randrange(ENTRIES))
        took.append(time.perf_counter() - began)
    yield f"  inclusion proof from the store, median         {statistics.median(took) * 1e3:8.2f} ms"


def _write_files(store: Store, folder: Path) -> None:
    """Write the log as a server serves it."""
    log = folder / "intake" / "log"
    for tile in tiles.at_size(ENTRIES):
        path = log / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if tile.level == tiles.ENTRIES:
            first = tile.number * bundle.BUNDLE
            path.write_bytes(bundle.write(store.log_entries(first, tile.width)))
        else:
            path.write_bytes(tiles.content(tile, store.hashes))
    told = Checkpoint(KEY.name, ENTRIES, Tree(ENTRIES, store.hashes).root())
    (log / "checkpoint").write_bytes(Note(told.body, (KEY.sign(told, 0),)).to_bytes())


def _auditing(folder: Path) -> Iterator[str]:
    log = folder / "intake" / "log"
    bundles = [log / tile.path for tile in tiles.at_size(ENTRIES) if tile.level == tiles.ENTRIES]
    began = time.perf_counter()
    for path in bundles:
        for entry in bundle.read(path.read_bytes()):
            json.loads(entry)
            hashlib.sha256(b"\x00" + entry).digest()
    limit = ENTRIES / (time.perf_counter() - began)
    policy = Policy.parse(text([KEY.verifier], [], 0).encode())
    began = time.perf_counter()
    held = Held(policy, scope=Scope(keys=False))
    checked = check_log(FolderFiles(folder), "intake", held, lambda _: None)
    alone = ENTRIES / (time.perf_counter() - began)
    found = [*checked.findings, *check_alone(checked)]
    found += check_among({"intake": checked})
    mine = ENTRIES / (time.perf_counter() - began)
    assert found == [], found[:3]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "audit of these entries, one process"
    yield f"  JSON decoding and SHA-256 alone                {limit:8.0f}/s"
    yield f"  every leaf, tile and entry                     {alone:8.0f}/s"
    yield f"  and every contract, stream and cause           {mine:8.0f}/s"
    yield f"  ratios                                         {alone / limit:8.2f} {mine / limit:.2f}"
    yield f"  largest memory                                 {most:8.0f} MiB"
    judges.install()
    began = time.perf_counter()
    verdict = judges.xmod(log, KEY.verifier)
    assert verdict.ok, verdict.words
    theirs = ENTRIES / (time.perf_counter() - began)
    yield f"  golang.org/x/mod, leaves and tree, no contents {theirs:8.0f}/s"
