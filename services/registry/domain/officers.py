"""Change of officers (经办人变更): an account is closed, and its person's work handed over.

An account is a person of an organisation. What waits, and what must be kept apart, belongs to the
organisation and not to the account: an objection filed, a conflict declared, a season opened bind
the successor as they bound whoever left, with nothing to be carried over. History keeps the old
account's opaque id; the id is never given to another person (R25).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.contracts.registry import AccountClosed, AccountOpened, KeyRevoked

from . import refusals
from .access import open_account

OPERATOR = "operator"


def close_account(
    account: Mapping[str, Any] | None,
    asked: str,
    *,
    keys: Sequence[str],
    handed_over: date,
    reason: str,
    today: date,
    successor: str,
    successor_exists: bool,
    other_operators: int,
) -> tuple[KeyRevoked | AccountClosed | AccountOpened, ...]:
    """Close an account: every key dies, and a successor, if named, is opened in its place.

    :param keys: the ids of its keys that are not revoked.
    :param handed_over: the last day on which its person was in charge, not after today.
    :param successor: an account id, not used before; empty when nobody takes over.
    :param other_operators: how many other operators hold a valid key.
    :raises Unknown: when there is no such account.
    :raises AccountIsClosed: when it was closed before.
    :raises FieldWrong: for a day to come, or without a reason.
    :raises AlreadyThere: when the successor's id was ever used.
    :raises LastOperator: when nobody could issue keys any more.
    """
    if account is None:
        raise refusals.Unknown(what="account", id=asked)
    if account.get("closed"):
        raise refusals.AccountIsClosed(account=asked)
    if handed_over > today:
        raise refusals.FieldWrong(
            field="handed_over", found=handed_over.isoformat(), expected=f"≤ {today}"
        )
    if not reason.strip():
        raise refusals.FieldWrong(field="reason", found="", expected="理由 the reason")
    organisation, role = str(account["organisation"]), str(account["role"])
    if role == OPERATOR and not successor and not other_operators:
        raise refusals.LastOperator(account=asked)
    closed = AccountClosed(
        account=asked,
        organisation=organisation,
        role=role,
        handed_over=handed_over,
        successor=successor,
    )
    revoked = [KeyRevoked(key_id=key, account=asked) for key in keys]
    if not successor:
        return (*revoked, closed)
    opened = open_account(
        account_exists=successor_exists,
        organisation_exists=True,
        account=successor,
        organisation=organisation,
        role=role,
    )
    return (*revoked, closed, opened)
