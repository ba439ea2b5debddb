"""The direction `range`: two ends promised, graded by the narrowest level they stay in (R6, R28)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from services.scoring.domain.board import Candidate, draw
from services.scoring.domain.declaration import Declaration
from services.scoring.domain.eligibility import judge
from services.scoring.domain.explain import Rise, explain
from services.scoring.domain.lowering import lowered
from services.scoring.domain.promise import Bound, Span, read_span
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.score import score
from tests.unit.scoring.builders import (
    BRANCH,
    FIVE_STARS,
    ONLINE,
    WORKED,
    candidate,
    changed,
    declaration,
    promise,
)
from tests.unit.scoring.engine_two import BRANCH_2, RANGED, RANGED_2


def ranged(*ends: str) -> Declaration:
    made = declaration(FIVE_STARS)
    return made.promising("D12", [promise("D12", f"{end} °C") for end in ends])


@pytest.mark.parametrize(
    ("ends", "star"),
    [
        (("≥ 20", "≤ 24"), 5),
        (("> 20", "< 24"), 5),
        (("= 22",), 5),
        (("≥ 19", "≤ 24"), 4),
        (("≥ 18", "≤ 26"), 4),
        (("≥ 20", "≤ 28"), 3),
    ],
)
def test_a_range_is_graded_by_the_narrowest_level_it_stays_in_R6_R28(
    ends: tuple[str, ...], star: int
) -> None:
    declared = ranged(*ends)
    assert judge(RANGED_2, declared) == ()
    assert score(RANGED_2, declared).indicators[-1].star == star


@pytest.mark.parametrize(
    "ends",
    [(), ("≥ 20",), ("≤ 24",), ("≥ 10", "≤ 24"), ("≥ 20", "≤ 29"), ("≥ 24", "≤ 20"), ("= 40",)],
)
def test_a_range_wider_than_three_stars_open_or_empty_is_no_level_R8_R28(
    ends: tuple[str, ...],
) -> None:
    declared = ranged(*ends) if ends else declaration(FIVE_STARS)
    assert {one.indicator for one in judge(RANGED_2, declared)} == {"D12"}


def test_both_ends_of_a_range_are_printed_R12() -> None:
    one = score(RANGED_2, ranged("≥ 18", "≤ 26")).indicators[-1]
    assert (one.declared, one.met) == ("≥18 °C ≤26 °C", "≥18 °C ≤26 °C")


def test_a_rise_in_a_range_asks_both_ends_R12() -> None:
    def made(name: str, *ends: str) -> Candidate:
        declared = replace(ranged(*ends), enterprise=name, standard=name)
        return Candidate(name, name, declared, score(RANGED_2, declared))

    rows = draw(RANGED_2, [made("a", "≥ 20", "≤ 24"), made("b", "≥ 18", "≤ 26")])
    assert [row.candidate.application for row in rows] == ["a", "b"]
    assert explain(RANGED_2, rows, "b").rises == (Rise("D12", "≥18 °C ≤26 °C", "≥20 °C ≤24 °C", 1),)


def test_a_wider_range_is_a_worse_one_R21() -> None:
    narrow, wide = ranged("≥ 20", "≤ 24"), ranged("≥ 19", "≤ 24")
    [found] = lowered(RANGED_2, narrow, wide)
    assert (found.indicator, found.star_before, found.star_after) == ("D12", 5, 4)
    assert lowered(RANGED_2, wide, narrow) == ()


def test_a_range_decides_no_value_tie_R11() -> None:
    with pytest.raises(SchemeInvalid) as refused:
        read_scheme(changed('"value:D1"', '"value:D12"', RANGED))
    assert refused.value.details["place"].startswith("$.tie_breaks[")


def test_two_ends_where_one_matters_count_by_that_one_R28() -> None:
    both = declaration(WORKED).promising("C1", [promise("C1", "≥ 2 min"), promise("C1", "≤ 6 min")])
    for scheme in (BRANCH, BRANCH_2):
        assert judge(scheme, both) == ()
        assert score(scheme, both).indicators[0].star == 5
    tied = replace(ONLINE, tie_breaks=("value:D2",))
    declared = declaration(FIVE_STARS).promising(
        "D2", [promise("D2", "≥ 1 min"), promise("D2", "≤ 30 min")]
    )
    one = Candidate("one", "", declared, score(tied, declared))
    assert [row.rank for row in draw(tied, [one, candidate(tied, FIVE_STARS, "b")])] == [1, 1]


def test_a_span_is_read_exactly_and_never_empty_R28() -> None:
    assert read_span("18..26") == Span(Bound("≥", Fraction(18)), Bound("≤", Fraction(26)))
    assert read_span(" -5 .. 5 ") is not None
    for text in ("26..18", "18", "18...26", "18-26", "a..b", "≥18..26"):
        assert read_span(text) is None
