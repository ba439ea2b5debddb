"""Titles: expiry, and the way to a revocation and its bar (R20-R22)."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.identity import check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.scoring import CoreIndicatorLowered
from services.registry.domain import board_case
from services.registry.domain import revocation as rules
from services.registry.domain import title as titles
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.refusals import NotTheBody

from . import bars, consequences, kin
from .seasons import calendar, owned_season, season_of


def propose(
    tx: Transaction, title: str, ground: int, facts: str, evidence: list[str]
) -> dict[str, Any]:
    """Propose a revocation; the enterprise is heard before anything is decided (R21)."""
    state = title_of(tx, title)
    owned_season(tx, state.season)
    return _propose(tx, state, ground, facts, tuple(evidence), "bureau")


def propose_lowered(tx: Transaction, e: CoreIndicatorLowered) -> None:
    """Propose ground 2 from what scoring found. Proposed by the system, decided by the bureau."""
    state = title_of(tx, e.title)
    if state.state != titles.VALID or tx.today > state.last_valid_day or _running(tx, e.title):
        return
    facts = "；".join(f"{one.indicator}：{one.before} → {one.after}" for one in e.lowered)
    evidence = (f"{e.standard}@{e.from_version}", f"{e.standard}@{e.to_version}")
    _propose(tx, state, 2, facts, evidence, "system")


def _propose(  # noqa: PLR0917 - the proposal's parts
    tx: Transaction,
    title: titles.Title,
    ground: int,
    facts: str,
    evidence: tuple[str, ...],
    proposed_by: str,
) -> dict[str, Any]:
    season = season_of(tx, title.season)
    days = calendar(tx)
    event = rules.propose(
        title,
        _running(tx, title.title),
        revocation=tx.new_id(),
        ground=ground,
        facts=facts,
        evidence=evidence,
        proposed_by=proposed_by,
        today=tx.today,
        calendar=days,
        hearing_working_days=season.hearing_working_days,
    )
    tx.append(_stream(event.revocation), event, reason=f"R21({ground})")
    last_day = event.hearing_last_day
    if last_day is not None:
        _set_hearing_timer(tx, event.revocation, last_day, days)
    return {
        "revocation": event.revocation,
        "hearing_last_day": last_day.isoformat() if last_day else None,
    }


def _set_hearing_timer(tx: Transaction, revocation: str, last_day: date, days: WorkingDays) -> None:
    due = days.closing_instant(last_day)
    tx.timers.set(f"hearing:{revocation}", due, "hearing_over", id=revocation)


def _running(tx: Transaction, title: str) -> list[rules.Revocation]:
    streams = [one["revocation"] for one in tx.views.all("revocation", "title", title)]
    states = [tx.fold(_stream(one), rules.evolve) for one in streams]
    return [one for one in states if one is not None and one.state == "proposed"]


def settle_hearings(tx: Transaction) -> None:
    """Settle the hearings whose last day waited for a calendar (R17, R21)."""
    days = calendar(tx)
    for one in tx.views.all("revocation"):
        if one["state"] != "proposed" or one["hearing_last_day"] is not None:
            continue
        state = _revocation(tx, one["revocation"])
        season = season_of(tx, title_of(tx, state.title).season)
        proposed = clock.shanghai_date(clock.from_text(one["proposed"]))
        settled = rules.settle_hearing(state, proposed, season.hearing_working_days, days)
        if settled is not None:
            tx.append(_stream(state.revocation), settled, reason="R17")
            _set_hearing_timer(tx, state.revocation, settled.last_day, days)


def make_statement(tx: Transaction, revocation: str, how: str, statement: str) -> dict[str, Any]:
    """Take the enterprise's statement, or its waiver; the words stay private (R21, R25)."""
    state = _revocation(tx, revocation)
    # A successor speaks for the enterprise that is no more (R34).
    if tx.actor.organisation not in kin.successors_of(tx, state.enterprise):
        check_organisation(state.enterprise, revocation)
    event = rules.hear(state, how, tx.keep_private(text=statement), tx.today)
    tx.append(_stream(revocation), event, reason="R21")
    tx.timers.cancel(f"hearing:{revocation}")
    return {}


