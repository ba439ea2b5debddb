"""What was known of a notice or an objection at a moment, each fact with its entry."""

from datetime import date

from services.contracts import registry as r
from tests.unit.auditor.matters import (
    about,
    at,
    facts,
    in_notice,
    listed,
    notice_opened,
    objected,
    told_by,
)
from tests.unit.auditor.telling import CATEGORY, SEASON, on


def test_a_notice_is_told_with_the_entry_behind_each_fact_R17() -> None:
    telling = in_notice()
    first = at(telling, "notice", "n1", on("2021-09-27"))
    assert (facts(first)["state"], facts(first)["last_day"]) == ("open", None)
    assert facts(first)["provisional_last_day"] == "2021-10-15"
    settled = at(telling, "notice", "n1", on("2021-09-28"))
    assert facts(settled)["last_day"] == "2021-10-15"
    assert (told_by(settled, "last_day"), told_by(settled, "state")) == ("registry#1", "registry#0")


def test_a_notice_extended_reopened_and_closed_is_told_as_it_was_R17_R18() -> None:
    telling = in_notice()
    telling.say(
        r.NoticeExtended(
            notice="n1", extra=2, last_day=date(2021, 10, 19),
            provisional_last_day=date(2021, 10, 19), calendar="2021/2",
        ),
        on("2021-10-11"),
    )  # fmt: skip
    again = {
        name: getattr(notice_opened(), name)
        for name in ("notice", "kind", "about", "season", "category", "working_days", "calendar")
    }
    telling.say(
        r.NoticeReopened(
            **again, opened=date(2021, 10, 12), last_day=date(2021, 10, 26),
            provisional_last_day=date(2021, 10, 26), board_version=2, change="removal",
        ),
        on("2021-10-12"),
    )  # fmt: skip
    telling.say(
        r.NoticeClosed(
            notice="n1", kind="results", about="sub-1", season=SEASON, category=CATEGORY,
            last_day=date(2021, 10, 26),
        ),
        on("2021-10-26", 16),
    )  # fmt: skip
    assert facts(at(telling, "notice", "n1", on("2021-10-11")))["extra"] == 2
    reopened = facts(at(telling, "notice", "n1", on("2021-10-13")))
    assert (reopened["state"], reopened["last_day"]) == ("open", "2021-10-26")
    assert (reopened["board_version"], reopened["change"]) == (2, "removal")
    assert facts(at(telling, "notice", "n1"))["state"] == "closed"


def test_an_objection_is_open_until_it_is_answered_and_its_notice_lists_it_R18() -> None:
    telling = in_notice()
    objected(telling, "o1", on("2021-10-09"))
    upheld = about(
        r.ObjectionUpheld, "o1", effect="removal", application="app-jia", reasons="核查属实"
    )
    telling.say(upheld, on("2021-10-12"))
    before = at(telling, "objection", "o1", on("2021-10-11"))
    assert (facts(before)["state"], facts(before)["answer_by"]) == ("open", "2021-10-20")
    after = at(telling, "objection", "o1")
    assert (facts(after)["state"], facts(after)["effect"]) == ("upheld", "removal")
    assert facts(after)["reasons"] == "核查属实"
    assert told_by(after, "effect") == "registry#3"
    assert listed(at(telling, "notice", "n1", on("2021-10-11")), "objections") == {"o1": "open"}
    assert listed(at(telling, "notice", "n1"), "objections") == {"o1": "upheld"}


def test_a_joined_objection_has_the_answer_of_the_other_R18() -> None:
    telling = in_notice()
    for objection in ("o1", "o2", "o3"):
        objected(telling, objection, on("2021-10-09"))
    telling.say(about(r.ObjectionJoined, "o2", into="o1"), on("2021-10-10"))
    telling.say(about(r.ObjectionJoined, "o1", into="o3"), on("2021-10-11"))
    telling.say(about(r.ObjectionDismissed, "o3", reasons="不属实"), on("2021-10-12"))
    found = at(telling, "objection", "o2")
    assert facts(found)["joined_to"] == "o3"
    assert (facts(found)["state"], told_by(found, "state")) == ("dismissed", "registry#7")
    assert list(listed(at(telling, "objection", "o3"), "joined")) == ["o1"]


def test_an_objection_whose_host_was_withdrawn_waits_for_its_own_answer_again_R18() -> None:
    telling = in_notice()
    for objection in ("o1", "o2"):
        objected(telling, objection, on("2021-10-09"))
    telling.say(about(r.ObjectionJoined, "o2", into="o1"), on("2021-10-10"))
    telling.say(about(r.ObjectionWithdrawn, "o1"), on("2021-10-11"))
    telling.say(about(r.ObjectionDismissed, "o1", reasons="-"), on("2021-10-12"))
    assert facts(at(telling, "objection", "o1", on("2021-10-11")))["state"] == "withdrawn"
    found = facts(at(telling, "objection", "o2"))
    assert (found["state"], found["joined_to"]) == ("open", None)


def test_an_answer_day_is_provisional_until_the_year_is_arranged_R18_R34() -> None:
    telling = in_notice()
    objected(telling, "o1", on("2021-10-09"))
    telling.say(about(r.AnswerDayProvisional, "o1", earliest=date(2021, 10, 20)), on("2021-10-09"))
    telling.say(
        about(r.AnswerDaySettled, "o1", answer_by=date(2021, 10, 22), calendar="2021/2"),
        on("2021-10-10"),
    )
    before = facts(at(telling, "objection", "o1", on("2021-10-09")))
    assert not before["answer_by_certain"]
    found = facts(at(telling, "objection", "o1"))
    assert (found["answer_by"], found["answer_by_certain"]) == ("2021-10-22", True)


def test_words_that_were_erased_are_told_by_their_commitment_alone_R25() -> None:
    telling = in_notice()
    objected(telling, "o1", on("2021-10-09"))
    erased = r.WordsErased(
        subject="n1", commitment="c" * 64, kind="objection", about="o1", cause="person"
    )
    telling.say(erased, on("2021-10-30"))
    assert listed(at(telling, "objection", "o1"), "erased") == {"c" * 64: "person"}
