"""Notices, and decisions on the objections made during them (R5, R17, R18)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.web.refusals import NotFound
from services.contracts.rows import read_rows
from services.registry.domain import notice as rules
from services.registry.domain import objection as objections
from services.registry.domain.refusals import (
    NoticeRunning,
    NotReadyForNotice,
    ObjectionOpen,
    Unknown,
)
from services.registry.domain.season import check_takes

from . import notifying, official_texts
from .deadlines import STEP, warnings
from .seasons import calendar, owned_season, season_of, set_closing


def open_notice(
    tx: Transaction, kind: str, about: str, working_days: int | None, document_number: str
) -> dict[str, Any]:
    """Open the notice of a scheme version or of a reviewed submission (R5, R17).

    :param document_number: of its official text, which is issued with it; empty for none yet.
    """
    subject = _scheme(tx, about) if kind == "scheme" else _submission(tx, about)
    season = owned_season(tx, subject["season"])
    check_takes(season, STEP[kind], tx.today)
    if tx.views.page("notice", "about", about, limit=1).items:
        raise NotReadyForNotice(about=about, state="公示过 noticed before")
    if kind == "results":
        _check_no_other(tx, f"{subject['season']}.{subject['category']}")
    days = calendar(tx)
    event = rules.open_notice(
        notice=tx.new_id(),
        kind=kind,
        about=about,
        season=subject["season"],
        category=subject["category"],
        today=tx.today,
        working_days=season.notice_working_days if working_days is None else working_days,
        floor=season.notice_working_days,
        calendar=days,
    )
    tx.append(stream_of(event.notice), event, reason="R17")
    set_closing(tx, event.notice, event.last_day, days)
    if document_number:
        official_texts.issue(tx, "notice", event.notice, document_number)
    return {
        "notice": event.notice,
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "provisional_last_day": event.provisional_last_day.isoformat(),
        "warnings": warnings(season, STEP[kind], event.opened, event.working_days, days),
    }


def _scheme(tx: Transaction, about: str) -> dict[str, Any]:
    found = tx.views.get("scheme_version", about)
    if found is None:
        raise NotFound(what="scheme version", id=about)
    return found


def _submission(tx: Transaction, about: str) -> dict[str, Any]:
    found = tx.views.get("submission", about)
    if found is None:
        raise NotFound(what="submission", id=about)
    if found["state"] != "passed":
        raise NotReadyForNotice(about=about, state=found["state"])
    current = tx.views.get("board", found["board"]) or {}
    if current.get("version") != found["version"]:
        state = (
            f"第 {found['version']} 版，现为第 {current.get('version')} 版 the board has changed"
        )
        raise NotReadyForNotice(about=about, state=state)
    return found


def _check_no_other(tx: Transaction, board: str) -> None:
    """Refuse a second notice of a board while one runs or its objections wait (R18)."""
    for one in notices_of(tx, board):
        if one.state == rules.OPEN:
            raise NoticeRunning(
                notice=one.notice, last_day=(one.last_day or one.provisional_last_day).isoformat()
            )
        if one.open_objections:
            raise ObjectionOpen(board=board, objections="、".join(one.open_objections))


def notices_of(tx: Transaction, board: str) -> list[rules.Notice]:
    """Return every results notice of a board."""
    return [notice_of(tx, one["notice"]) for one in tx.views.all("notice", "board", board)]


def extend_notice(tx: Transaction, notice: str, working_days: int, reason: str) -> dict[str, Any]:
    """Give a running notice more working days, with the reason (R17)."""
    state = notice_of(tx, notice)
    season = owned_season(tx, state.season)
    days = calendar(tx)
    event = rules.extend(state, working_days=working_days, reason=reason, now=tx.now, calendar=days)
    tx.append(stream_of(notice), event, reason=reason)
    set_closing(tx, notice, event.last_day, days)
    length = state.working_days + event.extra
    return {
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "provisional_last_day": event.provisional_last_day.isoformat(),
        "warnings": warnings(season, STEP[state.kind], state.opened, length, days),
    }


def close_due(tx: Transaction, payload: dict[str, Any]) -> None:
    """Close a notice whose last day has passed; the timer's work (R17)."""
    state = notice_of(tx, payload["id"])
    if state.state == "open":
        tx.append(stream_of(state.notice), rules.close(state, tx.now, calendar(tx)), reason="R17")


def reopen_for(tx: Transaction, board: str, board_version: int, change: str) -> None:
    """Show what changed for the full length again, if the board is in notice (R18, R9).

    A season closed with a notice that was never published goes on no more (R24).
    """
    shown = tx.views.get("public_board", board)
    if shown is None or shown["state"] == "published" or shown["version"] == board_version:
        return
    _reopen(tx, notice_of(tx, shown["notice"]), board_version, change)


def show_leaders(tx: Transaction, board: str, version: int, change: str) -> None:
    """Show leaders who were nominated after the board was, for the full length too (R13, R17).

    After a restatement the body may have to say anew who leads; what the public saw until then
    was a board without leaders. Leaders of the day on which it was shown need no second showing.
    """
    shown = tx.views.get("public_board", board)
    if shown is None or shown["state"] == "published" or shown["version"] != version:
        return
    state = notice_of(tx, shown["notice"])
    if tx.today > state.opened:
        _reopen(tx, state, version, change)


def _reopen(tx: Transaction, state: rules.Notice, board_version: int, change: str) -> None:
    if season_of(tx, state.season).closed:
        return
    days = calendar(tx)
    event = rules.reopen(
        state, today=tx.today, calendar=days, board_version=board_version, change=change
    )
    tx.append(stream_of(state.notice), event, reason=change)
    set_closing(tx, event.notice, event.last_day, days)


def decide_objection(
    tx: Transaction,
    objection: str,
    *,
    decision: str,
    effect: str,
    application: str,
    reasons: str,
) -> dict[str, Any]:
    """Dismiss or uphold an objection, with reasons (R18)."""
    found = tx.views.get("objection", objection)
    if found is None:
        raise NotFound(what="objection", id=objection)
    notice = notice_of(tx, found["notice"])
    owned_season(tx, notice.season)
    if application and application not in on_board(tx, f"{notice.season}.{notice.category}"):
        raise Unknown(what="application on the board", id=application)
    event = objections.decide(
        notice,
        objection,
        decision=decision,
        effect=effect,
        application=application,
        reasons=reasons,
        deciding_organisation=tx.actor.organisation,
        filing_organisation=_filed_by(tx, found),
    )
    tx.append(stream_of(found["notice"]), event, reason=reasons)
    notifying.after(tx, event)
    return {}


def _filed_by(tx: Transaction, objection: dict[str, Any]) -> str:
    """Return who objects: an anonymous one is known to the bureau alone."""
    words = tx.private_words(objection["words"]) or {}
    return str(objection["filed_by"] or words.get("organisation", ""))


def on_board(tx: Transaction, board: str) -> set[str]:
    """Return the applications on a board, none while there is none."""
    shown = tx.views.get("board", board)
    if shown is None:
        return set()
    rows = read_rows(tx.documents.get(shown["rows"]["sha256"]))
    return {row["application"] for row in rows}


def notice_of(tx: Transaction, notice: str) -> rules.Notice:
    """Return a notice's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(stream_of(notice), rules.evolve)
    if state is None:
        raise NotFound(what="notice", id=notice)
    return state


def stream_of(notice: str) -> str:
    """Return the name of a notice's stream."""
    return f"notice:{notice}"
