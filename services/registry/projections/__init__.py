"""The registry's read models: what officers and the public look at.

Own events and those heard from intake and scoring alike; everything here can be told again
from events.
"""

from typing import Any

from services.chassis import access
from services.chassis.entry import Actor, Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event

from . import (
    consents,
    objections,
    seasons,
    successions,
    texts,
    titles,
)

#: A board is for the public once its results notice has opened, or it is published.
_SHOWN = "public_board"


def _organisation(views: Views, e: r.OrganisationRegistered, entry: Entry) -> None:
    views.put("organisation", e.organisation, data_of(e))


def _account(views: Views, e: r.AccountOpened, entry: Entry) -> None:
    body = {**data_of(e), "closed": None, "handed_over": None, "successor": ""}
    keys = {"role": e.role, "organisation": e.organisation}
    views.put("account", e.account, body, keys=keys)


def _account_closed(views: Views, e: r.AccountClosed, entry: Entry) -> None:
    # Still found by its role: what is due to its organisation stays due when an officer leaves.
    ended = {"closed": entry.time, "handed_over": e.handed_over.isoformat()}
    views.change("account", e.account, **ended, successor=e.successor)


def _key_issued(views: Views, e: r.KeyIssued, entry: Entry) -> None:
    actor = Actor(e.account, e.organisation, e.role)
    access.remember_key(views, e.key_id, e.key_hash, actor, e.expires)
    views.put("key", e.key_id, {"account": e.account, "revoked": False})


def _key_revoked(views: Views, e: r.KeyRevoked, entry: Entry) -> None:
    access.forget_key(views, e.key_id)
    views.change("key", e.key_id, revoked=True)


def _scheme(views: Views, e: s.SchemeSubmittedForNotice, entry: Entry) -> None:
    views.put("scheme_version", f"{e.scheme}@{e.version}", {**data_of(e), "body": entry.actororg})


def _board(views: Views, e: s.BoardDrawn | s.BoardRestated, entry: Entry) -> None:
    views.put("board", e.board, {**data_of(e), "body": entry.actororg})
    views.put("board_version", f"{e.board}@{e.version}", data_of(e))


def _nominated(views: Views, e: s.LeadersNominated, entry: Entry) -> None:
    views.put("nomination", e.board, data_of(e))
    shown = views.get(_SHOWN, e.board)
    if shown and shown["state"] == "notice" and shown["version"] == e.version:
        views.change(_SHOWN, e.board, leaders=data_of(e)["leaders"])


def _withdrawn(views: Views, e: i.ApplicationWithdrawn, entry: Entry) -> None:
    views.put("withdrawn", e.application, {"enterprise": e.enterprise})


def _overtaken(views: Views, e: i.WithdrawalOvertaken, entry: Entry) -> None:
    views.delete("withdrawn", e.application)


def _submitted(views: Views, e: r.ResultsSubmitted, entry: Entry) -> None:
    body = {**data_of(e), "state": "submitted", "defects": [], "submitted_by": entry.actororg}
    views.put("submission", e.submission, body, keys={"board": e.board}, sort=entry.time)


def _passed(views: Views, e: r.FormalReviewPassed, entry: Entry) -> None:
    views.change("submission", e.submission, state="passed")


def _returned(views: Views, e: r.FormalReviewReturned, entry: Entry) -> None:
    views.change("submission", e.submission, state="returned", defects=list(e.defects))


def _notice_keys(body: dict[str, Any]) -> dict[str, str]:
    keys = {"about": body["about"], "season": body["season"], "state": body["state"]}
    if body["kind"] == "results":
        keys["board"] = f"{body['season']}.{body['category']}"
    return keys


def _notice(views: Views, e: r.NoticeOpened | r.NoticeReopened, entry: Entry) -> None:
    body = {**data_of(e), "state": "open", "closed_on": None, "extra": 0}
    keys = _notice_keys(body)
    views.put("notice", e.notice, body, keys=keys, sort=e.opened.isoformat())
    if e.kind == "results":
        _show(views, e, entry)


def _show(views: Views, e: r.NoticeOpened | r.NoticeReopened, entry: Entry) -> None:
    board = f"{e.season}.{e.category}"
    current = views.get("board", board) or {}
    nomination = views.get("nomination", board) or {}
    of_this_version = nomination.get("version") == current.get("version")
    shown = {
        "board": board,
        "season": e.season,
        "category": e.category,
        "state": "notice",
        "notice": e.notice,
        "version": current.get("version"),
        "rows": current.get("rows"),
        "leaders": nomination["leaders"] if of_this_version else [],
    }
    views.put(_SHOWN, board, shown)


def _notice_settled(views: Views, e: r.NoticeEndSettled, entry: Entry) -> None:
    views.change("notice", e.notice, last_day=e.last_day.isoformat(), calendar=e.calendar)


def _notice_extended(views: Views, e: r.NoticeExtended, entry: Entry) -> None:
    end = {name: data_of(e)[name] for name in ("last_day", "provisional_last_day", "calendar")}
    views.change("notice", e.notice, **end, extra=e.extra)


def _notice_closed(views: Views, e: r.NoticeClosed, entry: Entry) -> None:
    body = views.change("notice", e.notice, state="closed", closed_on=entry.time)
    keys = _notice_keys(body)
    views.put("notice", e.notice, body, keys=keys, sort=body["opened"])


def _standard(views: Views, e: i.StandardDeclared | i.StandardRevised, entry: Entry) -> None:
    before = views.get("standard", e.standard) or {"texts": {}, "effective": []}
    texts = {**before["texts"], str(e.version): e.text_sha256}
    effective = [*before["effective"], [e.version, e.effective.isoformat()]]
    body = {"texts": texts, "effective": effective, "abolished": None}
    views.put("standard", e.standard, body)


def _abolished(views: Views, e: i.StandardAbolished, entry: Entry) -> None:
    views.change("standard", e.standard, abolished=e.abolished.isoformat())


def _published(views: Views, e: r.Published, entry: Entry) -> None:
    shown = {
        "board": e.board,
        "season": e.season,
        "category": e.category,
        "state": "published",
        "notice": e.notice,
        "version": e.version,
        "rows": data_of(e)["rows"],
        "leaders": data_of(e)["leaders"],
        "address": e.address,
        "publication": e.publication,
        "published": entry.time,
    }
    views.put(_SHOWN, e.board, shown)


_TABLE: dict[type[Event], Projection] = {
    r.OrganisationRegistered: _organisation,
    r.AccountOpened: _account,
    r.AccountClosed: _account_closed,
    r.KeyIssued: _key_issued,
    r.KeyRevoked: _key_revoked,
    **seasons.TABLE,
    s.SchemeSubmittedForNotice: _scheme,
    s.BoardDrawn: _board,
    s.BoardRestated: _board,
    s.LeadersNominated: _nominated,
    i.StandardDeclared: _standard,
    i.StandardRevised: _standard,
    i.StandardAbolished: _abolished,
    i.ApplicationWithdrawn: _withdrawn,
    i.WithdrawalOvertaken: _overtaken,
    **consents.TABLE,
    r.ResultsSubmitted: _submitted,
    r.FormalReviewPassed: _passed,
    r.FormalReviewReturned: _returned,
    r.NoticeOpened: _notice,
    r.NoticeReopened: _notice,
    r.NoticeEndSettled: _notice_settled,
    r.NoticeExtended: _notice_extended,
    r.NoticeClosed: _notice_closed,
    r.Published: _published,
    **objections.TABLE,
    **titles.TABLE,
    **successions.TABLE,
    **texts.TABLE,
}

project = by_type(_TABLE)
