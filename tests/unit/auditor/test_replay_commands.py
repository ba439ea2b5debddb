"""`lingpao replay` of one matter, and what `--serve` refuses before it serves."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.contracts import registry as r
from tests.support.audited import entries_of, log_files
from tests.support.running import free_port
from tests.unit.auditor.serving import write_export
from tests.unit.auditor.telling import Telling, on, told

REFUSED, USAGE = 1, 2
BANK = "usc-jia"


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, ("replay", *words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def place(tmp_path: Path) -> str:
    telling = told()
    telling.say(r.OrganisationRegistered(organisation="org", name="单位"), on("2021-08-20"))
    write_export(tmp_path / "export", telling)
    return str(tmp_path / "export")


def test_a_matter_is_told_to_a_program_with_the_entry_of_each_fact(place: str) -> None:
    done = run("--url", place, "--bank", BANK, "--at", "2021-08-30", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["kind"], said["id"]) == ("bank", BANK)
    assert said["facts"]["name"] == {"value": "jia银行", "entry": "intake#0"}
    assert said["lists"]["applications"]["app-jia"]["value"] == "accepted"
    by_place = {one["entry"]: one for one in said["entries"]}
    told_by = said["lists"]["applications"]["app-jia"]["entry"]
    assert by_place[told_by]["type"] == "lingpao.intake.application_accepted.v1"
    assert said["began"] == {"time": on("2021-08-21"), "entry": "intake#0"}


def test_a_matter_is_told_to_a_person_in_chinese_and_english(place: str) -> None:
    done = run("--url", place, "--bank", BANK, "--at", "2021-08-30")
    assert done.exit_code == 0
    words = "".join(done.stdout.split())
    for said in ("jia银行", "名称name", "intake#0", "事件event", "an-office"):
        assert said in words


def test_what_was_not_known_yet_is_told_with_when_it_began(place: str) -> None:
    done = run("--url", place, "--bank", BANK, "--at", "2021-08-20")
    assert done.exit_code == REFUSED
    for said in ("当时尚无记录", "nothing was known yet", "intake#0", "2021-08-21 09:00:00"):
        assert said in done.stderr
    done = run("--url", place, "--title", "t9", "--at", "2021-08-20")
    assert done.exit_code == REFUSED
    assert "no entry speaks of it" in done.stderr


@pytest.mark.parametrize(
    "words", [(), ("--bank", BANK, "--title", "t"), ("--bank", BANK, "--serve"), ("--serve",)]
)
def test_one_thing_is_asked_for_and_a_served_moment_is_named(
    place: str, words: tuple[str, ...]
) -> None:
    assert run("--url", place, *words).exit_code == USAGE


@pytest.mark.parametrize("moment", ["9999-12-31", "9999-12-31T23:59Z", "yesterday", "2021-13-01"])
def test_a_moment_that_is_none_is_told(place: str, moment: str) -> None:
    done = run("--url", place, "--bank", BANK, "--at", moment)
    assert done.exit_code == USAGE
    assert "--at" in done.stderr


def serve(place: str, *words: str) -> Result:
    return run("--url", place, "--serve", "--at", "2021-08-21", "--port", str(free_port()), *words)


def test_logs_that_do_not_fit_their_checkpoint_are_not_served(place: str, tmp_path: Path) -> None:
    telling = told()
    _sign(Path(place), telling)
    done = serve(place, "--check")
    assert done.exit_code == REFUSED
    assert "DoesNotFit: registry: " in done.stderr


def _sign(folder: Path, telling: Telling) -> None:
    """Put the signed checkpoints of another telling beside the logs."""
    other = entries_of(telling, "intake")[:1]
    for service in ("registry", "intake", "scoring"):
        for path, data in log_files(service, other).items():
            if path.endswith(("/checkpoint", "/key")):
                (folder / path.lstrip("/")).write_bytes(data)


def test_a_folder_that_holds_something_is_not_made_a_replay(place: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.sqlite").write_bytes(b"")
    done = serve(place, "--data", str(tmp_path / "data"))
    assert done.exit_code == REFUSED
    assert "is not empty" in done.stderr
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["store.sqlite"]


def test_a_place_without_logs_is_told(tmp_path: Path) -> None:
    done = serve(str(tmp_path))
    assert done.exit_code == REFUSED
    assert "/registry/log/" in done.stderr
