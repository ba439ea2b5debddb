"""Organisations, accounts with one role, and keys."""

from datetime import UTC, datetime

import pytest

from services.chassis.store.transaction import Context
from services.contracts.registry import (
    AccountOpened,
    KeyIssued,
    KeyRevoked,
    OrganisationRegistered,
)
from services.registry.domain import refusals
from services.registry.domain.access import (
    AUTHORITIES,
    BODY,
    issue_key,
    open_account,
    register_organisation,
    revoke_key,
)
from services.registry.domain.season_refusals import RolesApart
from tests.support.counter import BODY as FIRST_BODY
from tests.support.counter import OWNER, SEASON_BODY, at

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


# --- the third party evaluates, never an authority


@pytest.mark.parametrize("authority", sorted(AUTHORITIES))
def test_no_organisation_is_an_authority_and_the_body_R4(authority, refused):
    for role, held in ((BODY, authority), (authority, BODY)):
        with refused(RolesApart, organisation="office"):
            account("office", role, roles={held, "auditor"})
    assert account("office", authority, roles=AUTHORITIES).role == authority
    assert account("institute", BODY, roles={BODY, "auditor"}).role == BODY


def test_neither_the_bureau_gets_a_bodys_account_nor_the_body_a_bureaus_R4(counter):
    desk = counter(at("2021-08-10"))
    asked = {"account": "own-body", "organisation": OWNER, "role": "evaluation_body"}
    assert desk.refused("/v1/accounts", asked, "operator") == "registry.roles_apart"
    clerk = {"account": "second", "organisation": FIRST_BODY, "role": "bureau"}
    assert desk.refused("/v1/accounts", clerk, "operator") == "registry.roles_apart"


def test_an_organisation_that_was_given_both_before_is_not_appointed_R4(counter):
    """Given a log from before the rule, the appointment is refused all the same."""
    desk = counter(at("2021-08-10"))
    desk.made("/v1/seasons", SEASON_BODY)
    both = AccountOpened(account="own-body", organisation=OWNER, role="evaluation_body")
    with desk.store.writing(Context(desk.store.system, correlation="test")) as tx:
        tx.append("account:own-body", both)
    appointed = {"body": OWNER, "grounds": "比选", "pilot_approval": "试点批文（示例）"}
    path = f"/v1/seasons/{SEASON_BODY['season']}/evaluation-body"
    assert desk.refused(path, appointed) == "registry.roles_apart"
