"""Exporting the logs as plain files: a checked mirror, resumed, that every other command reads."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.auditor.export import Exported, export
from services.auditor.source import Damaged, FolderFiles, Unreachable
from services.cli.main import main
from tests.support.audited import (
    Files,
    Held,
    audited,
    entries_of,
    log_files,
    whole_season,
)
from tests.support.audited import export as export_of
from tests.unit.auditor.telling import BOARD, on

SEASON = whole_season()
EXPORT = export_of(SEASON)
FULL = "/registry/log/tile/entries/000"


def mirror(files: Files | Held, folder: Path) -> Exported:
    held = files if isinstance(files, Held) else Held(files)
    return export(held, folder, lambda: None)


def read(folder: Path) -> Files:
    return {
        f"/{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_export_is_the_files_that_were_served_and_no_others(tmp_path: Path) -> None:
    made = mirror(EXPORT, tmp_path)
    assert read(tmp_path) == EXPORT
    assert (made.written, made.kept, made.quiet) == (len(EXPORT), 0, True)
    assert audited(read(tmp_path)).findings == []


def test_a_second_run_keeps_what_is_there_and_copies_what_is_new(tmp_path: Path) -> None:
    mirror(EXPORT, tmp_path)
    again = Held(EXPORT)
    assert mirror(again, tmp_path).written == 0
    assert not {FULL, "/registry/log/tile/0/000"} & set(again.asked)
    assert not [path for path in again.asked if "documents" in path]
    grown = whole_season()
    for _ in range(300):
        grown.say(SEASON.logs["registry"][9].entry.event(), on("2021-09-21"))
    later = Held(export_of(grown))
    mirror(later, tmp_path)
    assert FULL not in later.asked
    assert audited(read(tmp_path)).findings == []
    assert set(read(tmp_path)) > set(EXPORT)


@pytest.mark.parametrize(
    "path",
    [FULL, "/registry/log/tile/0/000", "/registry/log/tile/1/000.p/1", "/intake/log/checkpoint"],
)
@pytest.mark.parametrize("spoilt", [b"", b"x", b"\0" * 8192])
def test_a_file_in_the_folder_that_is_wrong_is_copied_again(
    tmp_path: Path, path: str, spoilt: bytes
) -> None:
    mirror(EXPORT, tmp_path)
    (tmp_path / path.lstrip("/")).write_bytes(spoilt)
    assert mirror(EXPORT, tmp_path).written == 1
    assert read(tmp_path) == EXPORT


def test_a_document_in_the_folder_that_is_wrong_is_copied_again(tmp_path: Path) -> None:
    mirror(EXPORT, tmp_path)
    for path in (tmp_path / "scoring" / "documents").iterdir():
        path.write_bytes(b"other")
    assert mirror(EXPORT, tmp_path).written == len(list((tmp_path / "scoring/documents").iterdir()))
    assert read(tmp_path) == EXPORT


class Breaking(Held):
    """A server that goes away after so many files."""

    left = 0

    def get(self, path: str) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise Unreachable(f"{path}: nobody answers")
        return super().get(path)


def test_an_export_cut_off_anywhere_goes_on_and_never_has_half_a_checkpoint(tmp_path: Path) -> None:
    whole = Held(EXPORT)
    mirror(whole, tmp_path / "whole")
    for left in range(6, sum(whole.asked.values()), 3):
        held = Breaking(EXPORT)
        held.left = left
        with pytest.raises(Unreachable):
            mirror(held, tmp_path / str(left))
        there = read(tmp_path / str(left))
        assert there.items() <= EXPORT.items()
        mirror(EXPORT, tmp_path / str(left))
        assert read(tmp_path / str(left)) == EXPORT


def spoil(path: str, data: bytes | None) -> Files:
    files = dict(EXPORT)
    if data is None:
        del files[path]
    else:
        files[path] = data
    return files


@pytest.mark.parametrize(
    ("path", "data", "named"),
    [
        (FULL, EXPORT[FULL][:-1], "tile/entries/000"),
        (FULL, EXPORT[FULL].replace(b"desk", b"disk", 1), "tile/entries/000"),
        ("/registry/log/tile/0/000", bytes(8192), "tile/0/000"),
        ("/registry/log/tile/1/000.p/1", bytes(32), "registry: the tiles do not lead"),
        ("/registry/log/tile/1/000.p/1", b"", r"tile/1/000\.p/1"),
        ("/intake/log/checkpoint", b"", "intake"),
    ],
)
def test_a_place_that_is_damaged_is_not_mirrored_and_named(
    tmp_path: Path, path: str, data: bytes, named: str
) -> None:
    with pytest.raises(Damaged, match=named):
        mirror(spoil(path, data), tmp_path)
    assert not (tmp_path / "registry" / "log" / "checkpoint").exists() or path.startswith("/intake")


@pytest.mark.parametrize("path", [FULL, "/intake/log/key", "/scoring/log/checkpoint"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, path: str) -> None:
    with pytest.raises(Unreachable, match=path):
        mirror(spoil(path, None), tmp_path)


def test_a_document_with_other_bytes_is_not_mirrored(tmp_path: Path) -> None:
    path = next(one for one in EXPORT if "documents" in one)
    with pytest.raises(Damaged, match="other bytes"):
        mirror(spoil(path, b"other"), tmp_path)


class Growing(Held):
    """A place whose registry gets an entry each time somebody looks."""

    looks = 0

    def get(self, path: str) -> bytes:
        if path == "/registry/log/checkpoint":
            self.looks += 1
            entries = entries_of(SEASON, "registry")
            self.files = EXPORT | log_files("registry", entries[: 100 + self.looks])
        return super().get(path)


def test_logs_that_do_not_come_to_rest_are_said_to_grow(tmp_path: Path) -> None:
    made = mirror(Growing({}), tmp_path)
    assert not made.quiet
    assert made.checkpoints["registry"].size == 131


def test_an_empty_log_is_exported_too(tmp_path: Path) -> None:
    files = {path: data for path, data in EXPORT.items() if not path.startswith("/scoring")}
    files |= log_files("scoring", [])
    assert mirror(files, tmp_path).checkpoints["scoring"].size == 0
    assert read(tmp_path) == files


# -- the commands ----------------------------------------------------------------------------


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_every_command_that_reads_logs_reads_an_export(tmp_path: Path) -> None:
    made, copy = tmp_path / "made", tmp_path / "copy"
    mirror(EXPORT, made)
    done = run("log", "export", str(made), str(copy))
    assert done.exit_code == 0, done.output
    assert "registry: log.example/registry  261" in done.output
    assert run("audit", str(copy), "--memory", str(tmp_path / "memory")).exit_code == 0
    assert run("replay", "--url", str(copy), "--board", BOARD).exit_code == 0
    told = run("history", "--url", str(copy), "usc-jia", "--json")
    assert told.exit_code == 0
    assert "consent_refused" in told.output


def test_an_export_of_nothing_is_said_plainly(tmp_path: Path) -> None:
    done = run("log", "export", str(tmp_path / "none"), str(tmp_path / "copy"))
    assert done.exit_code == 1
    assert "registry" in done.output
    mirror(EXPORT, tmp_path / "made")
    (tmp_path / "file").write_text("x")
    done = run("log", "export", str(tmp_path / "made"), str(tmp_path / "file"))
    assert done.exit_code != 0


def test_files_outside_the_folder_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "link").symlink_to(tmp_path / "secret")
    files = FolderFiles(tmp_path / "log")
    for path in ("/../secret", "/link", "/a/../../secret"):
        with pytest.raises(Unreachable):
            files.get(path)
