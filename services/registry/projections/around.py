"""The registry's read models of what is around a title, and of what is looked at again (R33)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event


def _dismissed(views: Views, e: r.EvaluationBodyDismissed, entry: Entry) -> None:
    views.change("season", e.season, body=None)
    for one in e.flagged:
        body = {
            "about": one.about,
            "what": one.what,
            "version": one.version,
            "season": e.season,
            "body": e.body,
            "flagged": entry.time,
            "outcome": None,
            "reasons": None,
        }
        views.put("flag", one.about, body, keys={"season": e.season}, sort=entry.time)


def _reviewed(views: Views, e: r.BodyWorkReviewed, entry: Entry) -> None:
    views.change("flag", e.about, outcome=e.outcome, reasons=e.reasons)


def _standing(views: Views, e: r.StandingRecorded, entry: Entry) -> None:
    keys = {"enterprise": e.enterprise}
    views.put("standing", e.standing, data_of(e), keys=keys, sort=e.since.isoformat())


def _award(views: Views, e: r.AwardRecorded, entry: Entry) -> None:
    keys = {"title": e.title, "season": e.season}
    views.put("award", e.award, data_of(e), keys=keys, sort=e.granted_on.isoformat())


def _publicity(views: Views, e: r.PublicityRecorded, entry: Entry) -> None:
    keys = {"season": e.season}
    views.put("publicity", e.publicity, data_of(e), keys=keys, sort=e.held_on.isoformat())


def _cultivated(views: Views, e: r.CultivationListed, entry: Entry) -> None:
    id = f"{e.county}/{e.year}/{e.field}"
    keys = {"year": str(e.year), "county": e.county}
    views.put("cultivation", id, data_of(e), keys=keys, sort=id)


_TABLE: dict[type[Event], Projection] = {
    r.EvaluationBodyDismissed: _dismissed,
    r.BodyWorkReviewed: _reviewed,
    r.StandingRecorded: _standing,
    r.AwardRecorded: _award,
    r.PublicityRecorded: _publicity,
    r.CultivationListed: _cultivated,
}

project = by_type(_TABLE)
