"""From a drawn board to publication (R15, R16, R19, R20)."""

from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.refusals import NotFound
from services.contracts.in_force import told_in_force
from services.contracts.rows import read_rows
from services.contracts.scoring import LeadersNominated
from services.contracts.values import Document
from services.registry.domain import board_case as rules
from services.registry.domain import consents
from services.registry.domain.correction import check_shown
from services.registry.domain.refusals import NotReadyForNotice, ObjectionOpen
from services.registry.domain.season import check_takes

from . import notifying, official_texts, platform, superseding
from .deadlines import STEP, warnings
from .dismissals import check_reviewed
from .notices import notice_of, notices_of
from .seasons import calendar, owned_season, season_of


def request_consents(tx: Transaction, board: str) -> dict[str, Any]:
    """Ask every enterprise on the board that has not been asked about what it shows (R15)."""
    current = _board(tx, board)
    season = season_of(tx, current["season"])
    check_takes(season, "consent", tx.today)
    rules.check_body(season.body, tx.actor.organisation)
    case = tx.fold(_stream(board), rules.evolve)
    events = rules.request_consents(
        case, board, current["version"], _rows(tx, current), _shown(tx, board, current, case)
    )
    tx.append(_stream(board), *events, reason="R15")
    notifying.after(tx, *events)
    return {"asked": len(events)}


def submit_results(tx: Transaction, board: str) -> dict[str, Any]:
    """Hand board and leaders to the bureau (R15, R27)."""
    current = _board(tx, board)
    season = season_of(tx, current["season"])
    check_takes(season, "submit", tx.today)
    rows = _rows(tx, current)
    case = tx.fold(_stream(board), rules.evolve)
    event = rules.submit(
        case,
        submission=tx.new_id(),
        board=board,
        season=current["season"],
        category=current["category"],
        version=current["version"],
        rows_document=msgspec.convert(current["rows"], Document),
        row_applications=[(row["application"], row["enterprise"]) for row in rows],
        answers=_answers(tx, board, current, case),
        nomination=_nomination(tx, board),
        body=season.body,
        actor_organisation=tx.actor.organisation,
    )
    platform.check_drawn(tx, board, rows)
    tx.append(_stream(board), event, reason="R15")
    # The bureau can open the notice today at the earliest.
    days, length = calendar(tx), season.notice_working_days
    return {
        "submission": event.submission,
        "warnings": warnings(season, STEP["results"], tx.today, length, days),
    }


def review(tx: Transaction, submission: str, outcome: str, defects: list[str]) -> dict[str, Any]:
    """Pass a submission, or return it with its defects (R16)."""
    found = tx.views.get("submission", submission)
    if found is None:
        raise NotFound(what="submission", id=submission)
    check_takes(owned_season(tx, found["season"]), "review", tx.today)
    case = tx.fold(_stream(found["board"]), rules.evolve)
    event = rules.review(case, found["board"], submission, outcome, tuple(defects))
    tx.append(_stream(found["board"]), event, reason="R16")
    notifying.after(tx, event)
    return {}


