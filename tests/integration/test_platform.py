"""A season beside a public standards platform that edits, deletes and goes down (R7, R31).

Real processes, a real HTTP server as the platform. The tests are one story, told in order:
each plays the season on from where the one before left it.
"""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.auditor.replay import replay
from services.auditor.source import SERVICES, HttpSource
from services.chassis.bus.embedded import EmbeddedBus
from services.contracts.topics import DEAD_LETTERS
from tests.integration.test_late_messages import BEGINS, BOARD, post
from tests.support.platform import FakePlatform, Record, as_record, fake_platform
from tests.support.published import check, everything
from tests.support.running import SEASON, lingpao, start

PLATFORM = "山西省企业标准信息公共服务平台"
SECONDS = 90.0


class World:
    """The running system, the platform beside it, and who acts."""

    def __init__(self, folder: Path, platform: FakePlatform) -> None:
        self.folder, self.platform = folder, platform
        settings = folder / "platforms.json"
        settings.write_text(json.dumps({PLATFORM: {"kind": "http", "url": platform.url}}), "utf-8")
        os.environ["LINGPAO_PLATFORMS_FILE"] = str(settings)
        try:
            self.system = start(folder / "data", simulate_from=BEGINS)
        finally:
            del os.environ["LINGPAO_PLATFORMS_FILE"]
        self._played = 0

    def mirror(self, number: str) -> tuple[Record, bytes] | None:
        """What an enterprise has declared, as it publishes it on the platform."""
        for one in self.get("/intake/v1/standards?limit=500")["items"]:
            for version in one["versions"]:
                if version["record_number"] == number:
                    address = f"{self.system.url}/intake/documents/{version['document']['sha256']}"
                    return as_record(version), httpx.get(address).content
        return None

    def play(self, step: str) -> None:
        """Play the story up to a step, that one left out; what was played before is not repeated."""
        self._played += 1
        folder = self.folder / f"season-{self._played}"
        shutil.copytree(SEASON, folder)
        story = (folder / "story.yaml").read_text("utf-8")
        (folder / "story.yaml").write_text(story[: story.index(f"- id: {step}\n")], "utf-8")
        keys = str(self.system.data / "keys" / "access.json")
        url = self.system.url
        told = lingpao("load", "--url", url, "--operator-key-file", keys, str(folder))
        # Before the boards are public there is no summary to tell.
        assert told.returncode == 0 or "summary: GET" in told.stderr, told.stderr

    def key(self, account: str) -> str:
        return next(key for name, key in self.system.actor_keys.items() if account in name)

    def get(self, path: str, account: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key(account)}"} if account else {}
        answer = httpx.get(f"{self.system.url}{path}", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def post(self, path: str, body: Any, account: str) -> httpx.Response:
        return post(self.system, path, body, self.key(account))

    def application(self, bank: str, category: str) -> dict[str, Any]:
        found = self.get("/intake/v1/applications", f"enterprise-{bank}")["items"]
        [one] = [one for one in found if one["category"] == category]
        return self.get(f"/intake/v1/applications/{one['application']}", f"enterprise-{bank}")

    def record(self, application: dict[str, Any]) -> Record:
        return self.platform.records[application["platform"]["record_number"]]

    def last_check(self, application: str) -> dict[str, Any]:
        told = self.get(f"/intake/v1/applications/{application}", "pboc")["platform"]
        return dict(told["checks"][-1])

    def ask_again(self, application: str) -> None:
        path = f"/intake/v1/applications/{application}/platform-check"
        asked = self.post(path, {}, "pboc")
        assert asked.status_code == 201, asked.text

    def accept(self, application: str) -> httpx.Response:
        path = f"/intake/v1/applications/{application}/decision"
        return self.post(path, {"accepted": True}, "pboc")

    def submit(self) -> httpx.Response:
        return self.post(f"/registry/v1/boards/{BOARD}/submissions", {}, "mirage")

    def publish(self) -> httpx.Response:
        return self.post(f"/registry/v1/boards/{BOARD}/publication", {}, "bureau")

    def loop(self) -> dict[str, Any]:
        """How the errand is, of a service that is able to work all the same."""
        answer = httpx.get(f"{self.system.url}/intake/readyz")
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["loops"]["platform"])

    def types(self, service: str, **data: str) -> list[str]:
        """The short types of a log's entries whose data have these values, in order."""
        with closing(HttpSource(self.system.url)) as source:
            return [
                one.entry.type.split(".")[2]
                for one in source.log(service)
                if all(one.entry.data.get(name) == value for name, value in data.items())
            ]

    def set_clock(self, now: str) -> None:
        for service in SERVICES:
            path = f"/{service}/v1/simulation/clock"
            answer = post(self.system, path, {"now": now}, self.system.keys["operator"])
            assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found: list[World] = []
    with fake_platform(lambda number: found[0].mirror(number)) as platform:  # noqa: PLW0108 - later
        found.append(World(tmp_path_factory.mktemp("platform"), platform))
        try:
            yield found[0]
        finally:
            found[0].system.kill()


