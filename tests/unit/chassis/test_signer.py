"""The signer: it signs what grew from what it signed before, and nothing else."""

import base64
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from services.chassis.log.keys import VerifierKey
from services.chassis.log.merkle import Frontier, leaf_hash, root_of
from services.chassis.log.policy import Policy, text
from services.chassis.log.tree import Tree
from services.chassis.signer.app import create_app
from services.chassis.signer.keys import KeyRing, NoKey
from services.chassis.signer.memory import Forked, Memory, OtherSize, Seen

LEAVES = [leaf_hash(str(n).encode()) for n in range(40)]
FORKED = [leaf_hash(b"other"), *LEAVES[1:]]
NOW = datetime(2021, 8, 10, tzinfo=UTC)
ORIGIN = "log.example/intake"


def seen(size: int, leaves: list[bytes] = LEAVES) -> Seen:
    return Seen(size, root_of(leaves[:size]))


def proof(old: int, size: int, leaves: list[bytes] = LEAVES) -> list[bytes]:
    return Tree(size, lambda _level, first, count: leaves[first : first + count]).consistency(old)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory.sqlite")


# --- the memory


def test_it_goes_forward_by_proof_and_remembers(memory: Memory, tmp_path: Path) -> None:
    memory.advance(ORIGIN, 0, seen(7), [])
    memory.advance(ORIGIN, 7, seen(30), proof(7, 30))
    assert Memory(tmp_path / "memory.sqlite").seen(ORIGIN) == seen(30)
    assert memory.seen("another") == Seen(0, Frontier().root)


def test_the_same_tree_again_is_no_step_back(memory: Memory) -> None:
    memory.advance(ORIGIN, 0, seen(7), [])
    memory.advance(ORIGIN, 7, seen(7), [])
    assert memory.seen(ORIGIN) == seen(7)


@pytest.mark.parametrize(
    ("old", "new", "given"),
    [
        (30, seen(30, FORKED), []),
        (30, seen(35, FORKED), proof(30, 35, FORKED)),
        (30, seen(35), proof(29, 35)),
        (30, seen(35), []),
        (30, seen(20), []),
        (30, Seen(0), []),
    ],
)
def test_another_tree_is_never_signed(
    memory: Memory, old: int, new: Seen, given: list[bytes]
) -> None:
    memory.advance(ORIGIN, 0, seen(30), [])
    with pytest.raises(Forked):
        memory.advance(ORIGIN, old, new, given)
    assert memory.seen(ORIGIN) == seen(30)


def test_a_caller_who_believes_another_size_is_told_the_one_remembered(memory: Memory) -> None:
    memory.advance(ORIGIN, 0, seen(30), [])
    with pytest.raises(OtherSize) as told:
        memory.advance(ORIGIN, 0, seen(35), [])
    assert told.value.size == 30


# --- the keys


def test_a_pair_is_readable_by_its_owner_alone_and_refused_when_it_is_not(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    pair = ring.make("intake", ORIGIN, NOW)
    assert stat.S_IMODE(pair.path.stat().st_mode) == 0o600
    assert "PRIVATE" not in repr(pair)
    pair.path.chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        ring.of("intake")


def test_a_new_pair_signs_beside_the_old_one_until_that_is_retired(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    first = ring.make("intake", ORIGIN, NOW)
    with pytest.raises(NoKey, match="another first"):
        ring.retire_oldest("intake")
    second = ring.make("intake", "", NOW.replace(hour=1))
    assert ring.of("intake") == [*first.keys, *second.keys]
    ring.retire_oldest("intake")
    assert ring.of("intake") == list(second.keys)
    assert [pair.retired for pair in ring.pairs()] == [True, False]


def test_a_log_keeps_its_name(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    with pytest.raises(NoKey):
        ring.make("intake", "", NOW)
    ring.make("intake", ORIGIN, NOW)
    with pytest.raises(ValueError, match="for ever"):
        ring.make("intake", "other.example", NOW)


# --- over HTTP


@pytest.fixture
def client(tmp_path: Path, memory: Memory) -> Client:
    ring = KeyRing(tmp_path / "keys")
    ring.make("intake", ORIGIN, NOW)
    return Client(create_app(ring, memory, b"secret"))


def ask(client: Client, grown: int, old: int = 0, secret: str = "secret", **more: Any) -> Any:
    body = {
        "log": "intake",
        "old": old,
        "size": grown,
        "root": base64.b64encode(root_of(LEAVES[:grown])).decode(),
        "proof": [base64.b64encode(one).decode() for one in proof(old, grown)],
        **more,
    }
    return client.post("/sign", json=body, headers={"Authorization": f"Bearer {secret}"})


def test_a_tree_is_signed_with_both_keys_and_anybody_can_check_it(client: Client) -> None:
    said = ask(client, 12).json
    keys = [VerifierKey.parse(key) for key in said["keys"]]
    trusted = Policy.parse(text(keys, [], 0).encode()).open(said["note"].encode())
    assert (trusted.checkpoint.origin, trusted.checkpoint.size) == (ORIGIN, 12)
    assert trusted.checkpoint.root == root_of(LEAVES[:12])
    assert {signed.key for signed in trusted.logs} == set(keys)


def test_who_does_not_show_the_secret_gets_no_signature(client: Client, memory: Memory) -> None:
    assert ask(client, 12, secret="guess").status_code == 401
    assert memory.seen(ORIGIN).size == 0


def test_a_tree_that_did_not_grow_from_the_last_one_gets_no_signature(client: Client) -> None:
    assert ask(client, 12).status_code == 200
    told = ask(client, 20)
    assert (told.status_code, told.json) == (409, {"size": 12})
    forked = base64.b64encode(root_of(FORKED[:20])).decode()
    assert ask(client, 20, old=12, root=forked).status_code == 422
    assert ask(client, 20, old=12).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"log": 7},
        {"size": "12"},
        {"size": -1},
        {"size": 2**80},
        {"root": "%"},
        {"root": ""},
        {"proof": "x"},
        {"proof": [""] * 70},
        {"further": 1},
    ],
)
def test_a_request_that_says_nothing_sensible_is_refused(
    client: Client, memory: Memory, more: dict[str, Any]
) -> None:
    assert ask(client, 12, **more).status_code in {400, 422}
    assert memory.seen(ORIGIN).size == 0


def test_a_log_without_a_key_a_body_that_is_none_or_too_long(client: Client) -> None:
    assert ask(client, 12, log="scoring").status_code == 404
    headers = {"Authorization": "Bearer secret"}
    assert client.post("/sign", data=b"{", headers=headers).status_code == 400
    long = json.dumps({"log": "x" * 100_000})
    assert client.post("/sign", data=long, headers=headers).status_code == 413
