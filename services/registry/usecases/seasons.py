"""Seasons: opened, shared, extended, given an evaluation body, closed; their working days."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import CalendarAnnounced, SeasonOpened
from services.registry.domain import notice as notices
from services.registry.domain import ownership
from services.registry.domain import season as rules
from services.registry.domain.calendar import WorkingDays


def open_season(tx: Transaction, body: dict[str, Any]) -> dict[str, Any]:
    """Open a season (R1, R2, R26)."""
    asked = msgspec.convert(body, SeasonOpened)
    event = rules.open_season(tx.fold(_stream(asked.season), rules.evolve), asked)
    tx.append(_stream(event.season), event, reason="、".join(event.legal_basis))
    return {"season": event.season}


def extend_phase(
    tx: Transaction, season: str, code: str, last: date, reason: str
) -> dict[str, Any]:
    """Give a phase more time, with the reason (R1)."""
    event = rules.extend_phase(owned_season(tx, season, jointly=True), code, last, reason)
    tx.append(_stream(season), event, reason=reason)
    return {}


def appoint_body(
    tx: Transaction, season: str, body: str, grounds: str, pilot_approval: str
) -> dict[str, Any]:
    """Appoint the evaluation body, with the grounds of the choice (R3)."""
    state = owned_season(tx, season, jointly=True)
    bodies = tx.views.all("account", "role", "evaluation_body")
    if body not in {account["organisation"] for account in bodies}:
        raise NotFound(what="evaluation body", id=body)
    event = rules.appoint_body(state, body, grounds, pilot_approval)
    tx.append(_stream(season), event, reason=grounds)
    return {}


def close_season(tx: Transaction, season: str) -> dict[str, Any]:
    """Close the season (R24)."""
    event = rules.close_season(owned_season(tx, season), tx.today)
    tx.append(_stream(season), event, reason="R24")
    return {}


def share_season(tx: Transaction, season: str, co_owner: str, grounds: str) -> dict[str, Any]:
    """Name the authority that organises the season together with its owner ([137], R26)."""
    state = owned_season(tx, season)
    accounts = tx.views.all("account")
    role = next((one["role"] for one in accounts if one["organisation"] == co_owner), "")
    tx.append(_stream(season), ownership.share(state, co_owner, role, grounds), reason=grounds)
    return {}


def settle_notices(tx: Transaction) -> None:
    """Settle the ends of running notices that the calendar now allows (R17, R34)."""
    days = calendar(tx)
    for one in tx.views.all("notice", "state", "open"):
        stream = f"notice:{one['notice']}"
        state = tx.fold(stream, notices.evolve)
        settled = notices.settle(state, days) if state else None
        if settled is not None:
            tx.append(stream, settled, reason="R17")
            set_closing(tx, settled.notice, settled.last_day, days)


def calendar(tx: Transaction) -> WorkingDays:
    """Return the working days as known now: built in, and as announced since."""
    return calendar_of(tx.views)


def calendar_of(views: Views) -> WorkingDays:
    """Return the working days as the read models know them."""
    announced = views.all("calendar")
    return WorkingDays(msgspec.convert(announced, tuple[CalendarAnnounced, ...]))


def set_closing(tx: Transaction, notice: str, last_day: date | None, days: WorkingDays) -> None:
    """Set the timer that closes a notice at 24:00 of its last day, once that is certain."""
    if last_day is not None:
        tx.timers.set(f"close:{notice}", days.closing_instant(last_day), "close_notice", id=notice)


def season_of(tx: Transaction, season: str) -> rules.Season:
    """Return a season's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(_stream(season), rules.evolve)
    if state is None:
        raise NotFound(what="season", id=season)
    return state


def owned_season(tx: Transaction, season: str, *, jointly: bool = False) -> rules.Season:
    """Return a season on which the caller's organisation may act (R1, R26).

    :param jointly: whether the season's co-owner may do this too.
    :raises NotFound: when there is none.
    :raises NotYourSeason: when another organisation opened it.
    """
    state = season_of(tx, season)
    owner = tx.entries(_stream(season))[0].actororg
    ownership.check_owner(state, owner, tx.actor.organisation, jointly=jointly)
    return state


def check_known(season: str) -> None:
    """Refuse a season that does not exist, for reading.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        if views.get("season", season) is None:
            raise NotFound(what="season", id=season)


def _stream(season: str) -> str:
    return f"season:{season}"
