"""Reading schemes: every value exact, every mistake named by line and field (R5, R6, R28)."""

import itertools
import re
from fractions import Fraction
from typing import Any

import pytest

from services.scoring.domain.promise import Bound
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme_reader import MOST_CHARACTERS, read_scheme
from tests.unit.scoring.builders import BRANCH, ONLINE, TEXTS, changed

TEXT = TEXTS["branch-service"]


def mistakes(text: str) -> list[dict[str, Any]]:
    with pytest.raises(SchemeInvalid) as refused:
        read_scheme(text)
    details = refused.value.details
    errors: list[dict[str, Any]] = details["errors"]
    first = errors[0]
    assert details["count"] == len(errors)
    assert (details["line"], details["place"]) == (first["line"], first["field"])
    assert (details["found"], details["expected"]) == (first["found"], first["expected"])
    assert all(one["column"] >= 1 and one["expected_zh"] for one in errors)
    return errors


def without_cores(*codes: str) -> str:
    text = TEXT
    for code in codes:
        text = re.sub(rf"  - code: {code}\n(?:    .*\n)+", "", text)
        assert f"code: {code}\n" not in text
    return text


# -- the shipped schemes -----------------------------------------------------------------


def test_both_families_are_shipped_and_read_R29() -> None:
    assert (BRANCH.family, len(BRANCH.core)) == ("weighted", 9)
    assert (ONLINE.family, len(ONLINE.core)) == ("star_minimum", 11)
    assert [core.weight for core in BRANCH.core] == [15, 10, 10, 15, 10, 15, 10, 5, 10]
    assert {core.weight for core in ONLINE.core} == {0}
    assert BRANCH.id == "jincheng-finance-2021.branch-service"


def test_thresholds_and_baselines_are_read_exactly_R28() -> None:
    errors = BRANCH.core_of("C7")
    assert errors.levels == {
        3: Bound("≤", Fraction(1)),
        4: Bound("≤", Fraction(1, 2)),
        5: Bound("≤", Fraction(1, 10)),
    }
    assert (errors.unit, errors.direction, errors.baseline.value) == ("1/10000", "lower", 2)
    assert BRANCH.core_of("C4").baseline.cited.endswith("一般投诉十五日")
    assert ONLINE.core_of("D1").levels[5] == Bound("≥", Fraction(9999, 100))


def test_every_rule_of_the_scheme_is_read_R5_R13() -> None:
    rule = BRANCH.leaders
    assert (rule.min_star, rule.min_composite, rule.max_share_percent) == (4, 450, 30)
    assert (rule.max_count, rule.at_tie) == (3, "none")
    assert BRANCH.tie_breaks == ("five_stars", "four_stars", "innovation")
    assert ONLINE.tie_breaks[3:] == ("value:D1", "value:D2", "value:D3", "value:D10")
    assert (BRANCH.innovation_cap, BRANCH.advanced_needed) == (4, 0)
    assert (ONLINE.innovation_cap, ONLINE.advanced_needed) == (8, 1)
    assert BRANCH.superseded == {"JR/T 0068-2012": "JR/T 0068-2020", "GB/T 35273-2017": "GB/T 35273-2020"}  # fmt: skip
    assert not BRANCH.several_standards


