"""Objecting without an account through the real system, to each of the three effects (R18, R25)."""

import json
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.chassis.store.migrations.run import PROJECTION_TABLES
from tests.support.running import SEASON, System, lingpao, start

BEGINS = "2021-08-09T09:00:00+08:00"
NOW = "2021-09-28T10:00:00+08:00"
BRANCH, ONLINE = (f"jincheng-finance-2021.{one}" for one in ("branch-service", "online-banking"))
FIRST_OBJECTION = "- id: object-to-maomin\n"
PHOTO = b"\xff\xd8\xff" + "示例客户丁拍摄于柜台前".encode()
GROUNDS = "高峰时段只开了一个窗口，见照片。"
WAIT_SECONDS = 30


@dataclass
class Public:
    """A member of the public at the counter of a system, and the bureau's officer behind it."""

    system: System

    def send(self, path: str, key: str = "", secret: str = "", **content: Any) -> httpx.Response:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if secret:
            headers["Objection-Secret"] = secret
        answer = httpx.post(
            f"{self.system.url}{path}", headers=headers | content.pop("headers", {}), **content
        )
        assert answer.is_success, answer.text
        return answer

    def read(self, path: str, **headers: str) -> Any:
        answer = httpx.get(f"{self.system.url}{path}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def bureau(self) -> str:
        return self.system.actor_keys["jincheng-bureau-desk"]

    def notice(self, board: str) -> dict[str, Any]:
        notices = self.read("/registry/v1/notices")["items"]
        [found] = [
            one
            for one in notices
            if (one["kind"], f"{one['season']}.{one['category']}") == ("results", board)
        ]
        return dict(self.read(f"/registry/v1/notices/{found['notice']}"))

    def rows(self, board: str) -> list[str]:
        shown = self.read(f"/registry/v1/boards/{board}")
        return [row["application"] for row in shown["row_list"]]

    def objected(self, board: str, *attachments: str, about: str = "") -> dict[str, Any]:
        path = f"/registry/v1/notices/{self.notice(board)['notice']}/objections"
        body = {"about": about, "grounds": GROUNDS, "name": "示例客户丁", "anonymous": True}
        return dict(self.send(path, json={**body, "attachments": list(attachments)}).json())

    def upheld(self, objection: str, effect: str, application: str = "") -> None:
        path = f"/registry/v1/objections/{objection}/decision"
        body = {"decision": "upheld", "effect": effect, "application": application}
        self.send(path, self.bureau, json={**body, "reasons": "经现场核查属实。"})

    def reopened(self, board: str, before: int | None) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT_SECONDS
        while (shown := self.notice(board)).get("board_version") == before:
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)
        return shown


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    """The season as it stood when both notices of results had opened."""
    folder = tmp_path_factory.mktemp("objecting")
    story = folder / "season"
    shutil.copytree(SEASON, story)
    told, first, _ = (story / "story.yaml").read_text("utf-8").partition(FIRST_OBJECTION)
    assert first
    (story / "story.yaml").write_text(told, "utf-8")
    system = start(folder / "data", simulate_from=BEGINS)
    try:
        keys = str(system.data / "keys" / "access.json")
        done = lingpao("load", "--url", system.url, "--operator-key-file", keys, str(story))
        assert done.returncode == 0, done.stderr
        made = Public(system)
        for service in ("intake", "scoring", "registry"):
            path = f"/{service}/v1/simulation/clock"
            made.send(path, system.keys["operator"], json={"now": NOW})
        yield made
        assert system.stop() == 0, system.output.read_text("utf-8", "replace")[-4000:]
    finally:
        system.kill()


