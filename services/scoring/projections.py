"""Scoring's read models: schemes, what is to be scored, scores, boards, and what it heard."""

from typing import Any

from services.chassis import access
from services.chassis.entry import Actor, Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.phases import extended
from services.contracts.refusal import CauseNotHeard


def _key_issued(views: Views, e: r.KeyIssued, entry: Entry) -> None:
    actor = Actor(e.account, e.organisation, e.role)
    access.remember_key(views, e.key_id, e.key_hash, actor, e.expires)


def _key_revoked(views: Views, e: r.KeyRevoked, entry: Entry) -> None:
    access.forget_key(views, e.key_id)


def _season(views: Views, e: r.SeasonOpened, entry: Entry) -> None:
    views.put("season", e.season, {**data_of(e), "body": None, "owner": entry.actororg})


def _phase(views: Views, e: r.PhaseExtended, entry: Entry) -> None:
    season = views.get("season", e.season) or {}
    views.change("season", e.season, phases=extended(season["phases"], e.phase, e.last))


def _body(views: Views, e: r.EvaluationBodyAppointed, entry: Entry) -> None:
    views.change("season", e.season, body=e.body)


def _dismissed(views: Views, e: r.EvaluationBodyDismissed, entry: Entry) -> None:
    views.change("season", e.season, body=None)
    review = {"body": e.body, "flagged": entry.time, "outcome": None, "reasons": None}
    for one in e.flagged:
        if one.what == "scheme":
            views.change("scheme_version", one.about, review=review)


def _reviewed(views: Views, e: r.BodyWorkReviewed, entry: Entry) -> None:
    # Notices and boards are reviewed too; their flags are the registry's to show.
    scheme = views.get("scheme_version", e.about)
    if scheme is not None:
        review = {**scheme["review"], "outcome": e.outcome, "reasons": e.reasons}
        views.change("scheme_version", e.about, review=review)


def _barred(views: Views, e: r.BarImposed, entry: Entry) -> None:
    # Successors share the bar of one revocation (R34).
    id, keys = f"{e.enterprise}/{e.revocation}", {"enterprise": e.enterprise}
    views.put("bar", id, data_of(e), keys=keys)


def _bar_lifted(views: Views, e: r.BarLifted, entry: Entry) -> None:
    views.delete("bar", f"{e.enterprise}/{e.revocation}")


def _enterprise(views: Views, e: i.EnterpriseRegistered, entry: Entry) -> None:
    views.put("enterprise", e.enterprise, data_of(e))


def _standard(views: Views, e: i.StandardDeclared | i.StandardRevised, entry: Entry) -> None:
    views.put("standard_version", f"{e.standard}@{e.version}", data_of(e))
    before = views.get("standard", e.standard) or {"effective": []}
    effective = [*before["effective"], [e.version, e.effective.isoformat()]]
    body = {"effective": effective, "enterprise": e.enterprise, "abolished": None}
    views.put("standard", e.standard, body)


def _linked(views: Views, e: i.ProductsLinked, entry: Entry) -> None:
    views.put("products", f"{e.standard}@{e.version}", {"products": data_of(e)["products"]})


def _abolished(views: Views, e: i.StandardAbolished, entry: Entry) -> None:
    views.change("standard", e.standard, abolished=e.abolished.isoformat())


def _accepted(views: Views, e: i.ApplicationAccepted, entry: Entry) -> None:
    board = f"{e.season}.{e.category}"
    body = {**data_of(e), "board": board, "state": "accepted"}
    keys = {"board": board, "standard": e.standard, "enterprise": e.enterprise}
    views.put("candidate", e.application, body, keys=keys)


def _withdrawn(views: Views, e: i.ApplicationWithdrawn, entry: Entry) -> None:
    if views.get("candidate", e.application):
        views.change("candidate", e.application, state="withdrawn")


def _overtaken(views: Views, e: i.WithdrawalOvertaken, entry: Entry) -> None:
    if views.get("candidate", e.application):
        views.change("candidate", e.application, state="accepted")


def _report(views: Views, e: i.ConformityReportFiled, entry: Entry) -> None:
    views.put("report", e.application, data_of(e))


