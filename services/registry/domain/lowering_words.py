"""A lowered core indicator in the words of an official document (R21 ground 2, R32).

What the system proposes is published as it stands once the bureau has decided: it names the
standard and both its editions, the indicator, the clauses and the days, and no code of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.contracts.scoring import Lowered

from .official_text import chinese_date

#: How scoring writes that nothing is promised.
_MISSING = "—"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A version of a declared standard; ``clauses`` say where each indicator's promise stands."""

    number: str
    name: str
    edition: str
    published: date
    effective: date
    clauses: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The scheme that awarded the title; ``indicators`` are the names of its codes."""

    name: str
    version: int
    indicators: Mapping[str, str]


def facts(scheme: Scheme, before: Edition, after: Edition, lowered: Sequence[Lowered]) -> str:
    """Say what got worse, from which edition to which."""
    revised = (
        f"该企业的企业标准《{before.name}》由{_cited(before)}修订为{_cited(after)}。"
        f"按授予称号时的《{scheme.name}》（第{scheme.version}版）比较，下列核心指标水平降低："
    )
    return revised + "；".join(_lowered(scheme, before, after, one) for one in lowered) + "。"


def evidence(scheme: Scheme, before: Edition, after: Edition) -> tuple[str, ...]:
    """Name the documents that show it."""
    return (
        *(f"企业标准 {_cited(one)}的自我声明公开文本" for one in (before, after)),
        f"《{scheme.name}》（第{scheme.version}版）",
    )


def _cited(one: Edition) -> str:
    published, effective = chinese_date(one.published), chinese_date(one.effective)
    return f"{one.number}（{one.edition}版，{published}公开，{effective}实施）"


def _lowered(scheme: Scheme, before: Edition, after: Edition, one: Lowered) -> str:
    name = scheme.indicators.get(one.indicator, one.indicator)
    now = "不再承诺" if one.after == _MISSING else f"降为“{one.after}”{_where(after, one)}"
    stars = f"，星级由{one.star_before}星变为{one.star_after or '无'}星"
    return f"“{name}”由“{one.before}”{_where(before, one)}{now}{stars}"


def _where(edition: Edition, one: Lowered) -> str:
    clause = edition.clauses.get(one.indicator, "")
    return f"（{clause}）" if clause else ""
