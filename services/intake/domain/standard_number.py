"""The number of an enterprise standard, e.g. ``Q/RGRCB 0005-2024``: kept as printed.

It is no identity: it changes at revision (R31). So reading is tolerant and only refuses what is
no such number at all.
"""

import re
import unicodedata

from .refusals import FieldWrong

# Seen in print after the enterprise's code: brackets, a second stroke, every kind of dash.
_NUMBER = re.compile(r"Q\s*/\s*(?=.*[0-9])[(0-9A-Z][0-9A-Z ./_:·()\-‐‒–—―−]{2,40}", re.I)


def read_number(text: str) -> str:
    """Return the number as printed.

    :raises FieldWrong: when it is no enterprise-standard number.
    """
    printed = text.strip()
    if not _NUMBER.fullmatch(unicodedata.normalize("NFKC", printed)):
        raise FieldWrong(field="number", found=printed[:60], expected="Q/ABC 0001-2021")
    return printed
