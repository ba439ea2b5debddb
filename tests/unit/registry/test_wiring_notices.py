"""One notice of a board at a time, and ends that a calendar settles, at a real store (R17, R18)."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from services.chassis.clock import SHANGHAI
from services.contracts import registry as r
from services.registry.domain import refusals
from services.registry.usecases import calendars
from tests.support.arrangement import days_off
from tests.unit.registry.at_the_desk import BUREAU
from tests.unit.registry.publishing import DAY_AFTER, LAST_DAY, Publishing


@pytest.fixture
def registry(tmp_path: Path) -> Publishing:
    return Publishing(tmp_path)


def second(registry: Publishing) -> str:
    """Draw the board anew, hand it in and pass it; return the submission."""
    registry.drawn(version=2)
    return registry.passed()


def test_a_second_notice_of_a_board_is_refused_while_the_first_runs_R18(
    registry: Publishing,
) -> None:
    first = registry.noticed()
    submission = second(registry)
    with pytest.raises(refusals.NoticeRunning) as refused:
        registry.notice(submission)
    assert refused.value.details["notice"] == first


def test_a_second_notice_of_a_board_is_refused_while_an_objection_to_the_first_waits_R18(
    registry: Publishing,
) -> None:
    registry.object_to(registry.noticed())
    registry.on(DAY_AFTER)
    submission = second(registry)
    with pytest.raises(refusals.ObjectionOpen):
        registry.notice(submission)


def test_a_second_notice_of_a_board_is_opened_when_the_first_is_over_R18(
    registry: Publishing,
) -> None:
    first = registry.noticed()
    registry.on(DAY_AFTER)
    assert registry.notice(second(registry)) != first


def test_a_notice_closes_by_itself_when_its_last_day_has_passed_R17(registry: Publishing) -> None:
    notice = registry.noticed()
    registry.on(LAST_DAY)
    assert registry.stored(f"notice:{notice}", r.NoticeClosed) == []
    registry.on(DAY_AFTER)
    [closed] = registry.stored(f"notice:{notice}", r.NoticeClosed)
    assert isinstance(closed, r.NoticeClosed)
    assert closed.last_day == LAST_DAY


def test_a_calendar_announced_settles_the_end_of_a_notice_and_sets_its_timer_R17(
    registry: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.registry.domain.calendar._LAST_BUILT_IN", 2021)
    registry.today = date(2021, 12, 27)
    notice = registry.noticed()
    assert registry.stored(f"notice:{notice}", r.NoticeEndSettled) == []
    assert registry.timer(f"close:{notice}") is None
    with registry.acting(BUREAU) as tx:
        calendars.announce(tx, 2022, "国办发明电〔2021〕1号", days_off(2022, "01-03"), [])
    [settled] = registry.stored(f"notice:{notice}", r.NoticeEndSettled)
    assert isinstance(settled, r.NoticeEndSettled)
    # 12-28 to 12-31, 01-04 to 01-07, 01-10, 01-11.
    assert settled.last_day == date(2022, 1, 11)
    timer = registry.timer(f"close:{notice}")
    assert timer is not None
    assert timer.due == datetime.combine(date(2022, 1, 12), time(), SHANGHAI)
    registry.on(date(2022, 1, 11))
    assert registry.stored(f"notice:{notice}", r.NoticeClosed) == []
    registry.on(date(2022, 1, 12))
    assert len(registry.stored(f"notice:{notice}", r.NoticeClosed)) == 1
