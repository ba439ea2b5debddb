"""A withdrawal that a publication has overtaken counts nowhere, and the enterprise is told (R9)."""

from pathlib import Path

from services.contracts import intake as i
from tests.unit.registry.at_the_desk import BOARD, BODY, CATEGORY, SEASON, Registry

OF = {"application": "app-jia", "enterprise": "usc-jia", "season": SEASON, "category": CATEGORY}
SUBMITTED = i.ApplicationSubmitted(
    **OF, standard="std-jia", version=1, text_sha256="a" * 64, authority="central_bank", region="1"
)


def test_the_withdrawal_is_taken_back_and_the_enterprise_notified_R9_R19(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.hear(SUBMITTED, i.ApplicationWithdrawn(**OF, board=BOARD))
    with registry.acting(BODY) as tx:
        assert tx.views.get("withdrawn", "app-jia")
    registry.hear(i.WithdrawalOvertaken(**OF, board=BOARD, version=2))
    with registry.acting(BODY) as tx:
        assert tx.views.get("withdrawn", "app-jia") is None
        assert (tx.views.get("report_application", "app-jia") or {})["state"] == "accepted"
        [told] = tx.views.all("notification")
    assert (told["kind"], told["recipient"], told["about"]) == (
        "withdrawal_overtaken",
        "usc-jia",
        "app-jia",
    )
