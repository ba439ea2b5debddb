"""Canonical JSON: a subset of RFC 8785 (JCS) in which one value has exactly one encoding.

No floats, integers below 2^53 in size, ASCII keys, NFC text without lone surrogates. Inside
that subset sorted keys and no white space already give what RFC 8785 asks, so the standard
library writes it. What is outside is refused at the boundary, before it can be hashed.
"""

import json
import unicodedata
from typing import Any, NoReturn

import msgspec

#: An entry of the log is at most this long (C2SP tlog-tiles: its length is a u16).
MAX_ENTRY_BYTES = 65_535
_SAFE_INTEGER = 2**53


class NotCanonical(ValueError):
    """A value that has no canonical form; ``path`` says where it stands."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"{path}: {why}")


def encode(value: Any) -> bytes:
    """Return the canonical bytes of ``value``.

    :raises NotCanonical: for floats, large integers, odd keys, text that is not NFC.
    """
    try:
        quickly = _written(value)
        if quickly is not None:
            return quickly
        _check(value, "$")
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except RecursionError as error:
        raise NotCanonical("$", "nested too deep") from error
    return text.encode()


def decode(data: bytes) -> Any:
    """Read canonical bytes back, refusing any other encoding of the same value.

    :raises NotCanonical: when ``data`` is not what :func:`encode` writes.
    """
    try:
        quickly = _surely(data)
        value = quickly[0] if quickly else json.loads(data)
    except RecursionError as error:
        raise NotCanonical("$", "nested too deep") from error
    except ValueError as error:
        raise NotCanonical("$", f"not JSON: {error}") from error
    if not quickly and encode(value) != data:
        raise NotCanonical("$", "not in canonical form")
    return value


class _CloserLook(Exception):
    """Something that is not surely canonical."""


def _surely(data: bytes) -> tuple[Any] | None:
    """Return the value of bytes that are surely canonical, None for a closer look.

    :raises UnicodeDecodeError: when they are no text.
    """
    data.decode()
    try:
        value = _READ.decode(data)
    except (_CloserLook, msgspec.DecodeError):
        return None
    return (value,) if _written(value) == data else None


def _written(value: Any) -> bytes | None:
    """Return the bytes of a value that surely has a canonical form, None for a closer look.

    A faster codec than the standard library's writes the same inside the subset (a test holds it
    to that). Of text only the whole is looked at: no quote or comma joins with what follows.
    """
    try:
        _glance(value)
        data = _WRITE.encode(value)
    except (_CloserLook, TypeError, UnicodeEncodeError):
        return None
    return data if data.isascii() or unicodedata.is_normalized("NFC", data.decode()) else None


def _float(text: str) -> NoReturn:
    raise _CloserLook(text)


def _glance(value: Any) -> None:
    """Look for what the codec takes and the subset does not: keys beyond ASCII, large integers,
    and kinds of values that JSON does not have.
    """
    kind = type(value)
    if kind is dict:
        if not "".join(value).isascii():
            raise _CloserLook
        value = value.values()
    elif kind is not list and kind is not tuple:
        if kind not in _PLAIN or (kind is int and abs(value) >= _SAFE_INTEGER):
            raise _CloserLook
        return
    for item in value:
        if type(item) is not str:
            _glance(item)


_PLAIN = frozenset({str, int, bool, type(None)})
_READ = msgspec.json.Decoder(float_hook=_float)
_WRITE = msgspec.json.Encoder(order="sorted")


def _check(value: Any, path: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int):
        if abs(value) >= _SAFE_INTEGER:
            raise NotCanonical(path, "integer of 2^53 or more; write it as a string")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(path, f"key {key!r} is not ASCII text")
            _check(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
    else:
        raise NotCanonical(path, f"{type(value).__name__} has no canonical form")


def _check_text(text: str, path: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical(path, "text is not in Unicode normal form C")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise NotCanonical(path, "text holds a lone surrogate")
