"""The whole story played against toy services: twice, broken off, refused, with keys lost."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from services.client import Client
from services.loader import Folder, Stopped, Summary, show
from services.loader.play import play_through

from .toy import OPERATOR, Refuse, Toy

Play = Callable[[Toy], Summary]


@pytest.fixture
def toy(season_path: Path) -> Toy:
    return Toy(season_path)


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "actors.json"


@pytest.fixture
def play(season: Folder, keys_file: Path) -> Play:
    def run(toy: Toy) -> Summary:
        with Client("http://toy", patience=1, transport=toy.transport()) as client:
            return play_through(client, season, OPERATOR, keys_file, Console(quiet=True))

    return run


def test_the_story_plays_to_its_end_and_the_barred_bank_is_refused_R10(
    toy: Toy, play: Play
) -> None:
    summary = play(toy)
    assert summary.refused == ("zixu-applies-again",)
    assert [len(board.rows) for board in summary.boards] == [16, 14]
    assert [one.state for one in summary.revocations] == ["revoked"]


def test_a_second_run_changes_nothing(toy: Toy, play: Play) -> None:
    first = play(toy)
    done, keys = dict(toy.events), dict(toy.keys)
    second = play(toy)
    assert dict(toy.events) == done
    assert toy.keys == keys
    assert second.boards == first.boards
    assert (first.replayed, second.sent, second.replayed) == (0, first.sent, first.sent)
    assert second.passed_over == ("zixu-applies-again",)


def test_a_run_that_was_broken_off_is_taken_up_where_it_stopped(toy: Toy, play: Play) -> None:
    toy.refusing["/nomination"] = Refuse(500, "http.500")
    with pytest.raises(Stopped):
        play(toy)
    toy.refusing.clear()
    summary = play(toy)
    assert summary.refused == ("zixu-applies-again",)
    assert toy.events["/registry/v1/seasons"] == 2
    assert toy.events["/intake/v1/standards"] == 38


def test_the_first_unforeseen_refusal_stops_and_names_step_time_and_rule(
    toy: Toy, play: Play
) -> None:
    toy.refusing["/adoption"] = Refuse(409, "scoring.comments_open")
    with pytest.raises(Stopped, match="2021-08-26 10:00 adopt-branch-scheme") as caught:
        play(toy)
    assert "409 scoring.comments_open" in str(caught.value)
    assert not any("draw" in path for path in toy.events)


def test_an_acceptance_where_a_refusal_is_foreseen_stops(toy: Toy, play: Play) -> None:
    toy.bars = Ignoring()
    with pytest.raises(Stopped, match=r"accepted, not refused with 409 intake\.barred"):
        play(toy)


def test_another_refusal_than_the_foreseen_one_stops(toy: Toy, play: Play) -> None:
    toy.bars = Ignoring()
    original = toy.do

    def do(path: str, body: dict[str, Any], organisation: str) -> dict[str, Any]:
        if body.get("season") == "jincheng-finance-2022" and "applications" in path:
            raise Refuse(409, "season.step_outside_phase")
        return original(path, body, organisation)

    toy.do = do  # type: ignore[method-assign]
    with pytest.raises(Stopped, match=r"refused, but not with 409 intake\.barred"):
        play(toy)


def test_an_organisation_that_is_known_already_is_no_fault(toy: Toy, play: Play) -> None:
    toy.organisations.add("91140599DEM00009XP")
    assert play(toy).refused


def test_keys_are_kept_for_their_owner_alone_and_read_again(
    toy: Toy, play: Play, keys_file: Path
) -> None:
    play(toy)
    assert keys_file.stat().st_mode & 0o777 == 0o600
    kept = json.loads(keys_file.read_text("utf-8"))
    assert len(kept) == 30
    play(toy)
    assert json.loads(keys_file.read_text("utf-8")) == kept


def test_a_lost_keys_file_brings_fresh_keys_and_repeats_nothing_else(
    toy: Toy, play: Play, keys_file: Path
) -> None:
    play(toy)
    before = len(toy.keys)
    keys_file.unlink()
    done = {path: count for path, count in toy.events.items() if not path.endswith("/keys")}
    summary = play(toy)
    assert {p: c for p, c in toy.events.items() if not p.endswith("/keys")} == done
    assert summary.replayed == summary.sent
    assert len(toy.keys) == before + 30


def test_what_was_told_is_sent_on_to_every_service(toy: Toy, play: Play) -> None:
    play(toy)
    assert all(part in toy.after_seen[-1] for part in ("registry/0@", "intake/0@", "scoring/0@"))


def test_a_busy_service_is_asked_again(toy: Toy, play: Play) -> None:
    toy.busy = 3
    assert play(toy).refused


def test_the_summary_prints_both_boards_titles_and_revocation(toy: Toy, play: Play) -> None:
    console = Console(record=True, width=200, file=io.StringIO())
    show(play(toy), console)
    text = console.export_text()
    for words in ("商业银行营业网点服务", "网上银行服务", "乌有农村商业银行", "领跑者", "revoked"):
        assert words in text


class Ignoring(set[str]):
    def __contains__(self, _: object) -> bool:
        return False
