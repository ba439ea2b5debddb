"""The registry's read models of seasons and calendars."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event
from services.contracts.phases import extended


def _season(views: Views, e: r.SeasonOpened, entry: Entry) -> None:
    body = {"body": None, "closed": False, "owner": entry.actororg, "co_owner": None}
    more = {"ends_with_next_list": False}
    views.put("season", e.season, {**data_of(e), **body, **more})


def _ends_with_next_list(views: Views, e: r.TitlesEndWithNextList, entry: Entry) -> None:
    views.change("season", e.season, ends_with_next_list=True)


def _shared(views: Views, e: r.SeasonShared, entry: Entry) -> None:
    views.change("season", e.season, co_owner=e.co_owner)


def _phase(views: Views, e: r.PhaseExtended, entry: Entry) -> None:
    season = views.get("season", e.season) or {}
    views.change("season", e.season, phases=extended(season["phases"], e.phase, e.last))


def _body(views: Views, e: r.EvaluationBodyAppointed, entry: Entry) -> None:
    views.change("season", e.season, body=e.body)


def _closed(views: Views, e: r.SeasonClosed, entry: Entry) -> None:
    views.change("season", e.season, closed=True)


def _calendar(views: Views, e: r.CalendarAnnounced | r.CalendarAmended, entry: Entry) -> None:
    views.put("calendar", f"{e.year}@{e.version}", data_of(e))
    latest = {name: data_of(e)[name] for name in ("year", "version", "document_number")}
    views.put("calendar_year", str(e.year), latest, sort=str(e.year))


TABLE: dict[type[Event], Projection] = {
    r.SeasonOpened: _season,
    r.TitlesEndWithNextList: _ends_with_next_list,
    r.SeasonShared: _shared,
    r.PhaseExtended: _phase,
    r.EvaluationBodyAppointed: _body,
    r.SeasonClosed: _closed,
    r.CalendarAnnounced: _calendar,
    r.CalendarAmended: _calendar,
}