def publish(tx: Transaction, board: str, document_number: str) -> dict[str, Any]:
    """Publish board and leaders together, and grant the titles (R19, R20).

    :param document_number: of its official text, which is issued with it; empty for none yet.
    """
    current = _board(tx, board)
    season = owned_season(tx, current["season"])
    check_takes(season, "publish", tx.today)
    shown = tx.views.get("public_board", board)
    if shown is None:
        raise NotReadyForNotice(about=board, state="未公示 not noticed")
    check_reviewed(tx, board, shown["notice"], current["version"])
    for one in notices_of(tx, board):
        if one.open_objections:
            raise ObjectionOpen(board=board, objections="、".join(one.open_objections))
        check_shown(one)
    rows = {row["application"]: row for row in _rows(tx, current)}
    case = tx.fold(_stream(board), rules.evolve)
    notice = notice_of(tx, shown["notice"])
    nomination = _nomination(tx, board)
    leaders = [] if nomination is None else [one.application for one in nomination.leaders]
    published, titles = rules.publish(
        case,
        notice,
        publication=tx.new_id(),
        board=board,
        version=current["version"],
        rows_document=msgspec.convert(current["rows"], Document),
        nomination=nomination,
        pins=tx.pins(),
        address=f"/registry/boards/{board}",
        bars_on_board=[
            row["enterprise"] for row in rows.values() if is_barred(tx, row["enterprise"])
        ],
        outdated=[row["enterprise"] for row in rows.values() if not is_current(tx, row)],
        title_ids={application: tx.new_id() for application in leaders},
        leader_facts={one: _facts(rows[one], current) for one in leaders if one in rows},
        today=tx.today,
        title_years=season.title_years,
    )
    consents.check_consents(
        board,
        current["version"],
        [(row["application"], row["enterprise"]) for row in rows.values()],
        _answers(tx, board, current, case),
    )
    platform.check_closed(tx, board, rows.values(), notice)
    tx.append(_stream(board), published, reason="R19")
    superseding.end_earlier(tx, published)
    for title in titles:
        tx.append(f"title:{title.title}", title, reason="R20")
        tx.timers.set(
            f"expire:{title.title}",
            rules.expiry_instant(title.last_valid_day),
            "expire_title",
            id=title.title,
        )
    notifying.after(tx, published, *titles)
    if document_number:
        official_texts.issue(tx, "publication", board, document_number)
    return {"publication": published.publication, "titles": [title.title for title in titles]}


def _shown(
    tx: Transaction, board: str, current: Body, case: rules.BoardCase | None
) -> dict[int, consents.Shown]:
    """Return the current version, and those that anybody was asked about last."""
    found = {}
    for version in {current["version"], *(case.asked.values() if case else ())}:
        one = tx.views.get("board_version", f"{board}@{version}") or {}
        found[version] = consents.shown(one["scheme_version"], _rows(tx, one))
    return found


def _answers(
    tx: Transaction, board: str, current: Body, case: rules.BoardCase | None
) -> dict[str, str | None]:
    """Return each application's answer about the result that stands now (R15)."""
    asked, shown = case.asked if case else {}, _shown(tx, board, current, case)
    of_another = consents.to_be_asked(asked, current["version"], shown) & asked.keys()
    return {
        one["application"]: one["answer"]
        for one in tx.views.all("consent", "board", board)
        if one["application"] not in of_another
    }


def _facts(row: Body, board: Body) -> rules.Leader:
    return rules.Leader(
        application=row["application"],
        enterprise=row["enterprise"],
        standard=row["standard"],
        standard_version=row["version"],
        scheme=board["scheme"],
        scheme_version=board["scheme_version"],
    )


def _nomination(tx: Transaction, board: str) -> LeadersNominated | None:
    found = tx.views.get("nomination", board)
    return None if found is None else msgspec.convert(found, LeadersNominated)


def is_barred(tx: Transaction, enterprise: str) -> bool:
    """Tell whether the registry itself bars an enterprise today (R22)."""
    today = tx.today.isoformat()
    bars = tx.views.all("bar", "enterprise", enterprise)
    return any(bar["first_day"] <= today <= bar["last_day"] for bar in bars)


def is_current(tx: Transaction, row: Body) -> bool:
    """Tell whether a row still stands: not withdrawn (R9), its text the one in force (R31).

    Scoring takes such rows off, but may not have heard yet what is known here.
    """
    if tx.views.get("withdrawn", row["application"]):
        return False
    standard = tx.views.get("standard", row["standard"])
    if standard is None:
        return False
    abolished = standard["abolished"]
    in_force = abolished is None or tx.today.isoformat() < abolished
    texts, counts = standard["texts"], told_in_force(standard["effective"], tx.today)
    same = texts.get(str(row["version"])) == texts.get(str(counts))
    return bool(same and in_force)


def _board(tx: Transaction, board: str) -> Body:
    found = tx.views.get("board", board)
    if found is None:
        raise NotFound(what="board", id=board)
    return found


def _rows(tx: Transaction, board: Body) -> list[Body]:
    return read_rows(tx.documents.get(board["rows"]["sha256"]))


def _stream(board: str) -> str:
    return f"board:{board}"
