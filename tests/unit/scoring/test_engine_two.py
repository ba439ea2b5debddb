"""Engine 2: exact value ties, impossible promises, missing values; engine 1 as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.domain.board import draw, engine_of, key_names, rows_document
from services.scoring.domain.eligibility import judge
from services.scoring.domain.explain import Rise, explain
from services.scoring.domain.promise import Possible, read_bound
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.score import score
from tests.unit.scoring.builders import (
    BRANCH,
    CHOICES,
    FIVE_STARS,
    ONLINE,
    TEXTS,
    WORKED,
    board_of,
    candidate,
    changed,
    declaration,
    ranks,
)
from tests.unit.scoring.engine_two import BRANCH_2, ONLINE_2, SECOND

PROVE = settings(max_examples=60, derandomize=True)


def pair(scheme: Scheme, code: str, one: str, other: str) -> dict[str, int]:
    made = [
        candidate(scheme, FIVE_STARS | {code: one}, "one"),
        candidate(scheme, FIVE_STARS | {code: other}, "other"),
    ]
    return ranks(draw(scheme, made))


# -- which engine --------------------------------------------------------------------------


def test_a_scheme_without_an_engine_is_of_the_first_and_keeps_its_hash_R5() -> None:
    assert (BRANCH.engine, engine_of(BRANCH)) == (1, "lingpao-scoring/1")
    assert BRANCH.sha256 == "298200c9a76d937137460032bd9d1331cf72931362b4f23dd5cc3c8eb02c5808"
    assert read_scheme(changed("family:", "engine: 1\nfamily:")).sha256 == BRANCH.sha256
    for word in (b"engine", b"possible", b"missing"):
        assert word not in BRANCH.canonical()
        assert word in BRANCH_2.canonical()


def test_a_scheme_of_engine_2_says_so_in_the_boards_manifest_R11() -> None:
    assert (BRANCH_2.engine, engine_of(BRANCH_2)) == (2, "lingpao-scoring/2")
    assert BRANCH_2.sha256 != BRANCH.sha256


def test_what_came_with_engine_2_is_told_to_a_scheme_of_the_first_R6() -> None:
    text = changed("    unit: min\n", "    unit: min\n    possible: {least: 0}\n")
    with pytest.raises(SchemeInvalid) as refused:
        read_scheme(text)
    [found] = refused.value.details["errors"]
    assert (found["field"], found["found"]) == ("$.core[0].possible", "unknown field")
    assert "engine: 2" in found["expected"]
    assert "engine: 2" in found["expected_zh"]


@PROVE
@given(CHOICES)
def test_without_its_novelties_engine_2_draws_what_engine_1_draws_R11(
    choices: list[tuple[int, ...]],
) -> None:
    first = draw(BRANCH, board_of(choices))
    second = draw(BRANCH_2, board_of(choices, BRANCH_2))
    assert rows_document(first) == rows_document(second)


# -- a value tie-break -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "strict", "loose"),
    [
        ("D2", "< 30 min", "≤ 30 min"),
        ("D2", "< 0.5 h", "= 30 min"),
        ("D1", "> 99.99 %", "≥ 99.99 %"),
    ],
)
def test_a_strict_promise_stands_before_an_equal_loose_one_in_engine_2_alone_R11_R28(
    code: str, strict: str, loose: str
) -> None:
    assert pair(ONLINE, code, strict, loose) == {"app-one": 1, "app-other": 1}
    assert pair(ONLINE_2, code, strict, loose) == {"app-one": 1, "app-other": 2}
    assert pair(ONLINE_2, code, loose, strict) == {"app-one": 2, "app-other": 1}


def test_a_better_value_still_comes_before_strictness_R11() -> None:
    assert pair(ONLINE_2, "D2", "≤ 29 min", "< 30 min")["app-one"] == 1
    assert pair(ONLINE_2, "D2", "= 30 min", "≤ 30 min") == {"app-one": 1, "app-other": 1}


def test_behind_a_strict_promise_the_rise_is_that_promise_R12() -> None:
    made = [
        candidate(ONLINE_2, FIVE_STARS | {"D2": "< 30 min"}, "above"),
        candidate(ONLINE_2, FIVE_STARS, "mine"),
    ]
    found = explain(ONLINE_2, draw(ONLINE_2, made), "app-mine")
    assert found.behind == "value:D2"
    assert found.rises[0] == Rise("D2", "≤30 min", "<30 min", 1)
    assert key_names(ONLINE_2).count("value:D2") == 2


# -- what is possible --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "promised", "shown"),
    [
        ("C2", "≥ 150 %", "≥0 % ≤100 %"),
        ("C2", "> 100 %", "≥0 % ≤100 %"),
        ("C1", "≤ -5 min", "≥0 min"),
        ("C1", "< 0 min", "≥0 min"),
        ("C9", "= 4 level", "≥0 level ≤3 level"),
        ("N1", "≥ 3 level", "≥0 level ≤2 level"),
        ("A1", "≥ 100.1 %", "≥0 % ≤100 %"),
        ("B1", "≥ 2 yes_no", "≥0 yes_no ≤1 yes_no"),
    ],
)
def test_a_promise_that_no_value_keeps_is_refused_R28(code: str, promised: str, shown: str) -> None:
    before = judge(BRANCH, declaration(WORKED | {code: promised}))
    assert "impossible" not in {one.ground for one in before}
    found = [
        one
        for one in judge(BRANCH_2, declaration(WORKED | {code: promised}))
        if one.ground == "impossible"
    ]
    assert [(one.indicator, one.required) for one in found] == [(code, shown)]


def test_an_impossible_promise_won_five_stars_under_engine_1_R28() -> None:
    assert judge(BRANCH, declaration(WORKED | {"C2": "≥ 150 %"})) == ()
    assert candidate(BRANCH, WORKED | {"C2": "≥ 150 %"}, "a").score.indicators[1].star == 5


@pytest.mark.parametrize("promised", ["≥ 100 %", "= 100 %", "> 99.9 %", "≥ 0.99 %"])
def test_a_promise_at_the_end_of_the_possible_is_possible_R28(promised: str) -> None:
    grounds = {one.ground for one in judge(BRANCH_2, declaration(WORKED | {"C2": promised}))}
    assert "impossible" not in grounds


@PROVE
@given(
    st.sampled_from(["<", "≤", "=", "≥", ">"]),
    st.integers(-6, 6),
    st.integers(-4, 0),
    st.integers(0, 4),
)
def test_possible_is_having_a_value_in_common_R28(
    operator: str, edge: int, least: int, most: int
) -> None:
    bound = read_bound(f"{operator} {edge}")
    assert bound is not None
    # Halves lie between the whole ends, so an open edge has something beside it.
    values = [read_bound(f"= {half / 2:.1f}") for half in range(2 * least, 2 * most + 1)]
    common = any(value is not None and value.implies(bound) for value in values)
    assert Possible(read_value(least), read_value(most)).meets(bound) == common
    assert Possible(None, None).meets(bound)


def read_value(whole: int):  # type: ignore[no-untyped-def]
    bound = read_bound(f"= {whole}")
    assert bound is not None
    return bound.value


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('5: "≥ 100"', '5: "≥ 101"', "$.core[4].levels.5"),
        ('value: "20"', 'value: "-1"', "$.core[0].baseline.value"),
        ('require: "≥ 80"', 'require: "≥ 101"', "$.availability[0].require"),
        ('advanced: "≥ 2"', 'advanced: "≥ 3"', "$.innovation.items[0].advanced"),
        ("possible: {least: 0}", "possible: {least: 9, most: 8}", "$.core[0].possible"),
        ("    possible: {least: 0}\n", "", "$.core[0].possible"),
        ("unit: level\n    direction: ordinal", "unit: min\n    direction: ordinal", "$.core[8].unit"),
        ("unit: level\n    direction: ordinal", "unit: level\n    direction: higher", "$.core[8].direction"),
    ],
)  # fmt: skip
def test_a_scheme_that_asks_the_impossible_is_refused_R6(old: str, new: str, place: str) -> None:
    with pytest.raises(SchemeInvalid) as refused:
        read_scheme(changed(old, new, SECOND))
    assert place in {one["field"] for one in refused.value.details["errors"]}


# -- missing values ------------------------------------------------------------------------


def test_a_missing_promise_brings_nothing_where_the_scheme_says_so_R6_R8() -> None:
    without = declaration({code: text for code, text in WORKED.items() if code != "C8"})
    assert [one.indicator for one in judge(BRANCH, without)] == ["C8"]
    assert judge(BRANCH_2, without) == ()
    made = score(BRANCH_2, without)
    assert (made.composite, made.star) == (420, 0), "435 without its fifteen"
    assert (made.indicators[7].declared, made.indicators[7].points) == ("—", 0)


def test_a_promise_that_does_not_convert_is_not_a_missing_one_R28() -> None:
    odd = declaration(WORKED | {"C8": "≥ 20 h"})
    assert [one.indicator for one in judge(BRANCH_2, odd)] == ["C8"]
    with pytest.raises(ValueError, match="C8"):
        score(BRANCH_2, odd)


def test_a_value_that_may_be_missing_decides_no_tie_R11() -> None:
    with pytest.raises(SchemeInvalid):
        read_scheme(changed("innovation]", '"value:C8"]', SECOND))
    read_scheme(changed("innovation]", '"value:C8"]', TEXTS["branch-service"]))


# -- what holds for every board, in engine 2 too ---------------------------------------------

MINUTES = st.lists(st.tuples(st.sampled_from("<≤="), st.integers(1, 30)), min_size=2, max_size=6)


@PROVE
@given(MINUTES, st.randoms(use_true_random=False))
def test_strictness_is_a_total_order_whatever_the_inputs_order_R11(
    promised: list[tuple[str, int]], chance: object
) -> None:
    made = [
        candidate(ONLINE_2, FIVE_STARS | {"D2": f"{sign} {value} min"}, f"{n}")
        for n, (sign, value) in enumerate(promised)
    ]
    rows = draw(ONLINE_2, made)
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rows_document(draw(ONLINE_2, shuffled)) == rows_document(rows)
    found = ranks(rows)
    for n, (sign, value) in enumerate(promised):
        better = sum((v, s != "<") < (value, sign != "<") for s, v in promised)
        assert found[f"app-{n}"] == better + 1, "who promises less, or the same strictly"


@PROVE
@given(MINUTES, st.integers(0, 5), st.integers(0, 29))
def test_a_better_promise_never_lowers_a_rank_R11(
    promised: list[tuple[str, int]], who: int, less: int
) -> None:
    who %= len(promised)
    better = list(promised)
    sign, value = promised[who]
    better[who] = (sign, max(1, value - less))
    boards = [
        [
            candidate(ONLINE_2, FIVE_STARS | {"D2": f"{s} {v} min"}, f"{n}")
            for n, (s, v) in enumerate(one)
        ]
        for one in (promised, better)
    ]
    before, after = (ranks(draw(ONLINE_2, made)) for made in boards)
    assert after[f"app-{who}"] <= before[f"app-{who}"]
