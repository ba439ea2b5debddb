"""Whoever objected is told the answer, whoever must answer of its day (R18, R27)."""

import pytest

from tests.support.counter import OTHER, OWNER, ROW, at
from tests.support.telling import dismiss, objected, of_kind, opened, text


@pytest.fixture
def desk(counter):
    return opened(counter)


def _says(desk, task, *words):
    said = text(desk, task)
    for word in words:
        assert word in said, said
    assert said.index("您好") < said.index("Good day")


def test_whoever_objected_and_left_an_address_is_told_the_answer_R18_R25(desk):
    notice = desk.noticed()["notice"]
    first = objected(desk, notice, contact="dingding@customer.example")
    joined = objected(desk, notice, contact="0356-示例电话")
    desk.made(f"/v1/objections/{joined}/joining", {"into": first})
    nowhere = objected(desk, notice)
    dismiss(desk, first)
    dismiss(desk, nowhere)
    tasks = {one["about"]: one for one in of_kind(desk, "objection_answered")}
    assert set(tasks) == {first, joined}, "who left nothing looks it up with the receipt"
    assert {one["addressed_to"] for one in tasks.values()} == {"objector"}
    assert (tasks[first]["state"], tasks[joined]["state"]) == ("waiting", "no_address")
    _says(desk, tasks[first], "异议不成立", "dismissed", "经核查不属实")


def test_an_organisation_that_objected_in_the_open_is_told_and_an_anonymous_one_is_not_named_R18(
    desk,
):
    notice = desk.noticed()["notice"]
    openly = objected(desk, notice, by=OTHER, anonymous=False)
    hidden = objected(desk, notice, by=ROW)
    said = {"decision": "upheld", "effect": "correction", "reasons": "更正名称"}
    desk.made(f"/v1/objections/{openly}/decision", said)
    dismiss(desk, hidden)
    [task] = of_kind(desk, "objection_answered")
    assert (task["recipient"], task["addressed_to"]) == (OTHER, "organisation")
    _says(desk, task, "异议成立，更正文字", "upheld: the words are corrected")


def test_whoever_left_no_contact_looks_the_answer_up_R18(desk):
    notice = desk.noticed()["notice"]
    dismiss(desk, objected(desk, notice))
    assert of_kind(desk, "objection_answered") == []


def test_the_bureau_is_reminded_of_an_answer_before_and_after_its_day_R18_R27(desk):
    notice = desk.noticed()["notice"]
    waits, answered = objected(desk, notice), objected(desk, notice)
    # Five working days from Monday 2021-09-27, the last one a working Saturday.
    due = desk.get(f"/v1/objections/{waits}")["answer_by"]
    assert due == "2021-10-09"
    dismiss(desk, answered)
    desk.clock(at("2021-10-08"))
    [near] = of_kind(desk, "answer_near")
    assert (near["recipient"], near["about"], near["due"]) == (OWNER, waits, due)
    assert of_kind(desk, "answer_overdue") == []
    desk.clock(at("2021-10-10"))
    [late] = of_kind(desk, "answer_overdue")
    assert (late["recipient"], late["about"]) == (OWNER, waits)
    assert "不得发布" in text(desk, late)
