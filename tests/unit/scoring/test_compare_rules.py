"""Whatever differs between two schemes is told, and why a bank left or rose by itself (R5, R8, R12)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from services.cli.words import cause_words, rule_words
from services.contracts.scoring import Finding
from services.scoring.domain.board import Candidate, draw, row_plain
from services.scoring.domain.cause import Cause
from services.scoring.domain.compare import Side, compare
from services.scoring.domain.compare_rules import differences
from services.scoring.domain.eligibility import judge
from services.scoring.domain.promise import Bound, Possible
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, candidate


def changed(name: str, code: str, **changes: Any) -> Scheme:
    """The branch scheme with one indicator of a list changed."""
    made = tuple(
        replace(one, **changes) if one.code == code else one for one in getattr(BRANCH, name)
    )
    return replace(BRANCH, **{name: made})


BASELINE = BRANCH.core_of("C4").baseline
FIRST = BRANCH.innovation[0]


@pytest.mark.parametrize(
    ("other", "indicator", "after"),
    [
        (changed("basic", "B1", require=Bound("=", Fraction(0))), "B1 require", "否"),
        (changed("availability", "A1", require=Bound("≥", Fraction(95))), "A1 require", "≥95 %"),
        (changed("availability", "A1", unit="‰"), "A1 require", None),
        (
            changed("core", "C4", baseline=replace(BASELINE, value=Fraction(10))),
            "C4 baseline",
            f"10 calendar_day ({BASELINE.cited}, {BASELINE.origin})",
        ),
        (changed("core", "C4", missing="no_points"), "C4 missing", "no_points"),
        (changed("core", "C4", direction="higher"), "C4 direction", "higher"),
        (changed("core", "C4", possible=Possible(Fraction(0), None)), "C4 possible", None),
        (
            changed("innovation", FIRST.code, advanced=Bound("≥", Fraction(9))),
            f"{FIRST.code} advanced",
            None,
        ),
        (replace(BRANCH, reference_date=date(2021, 12, 1)), "reference_date", "2021-12-01"),
        (replace(BRANCH, superseded={"GB 1": "GB 2"}), "superseded", "GB 1 → GB 2"),
        (
            replace(BRANCH, several_standards=not BRANCH.several_standards),
            "several_standards",
            None,
        ),
        (replace(BRANCH, subject="product"), "subject", "product"),
        (replace(BRANCH, evidence=("承诺书",)), "evidence", "承诺书"),
        (replace(BRANCH, core=BRANCH.core[::-1]), "core", None),
        (
            replace(BRANCH, leaders=replace(BRANCH.leaders, min_composite=Fraction(9, 2))),
            "leaders",
            None,
        ),
    ],
)
def test_a_difference_of_any_field_is_told_by_its_name_R5_R12(
    other: Scheme, indicator: str, after: str | None
) -> None:
    found = {one.indicator: one for one in differences(BRANCH, other)}
    assert found[indicator].kind == "rule"
    assert after is None or found[indicator].after == after
    back = {one.indicator: one for one in differences(other, BRANCH)}
    assert (back[indicator].before, back[indicator].after) == (
        found[indicator].after,
        found[indicator].before,
    )
    assert indicator in rule_words(found[indicator])[0]


def test_indicators_of_every_class_that_came_or_went_are_told_R6_R12() -> None:
    fewer = replace(BRANCH, basic=BRANCH.basic[1:], innovation=BRANCH.innovation[1:])
    assert {(one.kind, one.indicator) for one in differences(BRANCH, fewer)} == {
        ("removed", BRANCH.basic[0].code),
        ("removed", FIRST.code),
    }
    assert {one.kind for one in differences(fewer, BRANCH)} == {"added"}


def test_the_same_scheme_differs_in_nothing_and_two_hashes_never_do_R5() -> None:
    assert differences(BRANCH, BRANCH) == ()
    assert BRANCH.sha256 != ONLINE.sha256
    assert differences(BRANCH, ONLINE)


# -- who left, and who rose by itself


def side(scheme: Scheme, *made: Candidate) -> Side:
    """A board of those who may be on it, with the findings against the others."""
    findings = {one.application: judge(scheme, one.declaration) for one in made}
    fit = [
        replace(one, score=score(scheme, one.declaration))
        for one in made
        if not findings[one.application]
    ]
    rows = [row_plain(row) for row in draw(scheme, fit)]
    return Side(scheme, rows, {one: found for one, found in findings.items() if found})


def test_who_left_is_told_with_the_findings_against_it_R8_R12() -> None:
    stricter = changed("availability", "A1", require=Bound("≥", Fraction(95)))
    banks = (candidate(BRANCH, WORKED, "a"), candidate(BRANCH, WORKED | {"A1": "≥ 99 %"}, "b"))
    found = compare(side(BRANCH, *banks), side(stricter, *banks))
    [move] = [one for one in found.moves if one.application == "app-a"]
    assert move.causes == (
        Cause("left", who=("app-a",)),
        Cause("unfit", "A1", "≥90 %", "≥95 %"),
    )
    zh, en = cause_words(move.causes[1], {})
    assert "A1" in zh
    assert "promised ≥90 %, required ≥95 %" in en
    back = compare(side(stricter, *banks), side(BRANCH, *banks))
    [move] = [one for one in back.moves if one.application == "app-a"]
    assert [one.kind for one in move.causes] == ["joined", "was_unfit"]


def test_who_left_for_another_reason_has_no_finding_R12_R15() -> None:
    bank = candidate(BRANCH, WORKED, "a")
    [move] = compare(side(BRANCH, bank), side(BRANCH)).moves
    assert [one.kind for one in move.causes] == ["left"]
    other = Finding(ground="bar", indicator="bar", declared="", required="", clause="")
    elsewhere = replace(side(BRANCH), findings={"app-z": (other,)})
    [move] = compare(side(BRANCH, bank), elsewhere).moves
    assert [one.kind for one in move.causes] == ["left"]


def better(scheme: Scheme, promises: dict[str, str]) -> dict[str, str]:
    """The same promises with every innovation item at its advanced level."""
    items = {
        one.code: f"{one.advanced.operator} {one.advanced.value} {one.unit}"
        for one in scheme.innovation
    }
    return promises | items


def test_a_banks_own_better_innovation_is_a_promise_and_no_rule_R12_R28() -> None:
    plain = candidate(BRANCH, WORKED, "a")
    more = candidate(BRANCH, better(BRANCH, WORKED), "a")
    found = compare(side(BRANCH, plain), side(BRANCH, more))
    [move] = found.moves
    own = [one for one in move.causes if one.indicator == "innovation"]
    assert [one.kind for one in own] == ["promise"]
    assert "its own promises of innovation" in cause_words(own[0], {})[1]
    assert found.rules == ()


def test_innovation_that_lifts_the_star_alone_is_a_promise_too_R12_R29() -> None:
    capped = replace(ONLINE, innovation_cap=0)
    promises = {k: v for k, v in FIVE_STARS.items() if k not in {x.code for x in ONLINE.innovation}}
    plain, more = candidate(capped, promises, "a"), candidate(capped, better(capped, promises), "a")
    assert (plain.score.star, more.score.star) == (4, 5)
    above = candidate(capped, better(capped, promises), "b")
    [move] = compare(side(capped, plain, above), side(capped, more, above)).moves
    assert move.application == "app-a"
    [cause] = [one for one in move.causes if one.indicator == "innovation"]
    assert (cause.kind, cause.stars) == ("promise", (4, 5))


def test_innovation_under_other_rules_is_told_as_a_rule_R12() -> None:
    bank = candidate(BRANCH, better(BRANCH, WORKED), "a")
    capped = replace(BRANCH, innovation_cap=0)
    [move] = compare(side(BRANCH, bank), side(capped, bank)).moves
    assert [one.kind for one in move.causes if one.indicator == "innovation"] == ["rule"]
