"""Who may enter the ranking, and which ground says no, with indicator and clause (R8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.contracts.scoring import Finding
from services.scoring.domain.eligibility import judge
from services.scoring.domain.promise import Bound
from services.scoring.domain.scheme import Scheme
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, declaration

#: Exactly what the cited standards ask, no more.
AT_BASELINE = {
    "C1": "≤ 20 min", "C2": "≥ 70 %", "C3": "≥ 95 %", "C4": "≤ 15 calendar_day", "C5": "≥ 50 %",
    "C6": "≥ 85 %", "C7": "≤ 2.0 1/10000", "C8": "≥ 16 h/person", "C9": "≥ 0 level",
}  # fmt: skip


def findings(
    changes: Mapping[str, str | None], scheme: Scheme = BRANCH, **others: Any
) -> tuple[Finding, ...]:
    base = WORKED if scheme.category == BRANCH.category else FIVE_STARS
    values = {code: text for code, text in {**base, **changes}.items() if text is not None}
    return judge(scheme, declaration(values, **others))


def grounds(changes: Mapping[str, str | None], **others: Any) -> list[tuple[str, str]]:
    return [(one.ground, one.indicator) for one in findings(changes, **others)]


def test_the_worked_examples_are_eligible_R8() -> None:
    assert findings({}) == ()
    assert findings({}, ONLINE) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"B1": "= 0 yes_no"}, Finding(ground="basic", indicator="B1", declared="否", required="是", clause="GB/T 32320-2015 服务管理")),
        ({"B2": None}, Finding(ground="basic", indicator="B2", declared="—", required="是", clause="GB/T 32320-2015 服务环境")),
        ({"A1": "≥ 79.9 %"}, Finding(ground="availability", indicator="A1", declared="≥79.9 %", required="≥80 %", clause="方案 4.1")),
        ({"A1": None}, Finding(ground="availability", indicator="A1", declared="—", required="≥80 %", clause="方案 4.1")),
        ({"A1": "≥ 12 month"}, Finding(ground="availability", indicator="A1", declared="≥12 month", required="≥80 %", clause="方案 4.1")),
        ({"C4": "≤ 15 calendar_day"}, Finding(ground="level", indicator="C4", declared="≤15 calendar_day", required="≤12 calendar_day", clause="银行业保险业消费投诉处理管理办法（2020） 一般投诉十五日")),
        ({"C4": "≤ 3 working_day"}, Finding(ground="level", indicator="C4", declared="≤3 working_day", required="≤12 calendar_day", clause="银行业保险业消费投诉处理管理办法（2020） 一般投诉十五日")),
        ({"C5": None}, Finding(ground="level", indicator="C5", declared="—", required="≥60 %", clause="GB/T 41218-2021 无障碍服务（数值为示例）")),
    ],
)  # fmt: skip
def test_a_finding_names_ground_promise_requirement_and_clause_R8(
    changes: dict[str, str | None], expected: Finding
) -> None:
    assert findings(changes) == (expected,)


@pytest.mark.parametrize(
    ("changes", "indicator"),
    [
        ({"C1": "≤ 15.000001 min"}, "C1"),
        ({"C1": "≥ 5 min"}, "C1"),
        ({"C1": "> 5 min"}, "C1"),
        ({"C6": "≤ 99 %"}, "C6"),
        ({"C7": "≤ 2.0 1/10000"}, "C7"),
        ({"C7": "≤ 1 ‰"}, "C7"),
        ({"C9": "= 0 level"}, "C9"),
        ({"C9": "≤ 3 level"}, "C9"),
        ({"C8": "≥ 40 h"}, "C8"),
    ],
)
def test_a_core_indicator_below_three_stars_or_the_wrong_way_is_no_level_R8_R28(
    changes: dict[str, str | None], indicator: str
) -> None:
    assert grounds(changes) == [("level", indicator)]


@pytest.mark.parametrize(
    "changes",
    [
        {"C1": "≤ 15 min"},
        {"C1": "≤ 900 s"},
        {"C1": "< 0.25 h"},
        {"C7": "≤ 0.1 ‰"},
        {"A1": "= 80 %"},
    ],
)
def test_the_threshold_itself_is_enough_in_any_unit_with_a_rule_R8_R28(
    changes: dict[str, str | None],
) -> None:
    assert grounds(changes) == []


def test_equal_to_every_baseline_is_not_above_R8() -> None:
    *levels, last = findings(AT_BASELINE)
    assert [one.indicator for one in levels] == [core.code for core in BRANCH.core]
    assert (last.ground, last.indicator) == ("level", "all")
    assert last.clause == BRANCH.core[0].baseline.cited


@pytest.mark.parametrize("change", [("C4", "< 15 calendar_day"), ("C8", "> 16 h/person")])
def test_one_core_indicator_strictly_above_is_enough_to_be_above_R8(
    change: tuple[str, str],
) -> None:
    assert ("level", "all") not in grounds(dict([*AT_BASELINE.items(), change]))


def test_three_stars_everywhere_are_not_enough_where_they_only_equal_the_baseline_R8() -> None:
    lenient = replace(
        BRANCH,
        core=tuple(
            replace(
                core,
                levels={**core.levels, 3: replace(core.levels[3], value=core.baseline.value)},
            )
            for core in BRANCH.core
        ),
    )
    assert [one.indicator for one in findings(AT_BASELINE, lenient)] == ["all"]
    assert findings({**AT_BASELINE, "C4": "< 15 calendar_day"}, lenient) == ()


def test_what_the_baseline_asks_is_told_where_it_asks_more_than_three_stars_R8() -> None:
    first, *rest = BRANCH.core
    easy = replace(first, levels={**first.levels, 3: Bound("≤", first.baseline.value + 5)})
    [found] = findings({"C1": "≤ 22 min"}, replace(BRANCH, core=(easy, *rest)))
    assert (found.ground, found.declared, found.required) == ("level", "≤22 min", "≤20 min")


def test_a_yes_that_is_not_exactly_yes_is_told_apart_from_yes_R28() -> None:
    [found] = findings({"B1": "≥ 1 yes_no"})
    assert (found.declared, found.required) == ("≥1 yes_no", "是")


def test_a_superseded_reference_is_not_well_formed_R8() -> None:
    [found] = findings({}, references=("GB/T 32320-2015", "JR/T 0068-2012"))
    assert (found.ground, found.indicator) == ("form", "reference")
    assert (found.declared, found.required) == ("JR/T 0068-2012", "JR/T 0068-2020")
    both = ("JR/T 0068-2012", "GB/T 35273-2017")
    assert [one.declared for one in findings({}, references=both)] == list(both)
    assert findings({}, references=("JR/T 0068-2020", "GB/T 35273-2020")) == ()


def test_a_standard_effective_after_the_reference_date_is_not_in_force_R7() -> None:
    [found] = findings({}, effective=date(2021, 9, 2))
    assert (found.ground, found.indicator) == ("form", "effective")
    assert (found.declared, found.required) == ("2021-09-02", "≤2021-09-01")
    assert findings({}, effective=date(2021, 9, 1)) == ()


def test_every_ground_is_named_at_once_in_the_rules_order_R8() -> None:
    wrong: dict[str, str | None] = {"C1": None, "A1": "≥ 1 %", "B4": "= 0 yes_no"}
    assert grounds(wrong, effective=date(2022, 1, 1)) == [
        ("form", "effective"),
        ("basic", "B4"),
        ("availability", "A1"),
        ("level", "C1"),
    ]


def test_each_availability_requirement_counts_R8() -> None:
    found = findings({"A1": "= 0 yes_no", "A2": "≥ 11 month"}, ONLINE)
    assert [(one.ground, one.indicator) for one in found] == [
        ("availability", "A1"),
        ("availability", "A2"),
    ]


def test_a_missing_innovation_is_nobodys_fault_R6() -> None:
    assert findings({"N1": None}, ONLINE) == ()


@pytest.mark.parametrize(
    "cited", ["JR/T 0068—2012", "JR/T0068-2012", "jr/t 0068 - 2012", "ＪＲ／Ｔ 0068-2012"]
)
def test_a_superseded_document_is_known_however_it_is_printed_R8(cited: str) -> None:
    found = judge(BRANCH, declaration(WORKED, references=(cited,)))
    assert [(one.ground, one.required) for one in found] == [("form", "JR/T 0068-2020")]
