"""Intake's read models of the public platforms: which are connected, what waits for them (R31)."""

from typing import Any

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Body, Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event

CHECK = "platform_check"


def _connected(views: Views, e: i.PlatformConnected, entry: Entry) -> None:
    views.put("platform", e.platform, _platform(e.platform, entry, connected=True))


def _disconnected(views: Views, e: i.PlatformDisconnected, entry: Entry) -> None:
    views.put("platform", e.platform, _platform(e.platform, entry, connected=False))


def _platform(name: str, entry: Entry, *, connected: bool) -> Body:
    return {"platform": name, "connected": connected, "since": entry.time}


def _requested(views: Views, e: i.PlatformCheckRequested, entry: Entry) -> None:
    for earlier in views.all(CHECK, "application", e.application):
        if earlier["step"] == e.step and earlier["check"] != e.check and earlier["open"]:
            _put(views, {**earlier, "open": False})
    before = views.get(CHECK, e.check) or {"asked": 0, "first_requested": entry.time}
    body = {
        **data_of(e),
        "first_requested": before["first_requested"],
        "requested": entry.time,
        "asked": before["asked"] + 1,
        "state": "waiting",
        "trouble": "",
        "trouble_since": None,
        "answered": None,
        "differences": [],
        "abolished": None,
        "open": True,
    }
    _put(views, body)


def _put(views: Views, body: Body) -> None:
    # A confirmed text is looked at again for as long as its step has not been taken.
    keys = {
        "open": "yes" if body["open"] else "no",
        "awaited": "yes" if body["open"] and body["state"] != "confirmed" else "no",
        "application": body["application"],
        "state": body["state"],
    }
    views.put(CHECK, body["check"], body, keys=keys, sort=body["first_requested"])


def _change(views: Views, check: str, **changes: Any) -> None:
    _put(views, views.change(CHECK, check, **changes))


def _silent(views: Views, e: i.PlatformDidNotAnswer, entry: Entry) -> None:
    views.change(CHECK, e.check, trouble=e.trouble, trouble_since=entry.time)


def _answered(state: str, *, settled: bool = False) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        told = data_of(e)
        _change(
            views,
            e.check,
            state=state,
            open=not settled,
            trouble="",
            trouble_since=None,
            answered=entry.time,
            differences=told.get("differences", []),
            abolished=told.get("abolished"),
        )

    return project


def _over(views: Views, e: Any, entry: Entry) -> None:
    """Nothing of an application that was declined or withdrawn waits any longer."""
    _close(views, e.application)


def _accepted(views: Views, e: i.ApplicationAccepted, entry: Entry) -> None:
    _close(views, e.application, "application")


def _close(views: Views, application: str, step: str = "") -> None:
    for check in views.all(CHECK, "application", application):
        if check["open"] and step in {"", check["step"]}:
            _put(views, {**check, "open": False})


def _board(views: Views, e: s.BoardDrawn | s.BoardRestated, entry: Entry) -> None:
    before = views.get("board", e.board)
    drawn = e.version if before is None or isinstance(e, s.BoardDrawn) else before["drawn_version"]
    body = {
        "board": e.board,
        "version": e.version,
        "drawn_version": drawn,
        "rows": data_of(e)["rows"],
    }
    views.put("board", e.board, body)


def _notice_runs(views: Views, e: r.NoticeOpened | r.NoticeReopened, entry: Entry) -> None:
    if e.kind == "results":
        views.delete("closed_notice", f"{e.season}.{e.category}")


def _notice_closed(views: Views, e: r.NoticeClosed, entry: Entry) -> None:
    if e.kind == "results":
        closed = {"notice": e.notice, "last_day": e.last_day.isoformat()}
        views.put("closed_notice", f"{e.season}.{e.category}", closed)


def _published(views: Views, e: r.Published, entry: Entry) -> None:
    for application in views.all("application", "board", e.board):
        _close(views, application["application"])


def _season_closed(views: Views, e: r.SeasonClosed, entry: Entry) -> None:
    for application in views.all("application", "season", e.season):
        _close(views, application["application"])


_TABLE: dict[type[Event], Projection] = {
    i.PlatformConnected: _connected,
    i.PlatformDisconnected: _disconnected,
    i.PlatformCheckRequested: _requested,
    i.PlatformDidNotAnswer: _silent,
    i.PlatformTextConfirmed: _answered("confirmed"),
    i.PlatformTextDiffered: _answered("differs"),
    i.PlatformRecordGone: _answered("gone"),
    i.PlatformRecordAbolished: _answered("abolished", settled=True),
    i.ApplicationAccepted: _accepted,
    i.ApplicationDeclined: _over,
    i.ApplicationWithdrawn: _over,
    s.BoardDrawn: _board,
    s.BoardRestated: _board,
    r.NoticeOpened: _notice_runs,
    r.NoticeReopened: _notice_runs,
    r.NoticeClosed: _notice_closed,
    r.Published: _published,
    r.SeasonClosed: _season_closed,
}

project = by_type(_TABLE)