def _evidence(views: Views, e: i.EvidenceFiled, entry: Entry) -> None:
    views.put("evidence", f"{e.application}/{e.item}", data_of(e), keys={"of": e.application})


def _drafted(views: Views, e: s.SchemeDrafted, entry: Entry) -> None:
    made: dict[str, Any] = {"comments": [], "notice": None, "by": entry.actororg, "review": None}
    body = {**data_of(e), "state": "draft", **made}
    views.put("scheme_version", f"{e.scheme}@{e.version}", body, keys={"season": e.season})


def _notice_asked(views: Views, e: s.SchemeSubmittedForNotice, entry: Entry) -> None:
    views.change("scheme_version", f"{e.scheme}@{e.version}", state="submitted")


def _notice(state: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        if e.kind == "scheme":
            views.change("scheme_version", e.about, state=state, notice=e.notice)
        elif e.kind == "results":
            views.put("board_notice", f"{e.season}.{e.category}", {"state": state})

    return project


def _objected(views: Views, e: r.ObjectionFiled, entry: Entry) -> None:
    views.put("objection", e.objection, {"objection": e.objection}, keys={"notice": e.notice})


def _objection_joined(views: Views, e: r.ObjectionJoined, entry: Entry) -> None:
    """It waits no more by itself; it is remembered, should the other be withdrawn."""
    with_it = views.all("objection", "joined_to", e.objection)
    for one in ({"objection": e.objection}, *with_it):
        views.put("objection", one["objection"], one, keys={"joined_to": e.into})


def _objection_decided(views: Views, e: Any, entry: Entry) -> None:
    views.delete("objection", e.objection)
    views.delete_by("objection", "joined_to", e.objection)


def _objection_upheld(views: Views, e: r.ObjectionUpheld, entry: Entry) -> None:
    _objection_decided(views, e, entry)
    if e.effect == "correction":
        body = {"objection": e.objection}
        views.put("upheld_correction", e.objection, body, keys={"notice": e.notice})


def _objection_withdrawn(views: Views, e: r.ObjectionWithdrawn, entry: Entry) -> None:
    views.delete("objection", e.objection)
    for one in views.all("objection", "joined_to", e.objection):
        views.put("objection", one["objection"], one, keys={"notice": e.notice})


def _commented(views: Views, e: s.SchemeCommented, entry: Entry) -> None:
    body = views.get("scheme_version", f"{e.scheme}@{e.version}") or {}
    comment = {
        "comment": e.comment,
        "at": entry.time,
        "words": e.text_commitment,
        "answer": None,
        "adopted": None,
    }
    views.change("scheme_version", f"{e.scheme}@{e.version}", comments=[*body["comments"], comment])


def _answered(views: Views, e: s.SchemeCommentAnswered, entry: Entry) -> None:
    body = views.get("scheme_version", f"{e.scheme}@{e.version}") or {}
    comments = [
        {**comment, "answer": e.answer, "adopted": e.adopted}
        if comment["comment"] == e.comment
        else comment
        for comment in body["comments"]
    ]
    views.change("scheme_version", f"{e.scheme}@{e.version}", comments=comments)


def _adopted(views: Views, e: s.SchemeAdopted, entry: Entry) -> None:
    views.change("scheme_version", f"{e.scheme}@{e.version}", state="adopted")
    views.put("adopted_scheme", f"{e.season}.{e.category}", data_of(e))


def _conflict(views: Views, e: s.ConflictOfInterestDeclared, entry: Entry) -> None:
    views.put("conflict", f"{e.season}/{e.enterprise}", data_of(e))


def _ineligible(views: Views, e: s.StandardFoundIneligible, entry: Entry) -> None:
    views.delete("score", e.application)
    board = f"{e.season}.{e.category}"
    views.put("excluded", e.application, data_of(e), keys={"board": board})


def _scored(views: Views, e: s.Scored, entry: Entry) -> None:
    views.delete("excluded", e.application)
    board = f"{e.season}.{e.category}"
    views.put("score", e.application, data_of(e), keys={"board": board})


def _board(views: Views, e: s.BoardDrawn | s.BoardRestated, entry: Entry) -> None:
    body = {**data_of(e), "drawn": entry.time}
    views.put("board", e.board, body)
    views.put("board_version", f"{e.board}@{e.version}", body, keys={"board": e.board})
    if isinstance(e, s.BoardRestated):
        for application in e.removed:
            cause = {"cause": e.cause, "cause_id": e.cause_id, "scheme_version": e.scheme_version}
            views.put("removed", application, cause)


def _refused(views: Views, e: i.ConsentRefused, entry: Entry) -> None:
    """Remember it off the board as well: a bar that lifts must not bring it back (R15)."""
    cause = {"cause": "consent_refused", "cause_id": entry.id, "scheme_version": None}
    views.put("removed", e.application, cause)


def _nominated(views: Views, e: s.LeadersNominated, entry: Entry) -> None:
    views.put("nomination", f"{e.board}@{e.version}", data_of(e))


def _shortlisted(views: Views, e: s.LeadersShortlisted, entry: Entry) -> None:
    views.put("shortlist", f"{e.board}@{e.version}", data_of(e))


def _published(views: Views, e: r.Published, entry: Entry) -> None:
    views.put("published", e.board, {"version": e.version, "published": entry.time})


def _title(views: Views, e: r.TitleGranted, entry: Entry) -> None:
    body = {**data_of(e), "state": "valid"}
    views.put("title", e.title, body, keys={"standard": e.standard})


def _title_inherited(views: Views, e: r.TitleInherited, entry: Entry) -> None:
    views.change("title", e.title, enterprise=e.successor)


def _title_state(state: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        # After a succession it is told under another key than the grant was (R34).
        if views.get("title", e.title) is None:
            raise CauseNotHeard(f"title {e.title}")
        views.change("title", e.title, state=state)

    return project


_TABLE: dict[type[Event], Projection] = {
    r.KeyIssued: _key_issued,
    r.KeyRevoked: _key_revoked,
    r.SeasonOpened: _season,
    r.PhaseExtended: _phase,
    r.EvaluationBodyAppointed: _body,
    r.EvaluationBodyDismissed: _dismissed,
    r.BodyWorkReviewed: _reviewed,
    r.BarImposed: _barred,
    r.BarLifted: _bar_lifted,
    i.EnterpriseRegistered: _enterprise,
    i.StandardDeclared: _standard,
    i.StandardRevised: _standard,
    i.ProductsLinked: _linked,
    i.StandardAbolished: _abolished,
    i.ApplicationAccepted: _accepted,
    i.ApplicationWithdrawn: _withdrawn,
    i.WithdrawalOvertaken: _overtaken,
    i.ConsentRefused: _refused,
    i.ConformityReportFiled: _report,
    i.EvidenceFiled: _evidence,
    s.SchemeDrafted: _drafted,
    s.SchemeSubmittedForNotice: _notice_asked,
    r.NoticeOpened: _notice("noticed"),
    r.NoticeReopened: _notice("noticed"),
    r.NoticeClosed: _notice("notice_closed"),
    r.ObjectionFiled: _objected,
    r.ObjectionJoined: _objection_joined,
    r.ObjectionWithdrawn: _objection_withdrawn,
    r.ObjectionDismissed: _objection_decided,
    r.ObjectionUpheld: _objection_upheld,
    s.SchemeCommented: _commented,
    s.SchemeCommentAnswered: _answered,
    s.SchemeAdopted: _adopted,
    s.ConflictOfInterestDeclared: _conflict,
    s.StandardFoundIneligible: _ineligible,
    s.Scored: _scored,
    s.BoardDrawn: _board,
    s.BoardRestated: _board,
    s.LeadersShortlisted: _shortlisted,
    s.LeadersNominated: _nominated,
    r.Published: _published,
    r.TitleGranted: _title,
    r.TitleInherited: _title_inherited,
    r.TitleExpired: _title_state("expired"),
    r.Revoked: _title_state("revoked"),
    r.RevocationAnnulled: _title_state("valid"),
}

project = by_type(_TABLE)
