"""The registry's read models of successors, and the titles that went to them (R34)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event


def _recorded(views: Views, e: r.SuccessorRecorded, entry: Entry) -> None:
    keys = {"enterprise": e.enterprise, "successor": e.successor}
    body = {**data_of(e), "recorded": entry.time}
    views.put("succession", e.succession, body, keys=keys, sort=entry.time)


def _inherited(views: Views, e: r.TitleInherited, entry: Entry) -> None:
    title = views.get("title", e.title) or {}
    body = {
        **title,
        "enterprise": e.successor,
        "holders": [*title.get("holders", [title["enterprise"]]), e.successor],
    }
    keys = {"enterprise": e.successor, "board": body["board"], "standard": body["standard"]}
    views.put("title", e.title, body, keys=keys, sort=body["valid_from"])


TABLE: dict[type[Event], Projection] = {
    r.SuccessorRecorded: _recorded,
    r.TitleInherited: _inherited,
}
