"""Scoring's read models of comments, and of when seasons were closed: words are kept so long."""

from services.chassis.entry import Entry
from services.chassis.project import by_type
from services.chassis.store.views import Views
from services.contracts import registry as r
from services.contracts import scoring as s


def _commented(views: Views, e: s.SchemeCommented, entry: Entry) -> None:
    version = views.get("scheme_version", f"{e.scheme}@{e.version}") or {}
    views.put("comment", e.comment, {"season": version["season"], "answered": False})


def _answered(views: Views, e: s.SchemeCommentAnswered, entry: Entry) -> None:
    views.change("comment", e.comment, answered=True)


def _closed(views: Views, e: r.SeasonClosed, entry: Entry) -> None:
    views.put("season_closed", e.season, {"at": entry.time})


project = by_type(
    {
        s.SchemeCommented: _commented,
        s.SchemeCommentAnswered: _answered,
        r.SeasonClosed: _closed,
    }
)
