"""The entire system as it was known at three moments, from exported logs, the live stores gone."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.auditor.audit.documents import cited
from services.auditor.export import export
from services.auditor.source import SERVICES, Files, FolderFiles, Logged, Source, open_files
from tests.support import running, season
from tests.support.answers import answers, values

#: The story is played, in three parts, before the first test begins.
pytestmark = pytest.mark.timeout(900)
BEGINS = "2021-08-09T09:00:00+08:00"
BRANCH, ONLINE = "jincheng-finance-2021.branch-service", "jincheng-finance-2021.online-banking"
REVOKED = "91140599DEM000022W"
ROLES = ("operator", "bureau", "evaluation_body", "central_bank", "auditor", "regulator")
#: Each moment, and the step of the story before which the live system was asked.
MOMENTS = {
    "in notice": ("2021-10-09T10:00+08:00", "uphold-objection-to-dahuang"),
    "published": ("2021-10-27T10:00+08:00", "summarise"),
    "revoked": ("2022-06-13T10:00+08:00", ""),
}


@dataclass
class Lived:
    """What the live system answered at each moment; its export, and its pepper."""

    folder: Path
    pepper: Path
    keys: list[str]
    told: dict[str, Any] = field(default_factory=dict)
    known: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    boards: dict[str, dict[str, Any]] = field(default_factory=dict)


def play_to(system: running.System, folder: Path, step: str) -> None:
    """Play the story up to a step; what was played before changes nothing."""
    shutil.copytree(running.SEASON, folder)
    story = (folder / "story.yaml").read_text("utf-8")
    if step:
        end = story.index(f"- id: {step}\n")
        (folder / "story.yaml").write_text(story[:end], "utf-8")
    done = season.load(system, folder)
    assert done.returncode == 0, done.stderr


def settled(url: str) -> dict[str, list[Logged]]:
    """The logs once they grow no more."""
    sizes: list[int] = []
    quiet = 0
    while quiet < 8:
        time.sleep(0.25)
        now = [httpx.get(f"{url}/{service}/log/size").json()["size"] for service in SERVICES]
        quiet, sizes = (quiet + 1 if now == sizes else 0), now
    with closing(Source(open_files(url))) as source:
        return {service: source.log(service) for service in SERVICES}


def add_documents(files: Files, folder: Path) -> None:
    """Copy what intake and registry cite as well: an audit of boards needs only scoring's."""
    source = Source(files)
    for service in ("intake", "registry"):
        for _, sha256, _ in cited(Source(FolderFiles(folder)).log(service)):
            place = folder / service / "documents" / sha256
            place.parent.mkdir(exist_ok=True)
            # All of one machine lie together, and scoring hands them out.
            place.write_bytes(source.document("scoring", sha256))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("replayed")
    system = running.start(folder / "data", simulate_from=BEGINS)
    try:
        found = Lived(folder / "export", folder / "pepper", [system.keys[r] for r in ROLES])
        for name, (_, step) in MOMENTS.items():
            play_to(system, folder / name, step)
            found.known[name] = values(settled(system.url))
            found.told[name] = answers(system.url, found.known[name], found.keys)
            found.boards[name] = {
                board: httpx.get(f"{system.url}/registry/v1/boards/{board}").json()
                for board in (BRANCH, ONLINE)
            }
        with closing(open_files(system.url)) as files:
            export(files, found.folder, lambda: time.sleep(0.5))
            add_documents(files, found.folder)
        shutil.copy(system.data / "keys" / "pepper", found.pepper)
        assert system.stop() == 0
    finally:
        system.kill()
    system.data.rename(folder / "gone")
    (folder / "gone").chmod(0)
    yield found
    (folder / "gone").chmod(0o700)


