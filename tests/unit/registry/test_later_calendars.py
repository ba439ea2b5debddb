"""A later calendar at the counter: hearings, answers and notices follow it alike (R17, R21, R34)."""

import pytest

from services.contracts import scoring as s
from tests.support.arrangement import arrangement
from tests.support.counter import BOARD, ROW, SEASON_BODY, at

PROPOSAL = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
LONG = [{**SEASON_BODY["phases"][1], "first": "2021-01-01", "last": "2022-12-31"}]
AMENDMENTS = "/v1/calendars/amendments"


@pytest.fixture
def desk(counter, monkeypatch):
    """A registry that knows the working days to the end of 2021."""
    monkeypatch.setattr("services.registry.domain.calendar._LAST_BUILT_IN", 2021)
    made = counter(at("2021-12-06"))
    made.season(phases=LONG)
    made.drawn()
    made.account(ROW, "enterprise")
    return made


def announced(desk):
    desk.made("/v1/calendars", arrangement(2022, "01-03"))


def amended(desk, *more_off):
    asked = arrangement(2022, "01-03")
    off = [*asked["days_off"], *more_off]
    desk.made(AMENDMENTS, {**asked, "days_off": off, "reasons": "增加放假"})


def objected(desk, notice):
    return desk.made(f"/v1/notices/{notice}/objections", {"grounds": "等候时间不实"}, by="")


def of_kind(desk, kind):
    listed = desk.get("/v1/notifications?limit=500", "bureau")["items"]
    return [one for one in listed if one["kind"] == kind]


def test_an_answer_is_not_late_before_its_day_is_certain_and_follows_a_later_one_R18_R34(desk):
    notice = desk.noticed(working_days=30)["notice"]
    desk.clock(at("2021-12-29"))
    filed = objected(desk, notice)
    assert (filed["answer_by"], filed["answer_by_certain"]) == ("2022-01-05", False)
    path = f"/v1/objections/{filed['objection']}"
    desk.clock(at("2022-01-06"))
    shown = desk.get(path)
    assert (shown["answer_by_certain"], shown["overdue"]) == (False, False)
    assert of_kind(desk, "answer_overdue") == []
    # 12-30, 12-31, 01-04, 01-05, 01-06.
    announced(desk)
    shown = desk.get(path)
    assert (shown["answer_by"], shown["answer_by_certain"]) == ("2022-01-06", True)
    amended(desk, "2022-01-06")
    assert desk.get(path)["answer_by"] == "2022-01-07"
    desk.clock(at("2022-01-07"))
    assert of_kind(desk, "answer_overdue") == []
    desk.clock(at("2022-01-08"))
    assert desk.get(path)["overdue"] is True
    assert [one["due"] for one in of_kind(desk, "answer_overdue")] == ["2022-01-07"]
    # Late is late.
    amended(desk, "2022-01-06", "2022-01-07")
    assert desk.get(path)["answer_by"] == "2022-01-07"


def test_a_certain_hearing_follows_a_later_calendar_with_its_timer_R21_R34(desk):
    desk.noticed()
    desk.clock(at("2021-12-21"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    announced(desk)
    desk.clock(at("2021-12-29"))
    made = desk.made(f"/v1/titles/{title}/revocation-proposals", PROPOSAL)
    assert made["hearing_last_day"] == "2022-01-06"
    amended(desk, "2022-01-06")
    path = f"/v1/revocations/{made['revocation']}"
    assert desk.get(path)["hearing_last_day"] == "2022-01-07"
    desk.clock(at("2022-01-07", 23))
    assert desk.get(path)["heard"] is None
    # What was brought forward or came too late moves nothing.
    amended(desk)
    assert desk.get(path)["hearing_last_day"] == "2022-01-07"
    desk.clock(at("2022-01-08", 0))
    assert desk.get(path)["heard"] == "silent"
    amended(desk, "2022-01-07")
    assert desk.get(path)["hearing_last_day"] == "2022-01-07"


def test_a_notice_whose_timer_is_late_keeps_the_calendar_it_ends_by_R17_R34(desk):
    announced(desk)
    desk.clock(at("2021-12-24"))
    notice = desk.noticed()["notice"]
    path = f"/v1/notices/{notice}"
    assert desk.get(path)["last_day"] == "2022-01-10"
    with desk.store.writing() as tx:
        desk.store.set_simulated_now(tx.cursor, at("2022-01-11", 0))
    amended(desk, "2022-01-10")
    assert desk.get(path)["last_day"] == "2022-01-10"


def test_shown_again_into_an_unarranged_year_no_earlier_timer_closes_it_R17_R18(desk):
    notice = desk.noticed()["notice"]
    desk.clock(at("2021-12-20", 8))
    with desk.store.reading() as views:
        board = views.get("board_version", f"{BOARD}@1") or {}
    document = desk.store.documents.put(
        desk.store.documents.get(board["rows"]["sha256"]), "application/jsonl"
    )
    drawn = s.BoardRestated(
        board=BOARD, version=2, season=board["season"], category=board["category"],
        scheme=BOARD, scheme_version=1, scheme_sha256="0" * 64, engine="1",
        reference_date=at("2021-09-01").date(), row_count=1, rows=document, rows_root="", pins=(),
        cause="objection_upheld", cause_id="o1", removed=(),
    )  # fmt: skip
    desk.hear(drawn)
    shown = desk.get(f"/v1/notices/{notice}")
    assert (shown["state"], shown["last_day"]) == ("open", None)
    desk.clock(at("2022-01-20"))
    assert desk.get(f"/v1/notices/{notice}")["state"] == "open"
