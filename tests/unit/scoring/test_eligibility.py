"""Who may enter the ranking, and which ground says no (R8)."""

from datetime import date

import pytest

from services.scoring.domain.eligibility import judge
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, declaration


def grounds(changes: dict[str, str | None], **others: object) -> list[tuple[str, str]]:
    values = {code: text for code, text in {**WORKED, **changes}.items() if text is not None}
    found = judge(BRANCH, declaration(values, **others))  # type: ignore[arg-type]
    return [(one.ground, one.indicator) for one in found]


def test_the_worked_examples_are_eligible_R8() -> None:
    assert grounds({}) == []
    assert judge(ONLINE, declaration(FIVE_STARS)) == ()


@pytest.mark.parametrize(
    ("changes", "ground", "indicator"),
    [
        ({"B1": "= 0 yes_no"}, "basic", "B1"),
        ({"B2": None}, "basic", "B2"),
        ({"A1": "≥ 79.9 %"}, "availability", "A1"),
        ({"C1": "≤ 15.1 min"}, "level", "C1"),
        ({"C1": None}, "level", "C1"),
        ({"C1": "≥ 5 min"}, "level", "C1"),
        ({"C4": "≤ 3 working_day"}, "level", "C4"),
        ({"C7": "≤ 2.0 1/10000"}, "level", "C7"),
        ({"C9": "= 0 level"}, "level", "C9"),
    ],
)
def test_each_ground_is_named_with_its_indicator_R8_R28(
    changes: dict[str, str | None], ground: str, indicator: str
) -> None:
    assert grounds(changes) == [(ground, indicator)]


def test_a_finding_tells_promise_requirement_and_clause_R8() -> None:
    [found] = judge(BRANCH, declaration({**WORKED, "C4": "≤ 15 calendar_day"}))
    assert (found.declared, found.required) == ("≤15 calendar_day", "≤12 calendar_day")
    assert "一般投诉十五日" in found.clause


def test_a_superseded_reference_is_not_well_formed_R8() -> None:
    assert grounds({}, references=("JR/T 0068-2012",)) == [("form", "reference")]


def test_a_standard_effective_after_the_reference_date_is_not_in_force_R7() -> None:
    assert grounds({}, effective=date(2021, 9, 2)) == [("form", "effective")]
    assert grounds({}, effective=date(2021, 9, 1)) == []


def test_equal_everywhere_is_not_above_R8() -> None:
    at_baseline = {
        "C1": "≤ 20 min", "C2": "≥ 70 %", "C3": "≥ 95 %", "C4": "≤ 15 calendar_day",
        "C5": "≥ 50 %", "C6": "≥ 85 %", "C7": "≤ 2.0 1/10000", "C8": "≥ 16 h/person",
        "C9": "≥ 0 level",
    }  # fmt: skip
    assert ("level", "all") in grounds(dict(at_baseline))
    assert ("level", "all") not in grounds({**at_baseline, "C4": "< 15 calendar_day"})
