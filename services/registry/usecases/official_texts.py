"""Official texts: written from the record, numbered by the bureau, kept by their SHA-256 (R5, R17)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from services.chassis.documents import DocumentMissing
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import CorrectionShown
from services.contracts.rows import read_rows
from services.registry.domain import official_text as rules
from services.registry.domain.grounds import GROUNDS
from services.registry.domain.numbering import check_number
from services.registry.domain.objection import ANSWER_WORKING_DAYS
from services.registry.domain.refusals import FieldWrong, NotReadyForNotice
from services.registry.official import template

from . import register, renotice
from .seasons import owned_season

_MEDIA_TYPE = "text/plain"


def issue(  # noqa: PLR0917 - the text's parts
    tx: Transaction,
    subject: str,
    about: str,
    document_number: str,
    corrects: str = "",
    reasons: str = "",
) -> dict[str, Any]:
    """Issue the text of a notice, a publication or a revocation, under the bureau's number.

    :param subject: ``notice``, ``publication`` or ``revocation``; ``about`` is a notice, a board
        or a revocation.
    :param corrects: the text of the same matter whose place it takes, with the reasons.
    :raises NotReadyForNotice: when it is not open, published or decided.
    """
    if subject not in _SUBJECTS:
        raise FieldWrong(field="subject", found=subject, expected=" | ".join(_SUBJECTS))
    kind, season, facts = _SUBJECTS[subject](tx, about)
    owned_season(tx, season)
    current = _current(tx, about)
    rules.check_only(current, corrects, reasons)
    check_number("document_number", document_number, tx.today, register.numbers(tx))
    common = _common(tx.views, season, document_number, tx.today)
    corrected = "" if current is None else str(current["document_number"])
    correction = {"correction": rules.correction_in_words(corrected, reasons)}
    data = rules.render(template(kind), {**common, **correction, **facts})
    event = rules.issue(
        text=tx.new_id(),
        kind=kind,
        about=about,
        season=season,
        number=document_number,
        dated=tx.today,
        document=tx.documents.put(data, _MEDIA_TYPE),
    )
    tx.append(f"text:{event.text}", event, reason=document_number)
    if corrects:
        tx.append(f"text:{event.text}", rules.correct(event, corrects, reasons), reason=reasons)
    return {"text": event.text, "sha256": event.document.sha256}


def issue_correction(
    tx: Transaction, shown: CorrectionShown, objection_number: str, document_number: str
) -> None:
    """Issue the text that shows what an upheld objection corrects (更正公告), numbered (R18)."""
    check_number("document_number", document_number, tx.today, register.numbers(tx))
    notice = _document(tx.views, "notice", shown.notice)
    season = notice["season"]
    facts = {
        **_common(tx.views, season, document_number, tx.today),
        **_category(tx.views, season, notice["category"]),
        "opened": _day(notice["opened"]),
        "objection_number": objection_number,
        "words": shown.words,
    }
    event = rules.issue(
        text=shown.text,
        kind="correction",
        about=shown.objection,
        season=season,
        number=document_number,
        dated=tx.today,
        document=tx.documents.put(rules.render(template("correction"), facts), _MEDIA_TYPE),
    )
    tx.append(f"text:{event.text}", event, reason=document_number)


def _current(tx: Transaction, about: str) -> Body | None:
    """Return the text of a matter that nothing corrects, None while there is none."""
    notice = tx.views.get("notice", about) or {}
    matter = rules.matter(about, notice.get("board_version", 0))
    issued = tx.views.all("official_text", "matter", matter)
    return next((one for one in issued if not one["corrected_by"]), None)


def read(text: str) -> bytes:
    """Return an issued text's words.

    :raises NotFound: when there is none, or its document is not here.
    """
    store = current_store()
    with store.reading() as views:
        found = _document(views, "official_text", text)
    try:
        return store.documents.get(found["document"]["sha256"])
    except DocumentMissing as error:
        raise NotFound(what="text", id=text) from error


def _common(views: Views, season: str, number: str, today: date) -> Body:
    found = _document(views, "season", season)
    issuers = [found["owner"], *([found["co_owner"]] if found["co_owner"] else [])]
    return {
        "issuer": "　".join(_name(views, one) for one in issuers),
        "document_number": number,
        "dated": rules.chinese_date(today),
        "season_name": found["name"],
        "legal_basis": "、".join(found["legal_basis"]),
        "body_name": _name(views, found["body"] or ""),
        "answer_days": ANSWER_WORKING_DAYS,
    }


def _of_notice(tx: Transaction, about: str) -> tuple[str, str, Body]:
    notice = _document(tx.views, "notice", about)
    if notice["state"] != "open":
        raise NotReadyForNotice(about=about, state=notice["state"])
    season = notice["season"]
    facts = {**_period(notice), **_category(tx.views, season, notice["category"])}
    if notice["kind"] == "scheme":
        scheme = _document(tx.views, "scheme_version", notice["about"])
        told = {"scheme_version": scheme["version"], "content_sha256": scheme["content_sha256"]}
        return "scheme_notice", season, {**facts, **told}
    board = f"{season}.{notice['category']}"
    facts |= _board(tx, board)
    if not notice.get("board_version"):
        return "results_notice", season, facts
    return "results_renotice", season, {**facts, **renotice.facts(tx, notice)}


def _of_publication(tx: Transaction, about: str) -> tuple[str, str, Body]:
    shown = _document(tx.views, "public_board", about)
    if shown["state"] != "published":
        raise NotReadyForNotice(about=about, state=shown["state"])
    season = shown["season"]
    facts = {
        **_period(_document(tx.views, "notice", shown["notice"])),
        **_category(tx.views, season, shown["category"]),
        **_board(tx, about),
        "validity": _validity(tx, about),
    }
    return "publication", season, facts


def _validity(tx: Transaction, board: str) -> str:
    titles = tx.views.all("title", "board", board)
    if not titles:
        return "本年度不产生“领跑者”，不授予称号。"
    first, last = (_day(titles[0][name]) for name in ("valid_from", "last_valid_day"))
    return f"“领跑者”称号有效期自{first}至{last}（含首尾两日），期满自行失效。"


def _of_revocation(tx: Transaction, about: str) -> tuple[str, str, Body]:
    found = _document(tx.views, "revocation", about)
    if found["state"] != "revoked":
        raise NotReadyForNotice(about=about, state=found["state"])
    title = _document(tx.views, "title", found["title"])
    rows = _rows(tx, _document(tx.views, "public_board", found["board"]))
    row = next(one for one in rows if one["application"] == title["application"])
    facts = {
        **_category(tx.views, found["season"], found["category"]),
        "enterprise": found["enterprise"],
        "enterprise_name": row["enterprise_name"],
        "ground": GROUNDS[found["ground"]]["zh"],
        "facts": found["facts"],
        "evidence": "；".join(found["evidence"]),
        "heard": rules.HEARD[found["heard"]],
        "legal_basis": found["legal_basis"],
        "decision_number": found["decision_number"],
        "served_on": _day(found["served_on"]),
        "first_barred_day": _day(found["first_barred_day"]),
        "last_barred_day": _day(found["last_barred_day"]),
    }
    return "revocation", found["season"], facts


_SUBJECTS: dict[str, Callable[[Transaction, str], tuple[str, str, Body]]] = {
    "notice": _of_notice,
    "publication": _of_publication,
    "revocation": _of_revocation,
}


def _period(notice: Body) -> Body:
    last_day = notice["last_day"]
    return {
        "opened": _day(notice["opened"]),
        "last_day": rules.end_in_words(
            date.fromisoformat(last_day) if last_day else None,
            date.fromisoformat(notice["provisional_last_day"]),
        ),
        "working_days": notice["working_days"] + notice["extra"],
        "extended": rules.extension_in_words(notice["extra"]),
    }


def _category(views: Views, season: str, category: str) -> Body:
    fields = _document(views, "season", season)["fields"]
    names = {one["code"]: one["name"] for field in fields for one in field["categories"]}
    return {"category_name": names.get(category, category)}


def _board(tx: Transaction, board: str) -> Body:
    shown = _document(tx.views, "public_board", board)
    rows = _rows(tx, shown)
    return {
        "board_version": shown["version"],
        "rows": rules.board_in_words(rows),
        "leaders": rules.leaders_in_words(rows, shown["leaders"]),
    }


def _rows(tx: Transaction, shown: Body) -> list[Body]:
    return read_rows(tx.documents.get(shown["rows"]["sha256"]))


def _name(views: Views, organisation: str) -> str:
    return str((views.get("organisation", organisation) or {"name": organisation})["name"])


def _day(text: str) -> str:
    return rules.chinese_date(date.fromisoformat(text))


def _document(views: Views, kind: str, id: str) -> Body:
    found = views.get(kind, id)
    if found is None:
        raise NotFound(what=kind, id=id)
    return found
