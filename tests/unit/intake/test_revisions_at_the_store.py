"""A revision with a day to come, at a real store: the old text counts until then (R7, R31)."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from services.chassis.clock import SHANGHAI
from services.chassis.entry import Actor
from services.chassis.store.store import Store
from services.intake.domain import standard as rules
from services.intake.domain.refusals import TextDiffers
from services.intake.service import SERVICE
from services.intake.usecases import applications, standards_shown
from tests.support import ledger
from tests.unit.intake.declaring import DECLARED, USCC
from tests.unit.intake.test_platform_errand import BRANCH, Intake

BANK = Actor("desk", USCC, "enterprise")
BEGINS = date(2022, 1, 1)


class Desk(Intake):
    """Intake on days set by hand, with no platform connected."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.today = date(2021, 9, 15)
        self.store.close()
        self.store = Store(
            ledger.settings(folder, "intake"),
            SERVICE.project,
            lambda: datetime.combine(self.today, time(12), SHANGHAI),
        )

    def revise(self, effective: date, edition: str) -> None:
        text = replace(DECLARED, effective=effective, edition=edition)
        with self.acting(BANK) as tx:
            state = tx.fold("standard:s1", rules.evolve)
            assert state is not None
            tx.append("standard:s1", rules.revise(state, declared=text))

    def abolish(self, abolished: date) -> None:
        with self.acting(BANK) as tx:
            state = tx.fold("standard:s1", rules.evolve)
            assert state is not None
            event = rules.abolish(state, abolished=abolished, today=self.today)
            tx.append("standard:s1", event)

    def shown(self) -> dict[str, Any]:
        with self.store.reading() as views:
            return standards_shown.on(views.get("standard", "s1") or {}, self.today)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_standard_is_shown_with_the_text_in_force_on_the_day_R7(desk: Desk) -> None:
    desk.revise(BEGINS, "2022")
    before = desk.shown()
    assert (before["in_force"], before["version"], before["current"]["edition"]) == (
        True,
        1,
        "2021",
    )
    assert [one["version"] for one in before["versions"]] == [1, 2]
    desk.today = BEGINS
    assert (desk.shown()["in_force"], desk.shown()["version"]) == (True, 2)
    desk.today = date(2021, 7, 31)
    assert (desk.shown()["in_force"], desk.shown()["version"]) == (False, 2)


def test_an_abolition_to_come_leaves_it_in_force_until_its_day_R7_R31(desk: Desk) -> None:
    desk.abolish(BEGINS)
    assert desk.shown()["in_force"]
    desk.today = BEGINS
    assert not desk.shown()["in_force"]


def test_an_application_rests_on_the_text_in_force_and_is_accepted_until_the_day_R31(
    desk: Desk,
) -> None:
    desk.revise(BEGINS, "2022")
    one = desk.apply()
    with desk.store.reading() as views:
        assert (views.get("application", one) or {})["version"] == 1
    desk.accept(one)


def test_an_application_is_not_accepted_once_another_text_is_in_force_R31(desk: Desk) -> None:
    one = desk.apply()
    desk.revise(BEGINS, "2022")
    desk.today = BEGINS
    with desk.acting(BRANCH) as tx, pytest.raises(TextDiffers):
        applications.decide(tx, one, accepted=True, grounds="")
