"""The first accounts of an installation, made by its owner on the machine itself."""

from collections.abc import Callable

from services.chassis.store.store import Store
from services.chassis.store.transaction import Context, Transaction
from services.registry.domain.access import ROLES

from . import access

_DAYS = 3_650
#: An enterprise's organisation is a USCC; this one is fictitious, of an unassigned county.
_ENTERPRISE = "91140599DEM9000123"


def first_accounts(store: Store, keep: Callable[[dict[str, str]], None]) -> dict[str, str]:
    """Open one account per role, with a key each, and return the keys by role.

    All in one transaction: killed half-way, nothing has happened and it can run again.

    :param keep: puts the keys where their holder finds them, before they become valid: the other
        way round, a kill in between would leave keys that nobody knows.
    """
    with store.writing(Context(store.system, correlation="bootstrap")) as tx:
        made = {role: _one(tx, role, store.settings.pepper) for role in ROLES if role != "public"}
        keep(made)
    return made


def another_key(store: Store, role: str, keep: Callable[[str], None]) -> None:
    """Issue one more key of a role's first account, for an owner who has lost them.

    Where its officer has changed, the successor's; with none, any open account of the role.

    :param keep: as for :func:`first_accounts`.
    """
    with store.writing(Context(store.system, correlation="bootstrap")) as tx:
        account = _standing(tx, role)
        keep(str(access.issue(tx, account, _DAYS, store.settings.pepper)["key"]))


def _standing(tx: Transaction, role: str) -> str:
    account = f"first-{role.replace('_', '-')}"
    while (found := tx.views.get("account", account)) and found.get("successor"):
        account = found["successor"]
    if found is None or not found.get("closed"):
        return account
    open_ones = [one for one in tx.views.all("account", "role", role) if not one.get("closed")]
    return str(open_ones[0]["account"]) if open_ones else account


def are_made(store: Store) -> bool:
    """Tell whether the first accounts were opened."""
    with store.reading() as views:
        return views.get("account", "first-operator") is not None


def _one(tx: Transaction, role: str, pepper: bytes) -> str:
    organisation = _ENTERPRISE if role == "enterprise" else f"first-{role.replace('_', '-')}"
    account = f"first-{role.replace('_', '-')}"
    access.register_organisation(tx, organisation, f"初始{role}")
    access.open_account(tx, account, organisation, role)
    return str(access.issue(tx, account, _DAYS, pepper)["key"])
