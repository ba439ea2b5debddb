"""Successors: recorded on a document, with the titles and bars that come with it (R34)."""

from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.contracts.registry import BarImposed
from services.contracts.values import Document
from services.registry.domain import succession as rules
from services.registry.domain.title import Title

from . import bars, kin, notifying
from .cases import title_of
from .seasons import owned_season


def record(
    tx: Transaction,
    *,
    enterprise: str,
    successor: str,
    kind: str,
    grounds: str,
    document: dict[str, Any],
    takes_titles: bool,
) -> dict[str, Any]:
    """Record a successor; its bars reach every service as any bar does (R22, R34).

    :raises NotYourSeason: when a title or bar that it would move is another bureau's.
    """
    before = tx.views.all("succession", "enterprise", enterprise)
    event = rules.record(
        succession=tx.new_id(),
        enterprise=enterprise,
        successor=successor,
        kind=kind,
        grounds=grounds,
        document=msgspec.convert(document, Document),
        takes_titles=takes_titles,
        predecessors=kin.predecessors_of(tx, enterprise),
        recorded=[one["successor"] for one in before],
        titles_taken=any(one["takes_titles"] for one in before),
    )
    titles = _titles(tx, enterprise) if takes_titles else []
    moved = rules.inherit_titles(titles, successor)
    for title in titles:
        owned_season(tx, title.season)
    tx.append(f"enterprise:{enterprise}", event, reason=grounds)
    for inherited in moved:
        tx.append(f"title:{inherited.title}", inherited, reason=f"R34: {kind}")
    # Who follows the successor already is barred through it.
    heirs = [successor, *kin.successors_of(tx, successor)]
    barred = [bar for heir in heirs for bar in _bars(tx, enterprise, heir)]
    for bar in barred:
        bars.append(tx, bar, f"R34: {kind}")
    notifying.after(tx, event)
    return {
        "succession": event.succession,
        "titles": [one.title for one in moved],
        "bars": [{"enterprise": one.enterprise, "revocation": one.revocation} for one in barred],
    }


def _titles(tx: Transaction, enterprise: str) -> list[Title]:
    shown = tx.views.all("title", "enterprise", enterprise)
    return [title_of(tx, one["title"]) for one in shown if one["state"] == "valid"]


def _bars(tx: Transaction, enterprise: str, heir: str) -> tuple[BarImposed, ...]:
    kept = msgspec.convert(tx.views.all("bar", "enterprise", enterprise), list[BarImposed])
    for bar in kept:
        owned_season(tx, (tx.views.get("revocation", bar.revocation) or {})["season"])
    held = [one["revocation"] for one in tx.views.all("bar", "enterprise", heir)]
    return rules.inherit_bars(kept, held, heir, tx.today)
