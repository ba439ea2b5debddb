"""What decisions say in words: declared standards by their editions, schemes by their names (R21)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import scoring as s


def _declared(views: Views, e: i.StandardDeclared | i.StandardRevised, entry: Entry) -> None:
    clauses: dict[str, str] = {}
    for value in e.values:
        if value.clause:
            page = f"，第{value.page}页" if value.page else ""
            clauses[value.indicator] = f"{value.clause}{page}"
    told = {name: data_of(e)[name] for name in ("number", "name", "edition", "published")}
    body = {**told, "effective": e.effective.isoformat(), "clauses": clauses}
    views.put("edition", f"{e.standard}@{e.version}", body)


def _drafted(views: Views, e: s.SchemeDrafted, entry: Entry) -> None:
    body = {"name": e.name, "version": e.version, "document": data_of(e)["document"]}
    views.put("scheme_text", f"{e.scheme}@{e.version}", body)


project = by_type(
    {
        i.StandardDeclared: _declared,
        i.StandardRevised: _declared,
        s.SchemeDrafted: _drafted,
    }
)