def test_a_removal_leads_from_the_photo_to_the_board_shown_again_R18_R25(public: Public) -> None:
    before, rows = public.notice(BRANCH), public.rows(BRANCH)
    photo = public.send(
        f"/registry/v1/notices/{before['notice']}/attachments",
        content=PHOTO,
        headers={"Content-Type": "image/jpeg"},
    ).json()
    receipt = public.objected(BRANCH, photo["attachment"], about=rows[-1])
    objection, secret = receipt["objection"], receipt["secret"]
    assert receipt["number"] == "异议〔2021〕1号"
    words = public.read(
        f"/registry/v1/objections/{objection}/words", Authorization=f"Bearer {public.bureau}"
    )
    assert (words["text"], words["name"]) == (GROUNDS, "示例客户丁")
    [file] = words["attachments"]
    saved = httpx.get(
        f"{public.system.url}/registry/v1/objections/{objection}/words/attachments"
        f"/{file['attachment']}",
        headers={"Authorization": f"Bearer {public.bureau}"},
    )
    assert saved.content == PHOTO
    assert saved.headers["content-disposition"].startswith("attachment;")
    public.upheld(objection, "removal", rows[-1])
    shown = public.reopened(BRANCH, before.get("board_version"))
    assert (shown["state"], shown["opened"], shown["last_day"]) == (
        "open", "2021-09-28", "2021-10-18",
    )  # fmt: skip
    assert public.rows(BRANCH) == rows[:-1]
    own = public.read(
        f"/registry/v1/objections/{objection}/receipt", **{"Objection-Secret": secret}
    )
    assert (own["state"], own["effect"], own["reasons"]) == (
        "upheld", "removal", "经现场核查属实。",
    )  # fmt: skip
    # Neither secret nor words are told by anything but the place where they can be erased.
    said = [secret, photo["attachment"], GROUNDS, "示例客户丁"]
    files = [public.system.output, public.system.data / "bus" / "bus.sqlite"]
    everything = b"".join(one.read_bytes() for one in files)
    for table in ("stored_events", "view", "receipt", "timer"):
        everything += repr(public.system.rows("registry", f"SELECT * FROM {table}")).encode()
    for private in said:
        assert private.encode() not in everything


def test_a_rescore_shows_the_same_promises_again_R18(public: Public) -> None:
    before, rows = public.notice(ONLINE), public.rows(ONLINE)
    receipt = public.objected(ONLINE, about=rows[0])
    public.upheld(receipt["objection"], "rescore", rows[0])
    shown = public.reopened(ONLINE, before.get("board_version"))
    assert (shown["state"], shown["opened"]) == ("open", "2021-09-28")
    assert public.rows(ONLINE) == rows


def test_a_correction_reopens_nothing_and_a_withdrawal_ends_it_R18(public: Public) -> None:
    before, rows = public.notice(ONLINE), public.rows(ONLINE)
    receipt = public.objected(ONLINE)
    public.upheld(receipt["objection"], "correction")
    other = public.objected(ONLINE)
    path = f"/registry/v1/objections/{other['objection']}/withdrawal"
    public.send(path, secret=other["secret"], json={})
    figures = public.read("/registry/v1/seasons/jincheng-finance-2021/objections")
    assert {name: figures[name] for name in ("filed", "open", "upheld", "withdrawn")} == {
        "filed": 4, "open": 0, "upheld": 3, "withdrawn": 1,
    }  # fmt: skip
    assert figures["effects"] == {"correction": 1, "removal": 1, "rescore": 1}
    # Both could have moved the board by now.
    public.read("/scoring/v1/schemes", **{"Lingpao-After": _last_position(public)})
    assert public.notice(ONLINE)["board_version"] == before["board_version"]
    assert public.rows(ONLINE) == rows
    listed = public.read(f"/registry/v1/notices/{before['notice']}/objections")["items"]
    assert [one["state"] for one in listed] == ["upheld", "upheld", "withdrawn"]


def _last_position(public: Public) -> str:
    path = f"/registry/v1/notices/{public.notice(ONLINE)['notice']}/objections"
    return httpx.get(f"{public.system.url}{path}").headers["Lingpao-Position"]


def test_receipts_and_attachments_are_told_again_from_the_log_R18(public: Public) -> None:
    def kept() -> dict[str, Any]:
        queries = {
            table: f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4" for table in PROJECTION_TABLES
        }
        return {table: public.system.rows("registry", query) for table, query in queries.items()}

    before = kept()
    kinds = {row[0] for row in before["view"]}
    assert {"objection", "objection_receipt"} <= kinds
    told = lingpao("rebuild", "registry", env={"LINGPAO_DATA": str(public.system.data)})
    assert told.returncode == 0, told.stderr
    assert kept() == before
    objections = [json.loads(row[2]) for row in before["view"] if row[0] == "objection"]
    assert sum(len(one["attachments"]) for one in objections) == 1
