"""Scores, boards, reasons and leaders: exact, and the same whatever the order of the input."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.rows import read_rows
from services.contracts.scoring import Skip
from services.scoring.domain import refusals
from services.scoring.domain.board import Row, draw, row_bytes, row_plain, rows_document
from services.scoring.domain.explain import explain
from services.scoring.domain.leaders import nominate, shortlist
from services.scoring.domain.lowering import lowered
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score
from tests.unit.scoring.builders import (
    BRANCH,
    FIVE_STARS,
    ONLINE,
    WORKED,
    candidate,
    declaration,
)

LEVELS = {
    "C1": ("≤ 15 min", "≤ 10 min", "≤ 6 min"),
    "C6": ("≥ 90 %", "≥ 95 %", "≥ 98 %"),
    "C8": ("≥ 20 h/person", "≥ 30 h/person", "≥ 40 h/person"),
    "C9": ("= 1 level", "= 2 level", "= 3 level"),
}
CHOICES = st.lists(st.tuples(*(st.sampled_from(range(3)) for _ in LEVELS)), min_size=1, max_size=8)


def board_of(choices: list[tuple[int, ...]], scheme: Scheme = BRANCH) -> list[Any]:
    made = []
    for number, picks in enumerate(choices):
        values = {code: LEVELS[code][pick] for code, pick in zip(LEVELS, picks, strict=True)}
        made.append(candidate(scheme, {**WORKED, **values}, f"{number}"))
    return made


def by_application(rows: tuple[Row, ...]) -> dict[str, int]:
    return {row.candidate.application: row.rank for row in rows}


def total(changes: dict[str, str]) -> int:
    return int(score(BRANCH, declaration({**WORKED, **changes})).composite)


def test_the_worked_example_scores_435_445_450_and_still_does_not_lead_R11_R13() -> None:
    stars = [one.star for one in score(BRANCH, declaration(WORKED)).indicators]
    assert stars == [5, 4, 4, 5, 4, 4, 5, 3, 4]
    assert total({}) == 435
    assert total({"C8": "≥ 40 h/person"}) == 445
    only_c6 = {"C6": "≥ 98 %"}
    assert total(only_c6) == 450
    rows = draw(BRANCH, [candidate(BRANCH, {**WORKED, **only_c6}, "1")] * 1)
    assert shortlist(BRANCH, [row_plain(row) for row in rows]) == (), "C8 is at three stars"


def test_the_worst_core_indicator_decides_the_star_R29() -> None:
    assert score(ONLINE, declaration(FIVE_STARS)).star == 5
    assert score(ONLINE, declaration({**FIVE_STARS, "D10": "≤ 12 calendar_day"})).star == 3


def test_five_stars_need_an_advanced_innovation_where_the_scheme_says_so_R29() -> None:
    assert score(ONLINE, declaration({**FIVE_STARS, "N1": "= 1 level"})).star == 4


def test_ties_share_a_rank_and_the_next_is_counted_on_R11() -> None:
    rows = draw(BRANCH, board_of([(2, 2, 2, 2), (1, 1, 1, 1), (1, 1, 1, 1), (0, 0, 0, 0)]))
    assert [row.rank for row in rows] == [1, 2, 2, 4]
    assert [row.tied for row in rows] == [1, 2, 2, 1]


def test_tie_breaks_decide_in_their_order_R11() -> None:
    # 15·5+15·3 = 15·4+15·4: the same composite, with one five-star indicator more.
    rows = draw(BRANCH, board_of([(1, 1, 1, 1), (2, 0, 1, 1)]))
    assert rows[0].candidate.application == "app-1"
    assert rows[0].candidate.score.composite == rows[1].candidate.score.composite
    assert explain(BRANCH, rows, "app-0").behind == "five_stars"


def test_values_that_binary_floats_cannot_tell_apart_are_told_apart_R11() -> None:
    exact = {"D2": "≤ 29.9999999999 min"}
    less = {"D2": "≤ 29.99999999990001 min"}
    made = [
        candidate(ONLINE, {**FIVE_STARS, **less}, "a"),
        candidate(ONLINE, {**FIVE_STARS, **exact}, "b"),
    ]
    rows = draw(ONLINE, made)
    assert [row.candidate.application for row in rows] == ["app-b", "app-a"]
    assert explain(ONLINE, rows, "app-a").behind == "value:D2"
    third = Decimal(1) / 3
    assert Fraction(third) != Fraction(1, 3)


def test_one_place_an_enterprise_unless_the_scheme_allows_more_R30() -> None:
    best = candidate(BRANCH, {**WORKED, "C8": "≥ 40 h/person"}, "1")
    other = replace(candidate(BRANCH, WORKED, "1"), application="app-1-other")
    assert [row.candidate for row in draw(BRANCH, [other, best])] == [best]
    assert len(draw(replace(BRANCH, several_standards=True), [other, best])) == 2


def test_an_empty_board_is_a_board_R30() -> None:
    assert draw(BRANCH, []) == ()
    assert rows_document(()) == b""
    assert shortlist(BRANCH, []) == ()


@settings(max_examples=60, derandomize=True)
@given(CHOICES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_byte_R11(
    choices: list[tuple[int, ...]], random: Any
) -> None:
    made = board_of(choices)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert rows_document(draw(BRANCH, made)) == rows_document(draw(BRANCH, shuffled))


@settings(max_examples=60, derandomize=True)
@given(CHOICES, st.integers(0, 7), st.integers(0, 3))
def test_raising_a_value_never_lowers_a_rank_R11(
    choices: list[tuple[int, ...]], who: int, which: int
) -> None:
    who %= len(choices)
    raised = list(choices)
    picks = list(raised[who])
    picks[which] = 2
    raised[who] = tuple(picks)
    before = by_application(draw(BRANCH, board_of(choices)))
    after = by_application(draw(BRANCH, board_of(raised)))
    assert after[f"app-{who}"] <= before[f"app-{who}"]


@settings(max_examples=40, derandomize=True)
@given(CHOICES, st.integers(2, 9))
def test_scaling_every_weight_changes_no_rank_R11(
    choices: list[tuple[int, ...]], factor: int
) -> None:
    scaled = replace(
        BRANCH, core=tuple(replace(core, weight=core.weight * factor) for core in BRANCH.core)
    )
    assert by_application(draw(BRANCH, board_of(choices))) == by_application(
        draw(scaled, board_of(choices, scaled))
    )


@settings(max_examples=40, derandomize=True)
@given(CHOICES)
def test_every_promised_rise_really_rises_R12(choices: list[tuple[int, ...]]) -> None:
    made = board_of(choices)
    rows = draw(BRANCH, made)
    for row in rows:
        reason = explain(BRANCH, rows, row.candidate.application)
        assert (reason.behind == "") == (row.rank == 1)
        for rise in reason.rises:
            needed = rise.needed.replace("≤", "≤ ").replace("≥", "≥ ")
            values = {
                code: f"{one.operator} {one.value} {one.unit}"
                for code, one in row.candidate.declaration.values.items()
            } | {rise.indicator: needed}
            name = row.candidate.application.removeprefix("app-")
            others = [one for one in made if one is not row.candidate]
            again = draw(BRANCH, [*others, candidate(BRANCH, values, name)])
            assert by_application(again)[row.candidate.application] == rise.new_rank < row.rank


def test_rows_are_canonical_json_lines_and_come_back_R11() -> None:
    rows = draw(BRANCH, board_of([(2, 2, 2, 2), (0, 0, 0, 0)]))
    for row, line in zip(rows, rows_document(rows).splitlines(), strict=True):
        assert line == row_bytes(row) == rfc8785.dumps(json.loads(line))
    assert read_rows(rows_document(rows)) == [row_plain(row) for row in rows]


def listed(*ranks: tuple[int, int, int]) -> list[dict[str, Any]]:
    """Rows of (rank, star, composite)."""
    return [
        {"application": f"a{at}", "enterprise": f"E{at}", "rank": r, "star": s, "composite": str(c)}
        for at, (r, s, c) in enumerate(ranks)
    ]


def test_share_and_count_cut_the_shortlist_R13() -> None:
    rows = listed(*((n + 1, 4, 480 - n) for n in range(20)))
    assert shortlist(BRANCH, rows) == ("a0", "a1", "a2")
    assert shortlist(BRANCH, rows[:7]) == ("a0", "a1")


@pytest.mark.parametrize(("at_tie", "expected"), [("none", ("a0",)), ("all", ("a0", "a1", "a2"))])
def test_a_tie_on_the_cut_is_taken_whole_or_not_at_all_R30(
    at_tie: str, expected: tuple[str, ...]
) -> None:
    scheme = replace(BRANCH, leaders=replace(BRANCH.leaders, at_tie=at_tie, max_count=2))
    rows = listed((1, 4, 480), (2, 4, 470), (2, 4, 470), *((n, 3, 300) for n in range(4, 12)))
    assert shortlist(scheme, rows) == expected


def nomination(**changes: Any) -> Any:
    asked: dict[str, Any] = {
        "board": "b",
        "version": 1,
        "season": "s",
        "category": "c",
        "rows": listed((1, 4, 480), (2, 4, 470), (3, 4, 460)),
        "shortlisted": ("a0", "a1"),
        "missing": {},
        "leaders": ("a0", "a1"),
        "number_reason": "理由",
        "skipped": (),
    }
    return nominate(**{**asked, **changes})


def test_leaders_come_from_the_shortlist_with_everything_filed_R13_R14() -> None:
    assert [leader.rank for leader in nomination().leaders] == [1, 2]
    with pytest.raises(refusals.NotShortlisted):
        nomination(leaders=("a2",))
    with pytest.raises(refusals.EvidenceMissing):
        nomination(missing={"a0": ["承诺书"]})


def test_passing_over_a_higher_rank_needs_a_reason_R13() -> None:
    with pytest.raises(refusals.SkipUnexplained):
        nomination(leaders=("a1",))
    assert nomination(leaders=("a1",), skipped=(Skip(application="a0", reason="整改中"),))


def test_no_leader_this_year_is_a_result_R30() -> None:
    assert nomination(leaders=(), shortlisted=()).leaders == ()


def test_a_core_indicator_that_got_worse_is_found_though_the_star_is_the_same_R21() -> None:
    old, new = declaration(WORKED), declaration({**WORKED, "C2": "≥ 90 %", "C1": "≤ 6.0 min"})
    assert lowered(BRANCH, old, new) == ()
    [found] = lowered(BRANCH, declaration({**WORKED, "C2": "≥ 92 %"}), declaration(WORKED))
    assert (found.indicator, found.star_before, found.star_after) == ("C2", 4, 4)
    missing = {code: text for code, text in WORKED.items() if code != "C3"}
    assert [one.indicator for one in lowered(BRANCH, old, declaration(missing))] == ["C3"]
    other_unit = declaration({**WORKED, "C7": "≤ 0.001 %"})
    assert lowered(BRANCH, old, other_unit) == ()
    assert [one.indicator for one in lowered(BRANCH, old, declaration({**WORKED, "C4": "≤ 3 working_day"}))] == ["C4"]  # fmt: skip
