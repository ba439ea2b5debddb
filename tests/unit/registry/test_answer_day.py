"""The last day for an answer: provisional, settled, moved to a later one (R17, R18, R34)."""

from datetime import date
from functools import reduce

from services.contracts.registry import (
    AnswerDayProvisional,
    AnswerDaySettled,
    CalendarAnnounced,
    NoticeOpened,
    ObjectionFiled,
    ObjectionWithdrawn,
)
from services.registry.domain.answer_day import provisional, settle
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.notice import evolve
from services.registry.domain.objection_figures import Told, count, is_overdue

FILED_ON = date(2026, 12, 29)
BOARD = "finance-2026.branch-service"
OPENED = NoticeOpened(
    notice="n1",
    kind="results",
    about="s1",
    season="finance-2026",
    category="branch-service",
    opened=date(2026, 12, 28),
    working_days=10,
    last_day=None,
    provisional_last_day=date(2027, 1, 11),
    calendar="c",
)
FILED = ObjectionFiled(
    objection="o1",
    notice="n1",
    board=BOARD,
    number="异议〔2026〕1号",
    about="",
    anonymous=False,
    grounds_commitment="c0ffee",
    evidence=(),
    answer_by=date(2027, 1, 5),
)
OPEN_DAY = AnswerDayProvisional(objection="o1", notice="n1", board=BOARD, earliest=date(2027, 1, 5))
YEAR = CalendarAnnounced(
    year=2027, version=1, document_number="一", days_off=(date(2027, 1, 1),), make_up_days=()
)
LONGER = CalendarAnnounced(
    year=2027,
    version=2,
    document_number="二",
    days_off=(date(2027, 1, 1), date(2027, 1, 6)),
    make_up_days=(),
)
SHORTER = CalendarAnnounced(
    year=2027,
    version=2,
    document_number="二",
    days_off=(date(2027, 1, 1),),
    make_up_days=(date(2027, 1, 3),),
)


def days(*announced):
    return WorkingDays(announced, built_in_to=2026)


def settled(calendar, *events, known=None, today=date(2027, 1, 4)):
    notice = reduce(evolve, (OPENED, FILED, OPEN_DAY, *events), None)
    return settle(notice, "o1", filed=FILED_ON, known=known, today=today, calendar=calendar)


def test_a_day_in_a_year_not_arranged_is_provisional_and_said_to_be_R17_R18():
    assert provisional(FILED, FILED_ON, days()) == OPEN_DAY
    assert provisional(FILED, FILED_ON, days(YEAR)) is None


def test_a_provisional_day_is_settled_by_the_calendar_R17_R18():
    assert settled(days()) is None
    # 12-30, 12-31, then New Year is off: 01-04, 01-05, 01-06.
    assert settled(days(YEAR)) == AnswerDaySettled(
        objection="o1",
        notice="n1",
        board=BOARD,
        answer_by=date(2027, 1, 6),
        calendar=days(YEAR).version,
    )


def test_a_certain_day_moves_to_a_later_one_only_R18_R34():
    known = date(2027, 1, 6)
    assert settled(days(YEAR), known=known) is None
    assert settled(days(YEAR, SHORTER), known=known) is None
    moved = settled(days(YEAR, LONGER), known=known, today=known)
    assert moved is not None
    assert moved.answer_by == date(2027, 1, 7)
    # Late is late: no calendar makes it early again.
    assert settled(days(YEAR, LONGER), known=known, today=date(2027, 1, 7)) is None


def test_an_objection_that_waits_for_no_answer_is_not_settled_R18():
    gone = ObjectionWithdrawn(objection="o1", notice="n1", board=BOARD)
    assert settled(days(YEAR), gone) is None


def test_nothing_is_late_while_its_day_is_provisional_R17_R18():
    told = {"state": "open", "effect": "", "answered": None, "joined": False}
    assert not is_overdue(Told(answer_by=None, **told), date(2027, 6, 1))
    answered = {**told, "state": "dismissed", "answered": date(2027, 6, 1)}
    figures = count(
        [Told(answer_by=None, **answered), Told(answer_by=date(2027, 5, 31), **answered)],
        date(2027, 6, 2),
    )
    assert (figures.overdue, figures.late) == (0, 1)
