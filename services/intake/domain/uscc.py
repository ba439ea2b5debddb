"""The unified social credit code (统一社会信用代码, GB 32100-2015).

Eighteen characters of a set without I, O, S, V and Z: authority, category, six digits of region,
nine of organisation code with its own check (GB 11714), and a check over all. Letters skip, so
values come from a table and never from character arithmetic.
"""

import unicodedata

from services.contracts.uscc import ALPHABET, LENGTH, organisation_check, uscc_check

from .refusals import UsccMalformed


def check_uscc(text: str) -> str:
    """Return the code as it is to be stored: half-width, upper case, without spaces.

    :raises UsccMalformed: ``why`` names the check that failed, ``expected`` what would be right.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    code = "".join(char for char in folded if not char.isspace() and char != "-")
    if len(code) != LENGTH:
        raise _malformed(text, str(LENGTH), f"长度 length {len(code)}")
    for at, char in enumerate(code, 1):
        if char not in ALPHABET:
            raise _malformed(text, ALPHABET, f"第 {at} 位 character {at}: {char!r}")
    organisation = organisation_check(code[8:16])
    if code[16] != organisation:
        raise _malformed(text, organisation, "GB 11714, 第 17 位 character 17")
    last = uscc_check(code[:17])
    if code[17] != last:
        raise _malformed(text, last, "GB 32100-2015, 第 18 位 character 18")
    return code


def _malformed(found: str, expected: str, why: str) -> UsccMalformed:
    return UsccMalformed(field="enterprise", found=found[:40], expected=expected, why=why)
