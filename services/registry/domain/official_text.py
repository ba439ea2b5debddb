"""The bureau's official texts (公文): numbered, dated as documents are, the same bytes each time.

What a text says comes from the record and a wording; the event keeps number, date and SHA-256.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from services.contracts.registry import OfficialTextIssued
from services.contracts.values import Document

from . import refusals

#: 方案公示、结果公示、发布公告、取消公告.
KINDS = ("scheme_notice", "results_notice", "publication", "revocation")

#: How an enterprise was heard, as a document says it (R21).
HEARD = {"statement": "已陈述申辩", "waived": "已放弃陈述申辩", "silent": "逾期未陈述申辩"}

#: 发文机关代字、年份、发文顺序号; both kinds of brackets are in use.
_NUMBER = re.compile(r"[^\s〔〕\[\]0-9]+[〔\[]([0-9]{4})[〕\]][1-9][0-9]*号")


def check_number(number: str, today: date, used: Collection[str]) -> None:
    """Refuse a document number that is none, of another year, or taken.

    :param used: the numbers of the bureau's texts so far.
    :raises FieldWrong: naming what would be right.
    :raises AlreadyThere: when a text has it.
    """
    found = _NUMBER.fullmatch(number)
    if found is None or int(found[1]) != today.year:
        expected = f"晋市市监〔{today.year}〕1号"
        raise refusals.FieldWrong(field="document_number", found=number, expected=expected)
    if number in used:
        raise refusals.AlreadyThere(what="document number", id=number)


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
