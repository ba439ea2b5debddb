"""Organisations, accounts and keys (R25: no person's name in any event)."""

from typing import Any

from services.chassis import access as keys
from services.chassis import clock
from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import KeyIssued, KeyRevoked
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
        roles=roles_of(tx, organisation),
    )
    tx.append(f"account:{account}", event)
    return {"account": account}


def roles_of(tx: Transaction, organisation: str) -> set[str]:
    """Return the roles of an organisation's accounts, closed ones too."""
    return {one["role"] for one in tx.views.all("account", "organisation", organisation)}


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


def live_keys(tx: Transaction, account: str) -> list[str]:
    """Return the ids of an account's keys that were not revoked, in their order."""
    entries = tx.entries(f"account:{account}")
    issued = [one.event() for one in entries]
    revoked = {one.key_id for one in issued if isinstance(one, KeyRevoked)}
    made = [one.key_id for one in issued if isinstance(one, KeyIssued)]
    return [key for key in made if key not in revoked]


def revoke_key(tx: Transaction, key_id: str) -> dict[str, Any]:
    """Kill a key, here at once and in every service when it hears."""
    known = tx.views.get("key", key_id)
    if known is None:
        raise NotFound(what="key", id=key_id)
    event = access.revoke_key(revoked=known["revoked"], key_id=key_id, account=known["account"])
    tx.append(f"account:{known['account']}", event)
    return {"key_id": key_id}
