"""A season's objections in figures, overdue answers, duplicates joined (R18)."""

from datetime import date
from functools import reduce

from services.contracts.registry import NoticeOpened, ObjectionFiled, ObjectionJoined
from services.registry.domain import refusals
from services.registry.domain.notice import evolve
from services.registry.domain.objection import decide, join
from services.registry.domain.objection_figures import Figures, Told, count, is_overdue
from tests.support.counter import BOARD, ROW, SEASON, at

BY = date(2021, 10, 8)
OPENED = NoticeOpened(
    notice="n1",
    kind="results",
    about="s1",
    season=SEASON,
    category="branch-service",
    opened=date(2021, 9, 27),
    working_days=10,
    last_day=date(2021, 10, 15),
    provisional_last_day=date(2021, 10, 15),
    calendar="x",
)


def filed(objection):
    return ObjectionFiled(
        objection=objection,
        notice="n1",
        board=BOARD,
        number="异议〔2021〕1号",
        about="",
        anonymous=False,
        grounds_commitment="c",
        evidence=(),
        answer_by=BY,
    )


def told(state="open", answered=None, effect="", joined=False):
    return Told(state=state, effect=effect, answer_by=BY, answered=answered, joined=joined)


def test_an_answer_is_overdue_after_its_last_day_and_not_on_it_R18():
    assert not is_overdue(told(), BY)
    assert is_overdue(told(), date(2021, 10, 9))
    assert not is_overdue(told("dismissed", date(2021, 10, 20)), date(2021, 10, 21))
    assert not is_overdue(told("withdrawn"), date(2021, 10, 21))


def test_objections_are_counted_by_outcome_effect_and_punctuality_R18():
    found = count(
        [
            told(),
            told("dismissed", BY),
            told("upheld", date(2021, 10, 9), "removal"),
            told("upheld", date(2021, 10, 9), "removal", joined=True),
            told("upheld", BY, "correction"),
            told("withdrawn"),
        ],
        date(2021, 10, 9),
    )
    assert found == Figures(
        filed=6,
        open=1,
        dismissed=1,
        upheld=3,
        withdrawn=1,
        joined=1,
        overdue=1,
        late=2,
        effects={"correction": 1, "removal": 1},
    )
    assert count([], BY).effects == {}


def test_a_duplicate_is_joined_and_the_other_waits_for_both_R18(refused):
    state = reduce(evolve, [OPENED, filed("o1"), filed("o2")], None)
    joined = join(state, "o2", "o1")
    assert joined == ObjectionJoined(objection="o2", notice="n1", board=BOARD, into="o1")
    after = evolve(state, joined)
    assert after.open_objections == ("o1",)
    with refused(refusals.ObjectionDecided, objection="o2"):
        join(after, "o2", "o1")
    with refused(refusals.ObjectionDecided, objection="o2"):
        join(after, "o1", "o2")
    with refused(refusals.FieldWrong, field="into"):
        join(state, "o1", "o1")
    with refused(refusals.Unknown, id="o3"):
        join(state, "o1", "o3")
    with refused(refusals.ObjectionDecided):
        decide(
            after,
            "o2",
            decision="dismissed",
            effect="",
            application="",
            reasons="x",
            deciding_organisation="b",
            filing_organisation="",
        )


# --- as the public meets it


def test_figures_tell_what_is_overdue_and_a_joined_one_gets_the_others_answer_R18(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn(enterprises=(ROW,))
    notice = desk.noticed()["notice"]
    path = f"/v1/notices/{notice}/objections"
    first, second = (desk.made(path, {"grounds": "同样的理由"}, by="")["objection"] for _ in "12")
    figures = f"/v1/seasons/{SEASON}/objections"
    assert desk.get(figures)["overdue"] == 0
    desk.account("other-bureau", "bureau")
    joining = f"/v1/objections/{second}/joining"
    assert desk.refused(joining, {"into": first}, "other-bureau") == "registry.not_your_season"
    desk.made(joining, {"into": first})
    desk.clock(at("2021-10-16"))
    shown = desk.get(figures)
    assert (shown["filed"], shown["open"], shown["joined"], shown["overdue"]) == (2, 2, 1, 2)
    assert [one["joined_to"] for one in shown["items"]].count(first) == 1
    assert all("words" not in one and "filed_by" not in one for one in shown["items"])
    assert desk.get(f"/v1/objections/{first}")["overdue"] is True
    assert desk.refused(f"/v1/boards/{BOARD}/publication") == "registry.objection_open"
    decision = {"decision": "dismissed", "reasons": "理由不成立"}
    desk.made(f"/v1/objections/{first}/decision", decision)
    for one in (first, second):
        answered = desk.get(f"/v1/objections/{one}")
        assert (answered["state"], answered["reasons"], answered["overdue"]) == (
            "dismissed",
            "理由不成立",
            False,
        )
    shown = desk.get(figures)
    assert (shown["open"], shown["dismissed"], shown["late"]) == (0, 2, 2)
    desk.made(f"/v1/boards/{BOARD}/publication")
    assert desk.client.get("/v1/seasons/nothing/objections").status_code == 404
    assert desk.refused("/v1/objections/nothing/joining", {"into": first}) == "web.not_found"
