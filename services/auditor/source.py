"""Fetching the logs: entry bundles and documents, over HTTP. Everything that comes is hostile."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from services.chassis.entry import Entry, UnknownEvent
from services.chassis.log import bundle, canon

SERVICES = ("registry", "intake", "scoring")
_SECONDS = 30.0
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


class HttpSource:
    """Reads the logs of a running system."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url.rstrip("/"), timeout=_SECONDS)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def log(self, service: str) -> list[Logged]:
        """Return a service's whole log, every entry checked to be canonical.

        :raises Unreachable: when it cannot be fetched.
        :raises Damaged: at the first entry that is none.
        """
        return list(self._entries(service, self._size(service)))

    def _size(self, service: str) -> int:
        try:
            size = self._get(f"/{service}/log/size").json()["size"]
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(f"{service}: the log does not tell its size") from error
        if not isinstance(size, int) or not 0 <= size < _MOST_ENTRIES:
            raise Damaged(f"{service}: {size!r} is no size of a log")
        return size

    def _entries(self, service: str, size: int) -> Iterator[Logged]:
        for first in range(0, size, bundle.BUNDLE):
            width = min(bundle.BUNDLE, size - first)
            path = bundle.tile_path(first // bundle.BUNDLE, width)
            data = self._get(f"/{service}/log/tile/entries/{path}").content
            try:
                entries = bundle.read(data)
            except bundle.BadBundle as error:
                raise Damaged(f"{service}: bundle {path}: {error}") from error
            if len(entries) != width:
                raise Damaged(f"{service}: bundle {path} has {len(entries)} entries, not {width}")
            for offset, entry in enumerate(entries):
                yield _logged(service, first + offset, entry)

    def document(self, service: str, sha256: str) -> bytes:
        """Return a document, checked against its hash.

        :raises Damaged: when the bytes are not those of the hash.
        """
        data = self._get(f"/{service}/documents/{sha256}").content
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(f"{service}: document {sha256} has other bytes")
        return data

    def _get(self, path: str) -> httpx.Response:
        try:
            answer = self._client.get(path)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Unreachable(f"{path}: {error}") from error
        return answer


def _logged(service: str, index: int, data: bytes) -> Logged:
    try:
        canon.decode(data)
        return Logged(service, index, Entry.from_bytes(data))
    except (canon.NotCanonical, UnknownEvent) as error:
        raise Damaged(f"{service}: entry {index}: {error}") from error
