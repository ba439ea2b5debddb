"""What a notice that is shown again says: why, and what changed since it was shown last (R18)."""

from collections.abc import Iterable, Mapping
from typing import Any

#: Why a board is shown again, as a document says it.
CAUSES = {
    "objection_upheld": "异议成立",
    "consent_refused": "企业不同意入榜",
    "application_withdrawn": "企业撤回申报",
    "standard_revised": "企业标准修订",
    "standard_abolished": "企业标准废止",
    "record_gone": "企业标准在公共服务平台上已无现行有效的记录",
    "conflict_declared": "评估机构声明回避",
    "bar_imposed": "企业处于三年限制期内",
    "leaders_nominated": "评估机构就新版排行榜提出“领跑者”名单",
}

Row = Mapping[str, Any]


def cause_in_words(cause: str, number: str) -> str:
    """Say why a board was restated.

    :param number: of the objection that was upheld, empty for another cause.
    """
    return f"{number}{CAUSES.get(cause, cause)}"


def changes_in_words(before: Iterable[Row], after: Iterable[Row]) -> str:
    """List who left the board, who came, and whose rank, stars or standard are others now."""
    was, now = ({row["application"]: row for row in rows} for rows in (before, after))
    lines = [
        *(
            f"退出：{_who(row)}（原第{row['rank']}名）"
            for one, row in was.items()
            if one not in now
        ),
        *(f"新列入：{_who(row)}（{_place(row)}）" for one, row in now.items() if one not in was),
        *(
            f"变动：{_who(row)}，由{_place(was[one])}变为{_place(row)}"
            for one, row in now.items()
            if one in was and _place(was[one]) != _place(row)
        ),
    ]
    return (
        "\n".join(f"　　{n}. {line}" for n, line in enumerate(lines, 1)) or "　　名次和星级未变。"
    )


def _who(row: Row) -> str:
    return f"{row['enterprise_name']}　{row['number']}"


def _place(row: Row) -> str:
    return f"第{row['rank']}名、{row['star']}星、{row['number']}"
