"""`lingpao replay` and `lingpao history` over real HTTP: words, machine form and exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from tests.unit.auditor.serving import write_export, write_log
from tests.unit.auditor.telling import BOARD, PROMISES, RANKS, Telling, on, told

DIFFERS, USAGE = 1, 2


def board_drawn(**changes: object) -> Telling:
    telling = told()
    telling.draw(tuple(PROMISES), on("2021-09-06"), **changes)
    return telling


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def replay(url: str, *words: str) -> Result:
    return run("replay", "--url", url, "--board", BOARD, *words)


def test_a_board_is_told_to_a_program(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, board_drawn())
    done = replay(url, "--at", "2021-09-06", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["identical"]
    assert {row["application"]: row["rank"] for row in said["rows"]} == {
        f"app-{bank}": rank for bank, rank in RANKS.items()
    }
    assert said["rows"][3]["one_place_up"][0]["indicator"] == "C1"


def test_a_board_is_told_to_a_person_in_chinese_and_english(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, board_drawn())
    done = replay(url)
    assert done.exit_code == 0
    assert "逐字节一致" in done.stdout
    assert "byte for byte equal" in " ".join(done.stdout.split())


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_board_that_does_not_follow_ends_with_1(
    served: tuple[Path, str], form: tuple[str, ...]
) -> None:
    folder, url = served
    write_export(folder, board_drawn(rows_root="A" * 43 + "="))
    done = replay(url, *form)
    assert done.exit_code == DIFFERS
    assert "root over the rows" in done.stdout


def test_a_damaged_log_ends_with_1_and_names_the_entry(served: tuple[Path, str]) -> None:
    folder, url = served
    telling = board_drawn()
    write_export(folder, telling)
    entries = [one.entry.to_bytes() for one in telling.logs["intake"]]
    write_log(folder, "intake", [*entries[:3], b"{}", *entries[4:]])
    for done in (replay(url), run("history", "--url", url, "usc-jia")):
        assert done.exit_code == DIFFERS
        assert "intake: entry 3" in done.stderr


def test_a_date_is_the_end_of_that_day_in_shanghai(served: tuple[Path, str]) -> None:
    folder, url = served
    telling = told()
    telling.draw(tuple(PROMISES), "2021-09-06T15:59:59.999999Z")
    telling.draw(tuple(PROMISES), "2021-09-06T16:00:00.000000Z", version=2)
    write_export(folder, telling)
    versions = [
        json.loads(replay(url, "--at", at, "--json").stdout)["version"]
        for at in (
            "2021-09-06",
            "2021-09-07",
            "2021-09-06T23:59:59.999999+08:00",
            "2021-09-07T00:00+08:00",
        )
    ]
    assert versions == [1, 2, 1, 2]


def test_no_board_yet_tells_when_there_first_was_one(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, board_drawn())
    done = replay(url, "--at", "2021-09-05")
    assert done.exit_code == 1
    assert "尚无此排行榜" in done.stderr
    assert "2021-09-06" in done.stderr


@pytest.mark.parametrize("at", ["yesterday", "2021-13-01", "2021-09-06T10:00"])
def test_a_moment_that_is_none_is_refused(at: str) -> None:
    done = replay("http://127.0.0.1:1", "--at", at)
    assert done.exit_code == USAGE
    assert "--at" in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nowhere", "http://a..b"])
def test_an_address_where_nobody_is_ends_with_1(url: str) -> None:
    for done in (replay(url), run("history", "--url", url, "usc-jia")):
        assert done.exit_code == 1
        assert done.stderr.startswith("Error: ")


def test_a_story_is_told_in_words_and_to_a_program(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, told())
    lines = run("history", "--url", url, "usc-jia", "--json").stdout.splitlines()
    assert [json.loads(line)["type"].split(".")[2] for line in lines] == [
        "enterprise_registered", "standard_declared", "application_accepted", "scored",
    ]  # fmt: skip
    done = run("history", "--url", url, "usc-jia")
    assert done.exit_code == 0
    assert "usc-jia" in done.stdout


def test_nobody_has_no_story_and_that_is_said(served: tuple[Path, str]) -> None:
    folder, url = served
    write_export(folder, told())
    done = run("history", "--url", url, "usc-nobody")
    assert done.exit_code == 1
    assert "没有关于 usc-nobody 的记录" in done.stderr
