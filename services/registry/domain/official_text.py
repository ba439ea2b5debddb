"""The bureau's official texts (公文): numbered, dated as documents are, the same bytes each time.

What a text says comes from the record and a wording; the event keeps number, date and SHA-256.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.contracts.registry import OfficialTextCorrected, OfficialTextIssued
from services.contracts.values import Document

from . import exit_refusals, refusals

#: 方案公示、结果公示、重新公示、发布公告、取消公告、更正公告.
KINDS = (
    "scheme_notice",
    "results_notice",
    "results_renotice",
    "publication",
    "revocation",
    "correction",
)

#: How an enterprise was heard, as a document says it (R21).
HEARD = {"statement": "已陈述申辩", "waived": "已放弃陈述申辩", "silent": "逾期未陈述申辩"}


def matter(about: str, board_version: int) -> str:
    """Name what a text is of: one thing, and of a notice one showing of it (R18).

    :param board_version: what a notice shows since it was reopened, 0 before and for all else.
    """
    return f"{about}@{board_version}" if board_version else about


def check_only(current: Mapping[str, Any] | None, corrects: str, reasons: str) -> None:
    """Refuse a second text of a matter, unless it is a correction that names the one that holds.

    :param current: the text of the matter that nothing corrects, None while there is none.
    :param corrects: the text that is corrected, empty for none.
    :raises TextIssued: naming the one there is.
    :raises FieldWrong: when another is named, or no reasons are.
    """
    if current is None and not corrects:
        return
    if not corrects and current is not None:
        raise exit_refusals.TextIssued(text=current["text"], number=current["document_number"])
    holds = "—" if current is None else current["text"]
    if corrects != holds:
        raise refusals.FieldWrong(field="corrects", found=corrects, expected=holds)
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found="", expected="the reasons")


def correct(issued: OfficialTextIssued, corrects: str, reasons: str) -> OfficialTextCorrected:
    """Say that a text takes the place of another; both stay to be read."""
    return OfficialTextCorrected(
        text=issued.text,
        corrects=corrects,
        season=issued.season,
        about=issued.about,
        reasons=reasons,
    )


def issue(
    *, text: str, kind: str, about: str, season: str, number: str, dated: date, document: Document
) -> OfficialTextIssued:
    """Issue a text that lies in the document store.

    :raises FieldWrong: for another kind of text.
    """
    if kind not in KINDS:
        raise refusals.FieldWrong(field="kind", found=kind, expected=" | ".join(KINDS))
    return OfficialTextIssued(
        text=text,
        kind=kind,
        about=about,
        season=season,
        document_number=number,
        dated=dated,
        document=document,
    )


def render(wording: str, facts: Mapping[str, Any]) -> bytes:
    """Fill a wording: the same wording and facts give the same bytes.

    :raises KeyError: when the wording names a fact that there is not.
    """
    return (wording.format_map(facts).rstrip("\n") + "\n").encode()


def chinese_date(day: date) -> str:
    """Write a day as official documents do: ``2021年9月27日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def end_in_words(last_day: date | None, earliest: date) -> str:
    """Write a notice's last day; one in a year not arranged yet is said to be open (R17)."""
    if last_day is not None:
        return chinese_date(last_day)
    return f"待国家公布{earliest.year}年放假安排后确定的日期（不早于{chinese_date(earliest)}）"


def extension_in_words(extra: int) -> str:
    """Say how many of a notice's working days were added while it ran; nothing of none (R17)."""
    return f"，含延长{extra}个工作日" if extra else ""


def correction_in_words(number: str, reasons: str) -> str:
    """Say which text a correction takes the place of, and why; nothing of a first text.

    :param number: the earlier text's, empty for none.
    """
    return f"\n\n（本件更正并代替{number}。更正原因：{reasons}）" if number else ""


def board_in_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """List a board's rows in their order; an empty board is a result too (R30)."""
    if not rows:
        return "（本榜无企业入榜）"
    return "\n".join("　".join((str(row["rank"]), *_who(row), "★" * row["star"])) for row in rows)


def leaders_in_words(
    rows: Sequence[Mapping[str, Any]], leaders: Sequence[Mapping[str, Any]]
) -> str:
    """List the leaders with the names of their rows; none is a result too (R30)."""
    if not leaders:
        return "（本年度不产生“领跑者”）"
    by_application = {row["application"]: row for row in rows}
    return "\n".join(
        "　".join((f"{n}.", *_who(by_application[leader["application"]])))
        for n, leader in enumerate(leaders, 1)
    )


def _who(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["enterprise_name"]), str(row["enterprise"]), str(row["number"])
