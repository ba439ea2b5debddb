"""Private words are erased by their commitments: by whom, when, told how, and only once (R25)."""

from datetime import date
from pathlib import Path

import pytest

from services.chassis import erasure
from services.chassis.entry import Actor, Entry
from services.chassis.erasure import WordsNeeded
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.store import wiping
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.contracts import registry as r
from services.registry.usecases.private import PRIVATE
from tests.support.kept_words import (
    BANK,
    BOARD,
    SECRET,
    Clock,
    answer,
    filed,
    open_store,
    shown,
    told,
)
from tests.support.remains import store_files_with


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return open_store(tmp_path, clock)


def erase(store: Store, about: str, cause: str = "authority", reason: str = "依申请") -> int:
    actor = Actor("clerk", "jincheng-bureau", "bureau")
    with store.writing(Context(actor, correlation="c")) as tx:
        rows = erasure.found(tx.views, about)
        erasure.check_over(tx.views, PRIVATE, rows)
        return erasure.erase(tx, PRIVATE, rows, cause=cause, reason=reason)


def test_erased_words_are_gone_and_an_event_says_so_R25(store: Store, clock: Clock) -> None:
    commitment = filed(store)
    before = store.log_entries(0, 1_000)
    assert shown(store, commitment)["text"] == SECRET
    assert erase(store, "o1") == 1
    assert shown(store, commitment) == {
        "erased": "2021-10-08T02:00:00.000000Z",
        "cause": "authority",
    }
    [(entry, event)] = told(store)
    assert event == r.WordsErased(
        subject="n1", commitment=commitment, kind="objection", about="o1", cause="authority"
    )
    assert (entry.actor, entry.actorrole, entry.reason) == ("clerk", "bureau", "依申请")
    assert store.log_entries(0, len(before)) == before, "what was said stays said"
    with store.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, store.log_entries(0, 1_000)))
    assert wiping.wipe(store.recorder)
    assert store_files_with(SECRET, store) == []


def test_erased_once_it_is_erased_R25(store: Store) -> None:
    filed(store)
    assert [erase(store, "o1"), erase(store, "o1")] == [1, 0]
    assert len(told(store)) == 1


def test_everything_of_an_objection_goes_together_R18_R25(store: Store) -> None:
    filed(store, answered=False)
    with store.writing() as tx:
        more = r.ObjectionSupplemented(
            **BOARD, objection="o1", supplement="s1", text_commitment=tx.keep_private(text=SECRET)
        )
        file = r.ObjectionAttachmentKept(
            **BOARD, objection="o1", supplement="s1", attachment="a1",
            commitment=tx.keep_private(media_type="text/plain", size="9", base64=SECRET),
        )  # fmt: skip
        tx.append("notice:n1", more, file)
        answer(tx, "o1")
    other = filed(store, "o2", text="另一人")
    assert erase(store, "o1") == 3
    assert {event.about for _, event in told(store)} == {"o1"}
    assert shown(store, other)["text"] == "另一人"


def test_one_commitment_can_be_erased_alone_R25(store: Store) -> None:
    commitment = filed(store)
    assert erase(store, commitment) == 1
    assert shown(store, commitment)["cause"] == "authority"


def test_words_that_a_decision_needs_stay_until_then_R18_R25(store: Store) -> None:
    commitment = filed(store, answered=False)
    with pytest.raises(WordsNeeded) as refused:
        erase(store, "o1")
    assert refused.value.details == {"kind": "objection", "about": "o1"}
    assert shown(store, commitment)["text"] == SECRET
    with store.writing() as tx:
        tx.append("notice:n1", r.ObjectionWithdrawn(**BOARD, objection="o1"))
    assert erase(store, "o1", cause="person") == 1


def test_a_statement_is_needed_until_the_revocation_is_decided_R21_R25(store: Store) -> None:
    with store.writing() as tx:
        proposed = r.RevocationProposed(
            revocation="r1", title="t1", enterprise=BANK, ground=3, facts="f", evidence=(),
            proposed_by="bureau", hearing_last_day=date(2022, 5, 16),
        )  # fmt: skip
        heard = r.EnterpriseHeard(
            revocation="r1", title="t1", enterprise=BANK, how="statement",
            statement_commitment=tx.keep_private(text=SECRET),
        )  # fmt: skip
        tx.append("revocation:r1", proposed, heard)
    with pytest.raises(WordsNeeded):
        erase(store, "r1")
    with store.writing() as tx:
        dropped = r.RevocationProposalDropped(
            revocation="r1", title="t1", enterprise=BANK, reasons="不成立"
        )
        tx.append("revocation:r1", dropped)
    assert erase(store, "r1") == 1
    assert told(store)[0][1].kind == "statement"


def test_the_receipt_of_the_request_that_brought_the_words_goes_too_R25(store: Store) -> None:
    """It would tell whose key an anonymous objection was filed with."""
    filed(store)
    event = Entry.from_bytes(store.log_entries(0, 1)[0]).id
    with store.writing() as tx:
        for key, body in (("k1", f'{{"events": [{{"id": "{event}"}}]}}'), ("k2", "{}")):
            tx.cursor.execute(
                "INSERT INTO receipt (scope, idempotency_key, request_sha256, status, body, at)"
                " VALUES ('enterprise:bank', ?, 'x', 201, ?, ?)",
                (key, body, tx.machine_seconds()),
            )
    erase(store, "o1")
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT idempotency_key FROM receipt")
        assert [row["idempotency_key"] for row in cursor.fetchall()] == ["k2"]
