"""The registry at a real store with a board on its way to publication, step by step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from services.chassis.store.timers import Timer
from services.chassis.worker import Worker
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.registry.service import SERVICE
from services.registry.usecases import notices, results
from tests.support import ledger, published
from tests.unit.registry.at_the_desk import BOARD, BODY, BUREAU, CATEGORY, SEASON, Registry, row

BANKS = ("jia", "yi")
ROWS = [row("jia", 1, 5), row("yi", 2, 4)]
#: 甲 leads.
LEADERS = (s.Nomination(application="app-jia", enterprise="usc-jia", rank=1, star=5),)
#: Ten working days after 2021-09-15, with Mid-Autumn and its two days made up between.
LAST_DAY = date(2021, 9, 29)
DAY_AFTER = date(2021, 9, 30)


def of(bank: str) -> dict[str, str]:
    """Who an event of intake is about."""
    return {"application": f"app-{bank}", "enterprise": f"usc-{bank}"}


class Publishing(Registry):
    """A registry that knows the banks' standards, and whose timers fire when a day begins."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._worker = Worker(SERVICE, self.store, ledger.open_bus(folder))
        self.hear(*(declared(bank) for bank in BANKS))

    def on(self, day: date) -> None:
        """Begin a day: whatever is due by then is done."""
        self.today = day
        while self._worker.fire_one():
            pass

    def timer(self, name: str) -> Timer | None:
        with self.acting(BODY) as tx:
            return tx.timers.get(name)

    def drawn(self, version: int = 1, rows: Sequence[dict[str, Any]] = ROWS) -> None:
        """Hear of a board and of its leaders."""
        self.board(version, rows)
        self.hear(
            s.LeadersNominated(
                board=BOARD, version=version, season=SEASON, category=CATEGORY,
                leaders=LEADERS, number_reason="一家", skipped=(),
            )
        )  # fmt: skip

    def consented(self) -> None:
        """Everybody on the board is asked and consents."""
        with self.acting(BODY) as tx:
            results.request_consents(tx, BOARD)
        self.hear(*(i.ConsentGiven(**of(bank), board=BOARD) for bank in BANKS))

    def passed(self) -> str:
        """Hand the board in and pass the formal review; return the submission."""
        with self.acting(BODY) as tx:
            submission = str(results.submit_results(tx, BOARD)["submission"])
        with self.acting(BUREAU) as tx:
            results.review(tx, submission, "passed", [])
        return submission

    def notice(self, submission: str) -> str:
        """Open the notice of a submission."""
        with self.acting(BUREAU) as tx:
            return str(notices.open_notice(tx, "results", submission, None, "")["notice"])

    def noticed(self) -> str:
        """Bring a first board as far as its notice, which runs; return the notice."""
        self.drawn()
        self.consented()
        return self.notice(self.passed())

    def object_to(self, notice: str) -> None:
        """Keep an objection whose answer waits."""
        filed = published.golden(r.ObjectionFiled.TYPE).event()
        assert isinstance(filed, r.ObjectionFiled)
        with self.acting(BODY) as tx:
            tx.append(
                f"notice:{notice}", replace(filed, objection="obj-1", notice=notice, board=BOARD)
            )

    def publish(self) -> list[str]:
        """Publish the board; return the titles."""
        with self.acting(BUREAU) as tx:
            return list(results.publish(tx, BOARD, "")["titles"])


def declared(bank: str) -> i.StandardDeclared:
    """A bank's standard, in force long before the season."""
    golden = published.golden(i.StandardDeclared.TYPE).event()
    assert isinstance(golden, i.StandardDeclared)
    return replace(
        golden,
        standard=f"std-{bank}",
        version=1,
        enterprise=f"usc-{bank}",
        effective=date(2021, 2, 1),
    )
