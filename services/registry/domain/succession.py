"""Who follows an enterprise, and what comes with it: titles and bars (R34).

By merger, split, rename or a new registration another code stands for the same enterprise. A title
goes where the document says; a bar goes to every successor, so that none is shed by re-registering.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date

from services.contracts.registry import BarImposed, SuccessorRecorded, TitleInherited
from services.contracts.uscc import is_uscc
from services.contracts.values import Document

from . import refusals
from .title import VALID, Title

#: 合并、分立、更名、重新登记: with another code.
KINDS = ("merger", "split", "rename", "reregistration")
#: After which another code stands for the enterprise; a split one may go on beside its parts.
_ENDING = frozenset({"merger", "rename", "reregistration"})


def record(
    *,
    succession: str,
    enterprise: str,
    successor: str,
    kind: str,
    grounds: str,
    document: Document,
    takes_titles: bool,
    predecessors: Collection[str],
    recorded: Collection[str],
    titles_taken: bool,
) -> SuccessorRecorded:
    """Record that one enterprise follows another, on a document (R34).

    A split is recorded for each of its successors.

    :param takes_titles: whether the titles go to this successor; only one of a split can have them.
    :param predecessors: every enterprise that ``enterprise`` itself follows, near and far.
    :param recorded: the successors recorded of it before.
    :param titles_taken: whether one of them took its titles.
    :raises FieldWrong: for an unknown kind, a code that is none or closes a circle, no grounds, or
        titles that went to another.
    :raises AlreadyThere: when this succession is recorded.
    """
    if kind not in KINDS:
        raise refusals.FieldWrong(field="kind", found=kind, expected=" | ".join(KINDS))
    for field, code in (("enterprise", enterprise), ("successor", successor)):
        if not is_uscc(code):
            raise refusals.FieldWrong(field=field, found=code, expected="GB 32100-2015")
    if successor == enterprise or successor in predecessors:
        raise refusals.FieldWrong(
            field="successor", found=successor, expected="另一企业 another enterprise"
        )
    if successor in recorded:
        raise refusals.AlreadyThere(what="succession", id=f"{enterprise} → {successor}")
    if not grounds.strip():
        raise refusals.FieldWrong(field="grounds", found="", expected="the grounds")
    if takes_titles and titles_taken:
        raise refusals.FieldWrong(field="takes_titles", found="true", expected="false")
    return SuccessorRecorded(
        succession=succession,
        enterprise=enterprise,
        successor=successor,
        kind=kind,
        grounds=grounds,
        document=document,
        takes_titles=takes_titles,
    )


def inherit_titles(titles: Iterable[Title], successor: str) -> tuple[TitleInherited, ...]:
    """Give the valid titles to a successor; their days stay as granted (R20, R34)."""
    return tuple(
        TitleInherited(title=one.title, enterprise=one.enterprise, successor=successor)
        for one in titles
        if one.state == VALID
    )


def inherit_bars(
    bars: Iterable[BarImposed], held: Collection[str], successor: str, today: date
) -> tuple[BarImposed, ...]:
    """Put the bars that are not over on a successor: the same revocation, the same days (R22, R34).

    :param held: the revocations for which the successor is barred already.
    :param today: the day in Asia/Shanghai.
    """
    return tuple(
        replace(bar, enterprise=successor)
        for bar in bars
        if today <= bar.last_day and bar.revocation not in held
    )


def concerned(holders: Iterable[str], followers: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Return whom a revocation of a title concerns: who held it, and who follows one of them (R34).

    :param holders: everybody who held the title since it was granted.
    :param followers: gives every enterprise that follows one, near and far.
    """
    found = (one for holder in holders for one in (holder, *followers(holder)))
    return tuple(dict.fromkeys(found))


def going_on(enterprises: Iterable[str], kinds: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Return the enterprises that speak for themselves: not merged, renamed or registered anew.

    :param kinds: gives the kinds of an enterprise's successions.
    """
    return tuple(one for one in enterprises if not _ENDING.intersection(kinds(one)))
