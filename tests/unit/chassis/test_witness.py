"""A witness: what it cosigns, and how it says no (C2SP tlog-witness)."""

from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.log.note import Note
from services.chassis.log.policy import Policy, text
from services.chassis.log.tree import Tree
from services.chassis.log.witness import SIZE_TYPE, AddCheckpoint, parse_cosignatures
from services.chassis.signer.memory import Memory, Seen
from services.chassis.signer.witness import create_app

LOG = SigningKey("log.example/intake", Kind.ED25519, bytes(32))
OTHER = SigningKey("log.example/intake", Kind.ED25519, bytes(range(32)))
KEYS = (
    SigningKey("bank.example/witness", Kind.ED25519_COSIGNATURE, bytes([1] * 32)),
    SigningKey("bank.example/witness", Kind.MLDSA44_COSIGNATURE, bytes([2] * 32)),
)
NOW = 1_700_000_000.5
LEAVES = [leaf_hash(str(n).encode()) for n in range(40)]
FORKED = [leaf_hash(b"other"), *LEAVES[1:]]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory.sqlite")


@pytest.fixture
def client(memory: Memory) -> Client:
    return Client(create_app(KEYS, memory, [LOG.verifier], lambda: NOW))


def checkpoint(size: int, leaves: list[bytes] = LEAVES, origin: str = LOG.name) -> Checkpoint:
    return Checkpoint(origin, size, root_of(leaves[:size]))


def signed(told: Checkpoint, key: SigningKey = LOG) -> bytes:
    return Note(told.body, (key.sign(told, 0),)).to_bytes()


def add(
    client: Client, old: int, told: Checkpoint, key: SigningKey = LOG, **more: bytes
) -> TestResponse:
    leaves = FORKED if told.root != root_of(LEAVES[: told.size]) else LEAVES
    tree = Tree(told.size, lambda _level, first, count: leaves[first : first + count])
    proof = tuple(tree.consistency(old)) if old <= told.size else ()
    asked = AddCheckpoint(old, proof, more.get("note") or signed(told, key))
    return client.post("/add-checkpoint", data=asked.to_bytes())


def test_a_log_that_grows_is_cosigned_with_the_time_and_a_policy_counts_it(client: Client) -> None:
    for old, size in ((0, 7), (7, 30), (30, 30)):
        told = checkpoint(size)
        answer = add(client, old, told)
        assert answer.status_code == 200
        lines = parse_cosignatures(answer.data)
        note = Note(told.body, (LOG.sign(told, 0), *lines))
        asks = text([LOG.verifier], [key.verifier for key in KEYS], 2)
        trusted = Policy.parse(asks.encode()).open(note.to_bytes())
        assert [signed.time for signed in trusted.witnesses] == [int(NOW)] * 2


def test_another_old_size_is_told_the_one_it_knows(client: Client) -> None:
    add(client, 0, checkpoint(7))
    answer = add(client, 3, checkpoint(30))
    assert (answer.status_code, answer.data) == (409, b"7\n")
    assert answer.headers["Content-Type"] == SIZE_TYPE


def test_a_fork_is_never_cosigned(client: Client, memory: Memory) -> None:
    add(client, 0, checkpoint(7))
    assert add(client, 7, checkpoint(30, FORKED)).status_code == 422
    assert add(client, 7, checkpoint(7, FORKED)).status_code == 422
    assert memory.seen(LOG.name) == Seen(7, root_of(LEAVES[:7]))


def test_an_old_size_above_the_new_one_makes_no_sense(client: Client) -> None:
    add(client, 0, checkpoint(7))
    assert add(client, 7, checkpoint(3)).status_code == 400


def test_a_log_that_is_not_watched_or_not_signed_by_its_key(client: Client, memory: Memory) -> None:
    assert add(client, 0, checkpoint(7, origin="log.example/other")).status_code == 404
    assert add(client, 0, checkpoint(7), OTHER).status_code == 403
    told = checkpoint(7)
    line = LOG.sign(checkpoint(8), 0)
    assert add(client, 0, told, note=Note(told.body, (line,)).to_bytes()).status_code == 403
    assert memory.seen(LOG.name).size == 0


@pytest.mark.parametrize("data", [b"", b"old 0\n\n", b"old x\n\nnote", b"\xff", b"old 0\n\na\n\nb"])
def test_what_is_no_request_is_refused(client: Client, data: bytes) -> None:
    assert client.post("/add-checkpoint", data=data).status_code == 400


def test_a_body_without_end_is_refused(client: Client) -> None:
    assert client.post("/add-checkpoint", data=b"x" * 1_100_000).status_code == 413
