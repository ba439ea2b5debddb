"""Hearing everybody whom a revocation would bar: statements, silence, the last day (R21, R34)."""

from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import check_organisation
from services.registry.domain import revocation as rules
from services.registry.domain.calendar import WorkingDays

from . import kin, notifying
from .cases import revocation_of, stream_of, title_of
from .seasons import calendar, season_of


def set_timer(tx: Transaction, revocation: str, last_day: date, days: WorkingDays) -> None:
    """Set the timer that records silence after the last day, or move it."""
    due = days.closing_instant(last_day)
    tx.timers.set(_timer(revocation), due, "hearing_over", id=revocation)


def cancel_timer(tx: Transaction, revocation: str) -> None:
    """Record no silence later."""
    tx.timers.cancel(_timer(revocation))


def settle(tx: Transaction) -> None:
    """Settle the hearings whose last day a calendar makes certain, or later (R17, R21, R34)."""
    days = calendar(tx)
    for one in tx.views.all("revocation"):
        if one["state"] != rules.PROPOSED:
            continue
        state = revocation_of(tx, one["revocation"])
        season = season_of(tx, title_of(tx, state.title).season)
        settled = rules.settle_hearing(
            state,
            clock.shanghai_date(clock.from_text(one["proposed"])),
            season.hearing_working_days,
            days,
            concerned=kin.heard_on(tx, state.title),
            today=tx.today,
        )
        if settled is not None:
            tx.append(stream_of(state.revocation), settled, reason="R17")
            set_timer(tx, state.revocation, settled.last_day, days)
            notifying.after(tx, settled)


def make_statement(tx: Transaction, revocation: str, how: str, statement: str) -> dict[str, Any]:
    """Take an enterprise's statement, or its waiver; the words stay private (R21, R25).

    Whoever held the title and whoever follows one of them speaks for itself: each would be barred
    (R34).
    """
    state = revocation_of(tx, revocation)
    speaker = tx.actor.organisation
    if speaker not in kin.concerned_by(tx, state.title):
        check_organisation(state.enterprise, revocation)
    event = rules.hear(state, speaker, how, tx.keep_private(text=statement), tx.today)
    tx.append(stream_of(revocation), event, reason="R21")
    if not rules.evolve(state, event).unheard(kin.heard_on(tx, state.title)):
        cancel_timer(tx, revocation)
    return {}


def over(tx: Transaction, payload: dict[str, Any]) -> None:
    """Record whose deadline passed in silence; the timer's work (R21)."""
    state = revocation_of(tx, payload["id"])
    if state.state == rules.PROPOSED:
        for enterprise in state.unheard(kin.heard_on(tx, state.title)):
            event = rules.hear(state, enterprise, rules.SILENT, "", tx.today)
            tx.append(stream_of(state.revocation), event, reason="R21")


def _timer(revocation: str) -> str:
    return f"hearing:{revocation}"
