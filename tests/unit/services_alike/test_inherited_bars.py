"""A bar that a successor shares is its own in intake and scoring too, and lifts for each alone (R22, R34)."""

from datetime import date
from pathlib import Path

import pytest

from services.chassis.store.transaction import Projector
from services.contracts.registry import BarImposed, BarLifted
from services.intake.projections import project as intake
from services.scoring.projections import project as scoring
from tests.support import ledger, published

DAYS = {"revocation": "r1", "first_day": date(2022, 5, 17), "last_day": date(2025, 5, 17)}
OLD, NEW = "91140599DEM0000142", "91140599DEM000030P"


@pytest.mark.parametrize(("service", "project"), [("intake", intake), ("scoring", scoring)])
def test_both_carry_the_bar_of_one_revocation_until_it_lifts_from_each_R22_R34(
    tmp_path: Path, service: str, project: Projector
) -> None:
    store = ledger.open_store(tmp_path, service, project)
    entry = published.golden("lingpao.registry.bar_imposed.v1")
    with store.writing() as tx:

        def barred(enterprise: str) -> list[str]:
            return [one["revocation"] for one in tx.views.all("bar", "enterprise", enterprise)]

        for enterprise in (OLD, NEW):
            project(tx.views, BarImposed(enterprise=enterprise, **DAYS), entry)
        assert (barred(OLD), barred(NEW)) == (["r1"], ["r1"])
        project(tx.views, BarLifted(enterprise=OLD, revocation="r1"), entry)
        assert (barred(OLD), barred(NEW)) == ([], ["r1"])
