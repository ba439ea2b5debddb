"""Bars: imposed and lifted one by one, told whole each time (R22)."""

from services.chassis.store.transaction import Transaction
from services.contracts.registry import BarImposed, BarLifted
from services.registry.domain import bars as rules

from . import other_titles


def append(tx: Transaction, change: BarImposed | BarLifted, reason: str) -> None:
    """Store a change, and after it all that stands: the last message of the feed says all.

    Whoever comes under a bar may hold other titles, which are put to the bureau (A22).
    """
    stream = f"enterprise:{change.enterprise}"
    tx.append(stream, change, reason=reason)
    state = tx.fold(stream, rules.evolve) or rules.Bars()
    tx.append(stream, rules.standing(change.enterprise, state, tx.today), reason="R22")
    if isinstance(change, BarImposed):
        other_titles.put(tx, change)
