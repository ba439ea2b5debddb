"""Programs not ours read and verify our log: whole logs, receipts, consistency, cosignatures.

And the other way round: what was changed by one byte they refuse, as far as each of them looks.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.lines import to_base64
from services.chassis.log.note import Note
from tests.support import judges, sample_log
from tests.support.sample_log import LOG, WITNESS

# The first start builds them.
pytestmark = pytest.mark.timeout(900)
QUANTUM = SigningKey(LOG.name, Kind.MLDSA44_COSIGNATURE, bytes(range(64, 96)))
QUANTUM_WITNESS = SigningKey("witness.example/w2", Kind.MLDSA44_COSIGNATURE, bytes(32))
SIGNERS = (QUANTUM, WITNESS, QUANTUM_WITNESS)
RECEIPTS = (0, 9, 256, 299)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Logs of both known sizes, with receipts, and every kind of signature on the checkpoint."""
    judges.install()
    made = {}
    for size in (300, 70_000):
        folder = sample_log.write(tmp_path_factory.mktemp("logs") / str(size), size, *SIGNERS)
        for index in (*RECEIPTS, size - 1):
            receipt = sample_log.receipt(size, index, *SIGNERS)
            (folder / f"{index}.tlog-proof").write_bytes(receipt.to_bytes())
        made[size] = folder
    return made


@pytest.mark.parametrize("size", [300, 70_000])
@pytest.mark.parametrize("name", judges.JUDGES)
def test_each_judge_accepts_the_whole_log(name: str, size: int, logs: dict[int, Path]) -> None:
    verdict = judges.JUDGES[name](logs[size], LOG.verifier)
    assert verdict.ok, verdict.words


def test_the_required_judge_has_seen_every_part(logs: dict[int, Path]) -> None:
    assert [judges.xmod(folder, LOG.verifier).words for folder in logs.values()] == [
        "ok: size 300 inclusion 300 consistency 300 receipts 4",
        "ok: size 70000 inclusion 986 consistency 497 receipts 5",
    ]


@pytest.mark.parametrize("name", judges.JUDGES)
def test_each_judge_refuses_the_log_under_another_key(name: str, logs: dict[int, Path]) -> None:
    other = SigningKey(LOG.name, Kind.ED25519, bytes(32)).verifier
    assert not judges.JUDGES[name](logs[300], other).ok


def test_every_root_and_proof_to_64_is_what_go_makes() -> None:
    leaves = sample_log.leaves(64)
    for size, made in enumerate(judges.small_trees(64), 1):
        tree = sample_log.tree(size)
        assert made == {
            "root": to_base64(tree.root()),
            "inclusion": [list(map(to_base64, tree.inclusion(index))) for index in range(size)],
            "consistency": [
                list(map(to_base64, tree.consistency(old))) for old in range(1, size + 1)
            ],
        }
    assert size == len(leaves)


@pytest.mark.parametrize(("old", "size"), [(300, 70_000), (256, 300), (1, 300), (65_536, 70_000)])
def test_go_agrees_that_a_checkpoint_continues_another(old: int, size: int, tmp_path: Path) -> None:
    signed = sample_log.signed(old), sample_log.signed(size)
    proof = sample_log.tree(size).consistency(old)
    assert judges.continues(tmp_path, *signed, LOG.verifier, proof).ok
    changed = [bytes([proof[-1][0] ^ 1]) + proof[-1][1:]]
    for wrong in (proof[:-1] + changed, proof[:-1], proof + changed):
        assert not judges.continues(tmp_path, *signed, LOG.verifier, wrong).ok


# --- one byte


def flipped(path: str, at: int, bit: int = 1) -> Callable[[Path], None]:
    """Change one bit of a file."""

    def change(folder: Path) -> None:
        data = bytearray((folder / path).read_bytes())
        data[at] ^= bit
        (folder / path).write_bytes(data)

    return change


