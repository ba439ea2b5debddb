"""The unified social credit code (统一社会信用代码, GB 32100-2015).

Eighteen characters of a set without I, O, S, V and Z: authority, category, six digits of region,
nine of organisation code with its own check (GB 11714), and a check over all. Letters skip, so
values come from a table and never from character arithmetic.
"""

import unicodedata

from .refusals import UsccMalformed

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 18
_BASE = 31
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_BASE = 11


def check_uscc(text: str) -> str:
    """Return the code as it is to be stored: half-width, upper case, without spaces.

    :raises UsccMalformed: ``why`` names the check that failed, ``expected`` what would be right.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    code = "".join(char for char in folded if not char.isspace() and char != "-")
    if len(code) != _LENGTH:
        raise _malformed(text, str(_LENGTH), f"长度 length {len(code)}")
    for at, char in enumerate(code, 1):
        if char not in _ALPHABET:
            raise _malformed(text, _ALPHABET, f"第 {at} 位 character {at}: {char!r}")
    organisation = organisation_check(code[8:16])
    if code[16] != organisation:
        raise _malformed(text, organisation, "GB 11714, 第 17 位 character 17")
    last = uscc_check(code[:17])
    if code[17] != last:
        raise _malformed(text, last, "GB 32100-2015, 第 18 位 character 18")
    return code


def uscc_check(first: str) -> str:
    """Return the check character over the first seventeen (GB 32100-2015 §5.4)."""
    total = sum(_ALPHABET.index(char) * pow(3, at, _BASE) for at, char in enumerate(first))
    return _ALPHABET[-total % _BASE]


def organisation_check(first: str) -> str:
    """Return the check character over an organisation code's first eight (GB 11714)."""
    pairs = zip(first, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(_ORGANISATION_ALPHABET.index(char) * weight for char, weight in pairs)
    check = -total % _ORGANISATION_BASE
    return "X" if check == _ORGANISATION_BASE - 1 else str(check)


def _malformed(found: str, expected: str, why: str) -> UsccMalformed:
    return UsccMalformed(field="enterprise", found=found[:40], expected=expected, why=why)
