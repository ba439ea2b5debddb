"""What intake has heard from others, as the values its rules ask for."""

import msgspec

from services.chassis.store.transaction import Transaction
from services.intake.domain.facts import Bar, Season


def season_of(tx: Transaction, season: str) -> Season | None:
    """Return a season as intake knows it, None when it has not heard of it."""
    found = tx.views.get("season", season)
    return None if found is None else msgspec.convert(found, Season)


def bars_of(tx: Transaction, enterprise: str) -> tuple[Bar, ...]:
    """Return every bar of an enterprise, past ones too (R10)."""
    return msgspec.convert(tx.views.all("bar", "enterprise", enterprise), tuple[Bar, ...])
