"""Objections together: duplicates joined, a season's figures, overdue answers (R18)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import answer_day
from services.registry.domain import objection as rules
from services.registry.domain import objection_figures as figures

from . import notifying
from .notices import notice_of
from .seasons import calendar, owned_season


def join(tx: Transaction, objection: str, into: str) -> dict[str, Any]:
    """Join an objection to an earlier one that says the same; one answer serves both."""
    found = tx.views.get("objection", objection)
    if found is None:
        raise NotFound(what="objection", id=objection)
    notice = notice_of(tx, found["notice"])
    owned_season(tx, notice.season)
    tx.append(f"notice:{notice.notice}", rules.join(notice, objection, into), reason="R18")
    return {}


def settle_answers(tx: Transaction) -> None:
    """Settle the last days of answers that a calendar makes certain, or later (R18, R34)."""
    days = calendar(tx)
    for one in tx.views.all("objection"):
        if one["state"] != "open":
            continue
        notice = notice_of(tx, one["notice"])
        event = answer_day.settle(
            notice,
            one["objection"],
            filed=clock.shanghai_date(clock.from_text(one["filed"])),
            known=_certain(one),
            today=tx.today,
            calendar=days,
        )
        if event is not None:
            tx.append(f"notice:{notice.notice}", event, reason="R17")
            notifying.after(tx, event)


def shown(objection: str) -> tuple[Body, str]:
    """Return what the public may know of an objection, overdue or not, and its place.

    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body, told = views.get("objection", objection), views.told("objection", objection)
    if body is None:
        raise NotFound(what="objection", id=objection)
    return public(body, today), told


def public(body: Body, today: date) -> Body:
    """Return what everybody may know: how it stands and why, never by whom or in which words."""
    overdue = figures.is_overdue(_told(body), today)
    return {**{name: body[name] for name in _PUBLIC}, "overdue": overdue}


def of_notice(notice: str, after: str, limit: int) -> tuple[Body, list[str]]:
    """Return one page of a notice's objections in the order of their numbers, and their places.

    :raises NotFound: when there is no such notice.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        if views.get("notice", notice) is None:
            raise NotFound(what="notice", id=notice)
        found = views.page("objection", "notice", notice, after=after, limit=limit)
    return {"items": [public(one, today) for one in found.items], "next": found.next}, found.told


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
    "answer_by_certain",
    "answered",
    "joined_to",
)
_PUBLIC = (*_LISTED, "about", "reasons", "corrected")


def _told(body: Body) -> figures.Told:
    answered = body["answered"]
    return figures.Told(
        state=body["state"],
        effect=body["effect"] or "",
        answer_by=_certain(body),
        answered=clock.shanghai_date(clock.from_text(answered)) if answered else None,
        joined=body["joined_to"] is not None,
    )


def _certain(body: Body) -> date | None:
    """Return the last day for the answer, None while it is provisional."""
    return date.fromisoformat(body["answer_by"]) if body["answer_by_certain"] else None
