"""The registry's read models of titles, revocations and bars."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.domain.revocation import HOW
from services.registry.domain.title import VALID

from .texts import register


def _title(views: Views, e: r.TitleGranted, entry: Entry) -> None:
    keys = {"enterprise": e.enterprise, "board": e.board, "standard": e.standard}
    keys["category"] = e.category
    body = {**data_of(e), "state": "valid", "superseded_by": ""}
    views.put("title", e.title, body, keys=keys, sort=e.valid_from.isoformat())


def _superseded(views: Views, e: r.TitleSuperseded, entry: Entry) -> None:
    last = e.last_valid_day.isoformat()
    views.change("title", e.title, last_valid_day=last, superseded_by=e.board)


def _expired(views: Views, e: r.TitleExpired, entry: Entry) -> None:
    views.change("title", e.title, state="expired")


def _proposed(views: Views, e: r.RevocationProposed, entry: Entry) -> None:
    body = {**data_of(e), "state": "proposed", "heard": None, "hearings": []}
    body["proposed"] = entry.time
    keys = {"enterprise": e.enterprise, "title": e.title}
    views.put("revocation", e.revocation, body, keys=keys, sort=entry.time)


def _hearing_settled(views: Views, e: r.HearingEndSettled, entry: Entry) -> None:
    views.change("revocation", e.revocation, hearing_last_day=e.last_day.isoformat())


def _heard(views: Views, e: r.EnterpriseHeard, entry: Entry) -> None:
    # Each enterprise that the decision would bar is heard by itself (R34).
    known = (views.get("revocation", e.revocation) or {}).get("hearings", [])
    said = {"enterprise": e.enterprise, "how": e.how, "words": e.statement_commitment}
    hearings = [*known, said]
    told = next(how for how in HOW if any(one["how"] == how for one in hearings))
    views.change("revocation", e.revocation, heard=told, hearings=hearings)


def _dropped(views: Views, e: r.RevocationProposalDropped, entry: Entry) -> None:
    views.change("revocation", e.revocation, state="dropped", dropped=e.reasons)


def _revoked(views: Views, e: r.Revoked, entry: Entry) -> None:
    views.change("revocation", e.revocation, **data_of(e), state="revoked", executed=False)
    before = (views.get("title", e.title) or {}).get("state", VALID)
    views.change("title", e.title, state="revoked", state_before=before, revocation=e.revocation)
    register(views, e.decision_number, entry)


def _executed(views: Views, e: r.RevocationExecutedByBody, entry: Entry) -> None:
    views.change("revocation", e.revocation, executed=True, executed_by="body")


def _executed_instead(views: Views, e: r.RevocationExecutedByBureau, entry: Entry) -> None:
    instead = {"executed_by": "bureau", "executed_reasons": e.reasons}
    views.change("revocation", e.revocation, executed=True, **instead)


def _annulled(views: Views, e: r.RevocationAnnulled, entry: Entry) -> None:
    views.change("revocation", e.revocation, state="annulled", annulment=e.reasons)
    title = views.get("title", e.title) or {}
    views.change("title", e.title, state=title.get("state_before", VALID))


def _barred(views: Views, e: r.BarImposed, entry: Entry) -> None:
    # Successors share the bar of one revocation (R34).
    id, keys = (
        f"{e.enterprise}/{e.revocation}",
        {"enterprise": e.enterprise, "revocation": e.revocation},
    )
    views.put("bar", id, data_of(e), keys=keys)


def _bar_lifted(views: Views, e: r.BarLifted, entry: Entry) -> None:
    views.delete("bar", f"{e.enterprise}/{e.revocation}")


TABLE: dict[type[Event], Projection] = {
    r.TitleGranted: _title,
    r.TitleSuperseded: _superseded,
    r.TitleExpired: _expired,
    r.RevocationProposed: _proposed,
    r.HearingEndSettled: _hearing_settled,
    r.EnterpriseHeard: _heard,
    r.RevocationProposalDropped: _dropped,
    r.Revoked: _revoked,
    r.RevocationExecutedByBody: _executed,
    r.RevocationExecutedByBureau: _executed_instead,
    r.RevocationAnnulled: _annulled,
    r.BarImposed: _barred,
    r.BarLifted: _bar_lifted,
}
