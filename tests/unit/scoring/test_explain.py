"""Every place is explained: what it is behind on, and what would move it up (R12)."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from services.scoring.domain.board import Candidate, draw
from services.scoring.domain.explain import Reason, Rise, explain
from services.scoring.domain.scheme import Scheme
from tests.unit.scoring.builders import (
    BRANCH,
    CHOICES,
    FIVE_STARS,
    ONLINE,
    WORKED,
    board_of,
    candidate,
    ranks,
)


def online(name: str, **changes: str) -> Candidate:
    return candidate(ONLINE, {**FIVE_STARS, **changes}, name)


def reason(scheme: Scheme, made: list[Candidate], application: str) -> Reason:
    return explain(scheme, draw(scheme, made), application)


def promised(one: Candidate, rise: Rise) -> Candidate:
    """The same candidate, had its text said what the rise asks."""
    needed = re.sub(r"^([<≤=≥>])", r"\1 ", rise.needed)
    scheme = BRANCH if "C1" in one.declaration.values else ONLINE
    values = {
        code: f"{value.operator} {value.value} {value.unit}"
        for code, value in one.declaration.values.items()
    }
    return candidate(
        scheme, {**values, rise.indicator: needed}, one.application.removeprefix("app-")
    )


def check_rises(scheme: Scheme, made: list[Candidate]) -> int:
    """Apply each promised change alone and draw again; return how many there were."""
    rows = draw(scheme, made)
    count = 0
    for row in rows:
        application = row.candidate.application
        found = explain(scheme, rows, application)
        assert (found.rank, found.application) == (row.rank, application)
        assert (found.behind == "") == (row.rank == 1)
        for rise in found.rises:
            changed = [promised(one, rise) if one is row.candidate else one for one in made]
            assert ranks(draw(scheme, changed))[application] == rise.new_rank < row.rank
            count += 1
    return count


# -- behind ------------------------------------------------------------------------------


def test_the_top_row_is_behind_nothing_R12() -> None:
    top = reason(BRANCH, board_of([(1, 1, 1, 1), (0, 0, 0, 0)]), "app-0")
    assert top == Reason(rank=1, application="app-0", behind="", rises=())


def test_all_who_share_the_top_are_behind_nothing_R12() -> None:
    made = board_of([(1, 1, 1, 1), (1, 1, 1, 1), (0, 0, 0, 0)])
    for application in ("app-0", "app-1"):
        assert reason(BRANCH, made, application) == Reason(1, application, "", ())


def test_behind_names_the_first_key_in_which_the_row_above_is_better_R12() -> None:
    assert reason(BRANCH, board_of([(2, 2, 2, 2), (1, 1, 1, 1)]), "app-1").behind == "composite"
    # 15·5 + 15·3 = 15·4 + 15·4
    assert reason(BRANCH, board_of([(1, 1, 1, 1), (2, 0, 1, 1)]), "app-0").behind == "five_stars"
    turned = replace(BRANCH, tie_breaks=("four_stars", "five_stars"))
    assert reason(turned, board_of([(1, 1, 1, 1), (2, 0, 1, 1)]), "app-1").behind == "four_stars"
    bonus = candidate(BRANCH, {**WORKED, "N1": "≥ 1 level"}, "b")
    made = [bonus, candidate(BRANCH, WORKED, "a")]
    assert reason(BRANCH, made, "app-a").behind == "innovation"


@pytest.mark.parametrize(
    ("mine", "theirs", "behind"),
    [
        ({"D10": "≤ 12 calendar_day"}, {"D10": "≤ 7 calendar_day"}, "star"),
        ({"D9": "≥ 90 %", "D8": "≤ 5 count"}, {"D9": "≥ 90 %"}, "five_stars"),
        ({}, {"N2": "≥ 1 level"}, "innovation"),
        ({}, {"D1": "≥ 99.995 %"}, "value:D1"),
        ({"D1": "≥ 99.995 %"}, {"D1": "≥ 99.995 %", "D2": "≤ 29 min"}, "value:D2"),
        ({}, {"D10": "≤ 2 calendar_day"}, "value:D10"),
    ],
)
def test_behind_names_star_counts_innovation_or_the_very_value_R12(
    mine: dict[str, str], theirs: dict[str, str], behind: str
) -> None:
    made = [online("mine", **mine), online("theirs", **theirs)]
    assert reason(ONLINE, made, "app-mine").behind == behind


def test_behind_compares_with_the_nearest_better_row_and_not_with_the_top_R12() -> None:
    made = [online("1"), online("2", D9="≥ 90 %"), online("3", D9="≥ 90 %", D1="≥ 99.995 %")]
    assert reason(ONLINE, made, "app-3").behind == "star"
    assert reason(ONLINE, made, "app-2").behind == "value:D1"


def test_who_is_not_on_the_board_is_not_explained_R12() -> None:
    with pytest.raises(LookupError, match="app-9"):
        reason(BRANCH, board_of([(1, 1, 1, 1)]), "app-9")
    with pytest.raises(LookupError, match="app-0"):
        explain(BRANCH, (), "app-0")


# -- rises -------------------------------------------------------------------------------


def test_a_rise_names_promise_need_and_the_new_rank_R12() -> None:
    made = board_of([(1, 1, 1, 1), (1, 0, 1, 1)])
    found = {one.indicator: one for one in reason(BRANCH, made, "app-1").rises}
    assert found["C6"] == Rise(indicator="C6", declared="≥90 %", needed="≥95 %", new_rank=1)
    assert "C8" not in found, "five points do not make up for fifteen"


def test_a_rise_asks_no_more_than_the_least_level_that_lifts_R12() -> None:
    made = board_of([(1, 2, 1, 1), (1, 0, 1, 1)])
    found = {one.indicator: one for one in reason(BRANCH, made, "app-1").rises}
    assert found["C6"].needed == "≥98 %", "95 % would leave it behind by fifteen points"
    made = board_of([(1, 2, 1, 1), (1, 1, 1, 1), (1, 0, 1, 1)])
    found = {one.indicator: one for one in reason(BRANCH, made, "app-2").rises}
    assert (found["C6"].needed, found["C6"].new_rank) == ("≥95 %", 2)


def test_a_rise_tells_the_promise_as_printed_whatever_its_unit_R12_R28() -> None:
    made = [candidate(BRANCH, WORKED, "1"), candidate(BRANCH, {**WORKED, "C7": "≤ 0.008 %"}, "2")]
    found = {one.indicator: one for one in reason(BRANCH, made, "app-2").rises}
    assert (found["C7"].declared, found["C7"].needed) == ("≤0.008 %", "≤0.1 1/10000")


def test_where_only_an_exact_value_is_behind_the_rise_is_the_value_above_R12() -> None:
    made = [online("above", D2="≤ 0.4 h"), online("mine")]
    found = reason(ONLINE, made, "app-mine")
    assert found.behind == "value:D2"
    assert found.rises == (
        Rise("D2", "≤30 min", "≤0.4 h", 1),
        *(Rise(f"N{n}", "—", "≥1 level", 1) for n in (2, 3, 4)),
    )
    assert check_rises(ONLINE, made) == 4


def test_an_advanced_innovation_lifts_where_five_stars_wait_for_it_R12_R29() -> None:
    made = [online("top"), online("mine", N1="≥ 1 level")]
    found = reason(ONLINE, made, "app-mine")
    assert (found.behind, made[1].score.star) == ("star", 4)
    assert found.rises[0] == Rise("N1", "≥1 level", "≥2 level", 1)
    assert check_rises(ONLINE, made) == 4


def test_no_single_change_may_be_enough_and_then_none_is_promised_R12() -> None:
    assert reason(BRANCH, board_of([(2, 2, 2, 2), (0, 0, 0, 0)]), "app-1").rises == ()


def test_the_worked_example_would_rise_but_a_rise_is_no_leadership_R12_R13() -> None:
    made = [
        candidate(BRANCH, {**WORKED, "C6": "≥ 98 %"}, "above"),
        candidate(BRANCH, WORKED, "worked"),
    ]
    found = {one.indicator: one for one in reason(BRANCH, made, "app-worked").rises}
    assert found["C6"] == Rise("C6", "≥95 %", "≥98 %", 1)
    assert "C8" not in found, "445 stays behind 450"


@settings(max_examples=40, derandomize=True)
@given(CHOICES)
def test_every_promised_rise_really_rises_R12(choices: list[tuple[int, ...]]) -> None:
    check_rises(BRANCH, board_of(choices))


def test_every_promised_rise_really_rises_in_a_star_scheme_too_R12() -> None:
    made = [
        *(online("1"), online("2", D1="≥ 99.991 %"), online("3", N1="≥ 1 level")),
        *(online("4", D2="≤ 31 min"), online("5", D2="≤ 32 min", D3="≤ 1 min")),
        online("6", D2="≤ 61 min", N1="= 0 level"),
    ]
    assert check_rises(ONLINE, made) >= 5


def test_where_one_enterprise_may_hold_several_places_its_others_stay_R12_R30() -> None:
    several = replace(BRANCH, several_standards=True)
    first, second = board_of([(1, 1, 1, 1), (1, 0, 1, 1)])
    second = replace(
        second,
        declaration=replace(second.declaration, enterprise=first.declaration.enterprise),
    )
    found = {one.indicator: one for one in reason(several, [first, second], "app-1").rises}
    assert found["C6"].new_rank == 1
