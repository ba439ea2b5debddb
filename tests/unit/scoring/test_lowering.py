"""A revision that makes a core indicator worse is found by what its text allows (R21 ground 2)."""

import pytest

from services.contracts.scoring import Lowered
from services.scoring.domain.lowering import lowered
from services.scoring.domain.promise import is_worse, read_bound
from services.scoring.domain.scheme import Scheme
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, declaration


def revised(
    before: dict[str, str | None], after: dict[str, str | None], scheme: Scheme = BRANCH
) -> tuple[Lowered, ...]:
    base = WORKED if scheme is BRANCH else FIVE_STARS

    def texts(changes: dict[str, str | None]) -> dict[str, str]:
        return {code: text for code, text in {**base, **changes}.items() if text is not None}

    return lowered(scheme, declaration(texts(before)), declaration(texts(after), version=2))


def test_the_same_promises_are_not_worse_R21() -> None:
    assert revised({}, {}) == ()
    assert revised({}, {}, ONLINE) == ()


def test_a_worse_promise_is_found_though_the_star_is_the_same_R21() -> None:
    assert revised({"C2": "≥ 92 %"}, {"C2": "≥ 91.999 %"}) == (
        Lowered(
            indicator="C2", before="≥92 %", after="≥91.999 %", star_before=4, star_after=4
        ),
    )  # fmt: skip


def test_a_lost_star_is_told_R21() -> None:
    [found] = revised({}, {"C1": "≤ 15 min"})
    assert (found.before, found.after) == ("≤6 min", "≤15 min")
    assert (found.star_before, found.star_after) == (5, 3)


def test_a_promise_gone_from_the_text_counts_as_worse_R21() -> None:
    [found] = revised({}, {"C3": None})
    assert found == Lowered(
        indicator="C3", before="≥98.5 %", after="—", star_before=4, star_after=0
    )  # fmt: skip


@pytest.mark.parametrize(
    "after", [{"C7": "≤ 0.001 %"}, {"C7": "≤ 0.01 ‰"}, {"C1": "≤ 0.1 h"}, {"C1": "≤ 360.0 s"}]
)
def test_another_unit_converts_before_it_is_compared_R21_R28(after: dict[str, str | None]) -> None:
    assert revised({}, after) == ()


@pytest.mark.parametrize(
    ("after", "indicator"),
    [
        ({"C7": "≤ 0.0010001 %"}, "C7"),
        ({"C7": "≤ 0.1 ‰"}, "C7"),
        ({"C1": "≤ 361 s"}, "C1"),
        ({"C4": "≤ 3 working_day"}, "C4"),
        ({"C8": "≥ 99 h"}, "C8"),
    ],
)
def test_a_worse_value_or_no_rule_for_the_unit_is_found_in_any_unit_R21_R28(
    after: dict[str, str | None], indicator: str
) -> None:
    [found] = revised({}, after)
    assert found.indicator == indicator


@pytest.mark.parametrize(
    ("new", "old", "direction", "worse"),
    [
        ("≤ 5", "≤ 5", "lower", False),
        ("< 5", "≤ 5", "lower", False),
        ("= 5", "≤ 5", "lower", False),
        ("≤ 5", "< 5", "lower", True),
        ("= 5", "< 5", "lower", True),
        ("≤ 5", "= 5", "lower", False),
        ("≤ 4.999999999999", "< 5", "lower", False),
        ("≤ 9", "≤ 5", "lower", True),
        ("≥ 1", "≤ 5", "lower", True),
        ("≥ 98", "≥ 98", "higher", False),
        ("> 98", "≥ 98", "higher", False),
        ("≥ 98", "> 98", "higher", True),
        ("≥ 98", "= 98", "higher", False),
        ("≥ 97.9", "= 98", "higher", True),
        ("≤ 99", "≥ 98", "higher", True),
        ("= 3", "≥ 2", "ordinal", False),
        ("= 1", "= 2", "ordinal", True),
        ("= 0", "= 1", "boolean", True),
    ],
)
def test_worse_is_what_allows_something_worse_R21(
    new: str, old: str, direction: str, worse: bool
) -> None:
    after, before = read_bound(new), read_bound(old)
    assert after is not None
    assert before is not None
    assert is_worse(after, before, direction) is worse


@pytest.mark.parametrize(
    "after", [{"C1": "≤ 1 min"}, {"C2": "= 100 %"}, {"C8": "> 20 h/person"}, {"C9": "≥ 3 level"}]
)
def test_better_is_not_worse_R21(after: dict[str, str | None]) -> None:
    assert revised({}, after) == ()


def test_better_elsewhere_makes_up_for_nothing_R21() -> None:
    found = revised({}, {"C1": "≤ 1 min", "C2": "≥ 89 %", "C6": "≥ 94 %"})
    assert [one.indicator for one in found] == ["C2", "C6"]


def test_only_core_indicators_count_R21() -> None:
    assert revised({"N1": "≥ 2 level"}, {"N1": None, "B1": None, "A1": "≥ 1 %"}) == ()


def test_what_was_never_promised_cannot_get_worse_R21() -> None:
    assert revised({"C3": None}, {"C3": None}) == ()
    assert revised({"C3": None}, {"C3": "≥ 1 %"}) == ()
    assert revised({"C4": "≤ 3 working_day"}, {"C4": "≤ 30 calendar_day"}) == ()


def test_the_scheme_that_awarded_the_title_says_what_is_core_R21() -> None:
    old, new = declaration(WORKED), declaration({**WORKED, "C1": "≤ 15 min"}, version=2)
    assert lowered(ONLINE, old, new) == ()
