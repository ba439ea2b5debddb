"""The pieces that C2SP's text files are made of, each with exactly one spelling.

A number has no leading zero, base64 is padded and its unused bits are zero: what is read
back writes the same bytes, so that no byte of such a file can change unnoticed.
"""

import base64
import binascii

HASH_BYTES = 32
#: Sizes, indices and times fit a signed 64-bit number, as other implementations hold them.
MOST = 2**63 - 1
_MOST_DIGITS = 19


def number(text: str, error: type[ValueError], what: str) -> int:
    """Read a decimal number.

    :raises error: when it is written otherwise, or larger than :data:`MOST`.
    """
    decimal = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    if not decimal or str(int(text)) != text or int(text) > MOST:
        raise error(f"{what}: {text[:40]!r} is no number")
    return int(text)


def from_base64(text: str, error: type[ValueError], what: str) -> bytes:
    """Read standard base64 with its padding.

    :raises error: when it is written otherwise.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise error(f"{what}: not base64") from wrong
    if to_base64(data) != text:
        raise error(f"{what}: base64 written in another way")
    return data


def to_base64(data: bytes) -> str:
    """Write standard base64 with its padding."""
    return base64.b64encode(data).decode()


def hash_of(text: str, error: type[ValueError], what: str) -> bytes:
    """Read a SHA-256 hash in base64.

    :raises error: when it is written otherwise or has another length.
    """
    data = from_base64(text, error, what)
    if len(data) != HASH_BYTES:
        raise error(f"{what}: a hash has {HASH_BYTES} bytes, not {len(data)}")
    return data


def text_of(data: bytes, error: type[ValueError], what: str) -> str:
    r"""Read UTF-8 text whose only control character is the newline.

    :raises error: for other bytes.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        raise error(f"{what}: not UTF-8") from wrong
    if any(char < " " and char != "\n" for char in text):
        raise error(f"{what}: a control character")
    return text


def is_name(text: str) -> bool:
    """Tell whether a text may name a key: UTF-8, not empty, no white space or control, no ``+``."""
    if not text or any(char in "+\x7f" or char.isspace() or char < " " for char in text):
        return False
    return not any("\ud800" <= char <= "\udfff" for char in text)
