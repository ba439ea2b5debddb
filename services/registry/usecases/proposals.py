"""Proposing to revoke a title, by the bureau or by the system (R21)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.contracts.scoring import CoreIndicatorLowered
from services.registry.domain import revocation as rules
from services.registry.domain import title as titles

from . import hearings, lowered, notifying
from .cases import stream_of, title_of
from .seasons import calendar, owned_season, season_of


def propose(
    tx: Transaction, title: str, ground: int, facts: str, evidence: list[str]
) -> dict[str, Any]:
    """Propose a revocation; the enterprise is heard before anything is decided (R21)."""
    state = title_of(tx, title)
    owned_season(tx, state.season)
    return make(tx, state, ground, facts, tuple(evidence), "bureau")


def propose_lowered(tx: Transaction, e: CoreIndicatorLowered) -> None:
    """Propose ground 2 from what scoring found. Proposed by the system, decided by the bureau."""
    state = title_of(tx, e.title)
    if state.state != titles.VALID or tx.today > state.last_valid_day or _running(tx, e.title):
        return
    facts, evidence = lowered.told(tx, e)
    make(tx, state, 2, facts, evidence, "system")


def make(  # noqa: PLR0917 - the proposal's parts
    tx: Transaction,
    title: titles.Title,
    ground: int,
    facts: str,
    evidence: tuple[str, ...],
    proposed_by: str,
) -> dict[str, Any]:
    """Propose a revocation: who it concerns is notified, and silence is watched for (R21)."""
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
    tx.append(stream_of(event.revocation), event, reason=f"R21({ground})")
    last_day = event.hearing_last_day
    if last_day is not None:
        hearings.set_timer(tx, event.revocation, last_day, days)
    notifying.after(tx, event)
    return {
        "revocation": event.revocation,
        "hearing_last_day": last_day.isoformat() if last_day else None,
    }


def _running(tx: Transaction, title: str) -> list[rules.Revocation]:
    streams = [one["revocation"] for one in tx.views.all("revocation", "title", title)]
    states = [tx.fold(stream_of(one), rules.evolve) for one in streams]
    return [one for one in states if one is not None and one.state == "proposed"]
