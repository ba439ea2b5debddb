"""What the bureau decides on a proposal, the bar, its annulment; and expiry (R20-R22)."""

from dataclasses import replace
from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.identity import current_store
from services.registry.domain import board_case, decision
from services.registry.domain import revocation as rules
from services.registry.domain import title as titles

from . import bars, consequences, hearings, kin, notifying, other_titles, register
from .cases import revocation_of, stream_of, title_of
from .seasons import owned_season


def drop(tx: Transaction, revocation: str, reasons: str) -> dict[str, Any]:
    """Drop a proposal that turned out unfounded: the title is free of it (R21)."""
    state = revocation_of(tx, revocation)
    owned_season(tx, title_of(tx, state.title).season)
    dropped = rules.drop(state, reasons)
    tx.append(stream_of(revocation), dropped, reason="R21")
    notifying.after(tx, dropped)
    hearings.cancel_timer(tx, revocation)
    return {}


def decide(
    tx: Transaction, revocation: str, decision_number: str, legal_basis: str
) -> dict[str, Any]:
    """Serve the decision: the title is withdrawn and the three-year bar begins (R21, R22)."""
    state = revocation_of(tx, revocation)
    title = title_of(tx, state.title)
    owned_season(tx, title.season)
    season = tx.views.get("season", title.season) or {}
    revoked, barred = decision.decide(
        state,
        title,
        decision_number=decision_number,
        legal_basis=legal_basis,
        numbers=register.numbers(tx),
        documents=season["legal_basis"],
        heard=kin.heard_on(tx, state.title),
        barred=kin.concerned_by(tx, state.title),
        today=tx.today,
    )
    tx.append(stream_of(revocation), revoked, reason=legal_basis)
    for bar in barred:
        bars.append(tx, bar, decision_number)
    hearings.cancel_timer(tx, revocation)
    tx.timers.cancel(f"expire:{state.title}")
    other_titles.lapse(tx, "title", state.title, decision_number)
    consequences.after_decision(tx, revocation, state.enterprise)
    notifying.after(tx, revoked)
    return {"last_barred_day": revoked.last_barred_day.isoformat()}


def annul(tx: Transaction, revocation: str, reasons: str) -> dict[str, Any]:
    """Annul a wrong revocation: the bar lifts, history stays (R22)."""
    state = revocation_of(tx, revocation)
    owned_season(tx, title_of(tx, state.title).season)
    annulled, lifted = decision.annul(state, reasons)
    tx.append(stream_of(revocation), annulled, reason=reasons)
    for bar in tx.views.all("bar", "revocation", revocation):
        bars.append(tx, replace(lifted, enterprise=bar["enterprise"]), reasons)
    other_titles.lapse(tx, "revocation", revocation, reasons)
    title = title_of(tx, state.title)
    tx.timers.set(
        f"expire:{title.title}",
        board_case.expiry_instant(title.last_valid_day),
        "expire_title",
        id=title.title,
    )
    consequences.after_annulment(tx, revocation)
    notifying.after(tx, annulled)
    return {}


def expire(tx: Transaction, payload: dict[str, Any]) -> None:
    """Expire a title whose last valid day has passed; the timer's work (R20)."""
    state = title_of(tx, payload["id"])
    if state.state == "valid":
        tx.append(f"title:{state.title}", titles.expire(state, tx.today), reason="R20")
        other_titles.lapse(tx, "title", state.title, "R20")


def bars_of(enterprise: str) -> Body:
    """Return an enterprise's bars."""
    with current_store().reading() as views:
        return {"enterprise": enterprise, "bars": views.all("bar", "enterprise", enterprise)}
