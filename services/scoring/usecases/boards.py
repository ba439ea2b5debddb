"""Boards: drawn, restated, shortlisted, nominated."""

import base64
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.rows import read_rows
from services.contracts.scoring import (
    BoardDrawn,
    BoardRestated,
    LeadersNominated,
    LeadersShortlisted,
    Skip,
)
from services.contracts.values import Document
from services.scoring.domain import board as drawing
from services.scoring.domain import leaders
from services.scoring.domain.board import Candidate
from services.scoring.domain.refusals import (
    AlreadyNominated,
    BoardInNotice,
    BoardPublished,
    BoardUnknown,
    ShortlistMissing,
)
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score

from .evaluation import evaluate_waiting, text_differs
from .heard import (
    adopted_scheme,
    check_body_and_step,
    declaration,
    is_barred,
    scheme_version_of,
)

ROWS_TYPE = "application/jsonl"
REPORT = "标准符合性报告"


def draw(tx: Transaction, board: str) -> dict[str, Any]:
    """Draw the board from every scored application that may be on it (R11).

    :raises NoAdoptedScheme: before a scheme is adopted.
    :raises BoardPublished: once it is published.
    """
    season, _, _ = board.rpartition(".")
    check_body_and_step(tx, season, "evaluate")
    if tx.views.get("published", board):
        raise BoardPublished(board=board)
    if (tx.views.get("board_notice", board) or {}).get("state") == "noticed":
        raise BoardInNotice(board=board)
    scheme, adopted = adopted_scheme(tx, board)
    evaluate_waiting(tx, board)
    scored = tx.views.all("score", "board", board)
    fit = [one["application"] for one in scored if _may_be_ranked(tx, one, adopted["version"])]
    manifest = _manifest(tx, scheme, adopted["version"], _candidates(tx, scheme, fit))
    event = BoardDrawn(**manifest)
    tx.append(_stream(board), event, reason="R11")
    return {"board": board, "version": event.version, "row_count": event.row_count}


def _may_be_ranked(tx: Transaction, scored: Body, scheme_version: int) -> bool:
    candidate = tx.views.get("candidate", scored["application"])
    standard = tx.views.get("standard", scored["standard"])
    return bool(
        candidate
        and candidate["state"] == "accepted"
        and scored["scheme_version"] == scheme_version
        and standard
        and (standard["abolished"] is None or tx.today.isoformat() < standard["abolished"])
        and not _left_for_good(tx, scored["application"], scheme_version)
        and not tx.views.get("conflict", f"{scored['season']}/{scored['enterprise']}")
        and not is_barred(tx, scored["enterprise"])
        and not tx.views.get("platform_word", scored["application"])
        and not text_differs(tx, candidate)
    )


def _left_for_good(tx: Transaction, application: str, scheme_version: int) -> bool:
    """Tell whether it was taken off for good.

    A bar may lift (R22), a record come back (R31). A refusal was of the result by one scheme
    version: under another there is another to be asked about (R15).
    """
    removed = tx.views.get("removed", application)
    if removed is None or removed["cause"] in {"bar_imposed", "record_gone"}:
        return False
    lapsed = removed["scheme_version"] not in {None, scheme_version}
    return not (removed["cause"] == "consent_refused" and lapsed)


def restate(tx: Transaction, board: str, removed: Iterable[str], cause: str, cause_id: str) -> None:
    """Take applications off the current version and rank the rest again, if they are on it.

    Nobody else is looked at. An upheld objection shows the board anew even when it moves no row.
    A nomination is carried over where nothing changed for the leaders and nobody else came to be
    shortlisted; else the body nominates for the new version, with its own reasons, before it can
    be published (R13). A published board is not touched: a title ends by revocation.
    """
    current = tx.views.get("board", board)
    if current is None or tx.views.get("published", board):
        return
    rows = read_rows(tx.documents.get(current["rows"]["sha256"]))
    gone = {row["application"] for row in rows} & set(removed)
    if not gone and cause != "objection_upheld":
        return
    # The scheme that the board was drawn by, whatever was adopted since (R5).
    scheme_version = current["scheme_version"]
    scheme = scheme_version_of(tx, current["scheme"], scheme_version)
    kept = [row["application"] for row in rows if row["application"] not in gone]
    manifest = _manifest(tx, scheme, scheme_version, _candidates(tx, scheme, kept))
    event = BoardRestated(**manifest, cause=cause, cause_id=cause_id, removed=tuple(sorted(gone)))
    tx.append(_stream(board), event, reason=cause)
    _carry_leaders(tx, board, scheme, current["version"], event)


