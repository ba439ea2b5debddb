"""A bar that a successor shares is its own here too, and lifts for each alone (R22, R34)."""

from datetime import date
from pathlib import Path

from services.contracts.registry import BarImposed, BarLifted
from services.intake.projections import project
from tests.support import ledger, published

DAYS = {"revocation": "r1", "first_day": date(2022, 5, 17), "last_day": date(2025, 5, 17)}
OLD, NEW = "91140599DEM0000142", "91140599DEM000030P"


def test_both_carry_the_bar_of_one_revocation_until_it_lifts_from_each_R22_R34(
    tmp_path: Path,
) -> None:
    store = ledger.open_store(tmp_path, "intake", project)
    entry = published.golden("lingpao.registry.bar_imposed.v1")
    with store.writing() as tx:

        def barred(enterprise: str) -> list[str]:
            return [one["revocation"] for one in tx.views.all("bar", "enterprise", enterprise)]

        for enterprise in (OLD, NEW):
            project(tx.views, BarImposed(enterprise=enterprise, **DAYS), entry)
        assert (barred(OLD), barred(NEW)) == (["r1"], ["r1"])
        project(tx.views, BarLifted(enterprise=OLD, revocation="r1"), entry)
        assert (barred(OLD), barred(NEW)) == ([], ["r1"])
