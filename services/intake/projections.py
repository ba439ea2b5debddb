"""Intake's read models: standards and applications, and what it heard that rules ask for."""

from typing import Any

from services.chassis import access
from services.chassis.entry import Actor, Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.phases import extended


def _key_issued(views: Views, e: r.KeyIssued, entry: Entry) -> None:
    actor = Actor(e.account, e.organisation, e.role)
    access.remember_key(views, e.key_id, e.key_hash, actor, e.expires)


def _key_revoked(views: Views, e: r.KeyRevoked, entry: Entry) -> None:
    access.forget_key(views, e.key_id)


def _season(views: Views, e: r.SeasonOpened, entry: Entry) -> None:
    views.put("season", e.season, {**data_of(e), "closed": False, "co_owner": None})


def _shared(views: Views, e: r.SeasonShared, entry: Entry) -> None:
    views.change("season", e.season, co_owner=e.co_owner)


def _phase(views: Views, e: r.PhaseExtended, entry: Entry) -> None:
    season = views.get("season", e.season) or {}
    views.change("season", e.season, phases=extended(season["phases"], e.phase, e.last))


def _season_closed(views: Views, e: r.SeasonClosed, entry: Entry) -> None:
    views.change("season", e.season, closed=True)


def _barred(views: Views, e: r.BarImposed, entry: Entry) -> None:
    # Successors share the bar of one revocation (R34).
    id, keys = f"{e.enterprise}/{e.revocation}", {"enterprise": e.enterprise}
    views.put("bar", id, data_of(e), keys=keys)


def _bar_lifted(views: Views, e: r.BarLifted, entry: Entry) -> None:
    views.delete("bar", f"{e.enterprise}/{e.revocation}")


def _enterprise(views: Views, e: i.EnterpriseRegistered, entry: Entry) -> None:
    views.put("enterprise", e.enterprise, data_of(e))


def _standard(views: Views, e: i.StandardDeclared | i.StandardRevised, entry: Entry) -> None:
    before = views.get("standard", e.standard)
    text = {**data_of(e), "declared": entry.time, "products": []}
    # Which of them is in force is a matter of the day: told when it is read.
    body = {
        "standard": e.standard,
        "enterprise": e.enterprise,
        "category": e.category,
        "abolished": None,
        "versions": [*(before or {}).get("versions", []), text],
    }
    views.put("standard", e.standard, body, keys={"enterprise": e.enterprise})


def _linked(views: Views, e: i.ProductsLinked, entry: Entry) -> None:
    body, products = views.get("standard", e.standard) or {}, data_of(e)["products"]
    versions = [
        {**one, "products": products} if one["version"] == e.version else one
        for one in body["versions"]
    ]
    views.change("standard", e.standard, versions=versions)


def _abolished(views: Views, e: i.StandardAbolished, entry: Entry) -> None:
    views.change("standard", e.standard, abolished=e.abolished.isoformat())


def _submitted(views: Views, e: i.ApplicationSubmitted, entry: Entry) -> None:
    body = {
        **data_of(e),
        "state": "submitted",
        "submitted": entry.time,
        "grounds": None,
        "consent": None,
        "report": None,
        "evidence": [],
    }
    keys = {
        "enterprise": e.enterprise,
        "season": e.season,
        "board": f"{e.season}.{e.category}",
    }
    views.put("application", e.application, body, keys=keys, sort=entry.time)


def _state(state: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        views.change("application", e.application, state=state)

    return project


def _declined(views: Views, e: i.ApplicationDeclined, entry: Entry) -> None:
    views.change("application", e.application, state="declined", grounds=e.grounds)


def _consent_asked(views: Views, e: r.ConsentRequested, entry: Entry) -> None:
    before = views.get("consent_request", e.application)
    asked = {"board": e.board, "board_version": e.board_version, "rank": e.rank, "star": e.star}
    first = before["first"] if before else e.board_version
    views.put("consent_request", e.application, {**asked, "first": first})
    if before and before["board_version"] != e.board_version:
        # Another result is asked about: the answer to the one before is no answer to it.
        views.change("application", e.application, consent=None)


def _consent(answer: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        words = getattr(e, "reason_commitment", "")
        views.change("application", e.application, consent=answer, words=words)

    return project


def _shortlisted(views: Views, e: s.LeadersShortlisted, entry: Entry) -> None:
    for application in e.applications:
        views.put("shortlisted", application, {"board": e.board, "items": list(e.items)})


def _report(views: Views, e: i.ConformityReportFiled, entry: Entry) -> None:
    views.change("application", e.application, report=data_of(e)["document"])


def _evidence(views: Views, e: i.EvidenceFiled, entry: Entry) -> None:
    body = views.get("application", e.application) or {}
    filed = [*body.get("evidence", []), {"item": e.item, "document": data_of(e)["document"]}]
    views.change("application", e.application, evidence=filed)


def _published(views: Views, e: r.Published, entry: Entry) -> None:
    views.put("published", e.board, {"version": e.version, "published": entry.time})


_TABLE: dict[type[Event], Projection] = {
    r.KeyIssued: _key_issued,
    r.KeyRevoked: _key_revoked,
    r.SeasonOpened: _season,
    r.SeasonShared: _shared,
    r.PhaseExtended: _phase,
    r.SeasonClosed: _season_closed,
    r.BarImposed: _barred,
    r.BarLifted: _bar_lifted,
    i.EnterpriseRegistered: _enterprise,
    i.StandardDeclared: _standard,
    i.StandardRevised: _standard,
    i.ProductsLinked: _linked,
    i.StandardAbolished: _abolished,
    i.ApplicationSubmitted: _submitted,
    i.ApplicationAccepted: _state("accepted"),
    i.ApplicationDeclined: _declined,
    i.ApplicationWithdrawn: _state("withdrawn"),
    i.WithdrawalOvertaken: _state("accepted"),
    r.ConsentRequested: _consent_asked,
    i.ConsentGiven: _consent("given"),
    i.ConsentRefused: _consent("refused"),
    s.LeadersShortlisted: _shortlisted,
    i.ConformityReportFiled: _report,
    i.EvidenceFiled: _evidence,
    r.Published: _published,
}

project = by_type(_TABLE)
