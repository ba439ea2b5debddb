"""Full bundles that were read before, kept so that a second visit need not fetch them again.

What is kept is believed no more than what is served: its entries must lead to the signed root, and
when anything in the log does not fit, all of it is let go and read again.
"""

import hashlib
import re
import shutil
from pathlib import Path

from services.auditor.source import Files

from .remembered import write

_BUNDLE = re.compile(r"/([a-z]+)/log/tile/entries/(?:x[0-9]{3}/)*[0-9]{3}")
_HASH_BYTES = 32


class KeptBundles:
    """Files of a place, with its full bundles in a folder of ours."""

    def __init__(self, files: Files, folder: Path) -> None:
        self._files, self._folder = files, folder
        #: How many bundles of each service did not have to be fetched.
        self.reused: dict[str, int] = {}

    def get(self, path: str) -> bytes:
        """See :meth:`Files.get`."""
        named = _BUNDLE.fullmatch(path)
        if named is None:
            return self._files.get(path)
        place = self._folder / "bundles" / path.lstrip("/")
        if (data := _read(place)) is not None:
            self.reused[named[1]] = self.reused.get(named[1], 0) + 1
            return data
        data = self._files.get(path)
        write(place, hashlib.sha256(data).digest() + data)
        return data

    def forget(self, service: str) -> None:
        """Let go of a service's bundles."""
        self.reused.pop(service, None)
        shutil.rmtree(self._folder / "bundles" / service, ignore_errors=True)

    def forget_all(self) -> None:
        """Let go of everything that was kept."""
        self.reused.clear()
        shutil.rmtree(self._folder / "bundles", ignore_errors=True)

    def close(self) -> None:
        """See :meth:`Files.close`."""
        self._files.close()


def _read(path: Path) -> bytes | None:
    """Return kept bytes; None when they are not there, or spoilt on our own disk."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    data = kept[_HASH_BYTES:]
    return data if hashlib.sha256(data).digest() == kept[:_HASH_BYTES] else None