@contextmanager
def replayed(lived: Lived, moment: str) -> Iterator[tuple[str, str]]:
    """The address of a served replay, and what it said when it began."""
    port, output = running.free_port(), lived.folder.parent / f"{moment}.out"
    command = [sys.executable, "-m", "services.cli", "replay", "--serve", "--check"]
    command += ["--url", str(lived.folder), "--at", MOMENTS[moment][0], "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(running.ROOT), "PYTHONUNBUFFERED": "1"}
    env |= {"LINGPAO_PEPPER_FILE": str(lived.pepper), "TMPDIR": str(lived.folder.parent)}
    with output.open("wb") as out:
        process = subprocess.Popen(command, cwd=running.ROOT, env=env, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + running.READY_SECONDS
        while "Ctrl-C" not in output.read_text("utf-8", "replace"):
            assert process.poll() is None, output.read_text("utf-8", "replace")
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", output.read_text("utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(running.STOP_SECONDS) == 0, output.read_text("utf-8", "replace")
        assert not list(lived.folder.parent.glob("lingpao-replay-*"))
    finally:
        process.kill()
        process.wait(running.STOP_SECONDS)


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_route_answers_as_the_live_system_did_at_that_moment_R18_R19_R21(
    lived: Lived, moment: str
) -> None:
    with replayed(lived, moment) as (url, said):
        assert said.count("fits the checkpoint") == len(SERVICES)
        found = answers(url, lived.known[moment], lived.keys)
        expected = lived.told[moment]
        assert set(found) == set(expected)
        other = {address: (expected[address], found[address]) for address in expected
                 if found[address] != expected[address]}  # fmt: skip
        assert not other, json.dumps(list(other.items())[:5], ensure_ascii=False, default=str)
        assert sum(status == 200 for status, _ in found.values()) > len(found) // 2
        _takes_nothing(url, moment, lived.keys[0])
        _says_so(url)


def _takes_nothing(url: str, moment: str, operator: str) -> None:
    bearer = {"Authorization": f"Bearer {operator}", "Idempotency-Key": "replayed-key-0001"}
    sizes = [httpx.get(f"{url}/{service}/log/size").json() for service in SERVICES]
    for service in SERVICES:
        paths = httpx.get(f"{url}/{service}/openapi.json").json()["paths"]
        posts = [path for path, methods in paths.items() if "post" in methods]
        assert posts
        for path in (*posts, "/no/such/place"):
            address = path if path.startswith(f"/{service}/") else f"/{service}{path}"
            for tongue, words in (("zh", "回放"), ("en", "replay")):
                refused = httpx.post(
                    f"{url}{address}", json={}, headers={**bearer, "Accept-Language": tongue}
                )
                assert (refused.status_code, refused.json()["code"]) == (
                    409, "web.replay_is_read_only",
                )  # fmt: skip
                assert words in refused.json()["title"]
                assert MOMENTS[moment][0][:10] in refused.json()["detail"]
    assert sizes == [httpx.get(f"{url}/{service}/log/size").json() for service in SERVICES]


def _says_so(url: str) -> None:
    for path in ("/registry/", f"/registry/boards/{ONLINE}"):
        for tongue, words in (("zh", "当时所知"), ("en", "how it was known at")):
            page = httpx.get(f"{url}{path}", params={"lang": tongue})
            assert page.status_code == 200, page.text
            assert words in page.text
            assert page.headers["Lingpao-As-Of"].endswith(":00.000000Z")


def test_the_boards_are_those_worked_out_by_hand_R11_R19(lived: Lived) -> None:
    shown = lived.boards
    assert {shown["in notice"][board]["state"] for board in (BRANCH, ONLINE)} == {"notice"}
    # Before the objection was upheld one more bank was on it.
    assert [shown[moment][BRANCH]["version"] for moment in MOMENTS] == [2, 3, 3]
    assert len(shown["in notice"][BRANCH]["row_list"]) == 17
    for moment in ("published", "revoked"):
        for board in (BRANCH, ONLINE):
            rows = season.golden(running.SEASON, board.rpartition(".")[2])
            assert season.as_golden(shown[moment][board]) == rows


def test_one_matter_is_told_at_each_moment_with_its_entries_R20_R21_R22(lived: Lived) -> None:
    place = ("--url", str(lived.folder))

    def bank(day: str) -> dict[str, Any]:
        done = running.lingpao("replay", *place, "--bank", REVOKED, "--at", day, "--json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    in_notice, published, revoked = (
        bank(day) for day in ("2021-10-09", "2021-10-27", "2022-05-17")
    )
    assert "titles" not in in_notice["lists"]
    (title,) = published["lists"]["titles"]
    assert published["lists"]["titles"][title]["value"] == "valid"
    assert revoked["lists"]["titles"][title]["value"] == "revoked"
    assert "barred_to" not in published["facts"]
    assert revoked["facts"]["barred_to"]["value"] == "2025-05-17"
    told = revoked["facts"]["barred_to"]["entry"]
    (entry,) = [one for one in revoked["entries"] if one["entry"] == told]
    assert entry["type"] == "lingpao.registry.bar_imposed.v1"
    early = running.lingpao("replay", *place, "--title", title, "--at", "2021-10-09")
    assert early.returncode == 1
    assert "nothing was known yet" in early.stderr
    assert "2021-10-27" in early.stderr
