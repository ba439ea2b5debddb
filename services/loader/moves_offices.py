"""Steps of the offices up to the applications' acceptance: season, body, schemes (R1-R5)."""

from typing import Any

from . import steps
from .desk import Desk, Unexpected
from .model import Season
from .moves import take


@take.register
def open_season(step: steps.OpenSeason, desk: Desk) -> None:
    """Open the season of a file (R1)."""
    season = desk.folder.seasons[step.file]
    desk.send(step, "/registry/v1/seasons", season_body(season, desk.folder.usccs()))


def season_body(season: Season, enterprises: list[str]) -> dict[str, Any]:
    """Return the request that opens a season."""
    return {
        "season": season.season,
        "year": season.year,
        "region": season.region,
        "name": season.name,
        "profile": season.profile,
        "fields": [
            {
                "code": field.code,
                "name": field.name,
                "applications_to": field.applications_to,
                "categories": [{"code": c.code, "name": c.name} for c in field.categories],
            }
            for field in season.fields
        ],
        "phases": [
            {
                "code": phase.code,
                "name": phase.name,
                "first": phase.first.isoformat(),
                "last": phase.last.isoformat(),
                "steps": list(phase.steps),
            }
            for phase in season.phases
        ],
        "invited": enterprises if season.invited == "all enterprises" else list(season.invited),
        "notice_working_days": season.notice_working_days,
        "hearing_working_days": season.hearing_working_days,
        "title_years": season.title_years,
        "legal_basis": list(season.legal_basis),
    }


@take.register
def share_season(step: steps.ShareSeason, desk: Desk) -> None:
    """Name the season's co-owner (R26)."""
    body = {
        "co_owner": desk.folder.actors[step.co_owner].organisation,
        "grounds": step.grounds,
    }
    desk.send(step, f"/registry/v1/seasons/{desk.folder.season.season}/co-owner", body)


@take.register
def appoint_body(step: steps.AppointBody, desk: Desk) -> None:
    """Appoint the evaluation body (R3)."""
    body = {
        "body": desk.folder.actors[step.body].organisation,
        "grounds": step.grounds,
        "pilot_approval": step.pilot_approval,
    }
    desk.send(step, f"/registry/v1/seasons/{desk.folder.season.season}/evaluation-body", body)


@take.register
def summarise(step: steps.Summarise, desk: Desk) -> None:
    """Close the season's report (R24)."""
    body = {"experience": step.experience, "proposals": list(step.proposals)}
    desk.send(step, f"/registry/v1/seasons/{desk.folder.season.season}/summary", body)


@take.register
def close_season(step: steps.CloseSeason, desk: Desk) -> None:
    """Close the season (R24)."""
    desk.send(step, f"/registry/v1/seasons/{desk.folder.season.season}/closing", {})


@take.register
def draft_scheme(step: steps.DraftScheme, desk: Desk) -> None:
    """Draft a scheme and keep its version (R5)."""
    document = desk.folder.schemes[step.scheme].document
    answer = desk.send(step, "/scoring/v1/schemes", {"document": document})
    if answer["scheme"] != desk.board(step.scheme):
        raise Unexpected(f"the scheme is called {answer['scheme']}, not {desk.board(step.scheme)}")
    desk.keep("scheme version", step.scheme, answer["version"])


@take.register
def request_scheme_notice(step: steps.RequestSchemeNotice, desk: Desk) -> None:
    """Ask for the scheme's notice (R5)."""
    desk.send(step, f"{_version_path(desk, step.scheme)}/notice-request", {})


@take.register
def open_scheme_notice(step: steps.OpenSchemeNotice, desk: Desk) -> None:
    """Open the scheme's notice (R5, R17)."""
    version = desk.made("scheme version", step.scheme)
    body = {"kind": "scheme", "about": f"{desk.board(step.scheme)}@{version}"}
    answer = desk.send(step, "/registry/v1/notices", body)
    check_last_day(answer, step)
    desk.keep("notice", step.id, answer["notice"])


def check_last_day(
    answer: dict[str, Any], step: steps.OpenSchemeNotice | steps.OpenResultsNotice
) -> None:
    """Compare an opened notice's end with the one that the story worked out (R17).

    :raises Unexpected: when they differ.
    """
    if answer.get("last_day") != step.last_day.isoformat():
        raise Unexpected(f"the notice ends on {answer.get('last_day')}, not {step.last_day}")


@take.register
def comment(step: steps.Comment, desk: Desk) -> None:
    """Comment on a scheme (R5)."""
    body = {"text": step.text, "name": step.name, "contact": step.contact}
    said = {name: words for name, words in body.items() if words}
    answer = desk.send(step, f"{_version_path(desk, step.scheme)}/comments", said)
    desk.keep("comment", step.id, answer["comment"])


@take.register
def answer_comment(step: steps.AnswerComment, desk: Desk) -> None:
    """Answer a comment (R5)."""
    scheme = desk.folder.step_named(step.comment, steps.Comment).scheme
    path = f"{_version_path(desk, scheme)}/comments/{desk.made('comment', step.comment)}/answer"
    desk.send(step, path, {"answer": step.answer, "adopted": step.adopted})


@take.register
def adopt_scheme(step: steps.AdoptScheme, desk: Desk) -> None:
    """Adopt a scheme (R5)."""
    desk.send(step, f"{_version_path(desk, step.scheme)}/adoption", {})


def _version_path(desk: Desk, scheme: str) -> str:
    version = desk.made("scheme version", scheme)
    return f"/scoring/v1/schemes/{desk.board(scheme)}/versions/{version}"
