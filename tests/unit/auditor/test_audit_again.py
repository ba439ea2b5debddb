"""A second audit reads only what is new, an interrupted one goes on, and neither trusts more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.auditor.audit.kept import KeptBundles
from services.auditor.audit.remembered import Memory, Remembered
from services.auditor.audit.run import Audit, Place, run, seen
from services.auditor.source import Unreachable
from services.chassis.log import bundle
from services.cli.main import main
from tests.support.audited import (
    SERVICES,
    Files,
    Held,
    Silent,
    entries_of,
    export,
    keys,
    log_files,
    policy,
    whole_season,
)
from tests.unit.auditor.telling import on

SEASON = whole_season()
EXPORT = export(SEASON)
FULL = "/registry/log/tile/entries/000"
PARTIAL = "/registry/log/tile/entries/001.p/5"


def visit(held: Held, folder: Path) -> Audit:
    """Audit, with what earlier visits left in a folder."""
    memory = Memory(folder, "here")
    before = memory.recall()
    place = Place("here", held, lambda _, sha: held.get(f"/scoring/documents/{sha}"))
    kept = KeptBundles(held, memory.folder)
    found = run(Place(place.name, held, place.documents, kept), policy(), before, Silent())
    sound = seen(found)
    memory.keep(before, {}, sound, {service: found.logs[service].leaves for service in sound})
    return found


def test_an_unchanged_place_is_not_asked_for_full_bundles_again(tmp_path: Path) -> None:
    first, second = Held(EXPORT), Held(EXPORT)
    assert visit(first, tmp_path).findings == []
    assert visit(second, tmp_path).findings == []
    assert (first.asked[FULL], first.asked[PARTIAL]) == (1, 1)
    assert FULL not in second.asked
    # Tiles and documents are asked for each time: what is served now is judged.
    assert second.asked["/registry/log/tile/0/000"] == 1


def test_a_log_that_grew_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    visit(Held(EXPORT), tmp_path)
    grown = whole_season()
    for _ in range(300):
        grown.say(SEASON.logs["registry"][9].entry.event(), on("2021-09-21"))
    later = Held(export(grown))
    assert visit(later, tmp_path).findings == []
    assert FULL not in later.asked
    assert later.asked["/registry/log/tile/entries/001"] == 1


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


class Breaking(Held):
    """Files of which one cannot be had, for the auditor went away."""

    def get(self, path: str) -> bytes:
        if path == PARTIAL:
            raise Interrupted
        return super().get(path)


def test_an_interrupted_audit_goes_on(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        visit(Breaking(EXPORT), tmp_path)
    second = Held(EXPORT)
    assert visit(second, tmp_path).findings == []
    assert FULL not in second.asked


def test_what_our_own_disk_spoilt_is_read_again(tmp_path: Path) -> None:
    visit(Held(EXPORT), tmp_path)
    [path] = tmp_path.glob("*/bundles/registry/log/tile/entries/000")
    for spoilt in (path.read_bytes()[:-1], b"", path.read_bytes()[32:]):
        path.write_bytes(spoilt)
        second = Held(EXPORT)
        assert visit(second, tmp_path).findings == []
        assert second.asked[FULL] == 1


def tampered(at: int) -> Files:
    entries = bundle.read(EXPORT[FULL])
    entries[at] = entries[at].replace(b"desk", b"disk")
    return EXPORT | {FULL: bundle.write(entries)}


def test_a_place_that_was_mended_is_not_accused_of_what_it_served_before(tmp_path: Path) -> None:
    assert visit(Held(tampered(17)), tmp_path).findings[0].index == 17
    assert visit(Held(EXPORT), tmp_path).findings == []


def test_a_visit_that_broke_off_over_bad_bytes_is_judged_by_what_is_served_now(
    tmp_path: Path,
) -> None:
    with pytest.raises(Interrupted):
        visit(Breaking(tampered(17)), tmp_path)
    again = Held(EXPORT)
    assert visit(again, tmp_path).findings == []
    assert again.asked[FULL] == 1


def test_a_fork_is_named_by_its_entry_though_old_bundles_are_kept(tmp_path: Path) -> None:
    visit(Held(EXPORT), tmp_path)
    entries = entries_of(SEASON, "registry")
    entries[17] = entries[17].replace(b"desk", b"disk")
    forked = visit(Held(EXPORT | log_files("registry", entries)), tmp_path).findings
    assert (forked[0].service, forked[0].index, forked[0].kind) == ("registry", 17, "forked")


# -- the command -----------------------------------------------------------------------------


@contextmanager
def folder_with(folder: Path, files: Files) -> Iterator[Path]:
    for path, data in files.items():
        place = folder / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    yield folder


def audit(folder: Path, *more: str) -> Result:
    words = ["audit", str(folder / "export"), "--memory", str(folder / "memory"), *more]
    for service in SERVICES:
        words += ["--key", keys(service)[0].verifier.text, "--key", keys(service)[1].verifier.text]
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_only_a_fresh_look_sees_what_was_changed_under_a_kept_bundle(tmp_path: Path) -> None:
    with folder_with(tmp_path / "export", EXPORT):
        assert audit(tmp_path).exit_code == 0
    with folder_with(tmp_path / "export", tampered(17)):
        assert audit(tmp_path).exit_code == 0
        done = audit(tmp_path, "--afresh")
    assert done.exit_code == 1
    assert "registry#17" in done.output


def test_the_report_names_the_first_fault_for_a_program_and_for_a_person(tmp_path: Path) -> None:
    with folder_with(tmp_path / "export", tampered(17)):
        as_json, as_page = tmp_path / "report.json", tmp_path / "report.html"
        assert audit(tmp_path, "--report", str(as_json)).exit_code == 1
        assert audit(tmp_path, "--report", str(as_page)).exit_code == 1
    assert '"index": 17' in as_json.read_text("utf-8")
    assert '"derived": false' in as_json.read_text("utf-8")
    assert "<td>registry<td>17" in as_page.read_text("utf-8")


def test_the_first_visit_says_who_vouches_for_the_keys(tmp_path: Path) -> None:
    with folder_with(tmp_path / "export", EXPORT) as export_folder:
        words = ["audit", str(export_folder), "--memory", str(tmp_path / "memory")]
        first = CliRunner().invoke(main, words)
        second = CliRunner().invoke(main, words)
    assert "the keys came from the server itself" in first.output
    assert first.exit_code == second.exit_code == 0
    assert "the keys came from the server itself" not in second.output
    with folder_with(
        tmp_path / "export",
        log_files("intake", entries_of(SEASON, "intake"), keys("intake", "other")),
    ):
        third = CliRunner().invoke(main, words)
    assert third.exit_code == 1
    assert "intake" in third.output


@pytest.mark.parametrize("place", ["http://[", "http://127.0.0.1:1", "/nowhere", "http://\u0000"])
def test_a_place_that_is_none_is_said_plainly(tmp_path: Path, place: str) -> None:
    words = ["audit", place, "--memory", str(tmp_path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), done.exception


def test_a_damaged_memory_is_said_plainly(tmp_path: Path) -> None:
    with folder_with(tmp_path / "export", EXPORT):
        audit(tmp_path)
        [path] = (tmp_path / "memory").glob("*/seen.json")
        path.write_text("{")
        done = audit(tmp_path)
    assert done.exit_code == 1
    assert "seen.json" in done.output


def test_a_file_larger_than_any_of_a_log_is_not_read_whole(tmp_path: Path) -> None:
    from services.auditor import source

    files = source.FolderFiles(tmp_path)
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(Unreachable, match="more than"):
        files.get("/huge")


# -- a place that grows while it is read -----------------------------------------------------


class Growing(Held):
    """Logs that were shorter when the audit began: what came since cites what came since."""

    def __init__(self, files: Files, early: Files, later: Files) -> None:
        super().__init__(files)
        self._early, self._later = early, later
        self._again = False

    def get(self, path: str) -> bytes:
        asked = self.asked.get(path, 0)
        data = super().get(path)
        # The sizes first, then each log: a third time is the audit's second look.
        self._again = self._again or (path == "/registry/log/checkpoint" and asked > 1)
        if self._again:
            return self._later.get(path, data)
        return self._early.get(path, data) if asked == 0 else data


def test_what_came_while_the_audit_read_may_cite_what_it_has_not_read_yet() -> None:
    """Intake was read before its newest entry, which scoring has heard already."""
    scoring, intake = entries_of(SEASON, "scoring"), entries_of(SEASON, "intake")
    early = {
        path: data
        for path, data in log_files("scoring", scoring[:6]).items()
        if path.endswith("checkpoint")
    }
    published_not_yet = entries_of(SEASON, "registry")[:-1]
    files = EXPORT | log_files("registry", published_not_yet) | log_files("intake", intake[:12])
    held = Growing(files, early, EXPORT)
    told = run(Place.of("here", held), policy(), Remembered(), Silent())
    assert told.findings == []
    # A server that only says so, whatever it says of sizes, cannot keep the look from its entries.
    junk = {f"/{service}/log/checkpoint": b"x\n" for service in SERVICES}
    for lying in (early, early | junk):
        found = run(Place.of("here", Growing(files, lying, {})), policy(), Remembered(), Silent())
        assert ("scoring", 6, "cause") in {
            (one.service, one.index, one.kind) for one in found.findings
        }
    # At rest it is a cause that is not there.
    at_rest = run(Place.of("here", Held(files)), policy(), Remembered(), Silent()).findings
    assert {(one.service, one.index) for one in at_rest} >= {("scoring", 6)}
    assert "cause" in {one.kind for one in at_rest}
