"""Standing elsewhere, awards, publicity, cultivation; the list of leaders and their badge (R33)."""

from datetime import date
from typing import Any

import msgspec

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import AwardRecorded, PublicityRecorded, StandingRecorded
from services.registry.domain import around as rules
from services.registry.domain import badge

from .cases import title_of
from .seasons import owned_season


def record_standing(tx: Transaction, body: dict[str, Any]) -> dict[str, Any]:
    """Record a standing at national or provincial level."""
    asked = msgspec.convert({"standing": tx.new_id(), **body}, StandingRecorded)
    event = rules.record_standing(asked, tx.today)
    tx.append(f"standing:{event.standing}", event, reason="R33")
    return {"standing": event.standing}


def record_award(tx: Transaction, title: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record an award for a title."""
    held = title_of(tx, title)
    owned_season(tx, held.season)
    made = {"award": tx.new_id(), "title": title, "season": held.season, **body}
    event = rules.record_award(msgspec.convert(made, AwardRecorded), held.enterprise, tx.today)
    tx.append(f"award:{event.award}", event, reason="R24")
    return {"award": event.award}


def record_publicity(tx: Transaction, season: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record publicity of a season."""
    owned_season(tx, season)
    made = {"publicity": tx.new_id(), "season": season, **body}
    event = rules.record_publicity(msgspec.convert(made, PublicityRecorded), tx.today)
    tx.append(f"publicity:{event.publicity}", event, reason="R33")
    return {"publicity": event.publicity}


def list_cultivated(
    tx: Transaction, year: int, field: str, enterprises: list[str], plan: str
) -> dict[str, Any]:
    """List what the caller's county cultivates in a field; a later list replaces the earlier."""
    county = tx.actor.organisation
    stream = f"cultivation:{county}:{year}:{field}"
    event = rules.list_cultivated(
        len(tx.entries(stream)),
        county=county,
        year=year,
        field=field,
        enterprises=enterprises,
        plan=plan,
    )
    tx.append(stream, event, reason="R33")
    return {"version": event.version}


def leaders(after: str, limit: int) -> Body:
    """Return one page of every title ever granted, as it stands today, machine-readable."""
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        page = views.page("title", after=after, limit=limit)
        return {"items": [_leader(views, one, today) for one in page.items], "next": page.next}


def draw_badge(title: str, language: str) -> str:
    """Draw a title's badge as it stands today.

    :raises NotFound: when there is no such title.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        found = views.get("title", title)
        if found is None:
            raise NotFound(what="title", id=title)
        told = _leader(views, found, today)
    return badge.draw(
        enterprise=told["enterprise_name"],
        about=f"{told['season_name']} {told['category_name']}",
        state=told["state"],
        last_valid_day=date.fromisoformat(told["last_valid_day"]),
        language=language,
    )


def _leader(views: Views, title: Body, today: date) -> Body:
    enterprise, season = title["enterprise"], views.get("season", title["season"]) or {}
    names = {c["code"]: c["name"] for field in season["fields"] for c in field["categories"]}
    last = date.fromisoformat(title["last_valid_day"])
    known = views.get("report_enterprise", enterprise) or {"name": enterprise}
    return {
        "title": title["title"],
        "enterprise": enterprise,
        "enterprise_name": known["name"],
        "season": title["season"],
        "season_name": season["name"],
        "category": title["category"],
        "category_name": names.get(title["category"], title["category"]),
        "standard": title["standard"],
        "valid_from": title["valid_from"],
        "last_valid_day": title["last_valid_day"],
        "state": badge.state_on(title["state"], last, today),
        "board": f"/registry/boards/{title['board']}",
        "badge": f"/registry/v1/titles/{title['title']}/badge.svg",
        "standings": views.all("standing", "enterprise", enterprise),
        "awards": views.all("award", "title", title["title"]),
    }