# -- mistakes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("direction: lower", "direction: lowr", "$.core[0].direction", "higher | lower"),
        ('3: "≤ 15"', '3: "15"', "$.core[0].levels.3", "a threshold"),
        ('3: "≤ 15"', '3: "≤ 1.5e1"', "$.core[0].levels.3", "a threshold"),
        ('3: "≤ 15"', '3: "≥ 15"', "$.core[0].levels.3", "≤ or <"),
        ('3: "≤ 15"', '3: "= 15"', "$.core[0].levels.3", "≤ or <"),
        ('3: "≥ 80"', '3: "≤ 80"', "$.core[1].levels.3", "≥ or >"),
        ('3: "≥ 1"', '3: "= 1"', "$.core[8].levels.3", "≥ or >"),
        ('5: "≤ 6"', '5: "≤ 11"', "$.core[0].levels.5", "no easier than level 4"),
        ('4: "≤ 10"', '4: "≤ 15.1"', "$.core[0].levels.4", "no easier than level 3"),
        ('{3: "≤ 15", 4: "≤ 10"', '{3: "< 15", 4: "≤ 15"', "$.core[0].levels.4", "no easier"),
        ('{3: "≤ 15", ', "{", "$.core[0].levels.3", "this field"),
        ('5: "≤ 6"', '5: "≤ 6", 2: "≤ 30"', "$.core[0].levels.2", "3, 4, 5"),
        ("weight: 15", "weight: 1.5", "$.core[0].weight", "a whole number 1..1000000"),
        ("weight: 15", "weight: 1e3", "$.core[0].weight", "a whole number"),
        ("weight: 15", "weight: 0", "$.core[0].weight", "a whole number"),
        ("weight: 15", "weight: -5", "$.core[0].weight", "a whole number"),
        ("weight: 15", "weight: 1_5", "$.core[0].weight", "a whole number"),
        ("weight: 15", "weight: １５", "$.core[0].weight", "a whole number"),
        ("weight: 15", "weight: 1000001", "$.core[0].weight", "a whole number"),
        ("max_count: 3", f"max_count: {'0' * 15}{'9' * 20}", "$.leaders.max_count", "1000000"),
        ('value: "20"', 'value: "2e1"', "$.core[0].baseline.value", "an exact decimal"),
        ('value: "20"', "value: 1e3", "$.core[0].baseline.value", "an exact decimal"),
        ('value: "20"', "value: .nan", "$.core[0].baseline.value", "an exact decimal"),
        ('value: "20"', "value: NaN", "$.core[0].baseline.value", "an exact decimal"),
        ('value: "20"', "value: Infinity", "$.core[0].baseline.value", "an exact decimal"),
        ('value: "20"', 'value: ""', "$.core[0].baseline.value", "text of 1 to 500"),
        ("clause: JR/T 0253", f"clause: {'长' * 501}", "$.basic[3].clause", "text of 1 to 500"),
        ("unit: min", "unit: furlong", "$.core[0].unit", "min"),
        ("code: C1\n", "code: c-1\n", "$.core[0].code", "a code such as C1"),
        ("code: C2\n", "code: C1\n", "$.core[1].code", "each code once"),
        ("code: C2\n", "code: B1\n", "$.core[1].code", "each code once"),
        ("family: weighted", "family: relative", "$.family", "weighted | star_minimum"),
        ("reference_date: 2021-09-01", "reference_date: soon", "$.reference_date", "a date"),
        ("reference_date: 2021-09-01", "reference_date: 2021-09-31", "$.reference_date", "a date"),
        ("season: jincheng", "season: Jincheng", "$.season", "lower-case letters"),
        ("five_stars,", "by_name,", "$.tie_breaks[0]", "value:CODE of a core indicator"),
        ("innovation]", "value:C99]", "$.tie_breaks[2]", "value:CODE of a core indicator"),
        ("innovation]", "value:N1]", "$.tie_breaks[2]", "value:CODE of a core indicator"),
        (
            "tie_breaks: [five_stars, four_stars, innovation]",
            "tie_breaks: five_stars",
            "$.tie_breaks",
            "a list",
        ),
        ("max_count: 3", "max_cuont: 3", "$.leaders.max_cuont", "max_count"),
        ("max_count: 3", "max_count: 3\n  max_count: 4", "$.leaders.max_count", "once"),
        ("code: C1\n", "code: C1\n    code: C1\n", "$.core[0].code", "once"),
        ("origin: illustrative", "origin: invented", "$.availability[0].origin", "sourced"),
        ("min_star: 4", "min_star: 2", "$.leaders.min_star", "a whole number 3..5"),
        (
            "max_share_percent: 30",
            "max_share_percent: 101",
            "$.leaders.max_share_percent",
            "1..100",
        ),
        ("at_tie: none", "at_tie: one", "$.leaders.at_tie", "all | none"),
        ("several_standards: false", "several_standards: maybe", "$.several_standards", "true"),
        ("several_standards: false", "several_standard: false", "$.several_standard", "evidence"),
        ("at_tie: none", "at_tie: !!python/none x", "$.leaders.at_tie", "the value itself"),
        ("at_tie: none", "at_tie: !mine none", "$.leaders.at_tie", "the value itself"),
        ("min_star: 4", "!mine min_star: 4", "$.leaders.min_star", "a plain name"),
        ('advanced: "≥ 2"', 'advanced: "≥ 0"', "$.innovation.items[0].advanced", "average"),
    ],
)
def test_a_mistake_is_named_by_line_and_field_R6(
    old: str, new: str, place: str, expected: str
) -> None:
    text = changed(old, new)
    found = {one["field"]: one for one in mistakes(text)}
    assert expected in found[place]["expected"]
    line = text.splitlines()[found[place]["line"] - 1]
    if found[place]["found"] != "missing":
        assert place.rpartition(".")[2].partition("[")[0] in line


