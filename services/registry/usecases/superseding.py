"""The next list of a category ends the titles before it, where their season says so (R20)."""

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.registry import Published
from services.registry.domain import title as rules

from . import other_titles
from .cases import title_of


def end_earlier(tx: Transaction, published: Published) -> None:
    """End the titles of earlier seasons that a publication is the next list of.

    It is the next list of its category for the same region, by the same bureau.
    """
    now = _season(tx, published.season)
    for shown in tx.views.all("title", "category", published.category):
        then = _season(tx, shown["season"])
        alike = all(then[name] == now[name] for name in ("owner", "region"))
        if shown["season"] == published.season or not (alike and then["ends_with_next_list"]):
            continue
        events = rules.supersede(
            title_of(tx, shown["title"]),
            publication=published.publication,
            board=published.board,
            today=tx.today,
        )
        tx.append(f"title:{shown['title']}", *events, reason="R20")
        if len(events) > 1:
            tx.timers.cancel(f"expire:{shown['title']}")
            other_titles.lapse(tx, "title", shown["title"], "R20")


def _season(tx: Transaction, season: str) -> Body:
    return tx.views.get("season", season) or {}
