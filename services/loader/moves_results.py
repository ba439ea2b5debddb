"""Steps from the drawn board to publication (R11-R19), and what is waited for."""

from typing import Any

from services.client import Problem

from . import steps
from .desk import REACTION_SECONDS, Desk, Unexpected
from .moves import take
from .moves_offices import check_last_day

_NOT_FOUND = 404


@take.register
def wait_for_scores(step: steps.WaitForScores, desk: Desk) -> None:
    """Wait until every accepted application of a category is scored or found ineligible (R8, R11)."""
    names = [name for name in desk.folder.accepted() if name.endswith(f"/{step.board}")]
    open_ones = {name: desk.made("application", name) for name in names}
    key = desk.key(step.by)

    def judged() -> tuple[set[str], set[str]]:
        """Return the names of those found ineligible and of those without a judgement."""
        path = f"/scoring/v1/boards/{desk.board(step.board)}/excluded"
        out = {str(one["application"]) for one in desk.client.items(path, key=key)}
        waiting = {
            name
            for name, application in open_ones.items()
            if application not in out
            and _found(desk, f"/scoring/v1/scores/{application}", key) is None
        }
        return {name for name, application in open_ones.items() if application in out}, waiting

    out, _ = desk.client.wait_until(
        judged,
        lambda seen: not seen[1],
        what=f"a judgement on every application of {step.board}",
        seconds=REACTION_SECONDS,
    )
    if missing := set(step.ineligible) - out:
        raise Unexpected(f"found eligible against the story: {', '.join(sorted(missing))}")


@take.register
def draw(step: steps.Draw, desk: Desk) -> None:
    """Draw a board (R11)."""
    answer = desk.send(step, f"/scoring/v1/boards/{desk.board(step.board)}/draw", {})
    if answer["row_count"] != step.rows:
        raise Unexpected(f"the board has {answer['row_count']} rows, not {step.rows}")


@take.register
def ask_consent(step: steps.AskConsent, desk: Desk) -> None:
    """Ask everyone on the board (R15)."""
    desk.send(step, f"/registry/v1/boards/{desk.board(step.board)}/consent-requests", {})


@take.register
def wait_for_board(step: steps.WaitForBoard, desk: Desk) -> None:
    """Wait until scoring has restated the board (R15, R18)."""
    path = f"/scoring/v1/boards/{desk.board(step.board)}/versions/{step.version}"
    board = desk.client.wait_until(
        lambda: _found(desk, path, desk.key(step.by)),
        lambda seen: seen is not None,
        what=f"version {step.version} of board {step.board}",
        seconds=REACTION_SECONDS,
    )
    count = (board or {}).get("row_count")
    if count != step.rows:
        raise Unexpected(f"version {step.version} has {count} rows, not {step.rows}")


@take.register
def shortlist(step: steps.Shortlist, desk: Desk) -> None:
    """Shortlist by the leader rule (R13)."""
    answer = desk.send(step, f"/scoring/v1/boards/{desk.board(step.board)}/shortlist", {})
    named = sorted(desk.name_of("application", one) for one in answer["applications"])
    if named != sorted(step.applications):
        raise Unexpected(f"shortlisted are {named}, not {sorted(step.applications)}")
    asked = desk.folder.schemes[step.board].items
    if sorted(answer["items"]) != sorted(asked):
        raise Unexpected(f"evidence asked for is {answer['items']}, not {list(asked)}")


@take.register
def nominate(step: steps.Nominate, desk: Desk) -> None:
    """Nominate the leaders (R13)."""
    body = {
        "leaders": [desk.made("application", name) for name in step.leaders],
        "number_reason": step.number_reason,
    }
    desk.send(step, f"/scoring/v1/boards/{desk.board(step.board)}/nomination", body)


@take.register
def submit(step: steps.Submit, desk: Desk) -> None:
    """Hand the results to the bureau (R15, R27)."""
    answer = desk.send(step, f"/registry/v1/boards/{desk.board(step.board)}/submissions", {})
    desk.keep("submission", step.id, answer["submission"])


@take.register
def review(step: steps.Review, desk: Desk) -> None:
    """Review a submission (R16)."""
    body: dict[str, Any] = {"outcome": step.outcome}
    if step.defects:
        body["defects"] = list(step.defects)
    path = f"/registry/v1/submissions/{desk.made('submission', step.submission)}/review"
    desk.send(step, path, body)


@take.register
def open_results_notice(step: steps.OpenResultsNotice, desk: Desk) -> None:
    """Show the results (R17)."""
    body = {"kind": "results", "about": desk.made("submission", step.submission)}
    answer = desk.send(step, "/registry/v1/notices", body)
    check_last_day(answer, step)
    desk.keep("notice", step.id, answer["notice"])


@take.register
def object_(step: steps.Object, desk: Desk) -> None:
    """File an objection (R18)."""
    body: dict[str, Any] = {
        "about": desk.made("application", step.about),
        "grounds": step.grounds,
        "anonymous": step.anonymous,
    }
    body |= {n: w for n, w in (("name", step.name), ("contact", step.contact)) if w}
    path = f"/registry/v1/notices/{desk.made('notice', step.notice)}/objections"
    desk.keep("objection", step.id, desk.send(step, path, body)["objection"])


@take.register
def decide_objection(step: steps.DecideObjection, desk: Desk) -> None:
    """Decide an objection (R18)."""
    body = {"decision": step.decision, "reasons": step.reasons}
    if step.effect:
        body["effect"] = step.effect
    if step.application:
        body["application"] = desk.made("application", step.application)
    path = f"/registry/v1/objections/{desk.made('objection', step.objection)}/decision"
    desk.send(step, path, body)


@take.register
def wait_for_notice_end(step: steps.WaitForNoticeEnd, desk: Desk) -> None:
    """Wait until a notice ends on the day, or has ended then (R17, R18)."""
    path = f"/registry/v1/notices/{desk.made('notice', step.notice)}"
    day = step.last_day.isoformat()
    desk.client.wait_until(
        lambda: desk.client.get(path, key=desk.key(step.by)),
        lambda seen: seen["last_day"] == day and (seen["state"] == "closed" or not step.closed),
        what=f"the notice {step.notice} to end on {day}",
        seconds=REACTION_SECONDS,
    )


@take.register
def publish(step: steps.Publish, desk: Desk) -> None:
    """Publish board and leaders (R19)."""
    desk.send(step, f"/registry/v1/boards/{desk.board(step.board)}/publication", {})


def _found(desk: Desk, path: str, key: str | None) -> dict[str, Any] | None:
    """Read one thing that may not be there yet."""
    try:
        return desk.client.get(path, key=key)
    except Problem as problem:
        if problem.status == _NOT_FOUND:
            return None
        raise