def _carry_leaders(
    tx: Transaction, board: str, scheme: Scheme, before: int, event: BoardRestated
) -> None:
    nominated = tx.views.get("nomination", f"{board}@{before}")
    listed_before = tx.views.get("shortlist", f"{board}@{before}")
    if listed_before is None:
        return
    rows = read_rows(tx.documents.get(event.rows.sha256))
    listed = _append_shortlist(tx, board, scheme, rows, event.version)
    if nominated is None:
        return
    carried = leaders.carried(
        msgspec.convert(nominated, LeadersNominated),
        shortlisted_before=listed_before["applications"],
        version=event.version,
        rows=rows,
        shortlisted=listed,
    )
    if carried is not None:
        tx.append(_stream(board), carried, reason=f"R18: carried over from version {before}")


def shortlist(tx: Transaction, board: str) -> dict[str, Any]:
    """Shortlist by the scheme's leader rule (R13); they must now file evidence (R14)."""
    current, rows = _current(tx, board)
    check_body_and_step(tx, current["season"], "evaluate")
    scheme = scheme_version_of(tx, current["scheme"], current["scheme_version"])
    listed = _append_shortlist(tx, board, scheme, rows, current["version"])
    return {"applications": list(listed), "items": list(scheme.evidence)}


def _append_shortlist(
    tx: Transaction, board: str, scheme: Scheme, rows: Sequence[Body], version: int
) -> tuple[str, ...]:
    listed = leaders.shortlist(scheme, rows)
    event = LeadersShortlisted(
        board=board,
        version=version,
        season=scheme.season,
        category=scheme.category,
        applications=listed,
        items=scheme.evidence,
    )
    tx.append(_stream(board), event, reason="R13")
    return listed


def nominate(
    tx: Transaction,
    board: str,
    leaders: list[str],
    number_reason: str,
    skipped: list[dict[str, str]],
) -> dict[str, Any]:
    """Nominate the leaders of the current version, once (R13, R14)."""
    current, rows = _current(tx, board)
    check_body_and_step(tx, current["season"], "evaluate")
    version = current["version"]
    if tx.views.get("nomination", f"{board}@{version}"):
        raise AlreadyNominated(board=board, version=version)
    listed = tx.views.get("shortlist", f"{board}@{version}")
    if listed is None:
        raise ShortlistMissing(board=board, version=version)
    event = _nominate(
        board=board,
        version=version,
        season=current["season"],
        category=current["category"],
        rows=rows,
        shortlisted=listed["applications"],
        missing={one: _missing(tx, one, listed["items"]) for one in listed["applications"]},
        leaders=leaders,
        number_reason=number_reason,
        skipped=[Skip(**skip) for skip in skipped],
    )
    tx.append(_stream(board), event, reason="R13")
    return {}


#: Under its own name, as ``nominate`` here has a parameter called ``leaders``.
_nominate = leaders.nominate


def _missing(tx: Transaction, application: str, items: Sequence[str]) -> list[str]:
    filed = {one["item"] for one in tx.views.all("evidence", "of", application)}
    report = [] if tx.views.get("report", application) else [REPORT]
    return [*report, *(item for item in items if item not in filed)]


def _current(tx: Transaction, board: str) -> tuple[Body, list[Body]]:
    current = tx.views.get("board", board)
    if current is None:
        raise BoardUnknown(board=board)
    return current, read_rows(tx.documents.get(current["rows"]["sha256"]))


def _candidates(tx: Transaction, scheme: Scheme, applications: Sequence[str]) -> list[Candidate]:
    made = []
    for application in applications:
        scored = tx.views.get("score", application) or {}
        declared = declaration(tx, scored["standard"], scored["version"])
        enterprise = tx.views.get("enterprise", scored["enterprise"]) or {}
        made.append(
            Candidate(application, enterprise.get("name", ""), declared, score(scheme, declared))
        )
    return made


def _manifest(
    tx: Transaction, scheme: Scheme, scheme_version: int, candidates: Sequence[Candidate]
) -> dict[str, Any]:
    """Rank, keep the rows in the document store, and return what the event says of them."""
    rows = drawing.draw(scheme, candidates)
    document: Document = tx.documents.put(drawing.rows_document(rows), ROWS_TYPE)
    before = tx.views.get("board", scheme.id)
    root = root_of(leaf_hash(drawing.row_bytes(row)) for row in rows)
    return {
        "board": scheme.id,
        "version": before["version"] + 1 if before else 1,
        "season": scheme.season,
        "category": scheme.category,
        "scheme": scheme.id,
        "scheme_version": scheme_version,
        "scheme_sha256": scheme.sha256,
        "engine": drawing.engine_of(scheme),
        "reference_date": scheme.reference_date,
        "row_count": len(rows),
        "rows": document,
        "rows_root": base64.b64encode(root).decode(),
        "pins": tx.pins(),
    }


def _stream(board: str) -> str:
    return f"board:{board}"
