"""A whole season's words erased: no byte is left anywhere, and every proof holds (R25).

On real processes: stores, bus, logs as served, documents, what the processes wrote down.
"""

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest

from services.auditor.source import SERVICES, HttpSource
from services.chassis.log.merkle import Frontier, leaf_hash, root_of
from tests.support.remains import files_with, spellings
from tests.support.running import System, lingpao

SECONDS = 60
BOARD = "jincheng-finance-2021.branch-service"
#: Texts, names and contacts of the story, by who may have them erased.
WORDS = (
    "示例客户甲",
    "示例客户乙",
    "示例客户丙",
    "示例联系方式",
    "暂不希望公开排名",
    "改造完成后将恢复",
)


def entries(system: System, service: str) -> list[bytes]:
    with closing(HttpSource(system.url)) as source:
        return [one.entry.to_bytes() for one in source.log(service)]


def replayed(system: System) -> Any:
    told = lingpao("replay", "--url", system.url, "--board", BOARD, "--json",
                   "--at", "2022-06-30")  # fmt: skip
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def views(system: System, service: str, kind: str) -> list[dict[str, Any]]:
    # The kinds are ours.
    rows = system.rows(service, f"SELECT body FROM view WHERE kind = '{kind}'")
    return [json.loads(row[0]) for row in rows]


def listed(system: System, service: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in views(system, service, "private_words") if one["kind"] == kind]


def erase(system: System, service: str, about: str, key: str) -> httpx.Response:
    return httpx.post(
        f"{system.url}/{service}/v1/erasures",
        json={"about": about, "reason": "依申请删除"},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex},
    )


def until(seen: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.2)


def wiped(system: System) -> bool:
    return not any(
        system.rows(service, "SELECT 1 FROM meta WHERE name = 'wiping'") for service in SERVICES
    )


def erase_everything(system: System) -> dict[str, str]:
    """Erase all words of the story; return where each is shown, and whose key reads it."""
    desk, operator = system.actor_keys["jincheng-bureau-desk"], system.keys["operator"]
    # The season's bureau decides on comments, objections and statements.
    abouts = [
        (service, one["about"])
        for service, kind in (
            ("scoring", "comment"), ("registry", "objection"), ("registry", "statement"),
        )
        for one in listed(system, service, kind)
    ]  # fmt: skip
    assert [erase(system, *one, desk).status_code for one in abouts] == [201] * 5
    # A reason for refusing consent is the enterprise's own.
    [reason] = listed(system, "intake", "consent_reason")
    [own] = [
        system.actor_keys[one["account"]]
        for one in views(system, "registry", "account")
        if one["organisation"] == reason["organisation"] and one["account"] in system.actor_keys
    ]
    by = [erase(system, "intake", reason["about"], key) for key in (desk, own, operator)]
    assert [one.status_code for one in by] == [403, 201, 201]
    assert [one.json().get("erased") for one in by] == [None, 1, 0]
    return dict.fromkeys(shown_at(system), desk) | {
        f"intake/v1/applications/{reason['about']}/words": system.keys["evaluation_body"]
    }


def shown_at(system: System) -> list[str]:
    """Where those who decide read the words of objections, statements and comments."""
    places = [
        f"registry/v1/{path}/{one['about']}/words"
        for kind, path in (("objection", "objections"), ("statement", "revocations"))
        for one in listed(system, "registry", kind)
    ]
    places += [
        f"scoring/v1/schemes/{one['scheme']}/versions/{one['version']}"
        f"/comments/{comment['comment']}/words"
        for one in views(system, "scoring", "scheme_version")
        for comment in one["comments"]
    ]
    assert len(places) == 5
    return places


def check_log(system: System, service: str, before: list[bytes]) -> None:
    """What was said is as it was; the erasures are told; leaves and root are of these bytes."""
    after = entries(system, service)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    joined = b"".join(after)
    assert not any(spelling in joined for words in WORDS for spelling in spellings(words))
    leaves = [row[0] for row in system.rows(service, "SELECT hash FROM log_leaf ORDER BY position")]
    [(size, nodes)] = system.rows(service, "SELECT size, nodes FROM log_tree")
    # More may have been said since.
    assert leaves[: len(after)] == [leaf_hash(one) for one in after]
    assert Frontier.from_bytes(size, nodes).root == root_of(leaves)


@pytest.mark.timeout(600)
def test_after_erasure_no_byte_is_left_and_every_proof_holds_R25(demo_system: System) -> None:
    system = demo_system
    for words in WORDS:
        assert files_with(words, system.data), f"{words} is there to be erased"
    before = {service: entries(system, service) for service in SERVICES}
    board = replayed(system)
    places = erase_everything(system)
    until(lambda: wiped(system))
    output = system.output.read_bytes()
    for words in WORDS:
        assert files_with(words, system.data) == [], words
        assert not any(spelling in output for spelling in spellings(words))
    for service in SERVICES:
        check_log(system, service, before[service])
    assert replayed(system) == board
    for path, key in places.items():
        told = httpx.get(f"{system.url}/{path}", headers={"Authorization": f"Bearer {key}"})
        assert (told.status_code, "erased" in told.json()) == (200, True), told.text
    [objection, *_] = listed(system, "registry", "objection")
    story = lingpao("history", "--url", system.url, objection["about"])
    assert "personal words erased" in story.stdout, story.stdout + story.stderr


def test_a_commitment_without_its_salt_tells_nothing_of_a_guess_R25(demo_system: System) -> None:
    """Runs after the erasure above, or alone: no plain hash of the words is among the entries."""
    for service in SERVICES:
        text = b"".join(entries(demo_system, service)).decode()
        for words in WORDS:
            for guess in (words, json.dumps({"contact": words}, ensure_ascii=False)):
                digest = hashlib.sha256(guess.encode())
                assert digest.hexdigest() not in text
                assert base64.b64encode(digest.digest()).decode() not in text
