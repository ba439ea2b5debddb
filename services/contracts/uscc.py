"""The check characters of a unified social credit code (GB 32100-2015, GB 11714).

A code is the key of most messages, so every service that takes one must know a wrong one. Letters
skip I, O, S, V and Z: values come from a table and never from character arithmetic.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_BASE = 31
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_BASE = 11


def uscc_check(first: str) -> str:
    """Return the check character over the first seventeen (GB 32100-2015 §5.4)."""
    total = sum(ALPHABET.index(char) * pow(3, at, _BASE) for at, char in enumerate(first))
    return ALPHABET[-total % _BASE]


def organisation_check(first: str) -> str:
    """Return the check character over an organisation code's first eight (GB 11714)."""
    pairs = zip(first, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(_ORGANISATION_ALPHABET.index(char) * weight for char, weight in pairs)
    check = -total % _ORGANISATION_BASE
    return "X" if check == _ORGANISATION_BASE - 1 else str(check)


def is_uscc(code: str) -> bool:
    """Tell whether a code is one as it is stored, both checks right."""
    return (
        len(code) == LENGTH
        and set(code) <= set(ALPHABET)
        and code[16] == organisation_check(code[8:16])
        and code[17] == uscc_check(code[:17])
    )
