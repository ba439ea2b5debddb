"""The season of the general notice through the real system: six industries as plain data (R2)."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from services.auditor.replay import replay
from services.auditor.source import SERVICES, HttpSource, Logged
from services.chassis.bus.embedded import EmbeddedBus
from services.contracts.topics import DEAD_LETTERS
from tests.support.published import check, everything
from tests.support.running import ROOT, System, lingpao, start
from tests.support.season import as_golden, board, counts, expected, golden, load

FOLDER = ROOT / "tests" / "data" / "jincheng-2021-general"
SEASON = "jincheng-general-2021"
CATEGORIES = sorted(path.stem for path in (FOLDER / "schemes").glob("*.yaml"))
BEGINS = "2021-04-24T09:00:00+08:00"
FANGZHANG, YINGZHOU = "91140599DEM001068T", "91140599DEM001076M"
XUANPU, JIANMU = "91140599DEM00113XE", "91140599DEM001148E"
#: Later than every moment.
END = "9999"
WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    made = start(tmp_path_factory.mktemp("general") / "data", simulate_from=BEGINS)
    try:
        begun = time.monotonic()
        done = load(made, FOLDER)
        assert done.returncode == 0, done.stderr
        assert "5 steps refused as foreseen, 0 not retried" in done.stdout
        print(f"loaded in {time.monotonic() - begun:.0f} s")
        yield made
        assert made.stop() == 0
    finally:
        made.kill()


def get(system: System, path: str, account: str = "") -> Any:
    key = system.actor_keys[account] if account else ""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = httpx.get(f"{system.url}{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(system: System, path: str, account: str = "") -> list[dict[str, Any]]:
    return list(get(system, path, account)["items"])


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_board_is_the_one_worked_out_by_hand_R2_R11_R19(system: System, category: str) -> None:
    shown, wanted = board(system, f"{SEASON}.{category}"), expected(FOLDER, category)
    assert shown["state"] == "published"
    assert shown["version"] == wanted["version"]
    assert as_golden(shown) == golden(FOLDER, category)


def test_no_leader_an_empty_board_and_ties_are_legal_results_R30(system: System) -> None:
    rows = {one: as_golden(board(system, f"{SEASON}.{one}")) for one in CATEGORIES}
    assert rows["compressed-cbm"] == []
    assert not any(row["leader"] for row in rows["dangshen-slices"])
    # A tie on the cut: by the scheme all of the tied lead, or none.
    assert [(row["rank"], row["leader"]) for row in rows["industrial-lens"]] == [
        (1, True), (1, True), (3, False), (4, False),
    ]  # fmt: skip
    assert [(row["rank"], row["leader"]) for row in rows["clean-briquette"]] == [
        (1, True), (2, False), (2, False),
    ]  # fmt: skip


@pytest.mark.parametrize("category", CATEGORIES)
def test_who_is_not_ranked_is_told_why_R8(system: System, category: str) -> None:
    found = {
        (one["enterprise"], finding["ground"], finding["indicator"])
        for one in items(system, f"/scoring/v1/boards/{SEASON}.{category}/excluded", "shenlou-desk")
        for finding in one["findings"]
    }
    assert found == {
        (one["uscc"], one["ground"], one["indicator"])
        for one in expected(FOLDER, category)["excluded"]
    }


def test_a_standard_shows_its_models_and_since_when_they_are_made_R8(system: System) -> None:
    (lens,) = items(system, f"/intake/v1/standards?enterprise={JIANMU}")
    (product,) = lens["products"]
    days = {name: product[name]["day"] for name in ("finalised", "in_production")}
    assert product["model"] == "JM-20"
    assert days == {"finalised": "2017-09-12", "in_production": "2018-03-01"}


def test_notices_ended_on_the_day_that_the_real_calendar_gives_R17_R18(system: System) -> None:
    found = {(one["kind"], one["about"]): one for one in items(system, "/registry/v1/notices")}
    days = {name.partition(".")[2].partition("@")[0]: one for (_, name), one in found.items()}
    assert {one["state"] for one in found.values()} == {"closed"}
    assert {one["last_day"] for (kind, _), one in found.items() if kind == "scheme"} == {
        "2021-05-21"
    }
    results = sorted(one["last_day"] for (kind, _), one in found.items() if kind == "results")
    assert results == ["2021-09-26"] * 5 + ["2021-10-08"]
    assert set(CATEGORIES) <= set(days)


def test_a_failed_sampling_inspection_ends_a_title_after_a_hearing_R21_R22_R32(
    system: System,
) -> None:
    (one,) = items(system, f"/registry/v1/revocations?enterprise={JIANMU}")
    assert (one["ground"], one["state"]) == (4, "revoked")
    assert (one["first_barred_day"], one["last_barred_day"]) == ("2022-03-22", "2025-03-22")
    states = {(row["consequence"], row["addressee"]): row["state"] for row in one["consequences"]}
    # The first offices of every installation are told as well, and do not answer in this story.
    silent = {("regulator", "first-regulator"), ("credit", "first-credit-consumer")}
    assert {followed for followed, state in states.items() if state == "open"} == silent
    assert {followed for followed, state in states.items() if state == "done"} >= {
        ("announcement", ""), ("regulator", "sampling-inspection"), ("credit", "credit-platform"),
        ("policies", ""),
    }  # fmt: skip
    record = get(system, f"/registry/v1/credit/records/{one['revocation']}", "credit-desk")
    assert [receipt["receiver"] for receipt in record["receipts"]] == ["credit-platform"]
    titles = items(system, f"/registry/v1/titles?enterprise={JIANMU}")
    assert [title["state"] for title in titles] == ["revoked"]


def test_titles_and_bars_follow_successors_R34(system: System) -> None:
    (title,) = items(system, f"/registry/v1/titles?enterprise={YINGZHOU}")
    assert title["category"] == "ductile-fittings"
    assert items(system, f"/registry/v1/titles?enterprise={FANGZHANG}") == []
    (heir,) = [
        one["successor"] for one in items(system, f"/registry/v1/successions?enterprise={JIANMU}")
    ]
    bars = get(system, f"/registry/v1/bars/{heir}")
    assert [bar["last_day"] for bar in bars["bars"]] == ["2025-03-22"]


def test_what_stands_around_the_titles_is_public_R24_R33(system: System) -> None:
    lists = items(system, "/registry/v1/cultivation-lists")
    assert {(one["county"], one["field"]) for one in lists} == {
        ("market-bureau-140525", "steel-casting"),
        ("market-bureau-140524", "farm-specialities"),
    }
    assert len(items(system, f"/registry/v1/seasons/{SEASON}/awards")) == 3
    assert len(items(system, f"/registry/v1/seasons/{SEASON}/publicity")) == 2
    (standing,) = items(system, "/registry/v1/standings")
    assert standing["level"] == "provincial"


def test_the_report_tells_who_took_part_in_each_field_R24(system: System) -> None:
    told = get(system, f"/registry/v1/seasons/{SEASON}/summary")
    rows = {one["category"]: one for one in told["participation"]["categories"]}
    for category in CATEGORIES:
        wanted = expected(FOLDER, category)
        out = {one["uscc"] for one in wanted["excluded"]}
        assert rows[category]["on_board"] == len(wanted["rows"]), category
        assert rows[category]["ineligible"] == len(out), category
    assert told["reports"]


@pytest.fixture(scope="module")
def logs(system: System) -> Iterator[tuple[dict[str, list[Logged]], HttpSource]]:
    with closing(HttpSource(system.url)) as source:
        yield {service: source.log(service) for service in SERVICES}, source


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_auditor_derives_the_same_bytes_from_events_alone_R11(
    system: System, logs: tuple[dict[str, list[Logged]], HttpSource], category: str
) -> None:
    events, source = logs
    shown = board(system, f"{SEASON}.{category}")
    derived = replay(events, source.document, shown["board"], END)
    assert derived.differences == ()
    assert derived.said.rows.sha256 == shown["rows"]["sha256"]
    assert [row.candidate.application for row in derived.rows] == [
        row["application"] for row in shown["row_list"]
    ]


def test_the_command_derives_the_board_of_a_day_before_it_changed_R11_R18(system: System) -> None:
    name = f"{SEASON}.clean-briquette"
    told = lingpao("replay", "--url", system.url, "--board", name, "--at", "2021-09-10", "--json")
    first = json.loads(told.stdout)
    assert (first["identical"], first["version"], len(first["rows"])) == (True, 1, 4)


def test_products_linked_after_publication_are_for_the_next_application_R8_R31(
    system: System,
) -> None:
    (standard,) = items(system, f"/intake/v1/standards?enterprise={XUANPU}")
    designed = {"model": "XP-99", "name": "工业镜头", "finalised": None, "in_production": None}
    answer = httpx.post(
        f"{system.url}/intake/v1/standards/{standard['standard']}/products",
        json={"products": [designed]},
        headers={
            "Authorization": f"Bearer {system.actor_keys['enterprise-xuanpu']}",
            "Idempotency-Key": "2f0f8a52-6c1e-4d0b-8f55-0d8f1d0c7a11",
        },
    )
    assert answer.status_code == 201, answer.text
    (shown,) = items(system, f"/intake/v1/standards?enterprise={XUANPU}")
    assert shown["products"] == [designed]
    name = f"{SEASON}.industrial-lens"
    told = lingpao("replay", "--url", system.url, "--board", name, "--json")
    derived = json.loads(told.stdout)
    assert derived["identical"], told.stdout
    assert derived["rows_sha256"] == board(system, name)["rows"]["sha256"]


def test_every_message_is_as_published_and_none_was_set_aside_R23(system: System) -> None:
    sizes = [get(system, f"/{service}/log/size")["size"] for service in SERVICES]
    bus = EmbeddedBus(system.data / "bus" / "bus.sqlite")
    deadline = time.monotonic() + WAIT_SECONDS
    while len(records := everything(bus)) < sum(sizes) and time.monotonic() < deadline:
        time.sleep(0.1)
    told = {check(record).split(".")[2] for record in records}
    assert not [record for record in records if record.topic == DEAD_LETTERS]
    assert {
        "products_linked", "cultivation_listed", "standing_recorded", "publicity_recorded",
        "award_recorded", "consequence_done", "credit_report_acknowledged",
        "successor_recorded", "title_inherited",
    } <= told  # fmt: skip


def test_loading_again_changes_nothing(system: System) -> None:
    before = counts(system.data)
    again = load(system, FOLDER)
    assert again.returncode == 0, again.stderr
    assert counts(system.data) == before
