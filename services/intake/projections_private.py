"""Intake's read model of when seasons were closed: reasons for refusals are kept for a time after."""

from services.chassis.entry import Entry
from services.chassis.project import by_type
from services.chassis.store.views import Views
from services.contracts import registry as r


def _closed(views: Views, e: r.SeasonClosed, entry: Entry) -> None:
    views.put("season_closed", e.season, {"at": entry.time})


project = by_type({r.SeasonClosed: _closed})
