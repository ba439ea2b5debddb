"""Seasons: opened, extended, given an evaluation body, closed; calendars announced."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.web.refusals import NotFound
from services.contracts.registry import CalendarAnnounced, SeasonOpened
from services.registry.domain import notice as notices
from services.registry.domain import season as rules
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.refusals import FieldWrong


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
    event = rules.extend_phase(season_of(tx, season), code, last, reason)
    tx.append(_stream(season), event, reason=reason)
    return {}


def appoint_body(
    tx: Transaction, season: str, body: str, grounds: str, pilot_approval: str
) -> dict[str, Any]:
    """Appoint the evaluation body, with the grounds of the choice (R3)."""
    bodies = tx.views.all("account", "role", "evaluation_body")
    if body not in {account["organisation"] for account in bodies}:
        raise NotFound(what="evaluation body", id=body)
    event = rules.appoint_body(season_of(tx, season), body, grounds, pilot_approval)
    tx.append(_stream(season), event, reason=grounds)
    return {}


def close_season(tx: Transaction, season: str) -> dict[str, Any]:
    """Close the season (R24)."""
    event = rules.close_season(season_of(tx, season), tx.today)
    tx.append(_stream(season), event, reason="R24")
    return {}


def announce_calendar(
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
) -> dict[str, Any]:
    """Record a year's arrangement (R17, R34)."""
    both = sorted(set(days_off) & set(make_up_days))
    if both or not days_off:
        found = both[0].isoformat() if both else ""
        expected = "每日只属一类 each day off or worked, and some days off"
        raise FieldWrong(field="days_off", found=found, expected=expected)
    stream = f"calendar:{year}"
    version = len(tx.entries(stream)) + 1
    event = CalendarAnnounced(
        year=year,
        version=version,
        document_number=document_number,
        days_off=tuple(sorted(set(days_off))),
        make_up_days=tuple(sorted(set(make_up_days))),
    )
    tx.append(stream, event, reason=document_number)
    return {"year": year, "version": version}


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
    announced = tx.views.all("calendar")
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


def _stream(season: str) -> str:
    return f"season:{season}"
