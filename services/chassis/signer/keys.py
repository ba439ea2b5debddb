"""The signer's private keys: a folder for each log, a file for each pair, for the signer alone.

A pair signs together: Ed25519, which every reader knows, and ML-DSA-44 for receipts that must
convince for decades. The log's name is its origin and does not change; a new pair signs beside the
old one until that is retired, so whoever pinned the old one can follow (docs/operations.md).
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.chassis.log import lines
from services.chassis.log.keys import SEED_BYTES, Kind, SigningKey

_OWNER_ONLY = 0o600
_LOG_KINDS = (Kind.ED25519, Kind.MLDSA44_COSIGNATURE)


class NoKey(LookupError):
    """The signer has no key for the log, or would have none."""


@dataclass(frozen=True)
class Pair:
    """The keys of one file; ``retired`` ones sign no more and stay for the record."""

    log: str
    path: Path
    keys: tuple[SigningKey, ...]

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.keys[0].name

    @property
    def retired(self) -> bool:
        """Whether it signs no more."""
        return self.path.suffix == ".retired"


class KeyRing:
    """The private keys in a folder.

    :param kinds: what a pair is made of.
    """

    def __init__(self, folder: Path, kinds: Sequence[Kind] = _LOG_KINDS) -> None:
        self._folder = folder
        self._kinds = kinds

    def pairs(self) -> list[Pair]:
        """Return every pair there is, oldest first within a log.

        :raises PermissionError: when a file can be read by others than its owner.
        """
        return [
            Pair(path.parent.name, path, _read(path))
            for path in sorted(self._folder.glob("*/*"))
            if path.suffix in {".key", ".retired"}
        ]

    def of(self, log: str) -> Sequence[SigningKey]:
        """Return the keys that sign a log.

        :raises NoKey: when there is none.
        """
        signing = [pair for pair in self.pairs() if pair.log == log and not pair.retired]
        if not signing:
            raise NoKey(f"no key for {log}")
        return [key for pair in signing for key in pair.keys]

    def make(self, log: str, origin: str, now: datetime) -> Pair:
        """Make one more pair for a log; it signs from now on.

        :param origin: the log's name; empty for the one it has.
        :raises NoKey: when it has none and none is given.
        :raises ValueError: when it is called otherwise, or the name is none.
        """
        known = {pair.origin for pair in self.pairs() if pair.log == log}
        origin = origin or next(iter(known), "")
        if not origin:
            raise NoKey(f"no key for {log} yet: say how the log is called")
        if not lines.is_name(origin):
            raise ValueError(f"{origin!r} is no name: no white space, no plus sign")
        if known - {origin}:
            raise ValueError(f"{log} is called {known.pop()} for ever")
        keys = tuple(
            SigningKey(origin, kind, secrets.token_bytes(SEED_BYTES)) for kind in self._kinds
        )
        folder = self._folder / log
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{now:%Y%m%dT%H%M%S%f}.key"
        aside = path.with_suffix(".new")
        # Never readable by others, not even for an instant; whole on disk before it signs.
        with os.fdopen(
            os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w"
        ) as file:
            file.writelines(f"{key.text}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        return Pair(log, path, keys)

    def retire_oldest(self, log: str) -> None:
        """Let the oldest pair of a log sign no more.

        :raises NoKey: when none would be left.
        """
        signing = [pair for pair in self.pairs() if pair.log == log and not pair.retired]
        if len(signing) < 2:  # noqa: PLR2004 - it and one that stays
            raise NoKey(f"{log} has {len(signing)} pair of keys: make another first")
        signing[0].path.rename(signing[0].path.with_suffix(".retired"))


def _read(path: Path) -> tuple[SigningKey, ...]:
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} can be read by others: chmod 600 it")
    return tuple(SigningKey.parse(line) for line in path.read_text("utf-8").splitlines())
