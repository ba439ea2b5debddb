"""The registry's read model of consents: who was asked about which result, and answered (R15)."""

from typing import Any

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection
from services.chassis.store.views import Body, Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.event import Event


def _asked(views: Views, e: r.ConsentRequested, entry: Entry) -> None:
    before = views.get("consent", e.application) or {}
    _put(views, {**before, **data_of(e), "first": before.get("first", e.board_version)})


def _considered(views: Views, e: i.ResultConsidered, entry: Entry) -> None:
    before = views.get("consent", e.application) or {}
    _put(views, {**before, **_of(e), "considered": e.board_version, "said": None})


def _said(answer: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        before = views.get("consent", e.application) or {}
        _put(views, {**before, **_of(e), "said": answer})

    return project


def _of(e: Any) -> Body:
    return {"application": e.application, "enterprise": e.enterprise, "board": e.board}


def _put(views: Views, body: Body) -> None:
    """Let an answer count if it is about the result that was asked about last.

    One that names no result is about the first that was asked about.
    """
    first = body.get("first")
    about = body.get("considered") or first
    counts = first is None or about == body["board_version"]
    answer = body.get("said") if counts else None
    views.put(
        "consent", body["application"], {**body, "answer": answer}, keys={"board": body["board"]}
    )


TABLE: dict[type[Event], Projection] = {
    r.ConsentRequested: _asked,
    i.ResultConsidered: _considered,
    i.ConsentGiven: _said("given"),
    i.ConsentRefused: _said("refused"),
}