@pytest.mark.parametrize(
    ("old", "new"),
    [("direction: lower", "direction: lowr"), ('3: "≤ 15"', '3: "≥ 15"'), ("unit: min", "unit: m")],
)
def test_one_mistake_is_not_told_as_several_R6(old: str, new: str) -> None:
    assert len(mistakes(changed(old, new))) == 1


def test_a_missing_field_is_named_R6() -> None:
    for line in ("family: weighted\n", "    unit: min\n", "  cap: 4\n", "  at_tie: none\n"):
        name = line.strip().partition(":")[0]
        [found] = [one for one in mistakes(changed(line, "")) if one["found"] == "missing"]
        assert found["field"].endswith(f".{name}")


def test_mistakes_in_several_places_are_all_named_R6() -> None:
    text = changed("weight: 15", "weight: none")
    text = changed("origin: sourced", "origin: guessed", text)
    text = changed("at_tie: none", "at_tie: some", text)
    fields = [one["field"] for one in mistakes(text)]
    assert fields == ["$.basic[0].origin", "$.core[0].weight", "$.leaders.at_tie"]


def test_a_weight_belongs_to_weighted_schemes_alone_R29() -> None:
    text = changed("family: weighted", "family: star_minimum")
    assert {"$.core[0].weight", "$.core[8].weight"} <= {one["field"] for one in mistakes(text)}
    text = changed("family: star_minimum", "family: weighted", TEXTS["online-banking"])
    assert {"$.core[0].weight", "$.core[10].weight"} <= {one["field"] for one in mistakes(text)}


def test_a_ranking_needs_three_core_indicators_R29() -> None:
    codes = [f"C{n}" for n in range(1, 10)]
    assert len(read_scheme(without_cores(*codes[:6])).core) == 3
    [found] = mistakes(without_cores(*codes[:7]))
    assert (found["field"], found["found"]) == ("$.core", "2 indicators")
    assert "at least 3 (R29)" in found["expected"]


def test_levels_may_be_equal_but_never_easier_than_the_lower_one_R6() -> None:
    bounds = ["≤ 9", "< 10", "≤ 10", "≤ 11"]
    for lower, higher in itertools.pairwise(bounds):
        harder_first = changed('4: "≤ 10"', f'4: "{lower}"', changed('"≤ 15"', f'"{higher}"'))
        assert read_scheme(harder_first).core[0].levels[4] != read_scheme(harder_first).core[0].levels[3]  # fmt: skip
        easier = changed('4: "≤ 10"', f'4: "{higher}"', changed('"≤ 15"', f'"{lower}"'))
        assert "$.core[0].levels.4" in {one["field"] for one in mistakes(easier)}
    assert read_scheme(changed('4: "≤ 10"', '4: "≤ 15"'))


# -- what is no scheme at all ------------------------------------------------------------

LAUGHS = "a0: &a0 [ha, ha]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "x", "a: [", "a: b: c", "a: 1\n--- \nb: 2", "\x00", "\ud800", "a: \tb\n\t- c"),
        *("a: &a [1]\nb: *a", "a: &a [*a]", "&a a: *a", "b: *nowhere", LAUGHS),
        *("a: " + "[" * 200, "[" * 50_000, "a: " + "{a: " * 40),
        *("? [a, b]\n: 1", "? {a: b}\n: 1", "? &k season\n: x\nother: {*k : 1}"),
        *("!!python/object/apply:os.system [x]", "!!set {a, b}", "a: !!binary aGE="),
        "a: 1" + " " * MOST_CHARACTERS,
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_what_is_no_scheme_is_refused_and_never_breaks_R5(text: str) -> None:
    found = mistakes(text)
    assert all(len(one["found"]) <= 200 and len(one["field"]) <= 200 for one in found)


def test_an_alias_is_refused_even_where_it_would_be_short_R5() -> None:
    anchored = changed('require: "= 1"', 'require: &yes "= 1"')
    assert read_scheme(anchored).sha256 == BRANCH.sha256
    [found] = mistakes(changed('require: "= 1"', "require: *yes", anchored))
    assert (found["found"], found["expected"]) == ("an alias or a tag", "the value itself")


def test_a_document_too_long_is_refused_before_it_is_parsed_R5() -> None:
    padded = TEXT + "#" * (MOST_CHARACTERS - len(TEXT))
    assert read_scheme(padded).sha256 == BRANCH.sha256
    [found] = mistakes(padded + "#")
    assert found["expected"] == f"at most {MOST_CHARACTERS}"


def test_a_number_keeps_every_digit_R28() -> None:
    exact = read_scheme(changed('3: "≤ 15"', '3: "≤ 15.000000000001"'))
    assert exact.core[0].levels[3].value == 15 + Fraction(1, 10**12)
    assert b"15.000000000001" in exact.canonical()
