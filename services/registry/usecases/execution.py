"""Cancelling a title after its revocation: the body, or the bureau in its place (R21, A19)."""

from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.registry.domain import decision as rules
from services.registry.domain.consequences import WORKING_DAYS
from services.registry.domain.refusals import NotTheBody

from . import consequences
from .cases import revocation_of, stream_of, title_of
from .seasons import calendar, owned_season, season_of


def execute(tx: Transaction, revocation: str) -> dict[str, Any]:
    """Record that the evaluation body cancelled the title, as the bureau asked (R21)."""
    state = revocation_of(tx, revocation)
    body = season_of(tx, title_of(tx, state.title).season).body
    if tx.actor.organisation != body:
        raise NotTheBody(body=body or "—")
    tx.append(stream_of(revocation), rules.execute(state), reason="R21")
    consequences.executed(tx, revocation, tx.appended[-1].entry.id)
    return {}


def announce_instead(tx: Transaction, revocation: str, reasons: str) -> dict[str, Any]:
    """Announce the cancellation by the bureau itself, past the body's last day (A19)."""
    state = revocation_of(tx, revocation)
    season = owned_season(tx, title_of(tx, state.title).season)
    event = rules.execute_instead(
        state,
        reasons,
        body=season.body,
        last_day=_last_day(tx, revocation),
        today=tx.today,
    )
    tx.append(stream_of(revocation), event, reason=reasons)
    consequences.executed(tx, revocation, tx.appended[-1].entry.id)
    return {}


def _last_day(tx: Transaction, revocation: str) -> date | None:
    """Return the body's last day, None before a decision and while a year is unannounced."""
    served_on = (tx.views.get("revocation", revocation) or {}).get("served_on")
    if served_on is None:
        return None
    return calendar(tx).nth_after(date.fromisoformat(served_on), WORKING_DAYS).last_day
