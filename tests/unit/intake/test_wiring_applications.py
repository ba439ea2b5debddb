"""What an enterprise may answer and file, and what stays its own, at intake's store (R14, R15, R25)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g

from services.chassis.entry import Entry
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.intake.domain.refusals import ConsentNotAsked, NotShortlisted
from services.intake.usecases import applications
from tests.unit.intake.declaring import USCC
from tests.unit.intake.test_platform_errand import BANK, BOARD, Intake

REASON = "张三经理认为排名不公，电话 000"
PAPER = {"sha256": "0" * 64, "size": 1, "media_type": "text/plain"}


class Desk(Intake):
    """Intake with one accepted application, answered for by its bank."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.application = self.apply()
        self.accept(self.application)

    def ask(self) -> None:
        """The body asks for consent."""
        self.hear(
            r.ConsentRequested(
                application=self.application, enterprise=USCC, board=BOARD, board_version=1,
                rank=1, star=5,
            )
        )  # fmt: skip

    def shortlist(self, *items: str) -> None:
        self.hear(
            s.LeadersShortlisted(
                board=BOARD, version=1, season="s", category="branch-service",
                applications=(self.application,), items=items,
            )
        )  # fmt: skip

    def answer(self, *, consent: bool, reason: str = "") -> None:
        with self.acting(BANK) as tx:
            applications.answer_consent(tx, self.application, consent=consent, reason=reason)

    def entries(self) -> list[Entry]:
        with self.acting(BANK) as tx:
            return list(tx.entries(f"application:{self.application}"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The bank is who asks."""
    made = Desk(tmp_path)
    with Flask("desk").app_context():
        g.actor = BANK
        yield made
    made.store.close()


def test_the_reason_of_a_refusal_is_in_no_event_and_kept_where_it_can_be_erased_R25(
    desk: Desk,
) -> None:
    desk.ask()
    desk.answer(consent=False, reason=REASON)
    *before, refused = desk.entries()
    event = refused.event()
    assert isinstance(event, i.ConsentRefused)
    for entry in (*before, refused):
        assert REASON.encode() not in entry.to_bytes()
    assert len(bytes.fromhex(event.reason_commitment)) == 32
    with desk.acting(BANK) as tx:
        assert tx.private_words(event.reason_commitment) == {"text": REASON}
        tx.drop_private(event.reason_commitment)
        assert tx.private_words(event.reason_commitment) is None


def test_an_enterprise_that_was_not_asked_does_not_answer_R15(desk: Desk) -> None:
    with pytest.raises(ConsentNotAsked):
        desk.answer(consent=True)
    desk.ask()
    desk.answer(consent=True)
    assert isinstance(desk.entries()[-1].event(), i.ConsentGiven)


def test_report_and_evidence_are_filed_by_the_shortlisted_alone_R14(desk: Desk) -> None:
    with desk.acting(BANK) as tx, pytest.raises(NotShortlisted):
        applications.file_report(tx, desk.application, PAPER)
    with desk.acting(BANK) as tx, pytest.raises(NotShortlisted):
        applications.file_evidence(tx, desk.application, "满意度", PAPER)
    desk.shortlist("满意度")
    with desk.acting(BANK) as tx:
        applications.file_report(tx, desk.application, PAPER)
        applications.file_evidence(tx, desk.application, "满意度", PAPER)
    report, evidence = (one.event() for one in desk.entries()[-2:])
    assert isinstance(report, i.ConformityReportFiled)
    assert isinstance(evidence, i.EvidenceFiled)
