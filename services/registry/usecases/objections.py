"""Objections together: duplicates joined, a season's figures, overdue answers (R18)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import objection as rules
from services.registry.domain import objection_figures as figures

from .notices import notice_of
from .seasons import owned_season


def join(tx: Transaction, objection: str, into: str) -> dict[str, Any]:
    """Join an objection to an earlier one that says the same; one answer serves both."""
    found = tx.views.get("objection", objection)
    if found is None:
        raise NotFound(what="objection", id=objection)
    notice = notice_of(tx, found["notice"])
    owned_season(tx, notice.season)
    tx.append(f"notice:{notice.notice}", rules.join(notice, objection, into), reason="R18")
    return {}


def shown(objection: str) -> tuple[Body, str]:
    """Return how an objection stands and whether its answer is overdue, and its place.

    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body, told = views.get("objection", objection), views.told("objection", objection)
    if body is None:
        raise NotFound(what="objection", id=objection)
    return {**body, "overdue": figures.is_overdue(_told(body), today)}, told


def of_season(season: str) -> Body:
    """Return a season's objections in figures and one by one; words and authors stay private.

    :raises NotFound: when there is no such season.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        if views.get("season", season) is None:
            raise NotFound(what="season", id=season)
        found = [
            one
            for notice in views.all("notice", "season", season)
            for one in views.all("objection", "notice", notice["notice"])
        ]
    items = [
        {**{name: one[name] for name in _LISTED}, "overdue": figures.is_overdue(_told(one), today)}
        for one in sorted(found, key=lambda one: (one["filed"], one["objection"]))
    ]
    counted = asdict(figures.count([_told(one) for one in found], today))
    return {"season": season, **counted, "items": items}


_LISTED = (
    "objection",
    "number",
    "notice",
    "state",
    "effect",
    "filed",
    "answer_by",
    "answered",
    "joined_to",
)


def _told(body: Body) -> figures.Told:
    answered = body["answered"]
    return figures.Told(
        state=body["state"],
        effect=body["effect"] or "",
        answer_by=date.fromisoformat(body["answer_by"]),
        answered=clock.shanghai_date(clock.from_text(answered)) if answered else None,
        joined=body["joined_to"] is not None,
    )
