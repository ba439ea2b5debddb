"""The golden boards follow from their committed arithmetic, and that from schemes and promises.

Nothing of the scoring engine is used here: a promise is compared with a threshold by a few
lines of its own, so that the engine can be held against the result.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.loader import Folder, steps

CATEGORIES = ("branch-service", "online-banking")
#: What one unit is of another, for the promises that are written in a unit of their own.
UNITS = {
    ("s", "min"): Fraction(1, 60),
    ("h", "min"): Fraction(60),
    ("%", "1/10000"): Fraction(100),
    ("%", "‰"): Fraction(10),
}


@dataclass(frozen=True)
class Worked:
    """One bank's section of arithmetic.md."""

    name: str
    category: str
    promises: dict[str, str]
    stars: dict[str, int]
    weights: dict[str, int]
    points: dict[str, int]
    text: str


def sections(path: Path) -> Iterator[Worked]:
    category = ""
    for part in re.split(r"^(?=##? )", path.read_text("utf-8"), flags=re.MULTILINE):
        head = part.splitlines()[0] if part else ""
        if part.startswith("# "):
            category = next((one for one in CATEGORIES if one in head), "")
        rows = re.findall(r"^\| ([CD]\d+) \| (.+) \|$", part, flags=re.MULTILINE)
        if part.startswith("## ") and rows:
            cells = {code: rest.split(" | ") for code, rest in rows}
            yield Worked(
                name=head.removeprefix("## "),
                category=category,
                promises={code: row[0] for code, row in cells.items()},
                stars={code: int(row[1]) for code, row in cells.items()},
                weights={code: int(row[2]) for code, row in cells.items() if len(row) > 2},
                points={code: int(row[3]) for code, row in cells.items() if len(row) > 2},
                text=part,
            )


@pytest.fixture(scope="module")
def worked(season_path: Path) -> list[Worked]:
    return list(sections(season_path / "expected" / "arithmetic.md"))


@pytest.fixture(scope="module")
def golden(season_path: Path) -> dict[str, Any]:
    return {
        one: json.loads((season_path / "expected" / f"{one}.json").read_text("utf-8"))
        for one in CATEGORIES
    }


@pytest.fixture(scope="module")
def schemes(season_path: Path) -> dict[str, Any]:
    return {
        one: yaml.safe_load((season_path / "schemes" / f"{one}.yaml").read_text("utf-8"))
        for one in CATEGORIES
    }


def meets(operator: str, value: Fraction, threshold: str) -> bool:
    wanted, _, bound = threshold.partition(" ")
    if wanted == "≥":
        return operator in "≥>=" and value >= Fraction(bound)
    return operator in "≤<=" and value <= Fraction(bound)


def star(core: dict[str, Any], promise: str) -> int:
    operator, value, unit = promise.split(" ", 2)
    size = UNITS[unit, core["unit"]] if unit != core["unit"] else Fraction(1)
    met = [
        level
        for level, bound in core["levels"].items()
        if meets(operator, Fraction(value) * size, bound)
    ]
    return max(met, default=0)


def ranked_text(season: Folder, name: str, category: str) -> Any:
    (bank,) = (bank for bank in season.enterprises.values() if bank.name == name)
    key = f"{bank.id}/{category}"
    applied = next(
        number
        for number, step in enumerate(season.story)
        if isinstance(step, steps.Apply) and key in step.standards
    )
    standard = season.standards[key]
    before = [
        step.revision
        for step in season.story[:applied]
        if isinstance(step, steps.Revise) and step.standard == key
    ]
    return standard.revisions[max(before) - 1] if before else standard


def innovation(season: Folder, one: Worked, scheme: dict[str, Any]) -> int:
    text = ranked_text(season, one.name, one.category)
    items = {item["code"] for item in scheme["innovation"]["items"]}
    levels = [int(v.promise.split()[1]) for v in text.values if v.indicator in items]
    return min(sum(levels), scheme["innovation"]["cap"])


def test_every_row_of_the_golden_boards_is_worked_out(
    worked: list[Worked], golden: dict[str, Any]
) -> None:
    for category, board in golden.items():
        names = {one.name for one in worked if one.category == category}
        assert {row["enterprise"] for row in board["rows"]} <= names


def test_the_promises_are_those_of_the_ranked_version_R7(
    worked: list[Worked], season: Folder
) -> None:
    for one in worked:
        text = ranked_text(season, one.name, one.category)
        promised = {v.indicator: v.promise for v in text.values if v.indicator in one.promises}
        assert promised == one.promises, one.name


def test_each_star_is_the_best_threshold_that_the_promise_meets_R28(
    worked: list[Worked], schemes: dict[str, Any]
) -> None:
    for one in worked:
        cores = {core["code"]: core for core in schemes[one.category]["core"]}
        assert list(cores) == list(one.stars), one.name
        for code, found in one.stars.items():
            assert found == star(cores[code], one.promises[code]), (one.name, code)


def test_weights_products_and_sums_are_right_R11(
    worked: list[Worked], schemes: dict[str, Any], golden: dict[str, Any]
) -> None:
    weights = {core["code"]: core["weight"] for core in schemes["branch-service"]["core"]}
    rows = {row["enterprise"]: row for row in golden["branch-service"]["rows"]}
    for one in worked:
        if one.category == "branch-service":
            assert one.weights == weights, one.name
            assert one.points == {c: weights[c] * s for c, s in one.stars.items()}, one.name
            total = sum(one.points.values())
            terms = " + ".join(str(points) for points in one.points.values())
            assert f"{terms} = **{total}**" in one.text, one.name
            if one.name in rows:
                assert rows[one.name]["composite"] == str(total), one.name
                assert rows[one.name]["star"] == min(one.stars.values()), one.name


