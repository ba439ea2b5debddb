"""The document store: bytes by their SHA-256, through fsspec (a folder here, S3 elsewhere).

Events hold only hash, size and media type. Nothing in here is ever run or rendered; writing
the same bytes twice is the same document, so a crash after writing leaves no harm.

What was uploaded and is cited by no entry yet is loose: a mark tells since when. Citing marks it as
cited before the entry is stored, and a cited one never goes: whatever fails in between, or runs
beside it, errs on keeping. One that was kept before there were marks has none, and stays.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

import fsspec

from services.contracts.values import Document

from . import clock, crash

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Folders of marks beside the documents, by what a mark says.
_LOOSE, _CITED, _LEAVING = "loose", "cited", "leaving"


class DocumentMissing(LookupError):
    """No document of that hash is in the store (yet)."""


class DocumentDamaged(ValueError):
    """The stored bytes are not those of their name."""


class DocumentLeaving(RuntimeError):
    """A loose document of these very bytes is being removed just now: try again."""


class Documents:
    """A content-addressed store at an fsspec URL."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)

    def put(self, data: bytes, media_type: str) -> Document:
        """Keep the bytes for an entry that cites them, and return how.

        :raises DocumentLeaving: while the same bytes are being removed.
        """
        document = self._put(data, media_type)
        if not self.cite(document.sha256):
            raise DocumentLeaving(document.sha256)
        return document

    def put_loose(self, data: bytes, media_type: str, at: datetime) -> Document:
        """Keep bytes that nothing cites yet, from a moment on.

        :raises DocumentLeaving: while the same bytes are being removed.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256) or self._fs.exists(self._mark(_LOOSE, sha256)):
            # Marked before it is there: one without a mark is cited, and stays.
            self._write_mark(_LOOSE, sha256, clock.to_text(at).encode())
        if self._fs.exists(self._mark(_LEAVING, sha256)):
            raise DocumentLeaving(sha256)
        return self._put(data, media_type)

    def cite(self, sha256: str) -> bool:
        """Hold a document for an entry that is about to cite it; False when it is not there."""
        if not self.has(sha256):
            return False
        self._write_mark(_CITED, sha256, b"")
        self._remove(self._mark(_LOOSE, sha256))
        return not self._fs.exists(self._mark(_LEAVING, sha256)) and self.has(sha256)

    def loose(self) -> Iterator[tuple[str, datetime]]:
        """Yield each document that nothing cites, and since when."""
        for path in self._listed(_LOOSE):
            # Cited since the list was made, it is loose no more.
            with suppress(FileNotFoundError):
                yield path.rpartition("/")[2], clock.from_text(self._fs.cat_file(path).decode())

    def remove_loose(self, is_due: Callable[[datetime], bool]) -> int:
        """Remove what has been loose for long enough; return how many documents went."""
        self._fs.makedirs(self._mark(_LEAVING, ""), exist_ok=True)
        for sha256, since in list(self.loose()):
            if not is_due(since):
                continue
            with suppress(FileNotFoundError):
                self._fs.mv(self._mark(_LOOSE, sha256), self._mark(_LEAVING, sha256))
            crash.point("documents.leaving")
        return sum(self._leave(path.rpartition("/")[2], is_due) for path in self._listed(_LEAVING))

    def _leave(self, sha256: str, is_due: Callable[[datetime], bool]) -> bool:
        """Remove one that is leaving, unless it was cited or uploaded again meanwhile."""
        leaving = self._mark(_LEAVING, sha256)
        if self._fs.exists(self._mark(_CITED, sha256)):
            self._remove(leaving)
            return False
        if not is_due(clock.from_text(self._fs.cat_file(leaving).decode())):
            self._fs.mv(leaving, self._mark(_LOOSE, sha256))
            return False
        self._remove(self._path(sha256))
        crash.point("documents.removed")
        self._remove(leaving)
        return True

    def _listed(self, kind: str) -> list[str]:
        folder = self._mark(kind, "").rstrip("/")
        return sorted(self._fs.ls(folder, detail=False)) if self._fs.exists(folder) else []

    def _write_mark(self, kind: str, sha256: str, content: bytes) -> None:
        path = self._mark(kind, sha256)
        self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        # Written aside and renamed, so that nobody reads half a moment.
        aside = f"{self._root}/{uuid.uuid4().hex}"
        self._fs.pipe_file(aside, content)
        self._fs.mv(aside, path)

    def _remove(self, path: str) -> None:
        with suppress(FileNotFoundError):
            self._fs.rm_file(path)

    def _mark(self, kind: str, sha256: str) -> str:
        return f"{self._root}/{kind}/{sha256}"

    def _put(self, data: bytes, media_type: str) -> Document:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not self._fs.exists(path):
            self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            # Written aside and renamed, so that a half-written file never bears a full name.
            aside = f"{path}.{uuid.uuid4().hex}"
            self._fs.pipe_file(aside, data)
            self._fs.mv(aside, path)
        return Document(sha256=sha256, size=len(data), media_type=media_type)

    def get(self, sha256: str) -> bytes:
        """Return the bytes of a hash, checked.

        :raises DocumentMissing: when there are none.
        :raises DocumentDamaged: when they hash to something else.
        """
        if not _SHA256.fullmatch(sha256):
            raise DocumentMissing(f"{sha256!r} is no SHA-256 in hex")
        try:
            data: bytes = self._fs.cat_file(self._path(sha256))
        except FileNotFoundError as error:
            raise DocumentMissing(f"no document {sha256}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DocumentDamaged(f"document {sha256} has been changed")
        return data

    def has(self, sha256: str) -> bool:
        """Tell whether a document of that hash is kept."""
        return bool(_SHA256.fullmatch(sha256)) and bool(self._fs.exists(self._path(sha256)))

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"
