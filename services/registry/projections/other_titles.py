"""The registry's read models of other titles that wait for the bureau's decision (A22)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import by_type
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.registry.domain.other_titles import OPEN

_KIND = "other_title"


def _put(views: Views, e: r.OtherTitlePut, entry: Entry) -> None:
    title = views.get("title", e.title) or {}
    body = {
        **data_of(e),
        "category": title["category"],
        "last_valid_day": title["last_valid_day"],
        "state": OPEN,
        "opened": entry.time,
        "reasons": "",
        "proposal": "",
        "decided": None,
        "decided_by": "",
    }
    _write(views, body)


def _decided(views: Views, e: r.OtherTitleDecided, entry: Entry) -> None:
    known = views.get(_KIND, f"{e.revocation}/{e.title}") or {}
    told = {"state": e.outcome, "reasons": e.reasons, "proposal": e.proposal}
    _write(views, {**known, **told, "decided": entry.time, "decided_by": entry.actororg})


def _write(views: Views, body: Body) -> None:
    keys = {name: body[name] for name in ("revocation", "title", "state")}
    id = f"{body['revocation']}/{body['title']}"
    views.put(_KIND, id, body, keys=keys, sort=body["opened"])


project = by_type({r.OtherTitlePut: _put, r.OtherTitleDecided: _decided})
