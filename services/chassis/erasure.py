"""Private words by their commitments: known, shown, erased for good (R25).

Events hold a commitment to a person's words, in a field that ends in ``commitment``; the words lie
beside, in one place a service. Every commitment of a service's own events is listed here, with what
it belongs to, so that words can be erased by it: on request, by decision, or when they have been
kept long enough. What remains is the event, the commitment, and an event that says they are erased.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from services.contracts.erasure import RETENTION, Erased
from services.contracts.event import Event
from services.contracts.refusal import Refusal

from . import crash
from .entry import Entry
from .project import Projection
from .store.sql import Cursor
from .store.transaction import Transaction, read_private
from .store.views import Body, Views

#: The kind of document that tells of a commitment.
KIND = "private_words"
#: Of words that nothing in a service's table claims: they stay until somebody decides on them.
UNCLAIMED = "unclaimed"
_KEPT, _GONE = "kept", "erased"
#: The reason of an erasure that the person asked for; a person's own words would not be anonymous.
ON_REQUEST = "本人申请删除 R25 《个人信息保护法》第四十七条"


class WordsNeeded(Refusal):
    """The words are needed until their matter is decided."""

    CODE = "web.words_needed"


@dataclass(frozen=True)
class Standing:
    """How a matter stands: whether its words are needed, and since when they are kept for nothing.

    ``since`` is a moment as entries write it, None while it does not begin. ``authority`` is the
    organisation that decides on the matter, empty when only the operator does.
    """

    needed: bool
    since: str | None
    authority: str = ""


@dataclass(frozen=True)
class Matter:
    """What an event's private words belong to: a kind, the field with its id, how it stands.

    ``whose`` is the field with the organisation whose words they are; empty for whoever's key told
    the event.
    """

    kind: str
    id: str
    standing: Callable[[Views, Body], Standing]
    whose: str = ""


@dataclass(frozen=True)
class Private:
    """A service's private words: the event that tells of an erasure, and the matters by event.

    ``files`` are the kinds of files that the service's worker removes in their time.
    """

    service: str
    erased: Callable[..., Event]
    matters: Mapping[type[Event], Matter]
    files: frozenset[str] = frozenset()

    @property
    def kinds(self) -> list[str]:
        """The kinds of its matters."""
        return sorted({one.kind for one in self.matters.values()})

    def standing(self, views: Views, row: Body) -> Standing:
        """Return how the matter of listed words stands; of unclaimed ones nobody knows."""
        for matter in self.matters.values():
            if matter.kind == row["kind"]:
                return matter.standing(views, row)
        return Standing(needed=False, since=None)


def projection(private: Private) -> Projection:
    """Return what lists the commitments of the service's own events, and those erased."""
    source = f"lingpao.{private.service}"

    def project(views: Views, event: Any, entry: Entry) -> None:
        if entry.source != source:
            return
        if isinstance(event, Erased):
            _mark_erased(views, event, entry)
            return
        for field in fields(event):
            commitment = getattr(event, field.name)
            if field.name.endswith("commitment") and commitment:
                _list(views, private, commitment, event, entry)

    return project


def _list(views: Views, private: Private, commitment: str, event: Event, entry: Entry) -> None:
    matter = private.matters.get(type(event))
    kind = matter.kind if matter else UNCLAIMED
    about = str(getattr(event, matter.id)) if matter else commitment
    whose = matter.whose if matter else ""
    row = {
        "commitment": commitment,
        "kind": kind,
        "about": about,
        "subject": event.key,
        "event": entry.id,
        # Never a person; empty for who came without a key.
        "organisation": str(getattr(event, whose)) if whose else entry.actororg,
        "kept": entry.time,
        "erased": None,
        "cause": None,
    }
    keys = {"about": about, "state": _KEPT}
    views.put(KIND, commitment, row, keys=keys, sort=entry.time)


def _mark_erased(views: Views, event: Erased, entry: Entry) -> None:
    row = views.get(KIND, event.commitment) or {}
    row |= {"erased": entry.time, "cause": event.cause}
    keys = {"about": event.about, "state": _GONE}
    views.put(KIND, event.commitment, row, keys=keys, sort=str(row.get("kept", "")))


def found(views: Views, about: str) -> list[Body]:
    """Return what is listed about a matter, or of one commitment; oldest first."""
    rows = views.all(KIND, "about", about)
    if rows:
        return rows
    one = views.get(KIND, about)
    return [one] if one else []


def kept(views: Views) -> list[Body]:
    """Return every listing whose words are still kept, oldest first."""
    return views.all(KIND, "state", _KEPT)


def shown(cursor: Cursor, commitment: str) -> Body | None:
    """Return kept words; that and when they were erased; None where there never were any."""
    if not commitment:
        return None
    words = read_private(cursor, commitment)
    if words is not None:
        return dict(words)
    row = Views(cursor).get(KIND, commitment)
    if row is None or row["erased"] is None:
        return None
    return {"erased": row["erased"], "cause": row["cause"]}


def check_over(views: Views, private: Private, rows: Iterable[Body]) -> None:
    """Refuse to erase words that are still needed to decide on their matter.

    :raises WordsNeeded: naming the matter.
    """
    for row in rows:
        if row["erased"] is None and private.standing(views, row).needed:
            raise WordsNeeded(kind=row["kind"], about=row["about"])


def erase(
    tx: Transaction, private: Private, rows: Iterable[Body], *, cause: str, reason: str
) -> int:
    """Erase the words of some listings, each once, and tell of each; return how many were there.

    The receipt of the request that brought them goes too: it tells whose key an anonymous one bore.
    By the end of any period it is gone already.

    :param reason: in official words; it is public, so it names no person.
    """
    count = 0
    for row in rows:
        if row["erased"] is not None:
            continue
        tx.drop_private(row["commitment"])
        if cause != RETENTION:
            _forget_request(tx.cursor, row["event"])
        event = private.erased(
            subject=row["subject"],
            commitment=row["commitment"],
            kind=row["kind"],
            about=row["about"],
            cause=cause,
        )
        tx.append(f"erasure:{row['commitment']}", event, reason=reason)
        crash.point("erasure.told")
        count += 1
    return count


def _forget_request(cursor: Cursor, event: str) -> None:
    cursor.execute("DELETE FROM receipt WHERE body LIKE ?", (f"%{event}%",))
