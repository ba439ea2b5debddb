"""`lingpao scheme check`, `try` and `schema`, as a person and a program read them (R5, R6, R12)."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.scoring.domain.promise import decimal_text
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.scheme_schema import scheme_schema
from services.scoring.domain.scheme_workable import most_possible
from tests.unit.scoring.builders import SCHEMES, TEXTS, changed
from tests.unit.scoring.engine_two import RANGED, SECOND

SEASON = SCHEMES.parent
BRANCH = SCHEMES / "branch-service.yaml"
WRONG = 1


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, ["scheme", *map(str, words)], env={"COLUMNS": "250"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def written(folder: Path, text: str, name: str = "scheme.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def tried(*words: object) -> dict[str, Any]:
    done = run("try", *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# -- check -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*TEXTS.values(), SECOND, RANGED])
def test_a_right_scheme_is_right_and_tells_its_hash_R5(tmp_path: Path, text: str) -> None:
    done = run("check", written(tmp_path, text))
    assert (done.exit_code, "方案无误" in done.stdout) == (0, True)
    assert ("engine 1" in done.stdout) == ("engine: 2" not in text)


def test_each_mistake_names_line_column_and_field_in_both_languages_R6(tmp_path: Path) -> None:
    text = changed("direction: lower", "direction: lowr")
    path = written(tmp_path, changed("at_tie: none", "at_tie: some", text))
    done = run("check", path)
    line = text.splitlines().index("    direction: lowr") + 1
    assert done.exit_code == WRONG
    assert f"{path}:{line}:16: $.core[0].direction\n" in done.stdout
    assert "现为“lowr”，应为 higher | lower" in done.stdout
    assert "found “some”, should be all | none" in done.stdout
    told = json.loads(run("check", path, "--json").stdout)
    assert [one["field"] for one in told["errors"]] == ["$.core[0].direction", "$.leaders.at_tie"]


@pytest.mark.parametrize("text", ["", "a: [", "- 1"])
def test_what_is_no_scheme_ends_with_1_and_a_line_R6(tmp_path: Path, text: str) -> None:
    done = run("check", written(tmp_path, text))
    assert done.exit_code == WRONG
    assert "scheme.yaml:" in done.stdout


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    done = run("check", path)
    assert (done.exit_code, "UTF-8" in done.stderr) == (WRONG, True)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('min_composite: "450"', 'min_composite: "1000000"', "$.leaders.min_composite"),
        (
            "advanced_needed_for_five_stars: 0",
            "advanced_needed_for_five_stars: 100",
            "$.innovation.advanced_needed_for_five_stars",
        ),
    ],
)
def test_what_nobody_could_ever_reach_is_a_mistake_R13_R29(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    text = changed(old, new)
    done = run("check", written(tmp_path, text), "--json")
    [told] = json.loads(done.stdout)["errors"]
    assert done.exit_code == WRONG
    assert (told["field"], told["line"]) == (field, text.splitlines().index(f"  {new}") + 1)


def test_the_most_possible_itself_can_be_asked_for_R13(tmp_path: Path) -> None:
    for text in TEXTS.values():
        scheme = read_scheme(text)
        most = most_possible(scheme)
        least = f'min_composite: "{decimal_text(scheme.leaders.min_composite)}"'
        right = changed(least, f'min_composite: "{most}"', text)
        assert run("check", written(tmp_path, right)).exit_code == 0
        wrong = changed(least, f'min_composite: "{most}.1"', text)
        assert run("check", written(tmp_path, wrong)).exit_code == WRONG


def test_an_adopted_scheme_is_read_whatever_was_let_through_in_its_day_R5() -> None:
    assert read_scheme(changed('min_composite: "450"', 'min_composite: "1000000"'))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("reference_date: 2021-", "reference_date: 2019-", "$.reference_date"),
        ("max_share_percent: 30", "max_share_percent: 5", "$.leaders.max_share_percent"),
        ("max_count: 3", "max_count: 0", "$.leaders.max_count"),
    ],
)
def test_what_may_be_a_slip_is_told_and_refuses_nothing_R7_R13(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    path = written(tmp_path, changed(old, new))
    done = run("check", path, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["valid"]) == (0, True)
    assert [one["field"] for one in told["warnings"]] == [field]
    assert f"look again: {field}" in run("check", path).stdout
    assert json.loads(run("check", BRANCH, "--json").stdout)["warnings"] == []


def test_a_share_that_gives_a_board_of_twenty_its_first_leader_says_so_R13(tmp_path: Path) -> None:
    path = written(tmp_path, changed("max_share_percent: 30", "max_share_percent: 5"))
    assert "fewer than 20 standards" in run("check", path).stdout


def test_the_schema_is_written_out() -> None:
    assert json.loads(run("schema").stdout) == scheme_schema()


# -- try ---------------------------------------------------------------------------------------


def test_a_seasons_folder_gives_the_golden_scores_before_adoption_R11() -> None:
    golden = json.loads((SEASON / "expected" / "branch-service.json").read_text("utf-8"))
    rows = {row["enterprise"]: row for row in tried(BRANCH, "--with", SEASON)["rows"]}
    for one in golden["rows"]:
        found = rows[one["uscc"]]
        assert (found["star"], found["composite"], found["bonus"]) == (
            one["star"],
            one["composite"],
            one["bonus"],
        )


def test_the_excluded_are_told_with_their_grounds_R8() -> None:
    excluded = tried(BRANCH, "--with", SEASON)["excluded"]
    grounds = {one["findings"][0]["indicator"] for one in excluded}
    assert {"A1", "C4"} <= grounds


def test_a_table_of_banks_and_promises_is_tried_as_well_R12(tmp_path: Path) -> None:
    codes = ["B1", "B2", "B3", "B4", "A1", *(f"C{n}" for n in range(1, 10))]
    gates = ["= 1 yes_no"] * 4 + ["≥ 90 %"]
    worked = ["≤ 6 min", "≥ 90 %", "≥ 98.5 %", "≤ 3 calendar_day", "≥ 80 %", "≥ 95 %"]
    worked += ["≤ 0.1 1/10000", "≥ 20 h/person", "≥ 2 level"]
    better = [*worked[:5], "≥ 98 %", *worked[6:]]
    rows = [
        ["enterprise", "name", *codes],
        ["甲", "甲银行", *gates, *worked],
        ["乙", "", *gates, *better],
    ]
    table = written(tmp_path, "\n".join(",".join(row) for row in rows), "banks.csv")
    found = tried(BRANCH, "--with", table)
    assert [(row["enterprise_name"], row["composite"]) for row in found["rows"]] == [
        ("乙", "450"),
        ("甲银行", "435"),
    ]
    lift = {one["indicator"]: one for one in found["rows"][1]["one_place_up"]}
    assert lift["C6"]["needed"] == "≥98 %"
    assert [one["condition"] for one in found["rows"][0]["lacks_to_lead"]] == ["star"]
    weight = {one["indicator"]: one for one in found["weights"]}["C6"]
    assert (weight["increase"], weight["decrease"]) == (None, None)
    shown = run("try", BRANCH, "--with", table).stdout
    assert "综合得分 435<450" in shown
    assert "star 3<4 (C8)" in shown


def test_two_ends_of_a_range_stand_in_one_cell_R28(tmp_path: Path) -> None:
    scheme = written(tmp_path, RANGED)
    table = written(tmp_path, 'enterprise,D12\n甲,"≥ 18 °C, ≤ 26 °C"\n', "banks.csv")
    [one] = tried(scheme, "--with", table)["excluded"]
    missed = {finding["indicator"] for finding in one["findings"]}
    assert "D1" in missed
    assert "D12" not in missed


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("bank,C1\n甲,≤ 6 min\n", ":1: bank"),
        ("name,C1\n甲,≤ 6 min\n", ":1: enterprise"),
        ("enterprise,C1\n甲,6 min\n", ":2: C1"),
        ("enterprise,C1\n甲,≤ 6 min\n乙,≤ six min\n", ":3: C1"),
        ('enterprise,C1\n甲,"≥ 1 min, ≤ 6 min, ≤ 7 min"\n', ":2: C1"),
        ('enterprise,C2\n甲,"≥ 90 %, ≥ 95 %"\n', ":2: C2"),
        ('enterprise,C2\n甲,"≥ 95 %, ≤ 90 %"\n', ":2: C2"),
        ('enterprise,C2\n甲,"≥ 0.9 ‰, ≤ 90 %"\n', ":2: C2"),
        ("enterprise,C1,C1\n甲,≤ 6 min,≤ 1 min\n", ":1: C1"),
        ("enterprise,name,name\n甲,乙,丙\n", ":1: name"),
        ("enterprise,C1\n甲,≤ 6 min,≤ 7 min\n", ":2: enterprise"),
        ("enterprise,C1\n", "没有 branch-service"),
    ],
)
def test_a_wrong_table_is_told_by_line_and_column(tmp_path: Path, table: str, where: str) -> None:
    done = run("try", BRANCH, "--with", written(tmp_path, table, "banks.csv"))
    assert done.exit_code == WRONG
    assert where in done.stderr


def test_two_versions_of_a_scheme_tell_who_would_move_and_why_R5_R12(tmp_path: Path) -> None:
    new = written(tmp_path, changed("    weight: 5\n", "    weight: 50\n"))
    found = tried(new, "--with", SEASON, "--against", BRANCH)["against"]
    assert [
        (one["kind"], one["indicator"], one["before"], one["after"]) for one in found["rules"]
    ] == [("weight", "C8", "5", "50")]
    moved = [one for one in found["moves"] if one["from"] != one["to"]]
    assert moved
    for one in moved:
        assert any("C8 权重由 5 改为 50" in cause["zh"] for cause in one["causes"])
        assert any("C8's weight is now 50, was 5" in cause["en"] for cause in one["causes"])
    shown = run("try", new, "--with", SEASON, "--against", BRANCH).stdout
    assert "权重 C8: 5 → 50" in shown
    same = run("try", BRANCH, "--with", SEASON, "--against", BRANCH).stdout
    assert "no place and no score differs" in same


def test_a_wrong_scheme_is_not_tried(tmp_path: Path) -> None:
    path = written(tmp_path, changed("at_tie: none", "at_tie: some"))
    done = run("try", path, "--with", SEASON)
    assert (done.exit_code, "$.leaders.at_tie" in done.stderr) == (WRONG, True)


def test_a_star_scheme_is_tried_and_has_no_weights_R29() -> None:
    online = SCHEMES / "online-banking.yaml"
    assert tried(online, "--with", SEASON)["weights"] == []
    assert "没有权重" in run("try", online, "--with", SEASON).stdout
