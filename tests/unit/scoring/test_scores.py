"""Scores are exact: the worked example, both families, innovation (R11, R29)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, localcontext

import pytest

from services.contracts.scoring import IndicatorScore
from services.scoring.domain.board import draw, row_plain
from services.scoring.domain.leaders import shortlist
from services.scoring.domain.promise import read_bound
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import Score, score, star_of
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, candidate, declaration


def scored(changes: Mapping[str, str], scheme: Scheme = BRANCH) -> Score:
    base = WORKED if scheme.category == BRANCH.category else FIVE_STARS
    return score(scheme, declaration({**base, **changes}))


def may_lead(changes: Mapping[str, str]) -> bool:
    """Tell whether the worked example would be on the shortlist among ten, all else three stars."""
    low = {core.code: f"{core.levels[3].operator} {core.levels[3].value} {core.unit}" for core in BRANCH.core}  # fmt: skip
    made = [candidate(BRANCH, {**WORKED, **low}, f"{n}") for n in range(9)]
    rows = draw(BRANCH, [*made, candidate(BRANCH, {**WORKED, **changes}, "worked")])
    assert rows[0].candidate.application == "app-worked"
    return bool(shortlist(BRANCH, [row_plain(row) for row in rows]))


# -- weighted ----------------------------------------------------------------------------


def test_the_worked_example_scores_435_R11() -> None:
    made = scored({})
    assert [one.star for one in made.indicators] == [5, 4, 4, 5, 4, 4, 5, 3, 4]
    assert [one.points for one in made.indicators] == [75, 40, 40, 75, 40, 60, 50, 15, 40]
    assert (made.composite, made.star, made.bonus) == (Decimal(435), 3, 0)


@pytest.mark.parametrize(
    ("changes", "composite", "star", "leads"),
    [
        ({}, 435, 3, False),
        ({"C8": "≥ 30 h/person"}, 440, 4, False),
        ({"C8": "≥ 40 h/person"}, 445, 4, False),
        # Only C6 is changed, C8 stays where it was: enough points, and a core at three stars.
        ({"C6": "≥ 98 %"}, 450, 3, False),
        ({"C6": "≥ 98 %", "C8": "≥ 29.999 h/person"}, 450, 3, False),
        ({"C6": "≥ 98 %", "C8": "≥ 30 h/person"}, 455, 4, True),
        ({"C6": "≥ 98 %", "C8": "≥ 40 h/person"}, 460, 4, True),
    ],
)
def test_a_leader_needs_the_points_and_no_core_at_three_stars_R11_R13(
    changes: dict[str, str], composite: int, star: int, leads: bool
) -> None:
    made = scored(changes)
    assert (made.composite, made.star) == (composite, star)
    assert may_lead(changes) is leads


def test_composites_run_from_three_hundred_to_five_hundred_R29() -> None:
    for star in (3, 4, 5):
        values = {
            core.code: f"{core.levels[star].operator} {Decimal(core.levels[star].value.numerator) / core.levels[star].value.denominator} {core.unit}"
            for core in BRANCH.core
        }  # fmt: skip
        assert scored(values).composite == star * 100


def test_an_indicator_tells_promise_threshold_stars_points_and_clause_R12() -> None:
    assert scored({"C7": "< 0.005 %"}).indicators[6] == IndicatorScore(
        indicator="C7",
        declared="<0.005 %",
        met="≤0.5 1/10000",
        star=4,
        weight=10,
        points=40,
        clause="GB/T 32320-2015 服务管理（定性，数值为示例）",
    )


@pytest.mark.parametrize(
    ("promise", "star"),
    [("≤ 6", 5), ("< 6", 5), ("≤ 6.000000000001", 4), ("= 10", 4), ("> 1", 0), ("≤ 15.1", 0)],
)
def test_a_star_is_the_best_level_whose_threshold_is_met_R28(promise: str, star: int) -> None:
    bound = read_bound(promise)
    assert bound is not None
    assert star_of(BRANCH.core_of("C1"), bound) == star


def test_innovation_counts_one_or_two_up_to_the_cap_and_moves_no_composite_R6() -> None:
    for levels, bonus in (((0, 1, 0), 1), ((1, 1, 2), 4), ((2, 2, 2), 4), ((0, 0, 0), 0)):
        made = scored({f"N{n + 1}": f"≥ {level} level" for n, level in enumerate(levels)})
        assert (made.bonus, made.composite) == (bonus, 435)
    assert scored({"N1": "≥ 2 count"}).bonus == 0, "a unit without a rule brings nothing"


def test_the_machines_decimal_precision_changes_no_score_R11() -> None:
    fine = {"C1": "≤ 5.99999999999999999999 min", "C3": "≥ 99.49999999999999999999 %"}
    expected = scored(fine)
    with localcontext() as context:
        context.prec = 2
        assert scored(fine) == expected
    assert [expected.indicators[at].star for at in (0, 2)] == [5, 4]


# -- star by minimum ---------------------------------------------------------------------


def test_the_worst_core_indicator_decides_the_star_R29() -> None:
    assert scored({}, ONLINE).star == 5
    assert scored({"D10": "≤ 7 calendar_day"}, ONLINE).star == 4
    assert scored({"D10": "≤ 12 calendar_day"}, ONLINE).star == 3
    assert scored({"D10": "≤ 12 calendar_day", "D1": "≥ 99.95 %"}, ONLINE).star == 3


def test_the_composite_of_a_star_scheme_counts_its_five_star_indicators_R29() -> None:
    assert scored({}, ONLINE).composite == 11
    assert scored({"D10": "≤ 12 calendar_day", "D1": "≥ 99.95 %"}, ONLINE).composite == 9
    assert {one.points for one in scored({}, ONLINE).indicators} == {0}


@pytest.mark.parametrize(
    ("innovation", "star"),
    [
        ({"N1": "≥ 2 level"}, 5),
        ({"N1": "= 0 level", "N4": "≥ 2 level"}, 5),
        ({"N1": "≥ 1 level"}, 4),
        ({f"N{n}": "≥ 1 level" for n in range(1, 5)}, 4),
        ({"N1": "= 0 level"}, 4),
    ],
)
def test_five_stars_need_one_advanced_innovation_else_they_are_four_R29(
    innovation: dict[str, str], star: int
) -> None:
    made = scored(innovation, ONLINE)
    assert (made.star, made.composite) == (star, 11)


def test_a_lack_of_innovation_lowers_no_star_below_five_R29() -> None:
    for promise, star in (("≤ 7 calendar_day", 4), ("≤ 12 calendar_day", 3)):
        assert scored({"D10": promise, "N1": "= 0 level"}, ONLINE).star == star


def test_innovation_is_no_condition_of_stars_in_a_weighted_scheme_R29() -> None:
    asking = replace(BRANCH, advanced_needed=3)
    assert scored({}, asking) == scored({})


# -- what was never eligible ---------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"C4": "≤ 3 working_day"}, {"C4": None}])
def test_nothing_is_scored_without_a_promise_that_converts_R28(
    changes: dict[str, str | None],
) -> None:
    values = {code: text for code, text in {**WORKED, **changes}.items() if text is not None}
    with pytest.raises(ValueError, match="C4"):
        score(BRANCH, declaration(values))