def test_star_schemes_take_the_worst_star_and_count_the_best_R29(
    worked: list[Worked], schemes: dict[str, Any], golden: dict[str, Any], season: Folder
) -> None:
    scheme = schemes["online-banking"]
    rows = {row["enterprise"]: row for row in golden["online-banking"]["rows"]}
    for one in worked:
        if one.category == "online-banking":
            text = ranked_text(season, one.name, one.category)
            advanced = any(v.promise == "≥ 2 level" and v.indicator[0] == "N" for v in text.values)
            worst = min(one.stars.values())
            assert scheme["innovation"]["advanced_needed_for_five_stars"] == 1
            assert rows[one.name]["star"] == (4 if worst == 5 and not advanced else worst)
            assert rows[one.name]["composite"] == str(list(one.stars.values()).count(5))


def test_bonus_is_the_capped_sum_of_innovation_items_R6(
    worked: list[Worked], schemes: dict[str, Any], golden: dict[str, Any], season: Folder
) -> None:
    for one in worked:
        for row in golden[one.category]["rows"]:
            if row["enterprise"] == one.name:
                assert row["bonus"] == innovation(season, one, schemes[one.category]), one.name


def test_ranks_follow_from_composite_and_tie_breaks_and_equals_share_R11(
    worked: list[Worked], golden: dict[str, Any], schemes: dict[str, Any]
) -> None:
    def exact(one: Worked, code: str) -> Fraction:
        _, value, unit = one.promises[code].split(" ", 2)
        core = next(c for c in schemes[one.category]["core"] if c["code"] == code)
        size = UNITS[unit, core["unit"]] if unit != core["unit"] else Fraction(1)
        return Fraction(value) * size * (1 if core["direction"] == "lower" else -1)

    sections_of = {(one.category, one.name): one for one in worked}
    for category, board in golden.items():
        keys = []
        for row in board["rows"]:
            one = sections_of[category, row["enterprise"]]
            stars = list(one.stars.values())
            first = row["composite"] if category == "branch-service" else row["star"]
            key = [-int(first), -stars.count(5), -stars.count(4), -row["bonus"]]
            if category == "online-banking":
                key += [exact(one, code) for code in ("D1", "D2", "D3", "D10")]
            keys.append(key)
        assert keys == sorted(keys)
        assert [row["rank"] for row in board["rows"]] == [keys.index(key) + 1 for key in keys]
        assert len({row["rank"] for row in board["rows"]}) < len(keys), "a shared rank"


def test_leaders_are_those_that_the_leader_rule_allows_R13(
    golden: dict[str, Any], schemes: dict[str, Any], season: Folder
) -> None:
    for category, board in golden.items():
        rule = schemes[category]["leaders"]
        fit = [
            row["uscc"]
            for row in board["rows"]
            if row["star"] >= rule["min_star"]
            and int(row["composite"]) >= int(rule["min_composite"])
        ]
        most = min(rule["max_count"], len(board["rows"]) * rule["max_share_percent"] // 100)
        assert 1 <= len(fit) <= most
        assert [leader["uscc"] for leader in board["leaders"]] == fit
        nominated = next(
            step
            for step in season.story
            if isinstance(step, steps.Nominate) and step.board == category
        )
        named = [season.enterprises[name.partition("/")[0]].uscc for name in nominated.leaders]
        assert named == fit


def test_names_and_codes_of_the_golden_boards_are_those_of_the_banks(
    golden: dict[str, Any], season: Folder
) -> None:
    names = {bank.uscc: bank.name for bank in season.enterprises.values()}
    for board in golden.values():
        for row in (*board["rows"], *board["leaders"], *board["removed"], *board["excluded"]):
            assert names[row["uscc"]] == row["enterprise"]


def test_everybody_who_applied_is_ranked_removed_excluded_or_declined(
    golden: dict[str, Any], season: Folder
) -> None:
    declined = {
        name
        for step in season.story
        if isinstance(step, steps.DecideApplications) and not step.accepted
        for name in step.applications
    }
    for category, board in golden.items():
        applied = [name for name in season.applications() if name.endswith(f"/{category}")]
        found = [row["uscc"] for part in ("rows", "removed", "excluded") for row in board[part]]
        wanted = [
            season.enterprises[n.partition("/")[0]].uscc for n in applied if n not in declined
        ]
        assert sorted(found) == sorted(wanted)


def test_the_revision_of_2022_lowers_a_core_indicator_R21(
    season: Folder, schemes: dict[str, Any]
) -> None:
    standard = season.standards["zixu/branch-service"]
    before = {value.indicator: value.promise for value in standard.values}
    after = {value.indicator: value.promise for value in standard.revisions[0].values}
    cores = {core["code"]: core for core in schemes["branch-service"]["core"]}
    changed = [code for code in cores if before[code] != after[code]]
    assert changed == ["C1"]
    assert (star(cores["C1"], before["C1"]), star(cores["C1"], after["C1"])) == (5, 4)
