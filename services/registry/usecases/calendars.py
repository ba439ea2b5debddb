"""A year's working days announced, and everything that waited for them settled (R17, R34)."""

from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction

from . import revocations, seasons


def announce(
    tx: Transaction,
    year: int,
    document_number: str,
    days_off: list[date],
    make_up_days: list[date],
) -> dict[str, Any]:
    """Record the arrangement, then settle notices and hearings whose end it makes certain."""
    made = seasons.announce_calendar(tx, year, document_number, days_off, make_up_days)
    seasons.settle_notices(tx)
    revocations.settle_hearings(tx)
    return made