def hearing_over(tx: Transaction, payload: dict[str, Any]) -> None:
    """Record that the deadline passed in silence; the timer's work (R21)."""
    state = _revocation(tx, payload["id"])
    if state.state == "proposed" and state.heard is None:
        event = rules.hear(state, "silent", "", tx.today)
        tx.append(_stream(state.revocation), event, reason="R21")


def drop(tx: Transaction, revocation: str, reasons: str) -> dict[str, Any]:
    """Drop a proposal that turned out unfounded: the title is free of it (R21)."""
    state = _revocation(tx, revocation)
    owned_season(tx, title_of(tx, state.title).season)
    tx.append(_stream(revocation), rules.drop(state, reasons), reason="R21")
    tx.timers.cancel(f"hearing:{revocation}")
    return {}


def decide(
    tx: Transaction, revocation: str, decision_number: str, legal_basis: str
) -> dict[str, Any]:
    """Serve the decision: the title is withdrawn and the three-year bar begins (R21, R22)."""
    state = _revocation(tx, revocation)
    title = title_of(tx, state.title)
    owned_season(tx, title.season)
    revoked, bar = rules.decide(
        state,
        title,
        decision_number=decision_number,
        legal_basis=legal_basis,
        today=tx.today,
    )
    tx.append(_stream(revocation), revoked, reason=legal_basis)
    # Whoever follows the enterprise by now is barred with it (R34).
    for enterprise in (bar.enterprise, *kin.successors_of(tx, bar.enterprise)):
        bars.append(tx, replace(bar, enterprise=enterprise), decision_number)
    tx.timers.cancel(f"expire:{state.title}")
    consequences.after_decision(tx, revocation, state.enterprise)
    return {"last_barred_day": bar.last_day.isoformat()}


def execute(tx: Transaction, revocation: str) -> dict[str, Any]:
    """Record that the evaluation body cancelled the title, as the bureau asked (R21)."""
    state = _revocation(tx, revocation)
    body = season_of(tx, title_of(tx, state.title).season).body
    if tx.actor.organisation != body:
        raise NotTheBody(body=body or "—")
    tx.append(_stream(revocation), rules.execute(state), reason="R21")
    return {}


def annul(tx: Transaction, revocation: str, reasons: str) -> dict[str, Any]:
    """Annul a wrong revocation: the bar lifts, history stays (R22)."""
    state = _revocation(tx, revocation)
    owned_season(tx, title_of(tx, state.title).season)
    annulled, lifted = rules.annul(state, reasons)
    tx.append(_stream(revocation), annulled, reason=reasons)
    for bar in tx.views.all("bar", "revocation", revocation):
        bars.append(tx, replace(lifted, enterprise=bar["enterprise"]), reasons)
    title = title_of(tx, state.title)
    tx.timers.set(
        f"expire:{title.title}",
        board_case.expiry_instant(title.last_valid_day),
        "expire_title",
        id=title.title,
    )
    consequences.after_annulment(tx, revocation)
    return {}


def expire(tx: Transaction, payload: dict[str, Any]) -> None:
    """Expire a title whose last valid day has passed; the timer's work (R20)."""
    state = title_of(tx, payload["id"])
    if state.state == "valid":
        tx.append(f"title:{state.title}", titles.expire(state, tx.today), reason="R20")


def bars_of(enterprise: str) -> Body:
    """Return an enterprise's bars."""
    with current_store().reading() as views:
        return {"enterprise": enterprise, "bars": views.all("bar", "enterprise", enterprise)}


def title_of(tx: Transaction, title: str) -> titles.Title:
    """Return a title's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(f"title:{title}", titles.evolve)
    if state is None:
        raise NotFound(what="title", id=title)
    # A title's own stream ends with its expiry; its withdrawal stands in the revocation's.
    shown = tx.views.get("title", title) or {}
    return replace(state, state=shown["state"])


def _revocation(tx: Transaction, revocation: str) -> rules.Revocation:
    state = tx.fold(_stream(revocation), rules.evolve)
    if state is None:
        raise NotFound(what="revocation", id=revocation)
    return state


def _stream(revocation: str) -> str:
    return f"revocation:{revocation}"
