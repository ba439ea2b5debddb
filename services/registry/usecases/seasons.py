"""Seasons: opened, shared, extended, given an evaluation body; their working days."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import CalendarAnnounced, SeasonOpened, TitlesEndWithNextList
from services.registry.domain import notice as notices
from services.registry.domain import ownership, solicitation
from services.registry.domain import season as rules
from services.registry.domain.access import check_apart
from services.registry.domain.calendar import WorkingDays

from .access import roles_of


def open_season(tx: Transaction, body: dict[str, Any]) -> dict[str, Any]:
    """Open a season (R1, R2, R26)."""
    asked = msgspec.convert(body, SeasonOpened)
    event = rules.open_season(tx.fold(_stream(asked.season), rules.evolve), asked)
    tx.append(_stream(event.season), event, reason="、".join(event.legal_basis))
    if body["ends_with_next_list"]:
        tx.append(_stream(event.season), TitlesEndWithNextList(season=event.season), reason="R20")
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
    check_apart(body, roles_of(tx, body))
    solicitation.check_chosen(solicitation_of(tx, season), body)
    running = titles_run(tx, season)
    event = rules.appoint_body(state, body, grounds, pilot_approval, titles_run=running)
    tx.append(_stream(season), event, reason=grounds)
    return {}


def titles_run(tx: Transaction, season: str) -> bool:
    """Tell whether a title of a season is valid, or revoked and not cancelled yet (R20, R21)."""
    fields = (tx.views.get("season", season) or {})["fields"]
    boards = [f"{season}.{one['code']}" for field in fields for one in field["categories"]]
    titles = [one for board in boards for one in tx.views.all("title", "board", board)]
    return any(_runs(tx, one) for one in titles)


def _runs(tx: Transaction, title: Body) -> bool:
    if title["state"] == "revoked":
        return not (tx.views.get("revocation", title["revocation"]) or {})["executed"]
    return bool(title["state"] == "valid" and tx.today.isoformat() <= title["last_valid_day"])


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
        settled = notices.settle(state, tx.now, days) if state else None
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
    """Set the timer that closes a notice at 24:00 of its last day, once that is certain.

    While it is not, the timer of an earlier end must not stay: it would close nothing, again and
    again.
    """
    name = f"close:{notice}"
    if last_day is None:
        tx.timers.cancel(name)
    else:
        tx.timers.set(name, days.closing_instant(last_day), "close_notice", id=notice)


def season_of(tx: Transaction, season: str) -> rules.Season:
    """Return a season's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(_stream(season), rules.evolve)
    if state is None:
        raise NotFound(what="season", id=season)
    return state


def solicitation_of(tx: Transaction, season: str) -> solicitation.Solicitation | None:
    """Return a season's call for implementation plans, None when none was made (R3)."""
    return tx.fold(f"solicitation:{season}", solicitation.evolve)


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
