"""What was known of a title, its revocation and a bar at a moment."""

from datetime import date
from typing import Any

import pytest

from services.contracts import registry as r
from tests.unit.auditor.matters import (
    BANK,
    at,
    facts,
    granted,
    listed,
    revoked,
)
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, on


def test_a_title_is_valid_until_the_entry_that_revokes_it_R20_R21() -> None:
    telling = revoked()
    before = at(telling, "title", "t1", on("2022-05-16"))
    assert (facts(before)["state"], facts(before)["last_valid_day"]) == ("valid", "2022-10-26")
    assert listed(before, "revocations") == {"v1": "proposed"}
    after = at(telling, "title", "t1")
    assert (facts(after)["state"], facts(after)["decision_number"]) == ("revoked", "〔2022〕1号")
    assert after.facts["state"].said.entry.event().TYPE == r.Revoked.TYPE


def test_an_expired_title_and_an_inherited_one_are_told_R20_R34() -> None:
    telling = granted()
    telling.say(r.TitleInherited(title="t1", enterprise=BANK, successor="usc-yi"), on("2022-01-10"))
    telling.say(r.TitleExpired(title="t1", enterprise="usc-yi"), on("2022-10-26", 16))
    assert facts(at(telling, "title", "t1", on("2022-01-10")))["enterprise"] == "usc-yi"
    assert facts(at(telling, "title", "t1"))["state"] == "expired"
    assert listed(at(telling, "bank", BANK), "titles") == {"t1": {"gone_to": "usc-yi"}}
    assert listed(at(telling, "bank", "usc-yi"), "titles") == {"t1": "expired"}


def test_a_title_that_a_later_board_superseded_says_which_R20() -> None:
    telling = granted()
    telling.say(
        r.TitleSuperseded(
            title="t1",
            enterprise=BANK,
            publication="p2",
            board="season-2022.counter",
            last_valid_day=date(2022, 6, 1),
        ),
        on("2022-06-01"),
    )
    found = facts(at(telling, "title", "t1"))
    assert found["superseded_by"] == "season-2022.counter"
    assert found["last_valid_day"] == "2022-06-01"


def test_an_annulled_revocation_of_an_expired_title_leaves_it_expired_R20_R22() -> None:
    telling = granted()
    telling.say(r.TitleExpired(title="t1", enterprise=BANK), on("2022-10-26", 16))
    of: dict[str, Any] = {"revocation": "v1", "title": "t1", "enterprise": BANK}
    telling.say(
        r.Revoked(
            **of, ground=6, facts="造假", evidence=(), board=BOARD, season=SEASON,
            category=CATEGORY, legal_basis="三.7(6)", decision_number="〔2022〕2号",
            served_on=date(2022, 11, 1), first_barred_day=date(2022, 11, 1),
            last_barred_day=date(2025, 11, 1),
        ),
        on("2022-11-01"),
    )  # fmt: skip
    assert facts(at(telling, "title", "t1"))["state"] == "revoked"
    telling.say(r.RevocationAnnulled(**of, reasons="认定有误"), on("2022-12-01"))
    assert facts(at(telling, "title", "t1"))["state"] == "expired"
    assert listed(at(telling, "bank", BANK), "titles") == {"t1": "expired"}


def test_a_revocation_is_told_from_proposal_to_bar_R21_R22() -> None:
    telling = revoked()
    proposed = facts(at(telling, "revocation", "v1", on("2022-05-09")))
    assert (proposed["state"], proposed["hearing_last_day"]) == ("proposed", "2022-05-16")
    assert "decision_number" not in proposed
    found = at(telling, "revocation", "v1")
    assert facts(found)["state"] == "revoked"
    assert (facts(found)["ground"], facts(found)["served_on"]) == (2, "2022-05-17")
    assert listed(found, "heard") == {BANK: "statement"}
    assert listed(found, "bars") == {BANK: {"first_day": "2022-05-17", "last_day": "2025-05-17"}}


def test_what_followed_from_a_revocation_is_told_with_what_is_still_open_R22() -> None:
    telling = revoked()
    due = (
        r.Consequence(consequence="announcement", addressee=""),
        r.Consequence(consequence="credit", addressee="platform"),
    )
    of: dict[str, Any] = {"revocation": "v1", "enterprise": BANK, "of": "revocation"}
    telling.say(
        r.ConsequencesOpened(**of, consequences=due, due=date(2022, 5, 24)), on("2022-05-17")
    )
    telling.say(
        r.ConsequenceDone(
            **of, consequence="announcement", addressee="", receipt="公告", documents=()
        ),
        on("2022-05-18"),
    )
    telling.say(
        r.ConsequenceOverdue(
            **of, consequence="credit", addressee="platform", due=date(2022, 5, 24), reminder=1
        ),
        on("2022-05-25"),
    )
    found = listed(at(telling, "revocation", "v1"), "consequences")
    assert found["revocation/announcement"]["state"] == "done"
    assert found["revocation/credit/platform"] == {"state": "overdue", "due": "2022-05-24"}


def test_an_annulled_revocation_gives_the_title_back_and_lifts_the_bar_R22() -> None:
    telling = revoked()
    telling.say(
        r.RevocationAnnulled(revocation="v1", title="t1", enterprise=BANK, reasons="认定有误"),
        on("2022-06-01"),
    )
    telling.say(r.BarLifted(enterprise=BANK, revocation="v1"), on("2022-06-01"))
    assert facts(at(telling, "title", "t1"))["state"] == "valid"
    assert facts(at(telling, "revocation", "v1"))["state"] == "annulled"
    found = at(telling, "bank", BANK)
    assert listed(found, "bars") == {"v1": "lifted"}
    assert "barred_to" not in facts(found)


@pytest.mark.parametrize(
    ("moment", "barred"),
    [
        (on("2022-05-16"), None),
        ("2022-05-17T01:00:00.000000Z", "2025-05-17"),
        # Its last day to 24:00 in Asia/Shanghai.
        ("2025-05-17T15:59:59.999999Z", "2025-05-17"),
        ("2025-05-17T16:00:00.000000Z", None),
    ],
)
def test_a_bank_is_barred_on_both_days_and_all_between_R22(moment: str, barred: str | None) -> None:
    assert facts(at(revoked(), "bank", BANK, moment)).get("barred_to") == barred
