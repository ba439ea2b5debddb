"""A year's working days announced or amended, and all that waited for them settled (R17, R34)."""

from dataclasses import asdict
from datetime import date
from typing import Any

import chinese_calendar

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import calendar_year as rules
from services.registry.domain.calendar import WorkingDays

from . import hearings, objections, seasons


def announce(
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
) -> dict[str, Any]:
    """Record the arrangement, then settle notices, hearings and answers whose end it makes certain."""
    before = seasons.calendar(tx)
    event = rules.announce(
        _version(tx, year),
        calendar=before,
        today=tx.today,
        year=year,
        document_number=document_number,
        days_off=days_off,
        make_up_days=make_up_days,
    )
    tx.append(_stream(year), event, reason=document_number)
    return _settled(tx, year, event.version, before)


def amend(  # noqa: PLR0917 - the document's parts
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
    reasons: str,
) -> dict[str, Any]:
    """Record a changed or corrected arrangement; running notices move to a later end, at most."""
    before = seasons.calendar(tx)
    event = rules.amend(
        _version(tx, year),
        calendar=before,
        today=tx.today,
        year=year,
        document_number=document_number,
        days_off=days_off,
        make_up_days=make_up_days,
        reasons=reasons,
    )
    tx.append(_stream(year), event, reason=reasons)
    return _settled(tx, year, event.version, before)


def _settled(tx: Transaction, year: int, version: int, before: WorkingDays) -> dict[str, Any]:
    seasons.settle_notices(tx)
    hearings.settle(tx)
    objections.settle_answers(tx)
    changed = asdict(rules.difference(before, seasons.calendar(tx), year))
    return {
        "year": year,
        "version": version,
        # It is whole: nothing of an earlier version goes on to hold.
        "replaces": version - 1 or ("built_in" if before.built_in(year) else None),
        "difference": {name: [day.isoformat() for day in days] for name, days in changed.items()},
    }


def calendar_document(year: int) -> tuple[Body, list[str]]:
    """Return what is known of a year's working days, with every recorded version, and its places.

    :raises NotFound: when nothing is known of it.
    """
    with current_store().reading() as views:
        days = seasons.calendar_of(views)
        found = views.get("calendar_year", str(year))
        if found is None and not days.built_in(year):
            raise NotFound(what="calendar", id=str(year))
        keys = [f"{year}@{n}" for n in range(1, found["version"] + 1)] if found else []
        versions = [views.get("calendar", key) for key in keys]
        told = [views.told("calendar", key) for key in keys]
    built_in = _built_in(year) if days.built_in(year) else None
    return {"year": year, "built_in": built_in, "versions": versions}, told


def _built_in(year: int) -> Body:
    """Return what is known of a year without any announcement; a recorded version replaces it."""
    return {
        name: [day.isoformat() for day in sorted(days) if day.year == year]
        for name, days in (
            ("days_off", chinese_calendar.holidays),
            ("make_up_days", chinese_calendar.workdays),
        )
    }


def _version(tx: Transaction, year: int) -> int:
    return len(tx.entries(_stream(year)))


def _stream(year: int) -> str:
    return f"calendar:{year}"
