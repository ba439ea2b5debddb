"""Leaders nominated after the board was shown are shown for the full length too (R13, R17, R18)."""

from datetime import date
from pathlib import Path

import pytest

from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.values import Document
from tests.support.counter import BOARD, CATEGORY, ROW, SEASON, Counter, at, open_counter

LEADER = s.Nomination(application="app-1", enterprise=ROW, rank=1, star=5)


@pytest.fixture
def desk(tmp_path: Path) -> Counter:
    """A board in notice, restated on 2021-09-28: its leaders are to be nominated anew."""
    made = open_counter(tmp_path, at("2021-09-27"))
    made.season()
    made.drawn()
    made.noticed()
    made.clock(at("2021-09-28"))
    with made.store.reading() as views:
        board = views.get("board", BOARD) or {}
    told = {name: board[name] for name in board if name not in {"body", "rows", "pins"}}
    told |= {"version": 2, "reference_date": date(2021, 9, 1), "pins": ()}
    made.hear(
        s.BoardRestated(
            **told, rows=Document(**board["rows"]), cause="application_withdrawn", cause_id="x",
            removed=(),
        )
    )  # fmt: skip
    return made


def nominate(desk: Counter, version: int = 2) -> None:
    desk.hear(
        s.LeadersNominated(
            board=BOARD, version=version, season=SEASON, category=CATEGORY, leaders=(LEADER,),
            number_reason="一家", skipped=(),
        )
    )  # fmt: skip


def shown(desk: Counter) -> tuple[list[str], str, str]:
    """Return the leaders in notice, and from when to when the notice runs."""
    board = desk.get(f"/v1/boards/{BOARD}")
    notice = desk.get(f"/v1/notices/{board['notice']}")
    leaders = [one["application"] for one in board["leaders"]]
    return leaders, notice["opened"], notice["last_day"]


def test_leaders_nominated_later_are_shown_from_their_day_on_R13_R17(desk: Counter) -> None:
    assert shown(desk) == ([], "2021-09-28", "2021-10-18")
    desk.clock(at("2021-10-11"))
    nominate(desk)
    assert shown(desk) == (["app-1"], "2021-10-11", "2021-10-25")
    with desk.store.writing() as tx:
        board = desk.get(f"/v1/boards/{BOARD}")
        entries = [one.event() for one in tx.entries(f"notice:{board['notice']}")]
    [*_, again] = [one for one in entries if isinstance(one, r.NoticeReopened)]
    assert again.board_version == 2
    assert again.change.startswith("leaders_nominated:")


def test_leaders_of_the_same_day_are_shown_with_the_board_R18(desk: Counter) -> None:
    nominate(desk)
    assert shown(desk) == (["app-1"], "2021-09-28", "2021-10-18")


def test_leaders_of_a_version_that_is_not_shown_change_nothing_R18(desk: Counter) -> None:
    desk.clock(at("2021-10-11"))
    nominate(desk, version=3)
    assert shown(desk) == ([], "2021-09-28", "2021-10-18")


def test_before_the_body_has_nominated_anew_nothing_is_published_R13(desk: Counter) -> None:
    desk.clock(at("2021-10-19"))
    assert desk.refused(f"/v1/boards/{BOARD}/publication") == "registry.not_nominated"
