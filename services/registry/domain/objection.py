"""Objections: anybody may make one during a notice; each is answered with reasons (R18)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.contracts.registry import (
    ObjectionDismissed,
    ObjectionFiled,
    ObjectionJoined,
    ObjectionUpheld,
)

from . import refusals
from .calendar import WorkingDays
from .notice import OPEN, Notice
from .objection_refusals import ObjectionGone

#: Working days within which an objection is answered (R18 «careful»).
ANSWER_WORKING_DAYS = 5
DECISIONS = ("dismissed", "upheld")
EFFECTS = ("removal", "rescore", "correction")


def file(
    notice: Notice,
    *,
    objection: str,
    number_in_year: int,
    board: str,
    about: str,
    anonymous: bool,
    grounds_commitment: str,
    now: datetime,
    calendar: WorkingDays,
) -> ObjectionFiled:
    """Take an objection and say by when it will be answered.

    :raises NoticeOver: when the notice does not run any more.
    :raises FieldWrong: without grounds.
    """
    check_running(notice, now, calendar)
    if not grounds_commitment:
        raise refusals.FieldWrong(field="grounds", found="", expected="the grounds")
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    return ObjectionFiled(
        objection=objection,
        notice=notice.notice,
        board=board,
        number=f"异议〔{today.year}〕{number_in_year}号",
        about=about,
        anonymous=anonymous,
        grounds_commitment=grounds_commitment,
        evidence=(),
        answer_by=calendar.nth_after(today, ANSWER_WORKING_DAYS).earliest,
    )


def check_running(notice: Notice, now: datetime, calendar: WorkingDays) -> None:
    """Refuse what can be done only while a notice runs, to midnight of its last day (R17).

    :raises NoticeOver: when it does not run any more.
    """
    last_day = notice.last_day
    if notice.state != OPEN or (last_day is not None and calendar.reached(last_day, now)):
        raise refusals.NoticeOver(
            notice=notice.notice, last_day=(last_day or notice.provisional_last_day).isoformat()
        )


def join(notice: Notice, objection: str, into: str) -> ObjectionJoined:
    """Join a duplicate to another objection of the same notice; one answer serves both (R18).

    :raises Unknown: when the notice has no such objections.
    :raises ObjectionDecided: when either has its answer, or is joined.
    :raises ObjectionGone: when either was withdrawn.
    :raises FieldWrong: when it is joined to itself.
    """
    for one in (objection, into):
        _check_undecided(notice, one)
    if objection == into:
        raise refusals.FieldWrong(field="into", found=into, expected="另一异议 another objection")
    return ObjectionJoined(
        objection=objection,
        notice=notice.notice,
        board=f"{notice.season}.{notice.category}",
        into=into,
    )


def _check_undecided(notice: Notice, objection: str) -> None:
    if objection not in notice.objections:
        raise refusals.Unknown(what="objection", id=objection)
    if objection in notice.withdrawn:
        raise ObjectionGone(objection=objection)
    if notice.objections[objection]:
        raise refusals.ObjectionDecided(objection=objection)


def decide(
    notice: Notice,
    objection: str,
    *,
    decision: str,
    effect: str,
    application: str,
    reasons: str,
    deciding_organisation: str,
    filing_organisation: str,
) -> ObjectionDismissed | ObjectionUpheld:
    """Dismiss or uphold an objection with reasons, once.

    :raises Unknown: when the notice has no such objection.
    :raises ObjectionDecided: when it has its answer.
    :raises ObjectionGone: when it was withdrawn.
    :raises OwnObjection: when the officer's own organisation made it.
    :raises FieldWrong: for another decision, or without reasons.
    :raises EffectMissing: when an upheld one does not say what follows, or for whom.
    """
    _check_undecided(notice, objection)
    if filing_organisation and filing_organisation == deciding_organisation:
        raise refusals.OwnObjection(objection=objection)
    if decision not in DECISIONS:
        raise refusals.FieldWrong(field="decision", found=decision, expected=" | ".join(DECISIONS))
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found="", expected="the reasons")
    board = f"{notice.season}.{notice.category}"
    if decision == "dismissed":
        return ObjectionDismissed(
            objection=objection, notice=notice.notice, board=board, reasons=reasons
        )
    # Before there is a board, only words can be corrected.
    effects = EFFECTS if notice.kind == "results" else ("correction",)
    if effect not in effects:
        raise refusals.EffectMissing(field="effect", found=effect, expected=" | ".join(effects))
    if effect != "correction" and not application:
        raise refusals.EffectMissing(field="application", found="", expected="the application")
    return ObjectionUpheld(
        objection=objection,
        notice=notice.notice,
        board=board,
        effect=effect,
        application=application,
        reasons=reasons,
    )
