"""What each weight decides: exact, and true when the board is drawn again (R11, R29)."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from services.scoring.domain.board import Candidate, Row, draw
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score
from services.scoring.domain.sensitivity import BEYOND, SHARES, SWAPS, sensitivities
from tests.unit.scoring.builders import BRANCH, CHOICES, FIVE_STARS, ONLINE, board_of, candidate

PROVE = settings(max_examples=40, derandomize=True)
TINY = Fraction(1, 10**9)


def reweighed(code: str, change: Fraction) -> Scheme:
    """The scheme with one weight changed, all scaled to whole numbers: that changes no order."""
    core = []
    for one in BRANCH.core:
        exact = (one.weight + (change if one.code == code else 0)) * change.denominator
        assert exact.denominator == 1
        core.append(replace(one, weight=exact.numerator))
    return replace(BRANCH, core=tuple(core))


def drawn(scheme: Scheme, made: list[Candidate]) -> tuple[Row, ...]:
    again = [replace(one, score=score(scheme, one.declaration)) for one in made]
    return draw(scheme, again)


def rank_of(rows: tuple[Row, ...]) -> dict[str, int]:
    return {row.candidate.application: row.rank for row in rows}


@PROVE
@given(CHOICES)
def test_up_to_the_change_nobody_swaps_and_beyond_it_the_two_do_R11_R29(
    choices: list[tuple[int, ...]],
) -> None:
    made = board_of(choices)
    rows = drawn(BRANCH, made)
    ahead = [
        (one.candidate.application, other.candidate.application)
        for one in rows
        for other in rows
        if one.key[0] < other.key[0]
    ]
    for found in sensitivities(BRANCH, rows):
        for swap in (found.increase, found.decrease):
            if swap is None:
                continue
            towards = TINY if swap.change > 0 else -TINY
            before = rank_of(drawn(reweighed(found.indicator, swap.change - towards), made))
            assert all(before[one] < before[other] for one, other in ahead)
            there = rank_of(drawn(reweighed(found.indicator, swap.change), made))
            if found.weight + swap.change + towards > 0:
                after = rank_of(drawn(reweighed(found.indicator, swap.change + towards), made))
                assert after[swap.lower] < after[swap.upper]
            upper, lower = there[swap.upper], there[swap.lower]
            assert {SWAPS: lower < upper, SHARES: lower == upper, BEYOND: upper < lower}[swap.at]


@PROVE
@given(CHOICES)
def test_where_none_is_told_no_change_swaps_anybody_R29(choices: list[tuple[int, ...]]) -> None:
    made = board_of(choices)
    rows = drawn(BRANCH, made)
    for found in sensitivities(BRANCH, rows):
        for swap, change in ((found.increase, Fraction(10**6)), (found.decrease, None)):
            if swap is None:
                least = TINY - found.weight if change is None else change
                after = rank_of(drawn(reweighed(found.indicator, least), made))
                for one in rows:
                    for other in rows:
                        if one.key[0] < other.key[0]:
                            names = one.candidate.application, other.candidate.application
                            assert after[names[0]] < after[names[1]]


def test_the_change_is_an_exact_fraction_R11() -> None:
    # 15·5 + 5·4 + 15·3 + 10·3 and 15·3 + 5·3 + 15·5 + 10·3 differ by 5; C1's stars by two.
    rows = draw(BRANCH, board_of([(2, 0, 1, 0), (0, 2, 0, 0)]))
    found = {one.indicator: one for one in sensitivities(BRANCH, rows)}
    assert found["C1"].decrease is not None
    assert found["C1"].decrease.change == Fraction(-5, 2)
    assert found["C6"].increase is not None
    assert found["C6"].increase.change == Fraction(5, 2)
    assert (found["C1"].increase, found["C6"].decrease) == (None, None)
    assert (found["C2"].increase, found["C2"].even) == (None, ())


def test_neighbours_of_one_composite_are_even_to_every_weight_that_tells_them_apart_R11() -> None:
    rows = draw(BRANCH, board_of([(1, 1, 1, 1), (2, 0, 1, 1)]))
    found = {one.indicator: one for one in sensitivities(BRANCH, rows)}
    assert found["C1"].even == found["C6"].even == (("app-1", "app-0"),)
    assert (found["C8"].even, found["C1"].increase) == ((), None)


def test_who_is_even_with_a_neighbour_may_be_the_first_to_pass_R11() -> None:
    # app-1 and app-2 are even, and only app-2, the lower, gains from C1 on app-0.
    rows = draw(BRANCH, board_of([(0, 0, 0, 2), (0, 1, 0, 0), (1, 0, 0, 0)]))
    assert [row.candidate.application for row in rows] == ["app-0", "app-1", "app-2"]
    found = next(one for one in sensitivities(BRANCH, rows) if one.indicator == "C1")
    assert found.increase is not None
    assert (found.increase.change, found.increase.lower) == (Fraction(5), "app-2")


def test_a_star_scheme_and_an_empty_board_have_nothing_to_tell_R29_R30() -> None:
    assert sensitivities(ONLINE, draw(ONLINE, [candidate(ONLINE, FIVE_STARS, "a")])) == ()
    assert all(
        (one.increase, one.decrease, one.even) == (None, None, ())
        for one in sensitivities(BRANCH, ())
    )
