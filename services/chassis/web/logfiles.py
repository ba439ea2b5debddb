"""The log as files in C2SP tlog-tiles' layout, made from the database, and proofs for receipts."""

import threading
import time
from typing import Any

from flask import Flask, Response, abort, jsonify

from services.chassis import checkpoints
from services.chassis.log import bundle, tiles
from services.chassis.log.proof import ProofFile
from services.chassis.log.tree import Tree
from services.chassis.store.store import Store, facts

from .identity import current_store
from .refusals import NotFound, NotProvenYet

_TEXT = "text/plain; charset=utf-8"
#: Full tiles never change, nor does a partial one of a given width.
_FOR_EVER = "public, max-age=31536000, immutable"
_WAIT_SECONDS = 5.0
#: In each process.
_WAITERS = threading.BoundedSemaphore(2)
#: No log is so large; the databases' own numbers end a little above.
_MOST = 2**53
_LOOK_AGAIN_SECONDS = 0.05


def install(app: Flask) -> None:
    """Add ``/log/…``: size, checkpoint, keys, tiles, entry bundles and proofs."""

    @app.get("/log/size")
    def log_size() -> Any:
        return jsonify(origin=current_store().source, size=current_store().log_size())

    @app.get("/log/checkpoint")
    def log_checkpoint() -> Response:
        return Response(_checkpoint(current_store(), 0).note, content_type=_TEXT)

    @app.get("/log/key")
    def log_key() -> Response:
        with current_store().reading_cursor() as cursor:
            keys = facts(cursor).get("log_keys", "")
        if not keys:
            raise NotFound(what="log key", id=current_store().source)
        return Response(f"{keys}\n", content_type=_TEXT)

    @app.get("/log/tile/<path:path>")
    def log_tile(path: str) -> Response:
        try:
            tile = tiles.Tile.parse(f"tile/{path}")
            data = _tile(current_store(), tile)
        except tiles.BadTile:
            abort(404)
        answer = Response(data, content_type="application/octet-stream")
        answer.headers["Cache-Control"] = _FOR_EVER
        return answer

    @app.get("/log/proof/<int:index>")
    def log_proof(index: int) -> Response:
        answer = Response(_proof(current_store(), index).to_bytes(), content_type=_TEXT)
        name = f"{current_store().source}-{index}.tlog-proof"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _tile(store: Store, tile: tiles.Tile) -> bytes:
    if tile.level != tiles.ENTRIES:
        return tiles.content(tile, store.hashes)
    entries = store.log_entries(tile.number * bundle.BUNDLE, tile.width)
    data = bundle.write(entries)
    tile.entries(data)
    return data


def _proof(store: Store, index: int) -> ProofFile:
    """Return the receipt of an entry, with the entry itself in it.

    It waits for the checkpoint that proves it: accepted at once, proven soon.

    :raises NotFound: when the log has no such entry.
    :raises NotProvenYet: when none was signed in time.
    """
    entries = store.log_entries(index, 1) if index < _MOST else []
    if not entries:
        raise NotFound(what="log entry", id=str(index))
    kept = _checkpoint(store, index + 1)
    hashes = Tree(kept.size, store.hashes).inclusion(index)
    return ProofFile(index, tuple(hashes), kept.note.encode(), entries[0])


def _checkpoint(store: Store, least: int) -> checkpoints.Kept:
    kept = _published(store, least)
    if kept is not None:
        return kept
    if store.as_of is not None:
        # Nothing is signed where nothing grows.
        raise NotFound(what="checkpoint", id=f"{store.source}, {least}")
    # Whoever waits holds a thread: few may, and nobody where nothing will be signed.
    if not store.settings.signer or not _WAITERS.acquire(blocking=False):
        raise NotProvenYet(service=store.settings.service)
    try:
        deadline = time.monotonic() + _WAIT_SECONDS
        while kept is None and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_SECONDS)
            kept = _published(store, least)
    finally:
        _WAITERS.release()
    if kept is None:
        raise NotProvenYet(service=store.settings.service)
    return kept


def _published(store: Store, least: int) -> checkpoints.Kept | None:
    with store.reading_cursor() as cursor:
        return checkpoints.published(cursor, store.recorder.now(cursor), least)


ACCESS = {
    name: frozenset({"public"})
    for name in ("log_size", "log_checkpoint", "log_key", "log_tile", "log_proof")
}
