"""A year's working days announced or amended, and all that waited for them settled (R17, R34)."""

from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.registry.domain import calendar_year as rules

from . import revocations, seasons


def announce(
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
) -> dict[str, Any]:
    """Record the arrangement, then settle notices and hearings whose end it makes certain."""
    event = rules.announce(
        _version(tx, year),
        year=year,
        document_number=document_number,
        days_off=days_off,
        make_up_days=make_up_days,
    )
    tx.append(_stream(year), event, reason=document_number)
    return _settled(tx, year, event.version)


def amend(  # noqa: PLR0917 - the document's parts
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
    reasons: str,
) -> dict[str, Any]:
    """Record a changed arrangement; running notices move to a later end, closed ones stay."""
    version = _version(tx, year)
    event = rules.amend(
        version,
        known=seasons.calendar(tx).knows(year),
        year=year,
        document_number=document_number,
        days_off=days_off,
        make_up_days=make_up_days,
        reasons=reasons,
    )
    tx.append(_stream(year), event, reason=reasons)
    return _settled(tx, year, event.version)


def _settled(tx: Transaction, year: int, version: int) -> dict[str, Any]:
    seasons.settle_notices(tx)
    revocations.settle_hearings(tx)
    return {"year": year, "version": version}


def _version(tx: Transaction, year: int) -> int:
    return len(tx.entries(_stream(year)))


def _stream(year: int) -> str:
    return f"calendar:{year}"
