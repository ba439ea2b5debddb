"""Two boards, or two schemes over the same promises: who moved, from where to where, why (R12)."""

from dataclasses import replace

from hypothesis import given, settings

from services.scoring.domain.board import Candidate, draw, row_plain
from services.scoring.domain.cause import Cause
from services.scoring.domain.compare import Comparison, Move, Side, compare
from services.scoring.domain.promise import Bound
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score
from tests.unit.scoring.builders import BRANCH, CHOICES, WORKED, board_of, candidate


def side(made: list[Candidate], scheme: Scheme = BRANCH) -> Side:
    again = [replace(one, score=score(scheme, one.declaration)) for one in made]
    return Side(scheme, [row_plain(row) for row in draw(scheme, again)])


def moves(found: Comparison) -> dict[str, Move]:
    return {move.application: move for move in found.moves}


def with_core(code: str, **changes: object) -> Scheme:
    core = tuple(
        replace(one, **changes) if one.code == code else one  # type: ignore[arg-type]
        for one in BRANCH.core
    )
    return replace(BRANCH, core=core)


def test_who_leaves_lifts_those_below_and_is_named_as_the_cause_R12_R15() -> None:
    made = board_of([(2, 2, 2, 2), (1, 1, 1, 1), (0, 0, 0, 0)])
    found = moves(compare(side(made), side(made[1:])))
    assert found["app-0"].ranks == (1, None)
    assert found["app-0"].causes == (Cause("left", who=("app-0",)),)
    assert found["app-1"].ranks == (2, 1)
    assert found["app-2"].causes == (Cause("left", who=("app-0",)),)
    back = moves(compare(side(made[1:]), side(made)))
    assert (back["app-0"].ranks, back["app-0"].causes[0].kind) == ((None, 1), "joined")
    assert back["app-2"].causes == (Cause("joined", who=("app-0",)),)


def test_another_promise_is_told_with_its_stars_and_points_R12() -> None:
    below = candidate(BRANCH, WORKED, "b")
    better = candidate(BRANCH, WORKED | {"C6": "≥ 98 %"}, "b")
    above = candidate(BRANCH, WORKED | {"C8": "≥ 40 h/person"}, "a")
    found = moves(compare(side([above, below]), side([above, better])))
    assert found["app-b"].ranks == (2, 1)
    assert found["app-b"].composites == ("435", "450")
    assert found["app-b"].causes == (
        Cause("promise", "C6", "≥95 %", "≥98 %", (4, 5), (60, 75)),
        Cause("overtook", who=("app-a",)),
    )
    assert found["app-a"].causes == (Cause("overtaken", who=("app-b",)),)


def test_another_threshold_is_told_as_the_first_that_decides_R12() -> None:
    levels = {**BRANCH.core_of("C6").levels, 5: Bound("≥", BRANCH.core_of("C6").levels[4].value)}  # type: ignore[union-attr]
    other = with_core("C6", levels=levels)
    made = [candidate(BRANCH, WORKED, "a"), candidate(BRANCH, WORKED | {"C6": "≥ 98 %"}, "b")]
    found = compare(side(made), side(made, other))
    assert moves(found)["app-a"].ranks == (2, 1)
    assert moves(found)["app-a"].causes[0] == Cause(
        "threshold", "C6", "≥98 %", "≥95 %", (4, 5), (60, 75)
    )
    assert found.rules == (Cause("threshold", "C6", "≥98 %", "≥95 %", (5, 5)),)
    assert "app-b" not in moves(found), "first on both, and five stars on both"


def test_another_weight_is_told_with_the_points_it_brings_R12() -> None:
    other = with_core("C8", weight=50)
    made = board_of([(2, 0, 0, 0), (0, 0, 2, 0)])
    found = compare(side(made), side(made, other))
    assert moves(found)["app-1"].ranks == (2, 1)
    weight = next(one for one in moves(found)["app-1"].causes if one.kind == "weight")
    assert weight == Cause("weight", "C8", "5", "50", (5, 5), (25, 250))
    assert found.rules == (Cause("weight", "C8", "5", "50"),)


def test_indicators_that_came_or_went_and_other_rules_are_told_R12() -> None:
    fewer = replace(BRANCH, core=BRANCH.core[:-1], tie_breaks=("innovation",))
    made = board_of([(1, 1, 1, 1)])
    found = compare(side(made), side(made, fewer))
    assert Cause("removed", "C9", before="适老服务等级") in found.rules
    assert Cause("rule", "tie_breaks", "five_stars, four_stars, innovation", "innovation") in found.rules  # fmt: skip
    [gone] = moves(found)["app-0"].causes
    assert (gone.kind, gone.indicator, gone.points) == ("removed", "C9", (40, 0))
    [back] = moves(compare(side(made, fewer), side(made)))["app-0"].causes
    assert (back.kind, back.points) == ("added", (0, 40))


@settings(max_examples=40, derandomize=True)
@given(CHOICES, CHOICES)
def test_every_move_has_a_cause_and_turned_round_it_is_the_same_move_R12(
    choices: list[tuple[int, ...]], others: list[tuple[int, ...]]
) -> None:
    one, other = side(board_of(choices)), side(board_of(others))
    there, back = compare(one, other), compare(other, one)
    assert compare(one, one) == Comparison((), ())
    assert {m.application: m.ranks for m in there.moves} == {
        m.application: m.ranks[::-1] for m in back.moves
    }
    ranks = [{row["application"]: row["rank"] for row in s.rows} for s in (one, other)]
    for application in ranks[0].keys() | ranks[1].keys():
        pair = (ranks[0].get(application), ranks[1].get(application))
        if pair[0] != pair[1]:
            assert moves(there)[application].ranks == pair
            assert moves(there)[application].causes
