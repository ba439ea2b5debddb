"""Change of officers: an account closes, its keys die, its work stays with the organisation."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis import access as keys
from services.chassis.entry import Actor, Entry
from services.chassis.settings import Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.contracts.registry import AccountClosed, AccountOpened, KeyIssued, KeyRevoked
from services.registry.domain import refusals
from services.registry.domain.access import issue_key
from services.registry.domain.officers import close_account
from services.registry.projections import project
from services.registry.usecases import access, bootstrap, officers

TODAY = date(2021, 9, 20)
KNOWN = {"account": "clerk-1", "organisation": "jincheng-bureau", "role": "bureau", "closed": None}


def close(account: Any = KNOWN, **given: Any) -> Any:
    asked = {
        "keys": ("k1", "k2"), "handed_over": TODAY, "reason": "工作调动", "today": TODAY,
        "successor": "", "successor_exists": False, "other_operators": 1,
    } | given  # fmt: skip
    return close_account(account, "clerk-1", **asked)


def test_a_closed_account_loses_every_key_at_once():
    assert close() == (
        KeyRevoked(key_id="k1", account="clerk-1"),
        KeyRevoked(key_id="k2", account="clerk-1"),
        AccountClosed(
            account="clerk-1", organisation="jincheng-bureau", role="bureau", handed_over=TODAY,
            successor="",
        ),
    )  # fmt: skip


def test_a_successor_is_opened_in_the_same_organisation_and_role():
    *revoked, closed, opened = close(successor="clerk-2", handed_over=date(2021, 9, 17))
    assert [one.key_id for one in revoked] == ["k1", "k2"]
    assert (closed.successor, closed.handed_over) == ("clerk-2", date(2021, 9, 17))
    assert opened == AccountOpened(account="clerk-2", organisation="jincheng-bureau", role="bureau")


def test_an_account_closes_once_and_gets_no_key_after_that(refused):
    closed = {**KNOWN, "closed": "2021-09-20T01:00:00.000000Z"}
    with refused(refusals.AccountIsClosed, account="clerk-1"):
        close(closed)
    now = datetime(2021, 9, 20, 1, tzinfo=UTC)
    with refused(refusals.AccountIsClosed, account="clerk-1"):
        issue_key(closed, "clerk-1", key_id="k3", key_hash="ab", days=30, now=now)


def test_what_cannot_be_right_is_refused(refused):
    with refused(refusals.Unknown, what="account", id="clerk-1"):
        close(None)
    with refused(refusals.FieldWrong, field="handed_over", found="2021-09-21"):
        close(handed_over=date(2021, 9, 21))
    with refused(refusals.FieldWrong, field="reason"):
        close(reason="  ")


def test_an_id_is_never_given_to_another_person_R25(refused):
    with refused(refusals.AlreadyThere, what="account", id="clerk-2"):
        close(successor="clerk-2", successor_exists=True)


def test_the_last_operator_is_not_closed_without_a_successor(refused):
    operator = {**KNOWN, "role": "operator"}
    with refused(refusals.LastOperator, account="clerk-1"):
        close(operator, other_operators=0)
    assert close(operator, other_operators=1)[-1].role == "operator"
    assert close(operator, other_operators=0, successor="clerk-2")[-1].account == "clerk-2"
    assert close(other_operators=0), "of another role there need be none"


# --- on a real store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    settings = Settings("registry", tmp_path, b"pepper")
    migrate(settings)
    return Store(settings, project)


def actor_of(store: Store, key: str) -> Actor | None:
    with store.reading_cursor() as cursor:
        now = store.now(cursor)
    with store.reading() as views:
        return keys.holder(views, b"pepper", key, now)


def holder(store: Store, key: str) -> str | None:
    found = actor_of(store, key)
    return found.id if found else None


def open_with_key(store: Store, account: str, role: str = "bureau") -> str:
    with store.writing() as tx:
        if tx.views.get("organisation", "jincheng-bureau") is None:
            access.register_organisation(tx, "jincheng-bureau", "市局")
        access.open_account(tx, account, "jincheng-bureau", role)
        return str(access.issue(tx, account, 30, b"pepper")["key"])


def hand_over(store: Store, account: str, **given: Any) -> dict[str, Any]:
    asked = {"reason": "退休", "handed_over": TODAY, "successor": "", "days": 30} | given
    with store.writing() as tx:
        return officers.close(tx, account, pepper=b"pepper", **asked)


def test_in_one_transaction_the_old_keys_die_and_the_new_one_lives(store: Store) -> None:
    old = open_with_key(store, "clerk-1")
    with store.writing() as tx:
        second = str(access.issue(tx, "clerk-1", 30, b"pepper")["key"])
    assert holder(store, second) == "clerk-1"
    size = store.log_size()
    told = hand_over(store, "clerk-1", successor="clerk-2")
    assert [holder(store, key) for key in (old, second)] == [None, None]
    assert holder(store, told["key"]) == "clerk-2"
    entries = [Entry.from_bytes(one) for one in store.log_entries(size, 10)]
    assert [type(one.event()) for one in entries] == [
        KeyRevoked, KeyRevoked, AccountClosed, AccountOpened, KeyIssued,
    ]  # fmt: skip
    assert {one.reason for one in entries[:4]} == {"退休"}
    with store.reading() as views:
        closed = views.get("account", "clerk-1")
        listed = [one["account"] for one in views.all("account", "organisation", "jincheng-bureau")]
    assert closed is not None
    assert (closed["closed"], closed["handed_over"], closed["successor"]) == (
        entries[2].time, "2021-09-20", "clerk-2",
    )  # fmt: skip
    assert listed == ["clerk-1", "clerk-2"], "history keeps who it was"


def test_a_successor_is_bound_by_what_its_organisation_did_R3_R18(store: Store) -> None:
    """What must be kept apart is asked of organisations: a new account is no way round it."""
    old = open_with_key(store, "clerk-1")
    before = actor_of(store, old)
    after = actor_of(store, hand_over(store, "clerk-1", successor="clerk-2")["key"])
    assert before is not None
    assert after == Actor("clerk-2", before.organisation, before.role)


def test_a_refused_closing_leaves_the_keys_as_they_were(store: Store, refused) -> None:
    key = open_with_key(store, "clerk-1")
    other = open_with_key(store, "clerk-2")
    with refused(refusals.AlreadyThere):
        hand_over(store, "clerk-1", successor="clerk-2")
    assert (holder(store, key), holder(store, other)) == ("clerk-1", "clerk-2")


def test_an_operator_without_a_good_key_does_not_count(store: Store, refused) -> None:
    open_with_key(store, "operator-1", "operator")
    open_with_key(store, "operator-2", "operator")
    with store.writing() as tx:
        for key in access.live_keys(tx, "operator-2"):
            access.revoke_key(tx, key)
    with refused(refusals.LastOperator, account="operator-1"):
        hand_over(store, "operator-1")
    hand_over(store, "operator-1", successor="operator-3")
    with refused(refusals.LastOperator, account="operator-3"):
        hand_over(store, "operator-3")


def test_the_machines_owner_gets_another_key_from_whoever_took_over(store: Store) -> None:
    bootstrap.first_accounts(store, keep=lambda made: None)
    hand_over(store, "first-operator", successor="operator-2")
    hand_over(store, "operator-2", successor="operator-3")
    said: list[str] = []
    bootstrap.another_key(store, "operator", keep=said.append)
    assert holder(store, said[0]) == "operator-3"
    hand_over(store, "first-bureau")
    open_with_key(store, "clerk-9")
    bootstrap.another_key(store, "bureau", keep=said.append)
    assert holder(store, said[1]) == "clerk-9"
