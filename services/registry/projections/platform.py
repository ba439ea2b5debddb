"""What intake tells of the public platforms, as far as submission and publication wait for it (R31)."""

from typing import Any

from services.chassis.entry import Entry
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.event import Event


def _connected(views: Views, e: i.PlatformConnected, entry: Entry) -> None:
    views.put("platform", e.platform, {"platform": e.platform})


def _disconnected(views: Views, e: i.PlatformDisconnected, entry: Entry) -> None:
    views.delete("platform", e.platform)


def _standard(views: Views, e: i.StandardDeclared | i.StandardRevised, entry: Entry) -> None:
    views.put("standard_platform", f"{e.standard}@{e.version}", {"platform": e.platform})


def _drawn(views: Views, e: s.BoardDrawn, entry: Entry) -> None:
    views.put("drawn_board", e.board, {"version": e.version})


def _requested(views: Views, e: i.PlatformCheckRequested, entry: Entry) -> None:
    waiting = {"state": "waiting", "since": entry.time, "trouble": "", "fields": []}
    views.put("platform_check", e.check, waiting)


def _silent(views: Views, e: i.PlatformDidNotAnswer, entry: Entry) -> None:
    views.change("platform_check", e.check, trouble=e.trouble)


def _answered(state: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        found = [one.field for one in getattr(e, "differences", ())]
        views.change("platform_check", e.check, state=state, trouble="", fields=found)

    return project


_TABLE: dict[type[Event], Projection] = {
    i.PlatformConnected: _connected,
    i.PlatformDisconnected: _disconnected,
    i.StandardDeclared: _standard,
    i.StandardRevised: _standard,
    s.BoardDrawn: _drawn,
    i.PlatformCheckRequested: _requested,
    i.PlatformDidNotAnswer: _silent,
    i.PlatformTextConfirmed: _answered("confirmed"),
    i.PlatformTextDiffered: _answered("differs"),
    i.PlatformRecordGone: _answered("gone"),
    i.PlatformRecordAbolished: _answered("abolished"),
}

project = by_type(_TABLE)
