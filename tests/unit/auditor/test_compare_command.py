"""`lingpao board compare`: two versions of a board from the log, over real HTTP (R12)."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.contracts.scoring import Finding, StandardFoundIneligible
from tests.unit.auditor.serving import write_export
from tests.unit.auditor.telling import (
    BOARD,
    CATEGORY,
    PROMISES,
    SCHEME_TEXT,
    SEASON,
    Telling,
    on,
    told,
)


def two_versions() -> Telling:
    telling = told()
    telling.draw(tuple(PROMISES), on("2021-09-06"))
    rest = [bank for bank in PROMISES if bank != "jia"]
    telling.restate(
        rest, on("2021-09-09"), 2, cause="consent_refused", cause_id="e1", removed=["app-jia"]
    )
    return telling


def run(url: str, *words: str) -> Result:
    result = CliRunner().invoke(
        main, ["board", "compare", "--url", url, *words], env={"COLUMNS": "200"}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_who_left_and_whom_it_lifted_are_told_R12_R15(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, two_versions())
    done = run(url, f"{BOARD}@1", f"{BOARD}@2", "--json")
    assert done.exit_code == 0, done.output
    moves = {one["application"]: one for one in json.loads(done.stdout)["moves"]}
    assert (moves["app-jia"]["from"], moves["app-jia"]["to"]) == (1, None)
    assert (moves["app-ding"]["from"], moves["app-ding"]["to"]) == (4, 3)
    assert moves["app-ding"]["causes"][0]["zh"] == "离榜：jia银行"
    shown = run(url, f"{BOARD}@1", BOARD).stdout
    assert "left the board: jia银行" in shown
    assert "4 → 3" in shown


def test_who_left_by_a_new_scheme_is_told_with_the_findings_R5_R8_R12(
    served: tuple[Path, str],
) -> None:
    folder, url = served
    telling = told()
    telling.draw(tuple(PROMISES), on("2021-09-06"))
    telling.adopt(on("2021-09-07"), version=2)
    finding = Finding(
        ground="level", indicator="C1", declared="≤5 min", required="≤4 min", clause=""
    )
    telling.say(
        StandardFoundIneligible(
            application="app-jia", enterprise="usc-jia", season=SEASON, category=CATEGORY,
            standard="std-jia", version=1, scheme=BOARD, scheme_version=2, findings=(finding,),
        ),
        on("2021-09-08"),
    )  # fmt: skip
    rest = [bank for bank in PROMISES if bank != "jia"]
    telling.draw(rest, on("2021-09-09"), 2, scheme_version=2)
    write_export(folder, telling)
    done = run(url, f"{BOARD}@1", f"{BOARD}@2", "--json")
    moves = {one["application"]: one for one in json.loads(done.stdout)["moves"]}
    left, unfit = moves["app-jia"]["causes"]
    assert left["kind"] == "left"
    assert (unfit["indicator"], unfit["before"], unfit["after"]) == ("C1", "≤5 min", "≤4 min")
    assert "unfit by C1: promised ≤5 min, required ≤4 min" in unfit["en"]


def test_a_version_compared_with_itself_has_no_moves(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, two_versions())
    assert "no place and no score differs" in run(url, f"{BOARD}@2", BOARD).stdout


@pytest.mark.parametrize("name", [f"{BOARD}@3", "no-board", f"{BOARD}@x"])
def test_a_board_that_is_not_there_ends_with_1_and_tells_the_versions(
    served: tuple[Path, str], name: str
) -> None:
    folder, url = served
    write_export(folder, two_versions())
    done = run(url, f"{BOARD}@1", name)
    assert done.exit_code == 1
    assert f"no board {name}" in done.stderr


def test_another_scheme_than_the_board_names_ends_with_1_R5(served: tuple[Path, str]) -> None:
    folder, url = served
    telling = Telling()
    telling.adopt(on("2021-08-20"), text=SCHEME_TEXT.replace("weight: 20", "weight: 21"))
    for bank in PROMISES:
        telling.declare(bank, on("2021-08-21"))
    telling.draw(tuple(PROMISES), on("2021-09-06"))
    write_export(folder, telling)
    done = run(url, BOARD, BOARD)
    assert (done.exit_code, "another content hash" in done.stderr) == (1, True)


def test_an_address_where_nobody_is_ends_with_1() -> None:
    assert run("http://127.0.0.1:1", BOARD, BOARD).exit_code == 1
