"""Organisations, accounts and keys (R25: no person's name in any event)."""

from typing import Any

from services.chassis import access as keys
from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import access


def register_organisation(tx: Transaction, organisation: str, name: str) -> dict[str, Any]:
    """Register an organisation; an enterprise's id is its USCC."""
    exists = tx.views.get("organisation", organisation) is not None
    event = access.register_organisation(exists, organisation, name)
    tx.append(f"organisation:{organisation}", event)
    return {"organisation": organisation}


def open_account(tx: Transaction, account: str, organisation: str, role: str) -> dict[str, Any]:
    """Open an account of an organisation, with one role."""
    event = access.open_account(
        account_exists=tx.views.get("account", account) is not None,
        organisation_exists=tx.views.get("organisation", organisation) is not None,
        account=account,
        organisation=organisation,
        role=role,
    )
    tx.append(f"account:{account}", event)
    return {"account": account}


def issue_key(tx: Transaction, account: str, days: int) -> dict[str, Any]:
    """Issue a key over HTTP; it is told once and kept only as a keyed hash."""
    return issue(tx, account, days, current_store().settings.pepper)


def issue(tx: Transaction, account: str, days: int, pepper: bytes) -> dict[str, Any]:
    """Issue a key of an account, good for ``days``."""
    key = keys.new_key()
    hashed = keys.key_hash(pepper, key)
    found = tx.views.get("account", account)
    event = access.issue_key(
        found, account, key_id=tx.new_id(), key_hash=hashed, days=days, now=tx.now
    )
    tx.append(f"account:{account}", event)
    return {"key_id": event.key_id, "key": key, "expires": clock.to_text(event.expires)}


def revoke_key(tx: Transaction, key_id: str) -> dict[str, Any]:
    """Kill a key, here at once and in every service when it hears."""
    known = tx.views.get("key", key_id)
    if known is None:
        raise NotFound(what="key", id=key_id)
    event = access.revoke_key(revoked=known["revoked"], key_id=key_id, account=known["account"])
    tx.append(f"account:{known['account']}", event)
    return {"key_id": key_id}