def until(what: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """Look until it is so.

    :raises AssertionError: with what was seen last.
    """
    deadline = time.monotonic() + SECONDS
    while not wanted(seen := what()):
        assert time.monotonic() < deadline, f"not in time, last: {seen}"
        time.sleep(0.1)
    return seen


def is_in(state: str) -> Callable[[dict[str, Any]], bool]:
    return lambda found: bool(found["state"] == state)


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return str(answer.json()["code"])


def test_a_text_edited_silently_or_deleted_is_not_accepted_R31(world: World) -> None:
    world.play("accept-first-branch-applications")
    platform = world.platform
    names = ("wuyou", "zixu", "wangshi")
    one, two, three = (world.application(name, "branch-service") for name in names)
    ids = [application["application"] for application in (one, two, three)]
    for id in ids:
        until(lambda id=id: world.last_check(id), is_in("confirmed"))
    # A value; the document's bytes; the whole record.
    value = world.record(one)["values"][0]
    declared, value["value"] = value["value"], "99.5"
    number = two["platform"]["record_number"]
    document = platform.documents[number]
    platform.documents[number] = document + b" "
    platform.deleted.add(three["platform"]["record_number"])
    for id in ids:
        world.ask_again(id)
        until(lambda id=id: world.last_check(id), lambda seen: seen["state"] != "waiting")
    refused = world.accept(ids[0])
    assert code_of(refused) == "intake.platform_text_differs"
    assert f"values.{value['indicator']}: " in refused.json()["fields"]
    assert "99.5" in refused.json()["detail"]
    assert world.accept(ids[1]).json()["fields"].startswith("document: ")
    assert code_of(world.accept(ids[2])) == "intake.platform_record_missing"
    listed = world.get("/intake/v1/platform-checks", "pboc")["items"]
    assert {check["application"] for check in listed} == set(ids)
    # As it was declared: the step may be taken.
    value["value"] = declared
    platform.documents[number] = document
    platform.deleted.clear()
    for id in ids:
        world.ask_again(id)
        until(lambda id=id: world.last_check(id), is_in("confirmed"))
    assert world.get("/intake/v1/platform-checks", "pboc")["items"] == []


def test_acceptance_waits_for_a_platform_that_is_down_and_all_see_why_R31(world: World) -> None:
    platform = world.platform
    id = world.application("huaian", "branch-service")["application"]
    troubles = []
    for trouble in ("500", "half", "silent", "refused"):
        if trouble == "refused":
            platform.stop()
        platform.trouble = trouble
        world.ask_again(id)
        seen = until(lambda: world.last_check(id), lambda check: bool(check["trouble"]))
        troubles.append(seen["trouble"])
        waiting = world.accept(id)
        assert code_of(waiting) == "intake.platform_awaited"
        assert waiting.json()["since"] == seen["requested"]
        assert waiting.json()["trouble"] == seen["trouble"]
    assert troubles[0] == "HTTP 500"
    assert len(set(troubles)) == 4
    errand = until(world.loop, lambda loop: bool(loop["trouble"]))
    assert errand["lag"] == 1
    assert PLATFORM in errand["trouble"]
    platform.trouble = ""
    platform.start()
    # By itself, when the pause is over.
    until(lambda: world.last_check(id), is_in("confirmed"))
    until(world.loop, lambda loop: loop["healthy"] and loop["lag"] == 0)


def test_killed_between_question_and_answer_it_asks_again_and_records_once_R31(
    world: World,
) -> None:
    platform = world.platform
    id = world.application("nanke", "branch-service")["application"]
    until(lambda: world.last_check(id), is_in("confirmed"))
    before = world.types("intake", application=id).count("platform_text_confirmed")
    asked = len(platform.asked)
    platform.released.clear()
    platform.trouble = "silent"
    world.ask_again(id)
    until(lambda: len(platform.asked), lambda seen: seen > asked)
    [worker] = world.system.pids()["intake"]
    os.kill(worker, signal.SIGKILL)
    platform.trouble = ""
    platform.released.set()
    until(lambda: world.last_check(id), is_in("confirmed"))
    assert world.types("intake", application=id).count("platform_text_confirmed") == before + 1
    assert world.types("intake", platform=PLATFORM).count("platform_connected") == 1


def test_submission_waits_until_the_texts_are_seen_since_the_draw_R31(world: World) -> None:
    platform = world.platform
    world.play("draw-branch-board")
    platform.stop()
    world.play("submit-branch-first")
    # Drawn, consented, nominated; but nobody has seen the texts since the draw.
    refused = until(world.submit, lambda answer: answer.json().get("trouble", "—") != "—")
    assert code_of(refused) == "registry.platform_awaited"
    rows = world.get(f"/scoring/v1/boards/{BOARD}", "bureau")["row_list"]
    assert refused.json()["count"] == len(rows)

    edited = world.application("maomin", "online-banking")
    record = world.record(edited)
    name, record["name"] = record["name"], "另一个名称"
    platform.start()
    refused = until(world.submit, lambda answer: "differs" in code_of(answer))
    assert refused.json()["standards"] == f"{record['number']} (name)"
    until(
        lambda: world.types("scoring", application=edited["application"]),
        lambda types: "declaration_text_differed" in types,
    )
    # The step stops, and the board stands.
    assert world.get(f"/scoring/v1/boards/{BOARD}", "bureau")["row_list"] == rows
    record["name"] = name
    world.ask_again(edited["application"])
    until(lambda: world.last_check(edited["application"]), is_in("confirmed"))


def test_a_record_deleted_during_the_notice_leaves_the_board_and_the_notice_reopens_R31(
    world: World,
) -> None:
    world.play("online-notice-ends")
    before = world.get(f"/registry/v1/boards/{BOARD}")["row_list"]
    gone = world.application("jiaojing", "online-banking")
    world.platform.deleted.add(gone["platform"]["record_number"])
    world.set_clock("2021-10-18T09:00:00+08:00")
    shown = until(
        lambda: world.get(f"/registry/v1/boards/{BOARD}"), lambda seen: seen["version"] == 2
    )
    left = {row["application"] for row in before} - {gone["application"]}
    assert {row["application"] for row in shown["row_list"]} == left
    assert code_of(world.publish()) == "registry.notice_running"
    assert world.types("scoring", cause="record_gone") == ["board_restated"]


def test_publication_waits_until_the_texts_are_seen_since_the_notice_closed_R31(
    world: World,
) -> None:
    platform = world.platform
    path = "/registry/v1/seasons/jincheng-finance-2021/phases/evaluation/extension"
    longer = world.post(path, {"last": "2021-11-10", "reason": "重新公示"}, "bureau")
    assert longer.status_code == 201, longer.text
    edited = world.application("maomin", "online-banking")
    record = world.record(edited)
    platform.released.clear()
    platform.trouble = "silent"
    world.set_clock("2021-11-02T09:00:00+08:00")
    refused = until(world.publish, lambda answer: answer.json().get("trouble", "—") != "—")
    assert code_of(refused) == "registry.platform_awaited"
    name, record["name"] = record["name"], "又一个名称"
    platform.trouble = ""
    platform.released.set()
    until(world.publish, lambda answer: "differs" in code_of(answer))
    record["name"] = name
    world.ask_again(edited["application"])
    published = until(world.publish, lambda answer: answer.status_code == 201)
    assert published.json()["publication"]
    assert world.get(f"/registry/v1/boards/{BOARD}")["state"] == "published"


def test_what_was_published_follows_from_the_logs_and_every_message_is_as_published_R11_R31(
    world: World,
) -> None:
    with closing(HttpSource(world.system.url)) as source:
        logs = {service: source.log(service) for service in SERVICES}
        assert replay(logs, source.document, BOARD, "9999").differences == ()
    found = everything(EmbeddedBus(world.system.data / "bus" / "bus.sqlite"))
    assert not [one for one in found if one.topic == DEAD_LETTERS]
    told = ("connected", "check_requested", "did_not_answer", "text_confirmed", "text_differed")
    wanted = {f"lingpao.intake.platform_{name}.v1" for name in (*told, "record_gone")}
    assert wanted <= {check(one) for one in found}


@pytest.mark.parametrize("service", SERVICES)
def test_the_read_models_come_out_of_the_logs_again_R31(world: World, service: str) -> None:
    told = lingpao("rebuild", service, env={"LINGPAO_DATA": str(world.system.data)})
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip().endswith(" 0"), told.stdout
