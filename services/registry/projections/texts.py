"""The registry's read models of official texts, and the register of document numbers (R32)."""

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.domain.numbering import normal
from services.registry.domain.official_text import matter


def _issued(views: Views, e: r.OfficialTextIssued, entry: Entry) -> None:
    notice = views.get("notice", e.about) or {}
    keys = {
        "about": e.about,
        "season": e.season,
        "issuer": entry.actororg,
        "matter": matter(e.about, notice.get("board_version", 0)),
    }
    more = {"corrects": "", "corrected_by": "", "reasons": ""}
    body = {**data_of(e), "issuer": entry.actororg, "issued": entry.time, **more}
    views.put("official_text", e.text, body, keys=keys, sort=entry.time)
    register(views, e.document_number, entry)


def _corrected(views: Views, e: r.OfficialTextCorrected, entry: Entry) -> None:
    views.change("official_text", e.text, corrects=e.corrects, reasons=e.reasons)
    views.change("official_text", e.corrects, corrected_by=e.text)


def register(views: Views, number: str, entry: Entry) -> None:
    """Enter a number that a bureau used, for a text or a decision."""
    body = {"number": number, "issuer": entry.actororg, "event": entry.id}
    keys = {"issuer": entry.actororg}
    views.put("document_number", f"{entry.actororg}/{normal(number)}", body, keys=keys)


TABLE: dict[type[Event], Projection] = {
    r.OfficialTextIssued: _issued,
    r.OfficialTextCorrected: _corrected,
}