EVERY = frozenset(judges.JUDGES)
SIGNATURE = len(sample_log.checkpoint(300).body) + 40
#: A change, and who must refuse it: all that look there.
CHANGES = {
    "an entry": (flipped("tile/entries/000", 5), EVERY),
    "a late entry": (flipped("tile/entries/001.p/44", -2), {"xmod", "tessera", "sigstore"}),
    "a length": (flipped("tile/entries/000", 1), EVERY),
    "a length that points far away": (flipped("tile/entries/000", 0, 128), EVERY),
    "the last length": (flipped("tile/entries/001.p/44", -12), {"xmod", "tessera", "sigstore"}),
    "a leaf hash": (flipped("tile/0/000", 40), {"xmod", "tessera", "openssl"}),
    "a late leaf hash": (flipped("tile/0/001.p/44", 1400), {"xmod", "tessera"}),
    "an upper hash": (flipped("tile/1/000.p/1", 0), {"xmod", "tessera"}),
    "the origin": (flipped("checkpoint", 3), EVERY),
    "the size": (flipped("checkpoint", len(LOG.name) + 1), EVERY),
    "the root": (flipped("checkpoint", len(LOG.name) + 9), EVERY),
    "the signature": (flipped("checkpoint", SIGNATURE + len(LOG.name)), EVERY),
    "the key's id": (flipped("checkpoint", SIGNATURE - 33 + len(LOG.name)), EVERY),
    "a receipt's index": (flipped("256.tlog-proof", 31), {"xmod", "sigstore"}),
    "a receipt's hash": (flipped("256.tlog-proof", 50), {"xmod", "sigstore"}),
    "a receipt's checkpoint": (flipped("9.tlog-proof", 500), {"xmod", "sigstore"}),
}


@pytest.mark.parametrize("name", judges.JUDGES)
@pytest.mark.parametrize("what", CHANGES)
def test_one_changed_byte_is_refused_by_each_judge_that_looks_there(
    what: str, name: str, logs: dict[int, Path], tmp_path: Path
) -> None:
    change, refusing = CHANGES[what]
    folder = shutil.copytree(logs[300], tmp_path / "log")
    change(folder)
    assert judges.JUDGES[name](folder, LOG.verifier).ok == (name not in refusing)


# --- cosignatures


def test_a_foreign_reader_verifies_each_kind_of_signature(logs: dict[int, Path]) -> None:
    keys = [key.verifier for key in (LOG, *SIGNERS)]
    for folder in logs.values():
        assert judges.cosigned(folder / "checkpoint", keys).ok


@pytest.mark.parametrize("key", SIGNERS, ids=["log ML-DSA", "witness Ed25519", "witness ML-DSA"])
@pytest.mark.parametrize("at", [4, 11, 12, -1])
def test_a_foreign_reader_refuses_a_changed_cosignature(
    key: SigningKey, at: int, tmp_path: Path
) -> None:
    line = key.sign(sample_log.checkpoint(300), sample_log.WITNESSED_AT)
    data = bytearray(line.key_id + line.signature)
    data[at] ^= 1
    text = sample_log.checkpoint(300).body
    (tmp_path / "checkpoint").write_text(f"{text}\n— {key.name} {to_base64(bytes(data))}\n")
    assert not judges.cosigned(tmp_path / "checkpoint", [key.verifier]).ok


@pytest.mark.parametrize("key", SIGNERS, ids=["log ML-DSA", "witness Ed25519", "witness ML-DSA"])
def test_a_foreign_cosignature_is_verified_here(key: SigningKey, logs: dict[int, Path]) -> None:
    before = int(time.time())
    note = Note.parse(judges.cosign(logs[300] / "checkpoint", key))
    assert Checkpoint.parse(note.text) == sample_log.checkpoint(300)
    (signed,) = note.signed_by([key.verifier])
    assert before <= (signed.time or 0) <= time.time()
