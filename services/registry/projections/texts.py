"""The registry's read models of official texts."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event


def _issued(views: Views, e: r.OfficialTextIssued, entry: Entry) -> None:
    keys = {"about": e.about, "season": e.season, "issuer": entry.actororg}
    body = {**data_of(e), "issuer": entry.actororg, "issued": entry.time}
    views.put("official_text", e.text, body, keys=keys, sort=entry.time)


TABLE: dict[type[Event], Projection] = {r.OfficialTextIssued: _issued}
