"""Organisations, accounts with one role, and keys."""

from datetime import UTC, datetime

from services.contracts.registry import (
    AccountOpened,
    KeyIssued,
    KeyRevoked,
    OrganisationRegistered,
)
from services.registry.domain import refusals
from services.registry.domain.access import (
    issue_key,
    open_account,
    register_organisation,
    revoke_key,
)

USCC = "91140599DEM0000810"


def account(organisation="jincheng-bureau", role="bureau", **given):
    asked = {"account_exists": False, "organisation_exists": True, "account": "clerk-1"} | given
    return open_account(organisation=organisation, role=role, **asked)


def test_an_organisation_is_registered_once(refused):
    made = register_organisation(False, "jincheng-bureau", "市局")  # noqa: FBT003
    assert made == OrganisationRegistered(organisation="jincheng-bureau", name="市局")
    with refused(refusals.AlreadyThere, what="organisation"):
        register_organisation(True, "jincheng-bureau", "市局")  # noqa: FBT003


def test_an_account_belongs_to_an_organisation_and_has_one_role(refused):
    assert account() == AccountOpened(
        account="clerk-1", organisation="jincheng-bureau", role="bureau"
    )
    with refused(refusals.AlreadyThere, what="account"):
        account(account_exists=True)
    with refused(refusals.Unknown, what="organisation"):
        account(organisation_exists=False)
    with refused(refusals.FieldWrong, field="role", found="mayor"):
        account(role="mayor")


def test_an_enterprise_is_known_by_its_code_of_eighteen_characters(refused):
    assert account(USCC, "enterprise").organisation == USCC
    with refused(refusals.FieldWrong, field="organisation"):
        account("wuyou-bank", "enterprise")


def test_a_key_takes_power_from_its_account_and_ends():
    now = datetime(2021, 8, 10, 1, tzinfo=UTC)
    known = {"account": "clerk-1", "organisation": "jincheng-bureau", "role": "bureau"}
    made = issue_key(known, "clerk-1", key_id="k1", key_hash="ab", days=30, now=now)
    assert made == KeyIssued(
        key_id="k1",
        key_hash="ab",
        account="clerk-1",
        organisation="jincheng-bureau",
        role="bureau",
        expires=datetime(2021, 9, 9, 1, tzinfo=UTC),
    )


def test_a_key_needs_an_account(refused):
    now = datetime(2021, 8, 10, 1, tzinfo=UTC)
    with refused(refusals.Unknown, id="clerk-9"):
        issue_key(None, "clerk-9", key_id="k1", key_hash="ab", days=30, now=now)


def test_a_key_dies_once(refused):
    made = revoke_key(revoked=False, key_id="k1", account="clerk-1")
    assert made == KeyRevoked(key_id="k1", account="clerk-1")
    with refused(refusals.KeyDead, key_id="k1"):
        revoke_key(revoked=True, key_id="k1", account="clerk-1")
