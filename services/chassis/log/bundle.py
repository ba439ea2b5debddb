"""Entry bundles as C2SP tlog-tiles serves them: up to 256 entries, each behind a u16 length."""

from collections.abc import Iterable

BUNDLE = 256


class BadBundle(ValueError):
    """The bytes are not an entry bundle."""


def tile_path(number: int, width: int) -> str:
    """Return ``<N>`` or ``<N>.p/<W>``: groups of three digits, all but the last marked ``x``."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return name if width == BUNDLE else f"{name}.p/{width}"


def parse_tile_path(path: str) -> tuple[int, int]:
    """Read ``<N>`` and ``<W>`` back.

    :raises BadBundle: when the path is not the one :func:`tile_path` writes.
    """
    name, _, width_text = path.partition(".p/")
    digits = name.replace("/", "").replace("x", "")
    if not _is_number(digits, 15) or not (width_text == "" or _is_number(width_text, 3)):
        raise BadBundle(f"not a tile path: {path!r}")
    number, width = int(digits), int(width_text or BUNDLE)
    if not 1 <= width <= BUNDLE or tile_path(number, width) != path:
        raise BadBundle(f"not a tile path: {path!r}")
    return number, width


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= longest


def write(entries: Iterable[bytes]) -> bytes:
    """Join entries into a bundle."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read(bundle: bytes) -> list[bytes]:
    """Split a bundle; lengths are hostile until they fit.

    :raises BadBundle: when a length points past the end.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entry = bundle[at + 2 : at + 2 + length]
        if at + 2 > len(bundle) or len(entry) != length:
            raise BadBundle(f"entry {len(entries)} is cut off")
        entries.append(entry)
        at += 2 + length
    return entries
