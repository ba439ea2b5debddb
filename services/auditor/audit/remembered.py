"""What earlier visits saw: the checkpoints and keys of each log, kept by the auditor's own hand.

A log that was rolled back or forked since shows by them, whatever its server says now. The hashes
of its entries are kept as well, so that the entry is named; and whole bundles (:mod:`.kept`).
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.auditor.source import checkpoint_of
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.lines import HASH_BYTES
from services.chassis.log.merkle import root_of

_OLDEST_KEPT = 64


class BadMemory(ValueError):
    """The folder holds something that this did not write."""


@dataclass(frozen=True)
class Earlier:
    """What was seen of one log: signed checkpoints, and the leaf hashes under the newest."""

    checkpoints: Sequence[Checkpoint] = ()
    leaves: Sequence[bytes] = ()


@dataclass(frozen=True)
class Remembered:
    """What is known of one installation, by service: public keys, signed notes, leaf hashes."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: Mapping[str, bytes] = field(default_factory=dict)

    def of(self, service: str) -> Earlier:
        """Return what was seen of a log; the notes were verified then.

        Leaf hashes that do not lead to the newest checkpoint tell nothing, and are left out.
        """
        seen = [checkpoint_of(note.encode()) for note in self.notes.get(service, ())]
        data = self.leaves.get(service, b"")
        leaves = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
        fits = bool(seen) and len(leaves) == seen[-1].size and root_of(leaves) == seen[-1].root
        return Earlier(seen, leaves if fits else ())


class Memory:
    """A folder for each place that was audited."""

    def __init__(self, folder: Path, place: str) -> None:
        #: Where everything about the place lies.
        self.folder = folder / hashlib.sha256(place.encode()).hexdigest()[:32]
        self._path = self.folder / "seen.json"
        self._place = place

    def recall(self) -> Remembered:
        """Return what is known of the place; nothing at the first visit.

        :raises BadMemory: when the file is damaged.
        """
        if not self._path.exists():
            return Remembered()
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            found = Remembered(
                {str(name): _texts(keys) for name, keys in kept["keys"].items()},
                {str(name): _texts(notes) for name, notes in kept["notes"].items()},
                {path.stem: path.read_bytes() for path in sorted(self.folder.glob("*.leaves"))},
            )
            for service in found.notes:
                found.of(service)
        except (ValueError, KeyError, AttributeError, TypeError, OSError) as error:
            raise BadMemory(f"{self._path}: {error}") from error
        return found

    def keep(
        self,
        before: Remembered,
        keys: Mapping[str, tuple[str, ...]],
        seen: Mapping[str, str],
        leaves: Mapping[str, Sequence[bytes]],
    ) -> None:
        """Add what was seen now; the newest and the oldest stay, so a step back shows for long."""
        notes = dict(before.notes)
        for service, note in seen.items():
            had = [one for one in notes.get(service, ()) if one != note]
            notes[service] = (*had[:1], *had[1:][-_OLDEST_KEPT:], note)
        told = {"place": self._place, "keys": {**before.keys, **keys}, "notes": notes}
        self.folder.mkdir(parents=True, exist_ok=True)
        for service, hashes in leaves.items():
            data = b"".join(hashes)
            if data != before.leaves.get(service):
                write(self.folder / f"{service}.leaves", data)
        write(self._path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def write(path: Path, data: bytes) -> None:
    """Write a file whole: a reader meets the old one or the new one, after a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _texts(found: Sequence[str]) -> tuple[str, ...]:
    if not all(isinstance(one, str) for one in found):
        raise TypeError("a list of texts is due")
    return tuple(found)
