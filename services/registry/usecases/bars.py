"""Bars: imposed and lifted one by one, told whole each time (R22)."""

from services.chassis.store.transaction import Transaction
from services.contracts.registry import BarImposed, BarLifted
from services.registry.domain import bars as rules


def append(tx: Transaction, change: BarImposed | BarLifted, reason: str) -> None:
    """Store a change, and after it all that stands: the last message of the feed says all."""
    stream = f"enterprise:{change.enterprise}"
    tx.append(stream, change, reason=reason)
    state = tx.fold(stream, rules.evolve) or rules.Bars()
    tx.append(stream, rules.standing(change.enterprise, state, tx.today), reason="R22")
