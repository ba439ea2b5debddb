"""What was known of one matter at a moment: told from entries alone, each fact with its entry."""

from collections.abc import Mapping, Sequence

from services.auditor.history import in_order
from services.auditor.prefix import prefixes
from services.auditor.source import Logged

from . import bank, notice, objection, revocation, title
from .matter import Fold, Known, NotKnownYet

__all__ = ["KINDS", "Known", "NotKnownYet", "known"]

_FOLDS: dict[str, Fold] = {
    "notice": notice.fold,
    "objection": objection.fold,
    "title": title.fold,
    "bank": bank.fold,
    "revocation": revocation.fold,
}
#: The kinds of matters that can be asked for.
KINDS = tuple(_FOLDS)


def known(logs: Mapping[str, Sequence[Logged]], kind: str, id: str, moment: str) -> Known:
    """Return what was known of a matter at a moment.

    :param kind: one of :data:`KINDS`.
    :param moment: in the form of ``Entry.time``; entries of that very time are included.
    :raises NotKnownYet: when no entry had spoken of it; it says which one first did.
    """
    found = _told(prefixes(logs, moment), kind, id, moment)
    if not found.entries:
        later = _told(logs, kind, id, moment)
        raise NotKnownYet(kind, id, later.entries[0] if later.entries else None)
    if kind == "bank":
        bank.finish(found)
    return found


def _told(logs: Mapping[str, Sequence[Logged]], kind: str, id: str, moment: str) -> Known:
    found, fold = Known(kind, id, moment), _FOLDS[kind]
    for one in in_order(logs):
        fold(found, one, one.entry.event())
    return found
