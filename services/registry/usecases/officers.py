"""Change of officers: closing an account, with or without a successor (经办人变更)."""

from datetime import date
from typing import Any

from services.chassis import access as keys
from services.chassis.store.transaction import Transaction
from services.contracts.registry import AccountOpened
from services.registry.domain import officers

from . import access


def close(
    tx: Transaction,
    account: str,
    *,
    reason: str,
    handed_over: date,
    successor: str,
    days: int,
    pepper: bytes,
) -> dict[str, Any]:
    """Close an account; its keys die here at once and in every service when it hears.

    A successor gets its first key in the same transaction, so that nobody is without one.
    """
    events = officers.close_account(
        tx.views.get("account", account),
        account,
        keys=access.live_keys(tx, account),
        handed_over=handed_over,
        reason=reason,
        today=tx.today,
        successor=successor,
        successor_exists=tx.views.get("account", successor) is not None,
        other_operators=len(_operators(tx) - {account}),
    )
    for event in events:
        of = successor if isinstance(event, AccountOpened) else account
        tx.append(f"account:{of}", event, reason=reason)
    told: dict[str, Any] = {"account": account, "successor": successor, "key": None}
    if successor:
        told |= access.issue(tx, successor, days, pepper)
    return told


def _operators(tx: Transaction) -> set[str]:
    """Return the operators that hold a key which is good now."""
    return {one.id for one in keys.holders(tx.views, officers.OPERATOR, tx.now)}
