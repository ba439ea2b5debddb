"""Reading schemes: what they mean is hashed, what is wrong is named by line and field (R5, R6, R29)."""

from functools import reduce

import pytest

from services.contracts.scoring import SchemeDrafted
from services.contracts.values import Document
from services.scoring.domain import refusals, scheme_life
from services.scoring.domain.scheme_reader import read_scheme
from tests.unit.scoring.builders import BRANCH, ONLINE, TEXTS

TEXT = TEXTS["branch-service"]


def test_the_shipped_schemes_are_both_families_R29() -> None:
    assert (BRANCH.family, len(BRANCH.core)) == ("weighted", 9)
    assert (ONLINE.family, len(ONLINE.core)) == ("star_minimum", 11)
    assert sum(core.weight for core in BRANCH.core) == 100


def test_layout_and_comments_do_not_change_the_content_hash_R5() -> None:
    again = read_scheme("# 注\n" + TEXT.replace("# 核心指标", "# 别的话\n\n# 核心指标"))
    assert again.sha256 == BRANCH.sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('3: "≤ 15"', '3: "≤ 14"'),
        ('3: "≤ 15"', '3: "< 15"'),
        ("weight: 15", "weight: 16"),
        ("[five_stars, four_stars, innovation]", "[four_stars, five_stars, innovation]"),
        ("柜面平均等候时间", "柜面等候时间"),
        ("max_count: 3", "max_count: 4"),
        ("reference_date: 2021-09-01", "reference_date: 2021-09-02"),
    ],
)
def test_any_change_of_meaning_changes_the_content_hash_R5(old: str, new: str) -> None:
    assert old in TEXT
    assert read_scheme(TEXT.replace(old, new, 1)).sha256 != BRANCH.sha256


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("direction: lower", "direction: lowr", "$.core[0].direction", "higher | lower"),
        ('3: "≤ 15"', '3: "15"', "$.core[0].levels.3", "threshold"),
        ('3: "≤ 15"', '3: "≥ 15"', "$.core[0].levels.3", "≤"),
        ('5: "≤ 6"', '5: "≤ 11"', "$.core[0].levels.5", "no easier"),
        ("weight: 15", "weight: 1.5", "$.core[0].weight", "whole number"),
        ('value: "20"', 'value: "2e1"', "$.core[0].baseline.value", "exact decimal"),
        ("unit: min", "unit: furlong", "$.core[0].unit", "min"),
        ("code: C2", "code: C1", "$", "once"),
        ("family: weighted", "family: relative", "$.family", "weighted"),
        ("reference_date: 2021-09-01", "reference_date: soon", "$.reference_date", "date"),
        ("five_stars,", "by_name,", "$.tie_breaks[0]", "five_stars"),
        ("max_count: 3", "max_cuont: 3", "$.leaders.max_cuont", "max_count"),
        ("max_count: 3", "max_count: 3\n  max_count: 4", "$.leaders.max_count", "once"),
        ("origin: illustrative", "origin: invented", "$.availability[0].origin", "sourced"),
        ("at_tie: none", "at_tie: !!python/none x", "$.leaders.at_tie", "the value itself"),
    ],
)
def test_a_mistake_is_named_by_line_and_field_R6(
    old: str, new: str, place: str, expected: str
) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(refusals.SchemeInvalid) as refused:
        read_scheme(text)
    found = {one["field"]: one for one in refused.value.details["errors"]}
    assert expected in found[place]["expected"]
    line = found[place]["line"]
    if place != "$":
        assert place.rpartition(".")[2].partition("[")[0] in text.splitlines()[line - 1]


def test_a_ranking_needs_three_core_indicators_R29() -> None:
    first, _, rest = TEXT.partition("  - code: C3")
    last = rest.partition("# 创新性指标")[2]
    with pytest.raises(refusals.SchemeInvalid) as refused:
        read_scheme(f"{first}# 创新性指标{last}")
    assert "R29" in str(refused.value.details["errors"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "x",
        "a: &a [1]\nb: *a",
        "a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]",
        "a: " + "[" * 200,
        "\x00",
        "a: 1" + " " * 300_000,
    ],
)
def test_what_is_no_scheme_is_refused_and_never_breaks(text: str) -> None:
    with pytest.raises(refusals.SchemeInvalid):
        read_scheme(text)


DRAFTED = SchemeDrafted(
    scheme="s.c",
    version=1,
    season="s",
    category="c",
    name="n",
    family="weighted",
    content_sha256="a" * 64,
    document=Document(sha256="b" * 64, size=1, media_type="text/yaml"),
)


def version(*events: object) -> scheme_life.Version:
    versions = reduce(scheme_life.evolve, (DRAFTED, *events), None)  # type: ignore[arg-type]
    return scheme_life.version_of(versions, "s.c", 1)


def test_a_scheme_is_shown_commented_answered_and_then_adopted_R5() -> None:
    shown = scheme_life.submit(version())
    comment = scheme_life.comment(
        version(shown), comment="c1", text_commitment="d" * 64, notice_running=True
    )
    with pytest.raises(refusals.CommentsOpen):
        scheme_life.adopt(version(shown, comment), notice="n1")
    answer = scheme_life.answer(version(shown, comment), comment="c1", answer="谢谢", adopted=False)
    adopted = scheme_life.adopt(version(shown, comment, answer), notice="n1")
    assert (adopted.notice, adopted.content_sha256) == ("n1", "a" * 64)
    with pytest.raises(refusals.SchemeNotInState):
        scheme_life.adopt(version(shown, adopted), notice="n1")


def test_nothing_is_adopted_before_its_notice_has_closed_R5() -> None:
    with pytest.raises(refusals.SchemeNotInState):
        scheme_life.adopt(version(), notice="n1")
    with pytest.raises(refusals.SchemeNotInState):
        scheme_life.adopt(version(scheme_life.submit(version())), notice=None)


def test_comments_are_taken_during_the_notice_and_answered_once_R5() -> None:
    with pytest.raises(refusals.NoticeNotRunning):
        scheme_life.comment(version(), comment="c", text_commitment="", notice_running=False)
    comment = scheme_life.comment(version(), comment="c1", text_commitment="", notice_running=True)
    answer = scheme_life.answer(version(comment), comment="c1", answer="x", adopted=True)
    with pytest.raises(refusals.CommentAnswered):
        scheme_life.answer(version(comment, answer), comment="c1", answer="y", adopted=True)
    with pytest.raises(refusals.CommentUnknown):
        scheme_life.answer(version(), comment="c9", answer="y", adopted=True)
    with pytest.raises(refusals.SchemeUnknown):
        scheme_life.version_of({}, "s.c", 2)
