"""Whose intake's private words are, and how long they serve (R15, R25)."""

from services.chassis import retention
from services.chassis.erasure import Matter, Private, Standing
from services.chassis.store.views import Body, Views
from services.contracts import intake as i


def _consent_reason(views: Views, row: Body) -> Standing:
    """Nothing is decided on it: the enterprise may have it erased at once (R15)."""
    season = (views.get("application", row["about"]) or {}).get("season")
    closed = views.get("season_closed", str(season)) or {}
    return Standing(needed=False, since=closed.get("at"))


PRIVATE = Private(
    "intake",
    i.WordsErased,
    {i.ConsentRefused: Matter("consent_reason", "application", _consent_reason)},
    files=frozenset({retention.LOOSE_DOCUMENT}),
)
