"""Drawing boards: exact keys, shared ranks, and the same bytes whatever the input's order (R11)."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.rows import read_rows
from services.scoring.domain.board import Candidate, draw, rows_document
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

PROVE = settings(max_examples=60, derandomize=True)


def online(name: str, **changes: str) -> Candidate:
    return candidate(ONLINE, {**FIVE_STARS, **changes}, name)


def order(*made: Candidate) -> list[tuple[int, str]]:
    return [(rank, application) for application, rank in ranks(draw(ONLINE, made)).items()]


# -- ranks and ties ----------------------------------------------------------------------


def test_ties_share_a_rank_and_the_next_is_counted_on_R11() -> None:
    rows = draw(BRANCH, board_of([(2, 2, 2, 2), (1, 1, 1, 1), (1, 1, 1, 1), (0, 0, 0, 0)]))
    assert [row.rank for row in rows] == [1, 2, 2, 4]
    assert [row.tied for row in rows] == [1, 2, 2, 1]


def test_all_equal_are_all_first_R11() -> None:
    rows = draw(BRANCH, board_of([(1, 0, 1, 0)] * 5))
    assert [(row.rank, row.tied) for row in rows] == [(1, 5)] * 5


def test_an_empty_board_is_a_board_R30() -> None:
    assert draw(BRANCH, []) == ()
    assert rows_document(()) == b""
    assert read_rows(b"") == []


def test_the_composite_comes_before_every_tie_break_in_a_weighted_scheme_R29() -> None:
    # 15·5 + 15·4 against 15·4 + 15·4 with all innovations advanced.
    low = {"N1": "≥ 2 level", "N2": "≥ 2 level", "N3": "≥ 2 level"}
    high = candidate(BRANCH, {**WORKED, "C6": "≥ 98 %"}, "z")
    rows = draw(BRANCH, [candidate(BRANCH, {**WORKED, **low}, "a"), high])
    assert rows[0].candidate is high


def test_the_star_comes_before_the_number_of_five_star_indicators_R29() -> None:
    four = {"D10": "≤ 7 calendar_day", "D9": "≥ 90 %", "D8": "≤ 5 count"}  # fmt: skip
    three = {"D10": "≤ 12 calendar_day"}
    assert order(online("three", **three), online("four", **four)) == [
        (1, "app-four"),
        (2, "app-three"),
    ]


def test_tie_breaks_decide_in_the_schemes_order_R11() -> None:
    four = {"D9": "≥ 90 %", "D8": "≤ 5 count"}
    made = [
        online("1-most-five-stars", D9="≥ 90 %"),
        online("2-most-four-stars", **four, D10="≤ 7 calendar_day", D11="= 2 level"),
        online("3-innovation", **four, D10="≤ 12 calendar_day", D11="= 2 level", N2="= 2 level"),
        online("4-plain", **four, D10="≤ 12 calendar_day", D11="= 2 level"),
    ]
    # Bring all to one star, so that only the tie-breaks tell them apart.
    low = {"D7": "≤ 1 ‰"}
    values = [{c: f"{v.operator} {v.value} {v.unit}" for c, v in m.declaration.values.items()} for m in made]  # fmt: skip
    low_made = [
        candidate(ONLINE, {**one, **low}, m.application[4:])
        for one, m in zip(values, made, strict=True)
    ]
    assert {m.score.star for m in low_made} == {3}
    assert order(*reversed(low_made)) == [(n + 1, m.application) for n, m in enumerate(low_made)]


def test_another_order_of_tie_breaks_is_another_board_R11() -> None:
    # 15·5 + 15·3 = 15·4 + 15·4: the first has more five stars, the second more four stars.
    made = board_of([(2, 0, 1, 1), (1, 1, 1, 1)])
    assert made[0].score.composite == made[1].score.composite
    assert ranks(draw(BRANCH, made)) == {"app-0": 1, "app-1": 2}
    turned = replace(BRANCH, tie_breaks=("four_stars", "five_stars"))
    assert ranks(draw(turned, made)) == {"app-1": 1, "app-0": 2}
    silent = replace(BRANCH, tie_breaks=())
    assert ranks(draw(silent, made)) == {"app-0": 1, "app-1": 1}


def test_value_tie_breaks_follow_each_indicators_direction_and_order_R11() -> None:
    assert order(online("a", D1="≥ 99.99 %"), online("b", D1="≥ 99.995 %"))[0] == (1, "app-b")
    assert order(online("a", D2="≤ 30 min"), online("b", D2="≤ 29 min"))[0] == (1, "app-b")
    first, second = online("a", D1="≥ 99.991 %", D2="≤ 30 min"), online("b", D2="≤ 1 min")
    assert order(second, first) == [(1, "app-a"), (2, "app-b")], "D1 is asked before D2"
    assert order(online("a"), online("b", D4="≤ 1 h")) == [(1, "app-a"), (1, "app-b")]


def test_value_tie_breaks_compare_across_units_R28() -> None:
    assert order(online("a", D2="≤ 0.5 h"), online("b", D2="≤ 1800 s")) == [
        (1, "app-a"),
        (1, "app-b"),
    ]
    assert order(online("a", D2="≤ 0.5 h"), online("b", D2="≤ 1799 s"))[0] == (1, "app-b")


def test_a_value_tie_break_without_a_rule_for_the_unit_is_a_programming_error_R28() -> None:
    odd = online("a")
    values = dict(odd.declaration.values)
    values["D10"] = replace(values["D10"], unit="working_day")
    odd = replace(odd, declaration=replace(odd.declaration, values=values))
    with pytest.raises(ValueError, match="D10"):
        draw(ONLINE, [odd])


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("99.99000000000000011", "99.9900000000000001"),
        ("99.999999999999999999999999999999", "99.999999999999999999999999999998"),
    ],
)
def test_values_that_binary_floats_cannot_tell_apart_rank_apart_R11(
    better: str, worse: str
) -> None:
    assert float(better) == float(worse)
    made = [online("a", D1=f"≥ {worse} %"), online("b", D1=f"≥ {better} %")]
    assert order(*made) == [(1, "app-b"), (2, "app-a")]


def test_a_third_is_not_rounded_into_a_tie_R11() -> None:
    # 20/60 min against 0.333…: equal in any fixed number of decimals that is short enough.
    third = online("a", D2="≤ 20 s")
    near = online("b", D2=f"≤ 0.{'3' * 30} min")
    assert order(third, near) == [(1, "app-b"), (2, "app-a")]
    assert Fraction(Decimal(f"0.{'3' * 30}")) != Fraction(1, 3)


# -- one place an enterprise -------------------------------------------------------------


def test_one_place_an_enterprise_unless_the_scheme_allows_more_R30() -> None:
    best = candidate(BRANCH, {**WORKED, "C8": "≥ 40 h/person"}, "1")
    other = replace(candidate(BRANCH, WORKED, "1"), application="app-1-other")
    third = candidate(BRANCH, WORKED, "2")
    assert ranks(draw(BRANCH, [other, third, best])) == {"app-1": 1, "app-2": 2}
    several = replace(BRANCH, several_standards=True)
    assert ranks(draw(several, [other, third, best])) == {"app-1": 1, "app-1-other": 2, "app-2": 2}


def test_an_enterprises_equal_standards_take_one_place_whatever_the_order_R30() -> None:
    one = candidate(BRANCH, WORKED, "1")
    twin = replace(one, application="app-0-twin")
    assert draw(BRANCH, [one, twin]) == draw(BRANCH, [twin, one])
    assert len(draw(BRANCH, [one, twin])) == 1


# -- what holds for every board ------------------------------------------------------------


@PROVE
@given(CHOICES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_byte_R11(
    choices: list[tuple[int, ...]], chance: random.Random
) -> None:
    made = board_of(choices)
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert rows_document(draw(BRANCH, made)) == rows_document(draw(BRANCH, shuffled))


@PROVE
@given(CHOICES)
def test_a_rank_counts_who_is_strictly_better_and_ties_are_symmetric_R11(
    choices: list[tuple[int, ...]],
) -> None:
    rows = draw(BRANCH, board_of(choices))
    for row in rows:
        assert row.rank == 1 + sum(other.key < row.key for other in rows)
        assert row.tied == sum(other.rank == row.rank for other in rows)
        for other in rows:
            assert (row.rank == other.rank) == (row.key == other.key)


@PROVE
@given(CHOICES, st.randoms(use_true_random=False))
def test_the_ids_of_applications_decide_no_rank_R11(
    choices: list[tuple[int, ...]], chance: random.Random
) -> None:
    made = board_of(choices)
    ids = [one.application for one in made]
    chance.shuffle(ids)
    renamed = [replace(one, application=new) for one, new in zip(made, ids, strict=True)]

    def by_enterprise(candidates: list[Candidate]) -> dict[str, int]:
        rows = draw(BRANCH, candidates)
        return {row.candidate.declaration.enterprise: row.rank for row in rows}

    assert by_enterprise(made) == by_enterprise(renamed)


HIGHER = {"C2": "%", "C6": "%", "C8": "h/person"}
VALUES = st.lists(
    st.tuples(st.decimals(80, 100, places=1), st.decimals(90, 100, places=1), st.integers(20, 45)),
    min_size=2,
    max_size=6,
)


@PROVE
@given(VALUES, st.integers(0, 5), st.sampled_from(sorted(HIGHER)), st.decimals(0, 20, places=1))
def test_raising_a_higher_is_better_value_never_lowers_a_rank_R11(
    values: list[tuple[Decimal, Decimal, int]], who: int, code: str, more: Decimal
) -> None:
    who %= len(values)
    promised = [
        {c: f"≥ {v} {HIGHER[c]}" for c, v in zip(HIGHER, one, strict=True)} for one in values
    ]
    before = [candidate(BRANCH, WORKED | one, f"{n}") for n, one in enumerate(promised)]
    old = values[who][list(HIGHER).index(code)]
    promised[who] = promised[who] | {code: f"≥ {old + more} {HIGHER[code]}"}
    after = [candidate(BRANCH, WORKED | one, f"{n}") for n, one in enumerate(promised)]
    name = f"app-{who}"
    for scheme in (BRANCH, replace(BRANCH, tie_breaks=("value:C8", "value:C2", "value:C6"))):
        assert ranks(draw(scheme, after))[name] <= ranks(draw(scheme, before))[name]


@PROVE
@given(CHOICES, st.integers(0, 7), st.integers(0, 3))
def test_a_better_level_never_lowers_a_rank_R11(
    choices: list[tuple[int, ...]], who: int, which: int
) -> None:
    who %= len(choices)
    raised = list(choices)
    raised[who] = tuple(2 if at == which else pick for at, pick in enumerate(choices[who]))
    before, after = ranks(draw(BRANCH, board_of(choices))), ranks(draw(BRANCH, board_of(raised)))
    assert after[f"app-{who}"] <= before[f"app-{who}"]


@PROVE
@given(CHOICES, st.integers(2, 1_000))
def test_scaling_every_weight_changes_no_order_R11(
    choices: list[tuple[int, ...]], factor: int
) -> None:
    core = tuple(replace(one, weight=one.weight * factor) for one in BRANCH.core)
    scaled = replace(BRANCH, core=core)
    assert list(ranks(draw(BRANCH, board_of(choices))).items()) == list(
        ranks(draw(scaled, board_of(choices, scaled))).items()
    )


@PROVE
@given(CHOICES, st.integers(0, 7))
def test_who_leaves_changes_no_order_among_the_rest_R29(
    choices: list[tuple[int, ...]], who: int
) -> None:
    made = board_of(choices)
    gone = made[who % len(made)]
    before = [r.candidate for r in draw(BRANCH, made) if r.candidate is not gone]
    rest = draw(BRANCH, [one for one in made if one is not gone])
    assert [row.candidate for row in rest] == before
