"""Schemes: from draft to adoption, and the body's conflicts of interest."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import actor, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.scoring import ConflictOfInterestDeclared, SchemeDrafted
from services.scoring.domain import scheme_life
from services.scoring.domain.refusals import (
    ConflictDeclared,
    NotYourSeason,
    ObjectionsOpen,
    SchemeCorrected,
    SchemeInvalid,
    SchemeUnderReview,
)
from services.scoring.domain.scheme_nodes import Mistakes, Place, Words, alike
from services.scoring.domain.scheme_reader import read_new_scheme
from services.scoring.domain.scheme_workable import in_year

from .boards import restate
from .evaluation import evaluate_again, evaluate_waiting
from .heard import check_body_and_step, check_takes, season_of


def draft(tx: Transaction, document: str) -> dict[str, Any]:
    """Draft a scheme, or its next version (R5).

    :raises SchemeInvalid: naming every mistake by line and field.
    """
    scheme = read_new_scheme(document)
    season = check_body_and_step(tx, scheme.season, "scheme")
    categories = [c["code"] for field in season["fields"] for c in field["categories"]]
    if scheme.category not in categories:
        expected = alike(" | ".join(categories))
        raise _mistake(document, "category", scheme.category, expected)
    if not in_year(scheme.reference_date, season["year"]):
        year = season["year"]
        expected = Words(f"{year} 年内的一日", f"a day of the season's year {year}")
        raise _mistake(document, "reference_date", scheme.reference_date.isoformat(), expected)
    versions = tx.fold(_stream(scheme.id), scheme_life.evolve) or {}
    kept = tx.documents.put(document.encode(), "text/yaml")
    event = SchemeDrafted(
        scheme=scheme.id,
        version=len(versions) + 1,
        season=scheme.season,
        category=scheme.category,
        name=scheme.name,
        family=scheme.family,
        content_sha256=scheme.sha256,
        document=kept,
    )
    tx.append(_stream(scheme.id), event, reason="R5")
    return {"scheme": scheme.id, "version": event.version, "content_sha256": scheme.sha256}


def _mistake(document: str, field: str, found: str, expected: Words) -> SchemeInvalid:
    """Return the refusal of a top field by its line, for what only the season can tell."""
    mistakes = Mistakes()
    lines = enumerate(document.splitlines(), 1)
    line = next((at for at, words in lines if words.startswith(f"{field}:")), 1)
    mistakes.note(Place(line, 1, f"$.{field}"), alike(found), expected)
    return mistakes.refusal()


def request_notice(tx: Transaction, scheme: str, version: int) -> dict[str, Any]:
    """Ask the bureau for the scheme's public notice (R5)."""
    found = _version(tx, scheme, version)
    check_body_and_step(tx, found.drafted.season, "scheme")
    tx.append(_stream(scheme), scheme_life.submit(found), reason="R5")
    return {}


def comment(  # noqa: PLR0917 - what a member of the public fills in
    tx: Transaction, scheme: str, version: int, text: str, name: str, contact: str
) -> dict[str, Any]:
    """Take a comment on a scheme while its notice runs (R5); the words stay private (R25)."""
    found = _version(tx, scheme, version)
    view = tx.views.get("scheme_version", f"{scheme}@{version}") or {}
    event = scheme_life.comment(
        found,
        comment=tx.new_id(),
        text_commitment=tx.keep_private(text=text, name=name, contact=contact),
        notice_running=view.get("state") == "noticed",
    )
    tx.append(_stream(scheme), event, reason="R5")
    return {"comment": event.comment}


def answer(
    tx: Transaction, scheme: str, version: int, comment: str, answer: str, *, adopted: bool
) -> dict[str, Any]:
    """Answer a comment (R5)."""
    found = _version(tx, scheme, version)
    check_body_and_step(tx, found.drafted.season, "scheme")
    event = scheme_life.answer(found, comment=comment, answer=answer, adopted=adopted)
    tx.append(_stream(scheme), event, reason="R5")
    return {}


def adopt(tx: Transaction, scheme: str, version: int) -> dict[str, Any]:
    """Adopt a scheme whose notice has closed and whose comments are answered (R5)."""
    found = _version(tx, scheme, version)
    season = season_of(tx, found.drafted.season)
    if tx.actor.organisation != season["owner"]:
        raise NotYourSeason(season=season["season"], owner=season["owner"])
    check_takes(tx, season, "scheme")
    view = tx.views.get("scheme_version", f"{scheme}@{version}") or {}
    closed = view.get("notice") if view.get("state") == "notice_closed" else None
    open_ones = tx.views.all("objection", "notice", closed) if closed else []
    if open_ones:
        raise ObjectionsOpen(scheme=scheme, version=version, count=len(open_ones))
    corrected = tx.views.all("upheld_correction", "notice", closed) if closed else []
    if corrected:
        named = "、".join(one["objection"] for one in corrected)
        raise SchemeCorrected(scheme=scheme, version=version, objections=named)
    review = view.get("review")
    if review is not None and review["outcome"] != "stands":
        raise SchemeUnderReview(scheme=scheme, version=version, body=review["body"])
    event = scheme_life.adopt(found, notice=closed)
    tx.append(_stream(scheme), event, reason="R5")
    if tx.views.get("board", scheme) is None:
        evaluate_waiting(tx, scheme)
    return {}


def declare_conflict(tx: Transaction, enterprise: str, season: str, grounds: str) -> dict[str, Any]:
    """Record the body's interest in an enterprise; it is kept from scoring it (R3, 回避)."""
    body = season_of(tx, season)["body"]
    check_body_and_step(tx, season, "evaluate")
    if tx.views.get("enterprise", enterprise) is None:
        raise NotFound(what="enterprise", id=enterprise)
    if tx.views.get("conflict", f"{season}/{enterprise}") is not None:
        raise ConflictDeclared(enterprise=enterprise)
    event = ConflictOfInterestDeclared(
        body=body, enterprise=enterprise, season=season, grounds=grounds
    )
    tx.append(f"conflict:{season}", event, reason="R3")
    for candidate in tx.views.all("candidate", "enterprise", enterprise):
        if candidate["season"] == season:
            evaluate_again(tx, candidate["application"])
            gone = [candidate["application"]]
            restate(tx, candidate["board"], gone, "conflict_declared", tx.appended[0].entry.id)
    return {}


def commitment(scheme: str, version: int, comment: str) -> str:
    """Return the commitment to a comment's words, for those who answer it or adopt the scheme.

    :raises NotFound: when there is no such comment.
    :raises NotYourSeason: for another body than the season's, or another bureau.
    """
    with current_store().reading() as views:
        found = views.get("scheme_version", f"{scheme}@{version}")
        if found is None:
            raise NotFound(what="comment", id=comment)
        season = views.get("season", found["season"]) or {}
    if actor().organisation not in {season["body"], season["owner"]}:
        raise NotYourSeason(season=found["season"], owner=season["owner"])
    for one in found["comments"]:
        if one["comment"] == comment:
            return str(one["words"])
    raise NotFound(what="comment", id=comment)


def _stream(scheme: str) -> str:
    return f"scheme:{scheme}"


def _version(tx: Transaction, scheme: str, version: int) -> scheme_life.Version:
    return scheme_life.version_of(tx.fold(_stream(scheme), scheme_life.evolve), scheme, version)
