"""Asking witnesses for their cosignatures under the newest checkpoint, and keeping them.

Each witness is asked with the size it knows; one that is away, or refuses, keeps nobody waiting.
"""

import logging
import time
from collections.abc import Sequence

import httpx

from . import checkpoints
from .errand import Errand, OutsideUnavailable
from .log.keys import BadSignature, Signature
from .log.note import Note
from .log.tree import Tree
from .log.witness import AddCheckpoint, BadMessage, parse_cosignatures, parse_known_size
from .signer.witness_file import Witness
from .store.store import Store

_log = logging.getLogger(__name__)

_EVERY_SECONDS = 1.0
_WAIT_SECONDS = 5.0


def errand(witnesses: Sequence[Witness]) -> Errand:
    """Return the loop for a worker."""
    return lambda store: _Asking(store, witnesses).step


class _Asking:
    def __init__(self, store: Store, witnesses: Sequence[Witness]) -> None:
        self._store = store
        self._witnesses = witnesses
        self._known: dict[str, int] = {}
        self._not_before = 0.0

    def step(self) -> tuple[int, int]:
        """Have the newest checkpoint cosigned once; return how many witnesses did.

        :raises OutsideUnavailable: naming the witnesses that did not.
        """
        if time.monotonic() < self._not_before:
            return 0, 0
        self._not_before = time.monotonic() + _EVERY_SECONDS
        with self._store.reading_cursor() as cursor:
            kept = checkpoints.newest(cursor)
        if kept is None or kept.witnesses == len(self._witnesses):
            return 0, 0
        note = Note.parse(kept.note.encode())
        had = {(line.name, line.key_id) for line in note.signatures}
        lines, missing = [], []
        for witness in self._witnesses:
            if all((key.name, key.id) in had for key in witness.keys):
                continue
            try:
                lines += self._ask(witness, kept, note)
            except (httpx.HTTPError, BadMessage, BadSignature, ValueError) as error:
                missing.append(f"{witness.url}: {error}")
        if lines:
            grown = Note(note.text, (*note.signatures, *lines))
            names = {line.name for line in grown.signatures}
            count = sum(all(key.name in names for key in one.keys) for one in self._witnesses)
            checkpoints.cosigned(self._store, kept, grown.to_bytes().decode(), count)
        if missing:
            raise OutsideUnavailable("; ".join(missing), len(missing))
        return len(lines), 0

    def _ask(self, witness: Witness, kept: checkpoints.Kept, note: Note) -> list[Signature]:
        answer = self._post(witness, kept, self._known.get(witness.url, 0))
        if answer.status_code == httpx.codes.CONFLICT:
            answer = self._post(witness, kept, parse_known_size(answer.content))
        if answer.status_code != httpx.codes.OK:
            raise BadMessage(f"{answer.status_code} {answer.text[:200].strip()}")
        # One line a key, whatever else the answer holds.
        lines = {}
        for line in parse_cosignatures(answer.content):
            for key in witness.keys:
                if (key.name, key.id) == (line.name, line.key_id):
                    key.verify(note.text, line.signature)
                    lines[key.id] = line
        self._known[witness.url] = kept.size
        return list(lines.values())

    def _post(self, witness: Witness, kept: checkpoints.Kept, old: int) -> httpx.Response:
        if old > kept.size:
            raise BadMessage(f"it knows {old} entries, and the log has {kept.size}")
        proof = Tree(kept.size, self._store.hashes).consistency(old)
        asked = AddCheckpoint(old, tuple(proof), kept.note.encode())
        return httpx.post(
            f"{witness.url.rstrip('/')}/add-checkpoint",
            content=asked.to_bytes(),
            timeout=_WAIT_SECONDS,
        )
