"""The season of Jincheng 2021 through the real system: every process, every store, real HTTP."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.auditor.replay import replay
from services.auditor.source import SERVICES, HttpSource, Logged
from services.chassis import clock
from services.chassis.log import canon
from services.chassis.store.migrations.run import PROJECTION_TABLES
from services.registry.usecases import summary
from tests.support import season
from tests.support.running import SEASON, System, lingpao, running_system, start
from tests.support.season import as_golden, counts

BOARDS = {
    category: f"jincheng-finance-2021.{category}"
    for category in ("branch-service", "online-banking")
}
BEGINS = "2021-08-09T09:00:00+08:00"
REVOKED = "91140599DEM000022W"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("season") / "data", demo=True) as made:
        yield made


def load(system: System) -> "Any":
    return season.load(system, SEASON)


def board(system: System, category: str) -> dict[str, Any]:
    return season.board(system, BOARDS[category])


def golden(category: str) -> list[dict[str, Any]]:
    return season.golden(SEASON, category)


@pytest.mark.parametrize("category", BOARDS)
def test_the_published_board_is_the_one_worked_out_by_hand_R11_R19(
    system: System, category: str
) -> None:
    shown = board(system, category)
    assert shown["state"] == "published"
    assert as_golden(shown) == golden(category)


def test_the_report_of_the_season_is_closed_and_the_same_facts_give_its_bytes_R24(
    system: System,
) -> None:
    at = f"{system.url}/registry/v1/seasons/jincheng-finance-2021/summary"
    told = httpx.get(at).json()
    (closed,) = told["reports"]
    document = httpx.get(f"{system.url}/scoring/documents/{closed['facts']['sha256']}").content
    facts = canon.decode(document)
    made = summary.document(facts, clock.from_text(closed["closed"]), closed["version"])
    assert made == httpx.get(f"{at}/report").content
    assert hashlib.sha256(made).hexdigest() == closed["report"]["sha256"]
    # The facts as they stand tell what came after the report.
    assert facts["revocations"]["items"] == []
    assert [one["enterprise"] for one in told["revocations"]["items"]] == [REVOKED]
    on_board = {one["category"]: one["on_board"] for one in facts["participation"]["categories"]}
    assert on_board == {category: len(golden(category)) for category in BOARDS}


def test_loading_again_changes_nothing(system: System) -> None:
    before = counts(system.data)
    again = load(system)
    assert again.returncode == 0, again.stderr
    assert counts(system.data) == before


def test_a_revocation_bars_in_every_service_R22(system: System) -> None:
    bars = httpx.get(f"{system.url}/registry/v1/bars/{REVOKED}").json()["bars"]
    assert [(bar["first_day"], bar["last_day"]) for bar in bars] == [("2022-05-17", "2025-05-17")]
    for service in ("intake", "scoring"):
        with sqlite3.connect(system.data / service / "store.sqlite") as store:
            [(body,)] = store.execute("SELECT body FROM view WHERE kind = 'bar'").fetchall()
        assert json.loads(body)["enterprise"] == REVOKED


def test_the_feeds_carry_the_revocation_and_the_bar_R23(system: System) -> None:
    with sqlite3.connect(system.data / "bus" / "bus.sqlite") as bus:
        for topic in ("lingpao.revocations", "lingpao.bars"):
            [(key,)] = bus.execute("SELECT key FROM record WHERE topic = ?", (topic,)).fetchall()
            assert key == REVOKED.encode()


def test_read_models_that_were_lost_are_told_again_from_the_log_and_the_bus(
    system: System,
) -> None:
    """While it serves; every document word for word as it was, in all three services."""
    for service in SERVICES:
        tables = {
            table: f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4" for table in PROJECTION_TABLES
        } | {"heard": "SELECT * FROM heard ORDER BY 1"}
        before = {table: system.rows(service, query) for table, query in tables.items()}
        path = system.data / service / "store.sqlite"
        with closing(sqlite3.connect(path, timeout=30)) as store, store:
            for table in tables:
                store.execute(f"DELETE FROM {table}")
        told = lingpao("rebuild", service, env={"LINGPAO_DATA": str(system.data)})
        assert told.returncode == 0, told.stderr
        assert {table: system.rows(service, query) for table, query in tables.items()} == before
        assert httpx.get(f"{system.url}/{service}/readyz").status_code == 200
    assert board(system, "branch-service")["state"] == "published"


def test_no_service_opens_anothers_store(system: System) -> None:
    for name, pids in system.pids().items():
        if name not in ("intake", "scoring", "registry"):
            continue
        opened = {
            path.readlink().parent.name
            for pid in pids
            for path in Path(f"/proc/{pid}/fd").iterdir()
            if path.readlink().name.startswith("store.sqlite")
        }
        assert opened == {name}


def test_a_board_is_replayed_from_events_alone(system: System) -> None:
    at_notice = lingpao(
        "replay", "--url", system.url, "--board", BOARDS["branch-service"], "--at", "2021-09-08",
        "--json",
    )  # fmt: skip
    first = json.loads(at_notice.stdout)
    assert first["identical"]
    assert (first["version"], len(first["rows"]), first["state"]) == (1, 18, "drawn")

    published = [board(system, category) for category in BOARDS]
    for service in ("intake", "scoring", "registry"):
        with sqlite3.connect(system.data / service / "store.sqlite", timeout=30) as store:
            for table in PROJECTION_TABLES:
                store.execute(f"ALTER TABLE {table} RENAME TO kept_{table}")
    try:
        for shown in published:
            told = lingpao("replay", "--url", system.url, "--board", shown["board"], "--json")
            assert told.returncode == 0, told.stderr
            replayed = json.loads(told.stdout)
            assert replayed["identical"]
            assert replayed["rows_sha256"] == shown["rows"]["sha256"]
            assert [row["application"] for row in replayed["rows"]] == [
                row["application"] for row in shown["row_list"]
            ]
            assert all(row["indicators"] for row in replayed["rows"])
    finally:
        for service in ("intake", "scoring", "registry"):
            with sqlite3.connect(system.data / service / "store.sqlite", timeout=30) as store:
                for table in PROJECTION_TABLES:
                    store.execute(f"ALTER TABLE kept_{table} RENAME TO {table}")


def test_before_it_was_drawn_a_board_is_not_made_up(system: System) -> None:
    told = lingpao(
        "replay", "--url", system.url, "--board", BOARDS["branch-service"], "--at", "2021-09-01"
    )
    assert told.returncode != 0
    assert "2021-09-06" in told.stderr


def test_a_banks_whole_story_is_told_in_order(system: System) -> None:
    told = lingpao("history", "--url", system.url, REVOKED, "--json")
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    names = [line["type"].split(".")[2] for line in lines]
    expected = [
        "enterprise_registered",
        "standard_declared",
        "application_submitted",
        "application_accepted",
        "scored",
        "consent_given",
        "leaders_nominated",
        "published",
        "title_granted",
        "standard_revised",
        "core_indicator_lowered",
        "revocation_proposed",
        "enterprise_heard",
        "revoked",
        "bar_imposed",
        "revocation_executed_by_body",
    ]
    places = [names.index(name) for name in expected]
    assert places == sorted(places)
    told_ids = [line["id"] for line in lines]
    for at, line in enumerate(lines):
        if line["causationid"] in told_ids:
            assert told_ids.index(line["causationid"]) < at


def test_killed_in_mid_season_and_loaded_again_gives_the_same_boards(tmp_path: Path) -> None:
    """Power cuts while the story is played: the loader goes on from its replayed answers."""
    data = tmp_path / "data"
    cut = 0
    system = start(data, simulate_from=BEGINS)
    try:
        for wanted in (60, 150, 260):
            command = [sys.executable, "-m", "services.cli", "load", "--url", system.url]
            command += ["--operator-key-file", str(data / "keys" / "access.json"), str(SEASON)]
            loader = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 60
            while sum(counts(data).values()) < wanted and time.monotonic() < deadline:
                time.sleep(0.01)
            system.kill()
            loader.kill()
            loader.wait(60)
            cut += 1
            system = start(data, simulate_from=BEGINS)
        done = load(system)
        assert done.returncode == 0, done.stderr
        for category in BOARDS:
            assert as_golden(board(system, category)) == golden(category)
        assert system.stop() == 0
    finally:
        system.kill()
    assert cut == 3


def test_a_replay_tells_what_does_not_follow_from_the_events(system: System) -> None:
    with closing(HttpSource(system.url)) as source:
        logs = {service: source.log(service) for service in SERVICES}
        now = "9999"
        board_id = BOARDS["branch-service"]
        honest = replay(logs, source.document, board_id, now)
        assert honest.differences == ()
        shown = {row.candidate.application for row in honest.rows}

        def changed(service: str, kind: str, edit: Any) -> dict[str, list[Logged]]:
            log = list(logs[service])
            at = max(
                n
                for n, one in enumerate(log)
                if one.entry.type == f"lingpao.{service}.{kind}.v1"
                and one.entry.data.get("application") in shown
            )
            entry = log[at].entry
            log[at] = replace(log[at], entry=replace(entry, data=edit(dict(entry.data))))
            return {**logs, service: log}

        better = changed("scoring", "scored", lambda data: {**data, "composite": "499"})
        assert any(
            "recorded score" in d
            for d in replay(better, source.document, board_id, now).differences
        )
        stranger = changed(
            "intake", "application_accepted", lambda data: {**data, "application": "x"}
        )
        assert any(
            "rows differ" in d for d in replay(stranger, source.document, board_id, now).differences
        )
        with pytest.raises(LookupError, match="never adopted"):
            replay(
                {
                    **logs,
                    "scoring": [one for one in logs["scoring"] if "adopted" not in one.entry.type],
                },
                source.document,
                board_id,
                now,
            )


def test_who_decides_reads_the_words_and_nobody_else_does_R18_R25(system: System) -> None:
    notices = httpx.get(f"{system.url}/registry/v1/notices").json()["items"]
    with sqlite3.connect(system.data / "registry" / "store.sqlite") as store:
        ids = [row[0] for row in store.execute("SELECT id FROM view WHERE kind = 'objection'")]
    keys = {**system.keys, "owner": system.actor_keys["jincheng-bureau-desk"]}

    def words(objection: str, role: str) -> httpx.Response:
        path = f"{system.url}/registry/v1/objections/{objection}/words"
        return httpx.get(path, headers={"Authorization": f"Bearer {keys[role]}"})

    said = [words(one, "owner").json() for one in ids]
    assert {one["name"] for one in said} == {"示例客户乙", "示例客户丙"}
    assert all(one["text"] and one["contact"] for one in said)
    assert words(ids[0], "auditor").status_code == 403
    assert words(ids[0], "bureau").json()["code"] == "registry.not_your_season"
    assert notices
    for service in ("intake", "scoring", "registry"):
        with sqlite3.connect(system.data / service / "store.sqlite") as store:
            everything = b"".join(
                row[0] for row in store.execute("SELECT state FROM stored_events")
            )
        for private in (
            "示例客户",
            "示例联系方式",
            "照片和排队记录",
            "暂不希望公开排名",
            "改造完成后将恢复",
        ):
            assert private.encode() not in everything
    with sqlite3.connect(system.data / "bus" / "bus.sqlite") as bus:
        told = b"".join(row[0] for row in bus.execute("SELECT value FROM record"))
    assert "示例客户".encode() not in told
