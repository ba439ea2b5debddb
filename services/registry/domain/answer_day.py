"""The last day for an objection's answer: provisional, settled, moved by a later calendar (R18, R34).

It is counted in working days, and told to whoever objected. In a year that is not arranged yet it
is provisional and nothing is late; once certain it moves to a later day only.
"""

from datetime import date

from services.contracts.registry import AnswerDayProvisional, AnswerDaySettled, ObjectionFiled

from .calendar import WorkingDays
from .notice import Notice
from .objection import ANSWER_WORKING_DAYS


def provisional(
    filed: ObjectionFiled, today: date, calendar: WorkingDays
) -> AnswerDayProvisional | None:
    """Say that an objection's answer has no certain last day yet; None when it has (R17, R18).

    :param today: the day of filing, not counted.
    """
    end = calendar.nth_after(today, ANSWER_WORKING_DAYS)
    if end.last_day is not None:
        return None
    return AnswerDayProvisional(
        objection=filed.objection, notice=filed.notice, board=filed.board, earliest=end.earliest
    )


def settle(
    notice: Notice,
    objection: str,
    *,
    filed: date,
    known: date | None,
    today: date,
    calendar: WorkingDays,
) -> AnswerDaySettled | None:
    """Settle the last day for an answer once the calendar allows; None when nothing changes (R17).

    An amended calendar moves a certain day to a later one only (R34): whoever objected relies on
    it. After that day the answer is late and stays so.

    :param filed: the day of filing, not counted.
    :param known: the certain last day, None while it is provisional.
    """
    last_day = calendar.nth_after(filed, ANSWER_WORKING_DAYS).last_day
    if last_day is None or not notice.waits(objection):
        return None
    if known is not None and (today > known or last_day <= known):
        return None
    return AnswerDaySettled(
        objection=objection,
        notice=notice.notice,
        board=f"{notice.season}.{notice.category}",
        answer_by=last_day,
        calendar=calendar.version,
    )
