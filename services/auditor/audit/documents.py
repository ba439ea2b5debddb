"""The documents that scoring cites, schemes and rows of boards: each is there, as it was cited."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from services.auditor.source import Damaged, Logged, Unreachable

from .finding import Finding

_FIELDS = {"sha256", "size", "media_type"}


def cited(log: Sequence[Logged]) -> Iterator[tuple[Logged, str, int]]:
    """Yield each document where it is cited first: the entry, its SHA-256 and its size."""
    seen = set()
    for one in log:
        for found in _documents(one.entry.data):
            sha256, size = found["sha256"], found["size"]
            if (sha256, size) not in seen:
                seen.add((sha256, size))
                yield one, sha256, size


def check_documents(
    log: Sequence[Logged], fetch: Callable[[str, str], bytes], tell: Callable[[int], None]
) -> list[Finding]:
    """Fetch every document that a log cites; name the first entry that cites one in vain."""
    found = []
    for one, sha256, size in cited(log):
        try:
            if (has := len(fetch(one.service, sha256))) != size:
                why = f"document {sha256} has {has} bytes, not {size}"
                found.append(Finding(one.service, one.index, "document", why))
        except (Damaged, Unreachable) as error:
            found.append(Finding(one.service, one.index, "document", str(error)))
        tell(1)
    return found


def _documents(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        whole = set(data) == _FIELDS
        if whole and isinstance(data["sha256"], str) and isinstance(data["size"], int):
            yield data
        for item in data.values():
            yield from _documents(item)
    elif isinstance(data, list):
        for item in data:
            yield from _documents(item)
