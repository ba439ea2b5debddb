"""Who may hold power: organisations, accounts with one role, keys that end."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.contracts.registry import (
    AccountOpened,
    KeyIssued,
    KeyRevoked,
    OrganisationRegistered,
)

from . import refusals
from .season_refusals import RolesApart

ROLES = (
    "operator",
    "enterprise",
    "central_bank",
    "county_bureau",
    "bureau",
    "working_group",
    "evaluation_body",
    "regulator",
    "auditor",
    "credit_consumer",
)
#: Who evaluates, and who decides, reviews and supervises: one organisation is one or the other.
BODY = "evaluation_body"
AUTHORITIES = frozenset({"bureau", "central_bank", "county_bureau", "working_group", "regulator"})
_USCC_LENGTH = 18


def register_organisation(exists: bool, organisation: str, name: str) -> OrganisationRegistered:
    """Register an organisation.

    :raises AlreadyThere: when its id is taken.
    """
    if exists:
        raise refusals.AlreadyThere(what="organisation", id=organisation)
    return OrganisationRegistered(organisation=organisation, name=name)


def open_account(
    *,
    account_exists: bool,
    organisation_exists: bool,
    account: str,
    organisation: str,
    role: str,
    roles: Collection[str] = (),
) -> AccountOpened:
    """Open an account of an organisation with one role.

    :param roles: those of its accounts so far, closed ones too.
    :raises FieldWrong: for an unknown role, or an enterprise whose id is no USCC.
    :raises RolesApart: when it would both evaluate and be an authority (R4).
    """
    if account_exists:
        raise refusals.AlreadyThere(what="account", id=account)
    if not organisation_exists:
        raise refusals.Unknown(what="organisation", id=organisation)
    if role not in ROLES:
        raise refusals.FieldWrong(field="role", found=role, expected=" | ".join(ROLES))
    if role == "enterprise" and len(organisation) != _USCC_LENGTH:
        expected = "an organisation whose id is its USCC of 18 characters"
        raise refusals.FieldWrong(field="organisation", found=organisation, expected=expected)
    check_apart(organisation, {*roles, role})
    return AccountOpened(account=account, organisation=organisation, role=role)


def check_apart(organisation: str, roles: Collection[str]) -> None:
    """Refuse an organisation that would both evaluate and be an authority (R4).

    A role stays an organisation's when its officer left: an authority does not become the body by
    closing an account.

    :raises RolesApart: naming its roles.
    """
    authority = AUTHORITIES & set(roles)
    if BODY in roles and authority:
        raise RolesApart(organisation=organisation, roles="、".join(sorted({BODY, *authority})))


def issue_key(
    account: Mapping[str, Any] | None,
    asked: str,
    *,
    key_id: str,
    key_hash: str,
    days: int,
    now: datetime,
) -> KeyIssued:
    """Issue a key of an account, good for ``days``.

    :raises Unknown: when there is no such account.
    :raises AccountIsClosed: when it acts no more.
    """
    if account is None:
        raise refusals.Unknown(what="account", id=asked)
    if account.get("closed"):
        raise refusals.AccountIsClosed(account=asked)
    return KeyIssued(
        key_id=key_id,
        key_hash=key_hash,
        account=account["account"],
        organisation=account["organisation"],
        role=account["role"],
        expires=now + timedelta(days=days),
    )


def revoke_key(*, revoked: bool, key_id: str, account: str) -> KeyRevoked:
    """Kill a key, once.

    :raises KeyDead: when it is dead already.
    """
    if revoked:
        raise refusals.KeyDead(key_id=key_id)
    return KeyRevoked(key_id=key_id, account=account)
