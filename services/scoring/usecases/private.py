"""Whose scoring's private words are, and how long they are needed (R5, R25)."""

from services.chassis.erasure import Matter, Private, Standing
from services.chassis.store.views import Body, Views
from services.contracts import scoring as s


def _comment(views: Views, row: Body) -> Standing:
    """Needed until the comment is answered; kept until the season has been closed for a time."""
    found = views.get("comment", row["about"]) or {}
    season = views.get("season", str(found.get("season"))) or {}
    closed = views.get("season_closed", str(found.get("season"))) or {}
    over = found.get("answered", False) or bool(closed)
    return Standing(not over, closed.get("at"), str(season.get("owner", "")))


PRIVATE = Private(
    "scoring", s.WordsErased, {s.SchemeCommented: Matter("comment", "comment", _comment)}
)
