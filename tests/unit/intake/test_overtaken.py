"""A withdrawal that the publication had overtaken does not count: the row stands (R9, R19, R26)."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.refusal import CauseNotHeard
from services.intake.domain import application as rules
from services.intake.domain.refusals import PublishedAlready
from tests.support import published
from tests.unit.intake.declaring import USCC
from tests.unit.intake.test_platform_errand import BANK, BOARD, Intake


class Desk(Intake):
    """Intake whose bank withdraws, and which hears of a publication."""

    def withdraw(self, application: str) -> None:
        with self.acting(BANK) as tx:
            state = tx.fold(f"application:{application}", rules.evolve)
            assert state is not None
            event = rules.withdraw(state, published=tx.views.get("published", BOARD) is not None)
            tx.append(f"application:{application}", event)

    def publish(self, *applications: str) -> None:
        golden = published.golden(r.Published.TYPE).event()
        assert isinstance(golden, r.Published)
        lines = [
            published.canon.encode({"application": one, "enterprise": USCC}) for one in applications
        ]
        rows = self.store.documents.put(b"\n".join(lines), "application/jsonl")
        self.hear(replace(golden, board=BOARD, version=2, rows=rows))

    def told(self, application: str) -> tuple[str, list[i.WithdrawalOvertaken]]:
        with self.acting(BANK) as tx:
            shown = tx.views.get("application", application) or {}
            found = [one.event() for one in tx.entries(f"application:{application}")]
        return shown["state"], [one for one in found if isinstance(one, i.WithdrawalOvertaken)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_withdrawal_unheard_at_publication_is_taken_back_and_told_R9_R19(desk: Desk) -> None:
    one = desk.apply()
    desk.accept(one)
    desk.withdraw(one)
    desk.publish(one)
    state, [event] = desk.told(one)
    assert state == "accepted"
    assert (event.application, event.board, event.version) == (one, BOARD, 2)
    with pytest.raises(PublishedAlready):
        desk.withdraw(one)


def test_a_withdrawal_heard_before_publication_stands_R9(desk: Desk) -> None:
    """Its row is not on what was published: the registry refuses that."""
    one = desk.apply()
    desk.accept(one)
    desk.withdraw(one)
    desk.publish()
    assert desk.told(one) == ("withdrawn", [])


def test_who_did_not_withdraw_is_told_nothing_R19(desk: Desk) -> None:
    one = desk.apply()
    desk.accept(one)
    desk.publish(one)
    assert desk.told(one) == ("accepted", [])


def test_a_publication_of_an_application_unheard_of_waits_for_it_R9(desk: Desk) -> None:
    with pytest.raises(CauseNotHeard):
        desk.publish("a-nobody-knows")
