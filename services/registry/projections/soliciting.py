"""The registry's read models of calls for implementation plans (R3)."""

from typing import Any

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.contracts.event import Event

from .texts import register


def _solicited(views: Views, e: r.PlansSolicited, entry: Entry) -> None:
    body = {**data_of(e), "opened": entry.time, "plans": [], "chosen": None}
    views.put("solicitation", e.season, body)


def _received(views: Views, e: r.PlanReceived, entry: Entry) -> None:
    made = {**data_of(e), "received": entry.time, "grounds": None, "issued": None}
    others = [one for one in _plans(views, e.season) if one["organisation"] != e.organisation]
    views.change("solicitation", e.season, plans=[*others, made])


def _chosen(views: Views, e: r.PlanChosen, entry: Entry) -> None:
    _on_plan(views, e.season, e.plan, grounds=e.grounds)
    views.change("solicitation", e.season, chosen=e.plan)


def _issued(views: Views, e: r.PlanIssued, entry: Entry) -> None:
    told = {name: data_of(e)[name] for name in ("document_number", "document")}
    _on_plan(views, e.season, e.plan, issued={**told, "on": entry.time})
    register(views, e.document_number, entry)


def _on_plan(views: Views, season: str, plan: str, **changes: Any) -> None:
    plans = [{**one, **changes} if one["plan"] == plan else one for one in _plans(views, season)]
    views.change("solicitation", season, plans=plans)


def _plans(views: Views, season: str) -> list[Body]:
    return list((views.get("solicitation", season) or {})["plans"])


_TABLE: dict[type[Event], Projection] = {
    r.PlansSolicited: _solicited,
    r.PlanReceived: _received,
    r.PlanChosen: _chosen,
    r.PlanIssued: _issued,
}

project = by_type(_TABLE)
