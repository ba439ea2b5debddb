"""Fetching the logs and the documents, over HTTP or from a folder. All that comes is hostile."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from services.chassis.entry import Entry, UnknownEvent
from services.chassis.log import bundle, canon
from services.chassis.log.checkpoint import BadCheckpoint, Checkpoint
from services.chassis.log.note import BadNote, Note

SERVICES = ("registry", "intake", "scoring")
_SECONDS = 30.0
#: No file is larger: a bundle holds 256 entries of 64 KiB, a document at most 10 MiB.
_MOST_BYTES = 32 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
#: A log claimed to be larger than this is not believed.
_MOST_ENTRIES = 10**12


class Unreachable(ConnectionError):
    """A log could not be fetched; the message says which and why."""


class Damaged(ValueError):
    """A log holds something that is no entry; the message names service, index and reason."""


@dataclass(frozen=True)
class Logged:
    """An entry at its place."""

    service: str
    index: int
    entry: Entry


class Files(Protocol):
    """What a log and its documents are read from: the services' own paths."""

    def get(self, path: str) -> bytes:
        """Return what lies at a path.

        :raises Unreachable: when there is nothing, or nobody answers.
        """

    def close(self) -> None:
        """Let go of what was opened."""


class HttpFiles:
    """The files of a running system, or of any web server that hosts an export."""

    def __init__(self, url: str) -> None:
        try:
            self._client = httpx.Client(base_url=url.rstrip("/"), timeout=_SECONDS)
        except (httpx.InvalidURL, ValueError) as error:
            raise Unreachable(f"{url}: {error}") from error

    def get(self, path: str) -> bytes:
        """See :meth:`Files.get`."""
        data = bytearray()
        try:
            with self._client.stream("GET", path) as answer:
                answer.raise_for_status()
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > _MOST_BYTES:
                        raise Unreachable(f"{path}: more than {_MOST_BYTES} bytes")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Unreachable(f"{path}: {error}") from error
        return bytes(data)

    def close(self) -> None:
        """See :meth:`Files.close`."""
        self._client.close()


class FolderFiles:
    """The files of an export on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def get(self, path: str) -> bytes:
        """See :meth:`Files.get`."""
        found = (self._folder / path.lstrip("/")).resolve()
        try:
            if not found.is_relative_to(self._folder):
                raise PermissionError("outside the folder")
            with found.open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise Unreachable(f"{path}: {error.strerror or error}") from error
        if len(data) > _MOST_BYTES:
            raise Unreachable(f"{path}: more than {_MOST_BYTES} bytes")
        return data

    def close(self) -> None:
        """See :meth:`Files.close`."""


def open_files(place: str) -> Files:
    """Return the files at an address or in a folder.

    :raises Unreachable: when the address is none.
    """
    return (
        HttpFiles(place) if place.startswith(("http://", "https://")) else FolderFiles(Path(place))
    )


class Source:
    """Reads logs and documents as they stand, checking what can be checked of each by itself."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def close(self) -> None:
        """Let go of what was opened."""
        self._files.close()

    def log(self, service: str) -> list[Logged]:
        """Return a service's whole log, every entry checked to be canonical.

        :raises Unreachable: when it cannot be fetched.
        :raises Damaged: at the first entry that is none.
        """
        return list(self._entries(service, self._size(service)))

    def _size(self, service: str) -> int:
        try:
            told = self._files.get(f"/{service}/log/size")
        except Unreachable as error:
            return self._signed_size(service, error)
        try:
            size = json.loads(told)["size"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Damaged(f"{service}: the log does not tell its size") from error
        if not isinstance(size, int) or not 0 <= size < _MOST_ENTRIES:
            raise Damaged(f"{service}: {size!r} is no size of a log")
        return size

    def _signed_size(self, service: str, untold: Unreachable) -> int:
        """Return the size of an export: what its checkpoint says, for it does not grow."""
        try:
            return checkpoint_of(self._files.get(f"/{service}/log/checkpoint")).size
        except Unreachable:
            raise untold from None
        except ValueError as error:
            raise Damaged(f"{service}: {error}") from error

    def _entries(self, service: str, size: int) -> Iterator[Logged]:
        for first in range(0, size, bundle.BUNDLE):
            width = min(bundle.BUNDLE, size - first)
            path = bundle.tile_path(first // bundle.BUNDLE, width)
            data = self._files.get(f"/{service}/log/tile/entries/{path}")
            try:
                entries = bundle.read(data)
            except bundle.BadBundle as error:
                raise Damaged(f"{service}: bundle {path}: {error}") from error
            if len(entries) != width:
                raise Damaged(f"{service}: bundle {path} has {len(entries)} entries, not {width}")
            for offset, entry in enumerate(entries):
                yield logged(service, first + offset, entry)

    def document(self, service: str, sha256: str) -> bytes:
        """Return a document, checked against its hash.

        :raises Unreachable: when it is not there.
        :raises Damaged: when the bytes are not those of the hash.
        """
        if not _SHA256.fullmatch(sha256):
            raise Damaged(f"{service}: {sha256[:80]!r} is no hash of a document")
        data = self._files.get(f"/{service}/documents/{sha256}")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(f"{service}: document {sha256} has other bytes")
        return data


class HttpSource(Source):
    """Reads the logs of a running system."""

    def __init__(self, url: str) -> None:
        super().__init__(HttpFiles(url))


def logged(service: str, index: int, data: bytes) -> Logged:
    """Read the bytes of an entry.

    :raises Damaged: when they are none.
    """
    try:
        entry = Entry.from_bytes(data)
        written = entry.to_bytes()
    except (canon.NotCanonical, UnknownEvent, RecursionError, UnicodeError) as error:
        raise Damaged(f"{service}: entry {index}: {error}") from error
    if written != data:
        raise Damaged(f"{service}: entry {index}: not in canonical form, or more than an entry has")
    return Logged(service, index, entry)


def checkpoint_of(note: bytes) -> Checkpoint:
    """Read what a signed note says, whoever signed it.

    :raises ValueError: when it is no checkpoint.
    """
    try:
        return Checkpoint.parse(Note.parse(note).text)
    except (BadNote, BadCheckpoint) as error:
        raise ValueError(f"no checkpoint: {error}") from error
