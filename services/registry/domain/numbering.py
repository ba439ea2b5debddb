"""Numbers of the bureau's documents, and what a decision may rest on (R21, R32).

One register holds the numbers of all its decisions and texts: a document is cited by its number, so
that two of one number are none. Both kinds of brackets are in use and mean the same.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from . import refusals

_BRACKETS = str.maketrans("[]", "〔〕")
#: 发文机关代字、年份、发文顺序号.
_NUMBER = r"[^\s〔〕0-9]+〔([0-9]{4})〕[1-9][0-9]*号"
_WHOLE = re.compile(_NUMBER)
#: 第三条, 三.7, 三、(二).
_CLAUSE = r"(?:第[0-9〇零一二三四五六七八九十百]+[条章节款项]|[一二三四五六七八九十]+[.、]\(?[0-9一二三四五六七八九十])"
_NAMED = re.compile(rf"(?:《[^《》]*\w[^《》]*》|{_NUMBER}).*{_CLAUSE}")


def normal(number: str) -> str:
    """Return a number as the register knows it: brackets and widths of signs make no other one."""
    return unicodedata.normalize("NFKC", number).translate(_BRACKETS).strip()


def check_number(field: str, number: str, today: date, used: Collection[str]) -> None:
    """Refuse a document number that is none, of another year, or taken.

    :param field: where it was given.
    :param used: the register: all numbers of the bureau's decisions and texts so far.
    :raises FieldWrong: naming what would be right.
    :raises AlreadyThere: when a decision or text has it.
    """
    found = _WHOLE.fullmatch(normal(number))
    if found is None or int(found[1]) != today.year:
        expected = f"晋市市监〔{today.year}〕1号"
        raise refusals.FieldWrong(field=field, found=number, expected=expected)
    if normal(number) in {normal(one) for one in used}:
        raise refusals.AlreadyThere(what="document number", id=number)


def check_basis(legal_basis: str, documents: Collection[str]) -> None:
    """Refuse a legal basis that names no document of the season, nor another one with its clause.

    :param documents: the season's own.
    :raises FieldWrong: naming what would be right.
    """
    said = normal(legal_basis)
    if any(normal(one) in said for one in documents) or _NAMED.search(said):
        return
    expected = f"{'、'.join(documents)}，或《…》第…条 the document and its clause"
    raise refusals.FieldWrong(field="legal_basis", found=legal_basis, expected=expected)
