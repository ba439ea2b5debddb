"""A bounded part of ``make tamper`` for every run: none missed, each named, untouched copies pass."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.support.audited import export, whole_season
from tests.tamper.changes import draw
from tests.tamper.season import Subject
from tests.tamper.trying import (
    MISNAMED,
    MISSED,
    NAMED,
    Record,
    attempt,
    changes_of,
    run,
    untouched_passes,
)

COUNT = 150


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return Subject(export(whole_season()), tmp_path_factory.mktemp("memory"))


def test_every_random_change_is_named_and_untouched_copies_pass(
    subject: Subject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = Record(tmp_path / "record.jsonl")
    assert run(subject, record, seed=7, count=COUNT, seconds=240) == 0, capsys.readouterr().out
    assert len(record.told) == COUNT
    assert Counter(line["verdict"] for line in record.told) == {NAMED: COUNT}
    said = capsys.readouterr().out
    assert f"{COUNT} named by their entry or file, 0 misnamed, 0 missed" in said


def test_a_run_that_was_stopped_goes_on_where_it_was(subject: Subject, tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    run(subject, Record(path), seed=7, count=3, seconds=60)
    with path.open("ab") as file:
        file.write(b'{"number": 3, "verd')
    again = Record(path)
    assert len(again.told) == 3
    run(subject, again, seed=7, count=5, seconds=60)
    assert [line["number"] for line in Record(path).told] == [0, 1, 2, 3, 4]


def test_the_same_seed_draws_the_same_changes(subject: Subject) -> None:
    once, twice = (list(changes_of(subject, 7, range(40))) for _ in range(2))
    assert once == twice
    assert once != list(changes_of(subject, 8, range(40)))


def test_changes_reach_every_file_and_every_way_to_change_it(subject: Subject) -> None:
    drawn = [draw(subject.files, Random(n)) for n in range(2000)]
    assert {one.path for one in drawn} == set(subject.files)
    assert len({one.how for one in drawn}) > 20
    assert all(any(subject.files[p] != d for p, d in one.files.items()) for one in drawn)


def test_what_is_not_found_or_named_otherwise_is_told(subject: Subject) -> None:
    """The judge judges: a change that is none is missed, one with another name is misnamed."""
    change = draw(subject.files, Random(3))
    assert attempt(subject, 0, replace(change, files={})).verdict == MISSED
    assert attempt(subject, 0, replace(change, service="nobody")).verdict == MISNAMED
    assert attempt(subject, 0, change).verdict == NAMED


def test_an_untouched_copy_that_did_not_pass_would_be_noticed(subject: Subject) -> None:
    assert untouched_passes(subject)
    broken = replace_files(subject, draw(subject.files, Random(3)).files)
    assert not untouched_passes(broken)


def replace_files(subject: Subject, changes: dict[str, bytes | None]) -> Subject:
    """The same subject over files that were changed already."""
    broken = object.__new__(Subject)
    broken.__dict__ |= subject.__dict__
    files = {**subject.files, **changes}
    broken.files = {path: data for path, data in files.items() if data is not None}
    return broken
