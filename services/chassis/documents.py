"""The document store: bytes by their SHA-256, through fsspec (a folder here, S3 elsewhere).

Events hold only hash, size and media type. Nothing in here is ever run or rendered; writing
the same bytes twice is the same document, so a crash after writing leaves no harm.
"""

import hashlib
import re
import uuid

import fsspec

from services.contracts.values import Document

_SHA256 = re.compile(r"[0-9a-f]{64}")


class DocumentMissing(LookupError):
    """No document of that hash is in the store (yet)."""


class DocumentDamaged(ValueError):
    """The stored bytes are not those of their name."""


class Documents:
    """A content-addressed store at an fsspec URL."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)

    def put(self, data: bytes, media_type: str) -> Document:
        """Keep the bytes and return how to cite them."""
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
