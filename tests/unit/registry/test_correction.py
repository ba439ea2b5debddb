"""What an upheld objection corrects is followed up until it is shown; publication waits (R18)."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import CorrectionShown, ObjectionFiled, ObjectionUpheld
from services.registry.domain import refusals
from services.registry.domain.correction import check_shown, show
from services.registry.domain.notice import Notice, evolve
from services.registry.domain.objection_refusals import (
    CorrectionAwaited,
    CorrectionNotShown,
    NothingToCorrect,
)
from tests.support.counter import BOARD, SEASON_BODY, at

NOTICE = Notice(
    notice="n1",
    kind="results",
    about="sub-1",
    season="finance-2021",
    category="branch-service",
    opened=date(2021, 9, 27),
    working_days=10,
    last_day=date(2021, 10, 15),
    provisional_last_day=date(2021, 10, 15),
)
FILED = ObjectionFiled(
    objection="o1",
    notice="n1",
    board=BOARD,
    number="异议〔2021〕1号",
    about="",
    anonymous=False,
    grounds_commitment="c",
    evidence=(),
    answer_by=date(2021, 10, 8),
)
UPHELD = ObjectionUpheld(
    objection="o1",
    notice="n1",
    board=BOARD,
    effect="correction",
    application="",
    reasons="名称有误",
)
SHOWN = CorrectionShown(
    objection="o1", notice="n1", board=BOARD, words="更正名称", text="text-1", board_version=0
)
NUMBER = "晋市市监〔2021〕1号"


def given(*events, notice=NOTICE):
    return reduce(evolve, events, notice)


def shown(state, **changes):
    said = {"words": "更正名称", "text": "", "handed_in": 1, "shown": 1}
    return show(state, "o1", **{**said, **changes})


def test_a_correction_waits_until_an_official_text_shows_it_R18(refused):
    state = given(FILED, UPHELD)
    with refused(CorrectionAwaited, objections="o1"):
        check_shown(state)
    assert shown(state, text="text-1") == SHOWN
    check_shown(given(FILED, UPHELD, SHOWN))


def test_a_later_version_of_the_board_shows_it_too_R18(refused):
    state = given(FILED, UPHELD)
    with refused(CorrectionNotShown, version=1):
        shown(state)
    assert shown(state, shown=2) == replace(SHOWN, text="", board_version=2)
    # Objected to when version 3 was shown, which shows it no more than the first.
    again = given(FILED, UPHELD, notice=replace(NOTICE, board_version=3))
    with refused(CorrectionNotShown, version=3):
        shown(again, shown=3)


def test_a_correction_is_shown_once_in_words_and_of_what_was_upheld_R18(refused):
    with refused(refusals.FieldWrong, field="words"):
        shown(given(FILED, UPHELD), words=" ", text="text-1")
    for state in (given(FILED), given(FILED, UPHELD, SHOWN)):
        with refused(NothingToCorrect, objection="o1"):
            shown(state, text="text-1")
    with refused(refusals.Unknown, id="o1"):
        shown(given(), text="text-1")


def test_a_schemes_correction_is_its_later_version_R5_R18():
    assert not given(FILED, UPHELD, notice=replace(NOTICE, kind="scheme")).corrections


# --- over HTTP


@pytest.fixture
def upheld(counter):
    """A board whose notice is over, with an objection upheld for a correction."""
    desk = counter(at("2021-09-27"))
    desk.season(phases=[{**phase, "steps": []} for phase in SEASON_BODY["phases"]])
    desk.drawn()
    notice = desk.noticed()["notice"]
    body = {"grounds": "名称有误"}
    objection = desk.made(f"/v1/notices/{notice}/objections", body, by="")["objection"]
    desk.clock(at("2021-10-18"))
    said = {"decision": "upheld", "effect": "correction", "reasons": "名称有误"}
    desk.made(f"/v1/objections/{objection}/decision", said)
    return desk, objection


def test_publication_waits_for_the_correction_and_its_official_text_R18_R19(upheld):
    desk, objection = upheld
    publication = f"/v1/boards/{BOARD}/publication"
    assert desk.refused(publication) == "registry.correction_awaited"
    assert desk.get(f"/v1/objections/{objection}")["corrected"] is None
    correction = f"/v1/objections/{objection}/correction"
    words = {"words": "第1名企业名称更正为“虚构银行一号”。"}
    assert desk.refused(correction, words) == "registry.correction_not_shown"
    assert desk.refused(correction, words, "evaluation_body") == "web.role_may_not"
    wrong = {**words, "document_number": "一号"}
    assert desk.refused(correction, wrong) == "registry.field_wrong"
    made = desk.made(correction, {**words, "document_number": NUMBER})
    told = desk.get(f"/v1/objections/{objection}")["corrected"]
    assert (told["words"], told["text"]) == (words["words"], made["text"])
    [text] = desk.get(f"/v1/official-texts?about={objection}")["items"]
    assert (text["kind"], text["document_number"]) == ("correction", NUMBER)
    read = desk.client.get(f"/v1/official-texts/{made['text']}/words").text
    assert words["words"] in read
    assert "异议〔2021〕1号" in read
    assert desk.refused(correction, words) == "registry.nothing_to_correct"
    desk.made(publication)


def test_another_notice_does_not_shed_the_correction_R18(upheld):
    """Given a board drawn anew and noticed anew, the earlier notice's correction still waits."""
    desk, objection = upheld
    desk.drawn(version=2)
    desk.noticed()
    desk.clock(at("2021-11-02"))
    publication = f"/v1/boards/{BOARD}/publication"
    assert desk.refused(publication) == "registry.correction_awaited"
    made = desk.made(f"/v1/objections/{objection}/correction", {"words": "更正名称"})
    assert (made["text"], made["board_version"]) == ("", 2)
    desk.made(publication)
