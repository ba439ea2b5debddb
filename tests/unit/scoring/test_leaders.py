"""Who may lead: the shortlist by the scheme's rule, and the body's nomination (R13, R14, R30)."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from services.contracts.scoring import LeadersNominated, Nomination, Skip
from services.scoring.domain.board import draw, row_plain
from services.scoring.domain.leaders import nominate, shortlist
from services.scoring.domain.refusals import EvidenceMissing, NotShortlisted, SkipUnexplained
from services.scoring.domain.scheme import Scheme
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, candidate


def listed(*places: tuple[int, int, int]) -> list[dict[str, Any]]:
    """Rows of (rank, star, composite), as read from a rows document."""
    return [
        {"application": f"a{at}", "enterprise": f"E{at}", "rank": r, "star": s, "composite": str(c)}
        for at, (r, s, c) in enumerate(places)
    ]


def ruled(scheme: Scheme = BRANCH, **changes: Any) -> Scheme:
    return replace(scheme, leaders=replace(scheme.leaders, **changes))


def fit(count: int) -> list[dict[str, Any]]:
    return listed(*((n + 1, 4, 480 - n) for n in range(count)))


# -- the shortlist -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_board", "leading"),
    [(0, 0), (1, 0), (3, 0), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3), (20, 3)],
)
def test_at_most_thirty_percent_and_at_most_three_are_shortlisted_R13(
    on_board: int, leading: int
) -> None:
    assert shortlist(BRANCH, fit(on_board)) == tuple(f"a{n}" for n in range(leading))


def test_the_share_is_of_the_whole_board_and_not_of_who_is_fit_R13() -> None:
    rows = listed((1, 4, 480), (2, 4, 470), *((n, 3, 400) for n in range(3, 11)))
    assert shortlist(BRANCH, rows) == ("a0", "a1")


@pytest.mark.parametrize(
    ("star", "composite", "leads"),
    [(4, 450, True), (5, 500, True), (4, 449, False), (3, 450, False), (3, 490, False)],
)
def test_star_and_composite_must_both_reach_the_rule_R13(
    star: int, composite: int, leads: bool
) -> None:
    rows = listed((1, star, composite), *((n, 3, 300) for n in range(2, 11)))
    assert bool(shortlist(BRANCH, rows)) is leads


def test_the_least_composite_is_compared_exactly_R13() -> None:
    exact = ruled(min_composite=Fraction(450) + Fraction(1, 10**12))
    rows = listed((1, 4, 450), *((n, 3, 300) for n in range(2, 11)))
    assert shortlist(exact, rows) == ()
    rows[0]["composite"] = "450.000000000001"
    assert shortlist(exact, rows) == ("a0",)


def test_who_is_not_fit_is_left_out_and_the_next_moves_up_R13() -> None:
    rows = listed((1, 3, 485), (2, 4, 480), (3, 4, 470), *((n, 3, 300) for n in range(4, 8)))
    assert shortlist(BRANCH, rows) == ("a1", "a2")


TIED = listed((1, 4, 480), (2, 4, 470), (2, 4, 470), (2, 4, 470), *((n, 3, 300) for n in range(5, 12)))  # fmt: skip


@pytest.mark.parametrize(
    ("at_tie", "most", "expected"),
    [
        ("none", 1, ("a0",)),
        ("none", 2, ("a0",)),
        ("none", 3, ("a0",)),
        ("all", 0, ()),
        ("all", 1, ("a0",)),
        ("all", 2, ("a0", "a1", "a2", "a3")),
        ("all", 3, ("a0", "a1", "a2", "a3")),
    ],
)
def test_a_tie_on_the_cut_is_taken_whole_or_not_at_all_R30(
    at_tie: str, most: int, expected: tuple[str, ...]
) -> None:
    assert shortlist(ruled(at_tie=at_tie, max_count=most), TIED) == expected


@pytest.mark.parametrize("at_tie", ["all", "none"])
def test_a_tie_that_fits_below_the_cut_is_no_tie_on_the_cut_R30(at_tie: str) -> None:
    rows = listed((1, 4, 480), (2, 4, 470), (2, 4, 470), *((n, 3, 300) for n in range(4, 11)))
    assert shortlist(ruled(at_tie=at_tie), rows) == ("a0", "a1", "a2")


@pytest.mark.parametrize(("at_tie", "count"), [("all", 10), ("none", 0)])
def test_a_board_on_which_all_are_tied_has_all_leaders_or_none_R30(at_tie: str, count: int) -> None:
    rows = listed(*((1, 4, 480) for _ in range(10)))
    assert len(shortlist(ruled(at_tie=at_tie), rows)) == count


def test_no_leader_this_year_is_a_result_R30() -> None:
    assert shortlist(BRANCH, []) == ()
    assert shortlist(ONLINE, []) == ()
    rows = draw(BRANCH, [candidate(BRANCH, WORKED, f"{n}") for n in range(10)])
    assert shortlist(BRANCH, [row_plain(row) for row in rows]) == ()
    assert shortlist(ruled(max_count=0), fit(10)) == ()


def test_only_five_stars_lead_in_the_national_style_and_all_of_them_R13_R30() -> None:
    made = [candidate(ONLINE, FIVE_STARS, f"{n}") for n in range(3)]
    made.append(candidate(ONLINE, {**FIVE_STARS, "N1": "≥ 1 level"}, "four"))
    rows = [row_plain(row) for row in draw(ONLINE, made)]
    assert shortlist(ONLINE, rows) == ("app-0", "app-1", "app-2")
    four = [row_plain(row) for row in draw(ONLINE, made[3:])]
    assert shortlist(ONLINE, four) == ()


# -- the nomination ----------------------------------------------------------------------


def nomination(
    *leaders: str,
    shortlisted: tuple[str, ...] = ("a0", "a1", "a2"),
    missing: Mapping[str, list[str]] | None = None,
    skipped: tuple[Skip, ...] = (),
    rows: list[dict[str, Any]] | None = None,
) -> LeadersNominated:
    return nominate(
        board="s.c",
        version=2,
        season="s",
        category="c",
        rows=fit(10) if rows is None else rows,
        shortlisted=shortlisted,
        missing=missing or {},
        leaders=leaders,
        number_reason="前三名均达五星",
        skipped=skipped,
    )


def test_leaders_are_nominated_with_rank_star_and_the_reason_of_their_number_R13() -> None:
    assert nomination("a0", "a1") == LeadersNominated(
        board="s.c",
        version=2,
        season="s",
        category="c",
        leaders=(
            Nomination(application="a0", enterprise="E0", rank=1, star=4),
            Nomination(application="a1", enterprise="E1", rank=2, star=4),
        ),
        number_reason="前三名均达五星",
        skipped=(),
    )


def test_leaders_stand_in_the_boards_order_however_they_were_listed_R13() -> None:
    assert [one.application for one in nomination("a2", "a0", "a1", "a0").leaders] == ["a0", "a1", "a2"]  # fmt: skip


def test_tied_leaders_stand_in_the_boards_order_on_every_machine_R11_R30() -> None:
    rows = listed(*((1, 5, 11) for _ in range(30)))
    names = tuple(row["application"] for row in rows)
    found = nomination(*reversed(names), shortlisted=names, rows=rows)
    assert tuple(one.application for one in found.leaders) == names


def test_a_leader_comes_from_the_shortlist_R13() -> None:
    for stranger in ("a3", "a99"):
        with pytest.raises(NotShortlisted) as refused:
            nomination("a0", "a1", "a2", stranger)
        assert refused.value.details == {"application": stranger, "board": "s.c", "version": 2}


def test_a_leader_has_filed_report_and_evidence_R14() -> None:
    with pytest.raises(EvidenceMissing) as refused:
        nomination("a0", "a1", missing={"a1": ["符合性报告", "承诺书"], "a0": []})
    assert refused.value.details == {"application": "a1", "missing": "符合性报告、承诺书"}


def test_what_others_have_not_filed_holds_nobody_up_R14() -> None:
    found = nomination("a0", missing={"a1": ["承诺书"]})
    assert [one.application for one in found.leaders] == ["a0"]


def test_passing_over_a_higher_rank_needs_a_reason_R13() -> None:
    with pytest.raises(SkipUnexplained) as refused:
        nomination("a0", "a2")
    assert refused.value.details == {"application": "a1"}
    skip = Skip(application="a1", reason="整改未完成")
    found = nomination("a0", "a2", skipped=(skip,))
    assert ([one.rank for one in found.leaders], found.skipped) == ([1, 3], (skip,))


def test_every_higher_rank_passed_over_needs_its_own_reason_R13() -> None:
    with pytest.raises(SkipUnexplained) as refused:
        nomination("a2", skipped=(Skip(application="a0", reason="整改未完成"),))
    assert refused.value.details == {"application": "a1"}


@pytest.mark.parametrize("reason", ["", " ", "\u3000\n"])
def test_an_empty_reason_is_none_R13(reason: str) -> None:
    with pytest.raises(SkipUnexplained):
        nomination("a1", skipped=(Skip(application="a0", reason=reason),))


def test_stopping_earlier_in_the_ranking_passes_nobody_over_R13() -> None:
    assert len(nomination("a0").leaders) == 1


def test_choosing_among_the_tied_needs_a_reason_R13_R30() -> None:
    rows = listed((1, 4, 480), (2, 4, 470), (2, 4, 470))
    with pytest.raises(SkipUnexplained) as refused:
        nomination("a0", "a2", rows=rows)
    assert refused.value.details == {"application": "a1"}


def test_an_empty_list_of_leaders_is_allowed_R30() -> None:
    assert nomination().leaders == ()
    assert nomination(shortlisted=(), rows=[]).leaders == ()
    assert nomination(missing={"a0": ["承诺书"]}).leaders == ()
