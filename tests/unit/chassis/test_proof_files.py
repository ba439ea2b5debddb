"""Receipts and the witness protocol's messages: known bytes, read back, refused when changed."""

import hashlib

import pytest

from services.chassis.log import policy as writing
from services.chassis.log.merkle import BadProof
from services.chassis.log.policy import Policy, Untrusted
from services.chassis.log.proof import BadProofFile, ProofFile
from services.chassis.log.witness import (
    AddCheckpoint,
    BadMessage,
    cosignatures,
    known_size,
    parse_cosignatures,
    parse_known_size,
)
from tests.support.sample_log import (
    LOG,
    WITNESS,
    WITNESSED_AT,
    checkpoint,
    entries,
    receipt,
    signed,
    tree,
)

RECEIPT = receipt(300, 256, WITNESS)
POLICY = Policy.parse(writing.text([LOG.verifier], [WITNESS.verifier], 1).encode())


def test_the_proof_of_entry_256_is_known_byte_for_byte() -> None:
    data = RECEIPT.to_bytes()
    assert data.decode().splitlines()[:4] == [
        "c2sp.org/tlog-proof@v1",
        "index 256",
        "psJXcO0sG1zD4nE6uYDRFrfS0ae5qiz40FZy+hq1Hys=",
        "eTqd57xErn9Wvb/wEiqu0AkjyJhy0nb4EADTT9rSs48=",
    ]
    digest = "6a804bd0a73ebfd1fda8672e51c053047b36dc006786e0feefcd106ed59b8304"
    assert hashlib.sha256(data).hexdigest() == digest


@pytest.mark.parametrize("index", [0, 1, 255, 256, 299])
def test_a_receipt_proves_its_entry_and_no_other(index: int) -> None:
    file = ProofFile.parse(receipt(300, index, WITNESS).to_bytes())
    assert file.verify(entries(300)[index], POLICY).checkpoint == checkpoint(300)
    with pytest.raises(BadProof):
        file.verify(entries(300)[index - 1], POLICY)


def test_a_receipt_is_worth_what_its_checkpoint_is() -> None:
    with pytest.raises(Untrusted, match="too few"):
        receipt(300, 256).verify(entries(300)[256], POLICY)


def test_the_only_entry_needs_no_hashes() -> None:
    file = ProofFile.parse(receipt(1, 0, WITNESS).to_bytes())
    assert file.hashes == ()
    assert file.verify(entries(1)[0], POLICY).checkpoint.size == 1


@pytest.mark.parametrize("extra", [None, b"", b"board 7"])
def test_what_is_said_beside_is_kept_apart(extra: bytes | None) -> None:
    file = ProofFile(RECEIPT.index, RECEIPT.hashes, RECEIPT.checkpoint, extra)
    assert ProofFile.parse(file.to_bytes()) == file
    file.verify(entries(300)[256], POLICY)


def test_no_changed_byte_of_a_receipt_goes_unnoticed() -> None:
    data, entry = RECEIPT.to_bytes(), entries(300)[256]
    for at in range(len(data)):
        for bit in (1, 128):
            changed = bytearray(data)
            changed[at] ^= bit
            with pytest.raises((BadProofFile, Untrusted, BadProof)):
                ProofFile.parse(bytes(changed)).verify(entry, POLICY)


FILE = RECEIPT.to_bytes()
HASH = b"psJXcO0sG1zD4nE6uYDRFrfS0ae5qiz40FZy+hq1Hys=\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        FILE.replace(b"@v1", b"@v2"),
        FILE.replace(b"index 256\n", b""),
        FILE.replace(b"index 256", b"index 0256"),
        FILE.replace(b"index 256", b"index -1"),
        FILE.replace(b"index 256", b"Index 256"),
        FILE.replace(b"index 256", b"index 256 "),
        FILE.replace(b"index 256\n", b"index 256\nextra YQ==\n"),
        FILE.replace(b"index 256\n", b"extra YQ\nindex 256\n"),
        FILE.replace(b"index 256\n", b"extra YQ==\nextra YQ==\nindex 256\n"),
        FILE.replace(HASH, HASH[4:]),
        FILE.replace(HASH, HASH * 64),
        FILE.replace(b"\n", b"\r\n"),
        FILE.split(b"\n\n")[0],
        b"c2sp.org/tlog-proof@v1\nindex " + b"9" * 5000 + b"\n\n",
        FILE + b"a" * 2_000_000,
    ],
)
def test_a_file_written_otherwise_is_refused(data: bytes) -> None:
    with pytest.raises(BadProofFile):
        ProofFile.parse(data)


REQUEST = AddCheckpoint(200, tuple(tree(300).consistency(200)), signed(300))


def test_a_request_for_a_cosignature_is_read_back() -> None:
    data = REQUEST.to_bytes()
    assert data.startswith(b"old 200\n")
    assert data.endswith(b"\n\n" + signed(300))
    assert AddCheckpoint.parse(data) == REQUEST
    first = AddCheckpoint(0, (), signed(1))
    assert AddCheckpoint.parse(first.to_bytes()) == first


BODY = REQUEST.to_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        BODY.replace(b"old ", b"Old "),
        BODY.replace(b"old 200", b"old 0200"),
        BODY.replace(b"old 200", b"old"),
        BODY.replace(b"old 200\n", b"old 200\n" + HASH * 64),
        BODY.replace(b"old 200\n", b"old 200\nYQ==\n"),
        BODY.replace(b"\n\n", b"\n"),
        BODY + b"a" * 2_000_000,
    ],
)
def test_a_request_written_otherwise_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        AddCheckpoint.parse(data)


def test_a_witness_answers_with_its_lines() -> None:
    lines = tuple(WITNESS.sign(checkpoint(300), time) for time in (WITNESSED_AT, 5))
    assert parse_cosignatures(cosignatures(lines)) == lines
    assert signed(300) + cosignatures(lines[:1]) == signed(300, WITNESS)
    for data in (b"", b"\n", signed(300), cosignatures(lines)[:-1], b"\xff", b"a" * 1_000_001):
        with pytest.raises(BadMessage):
            parse_cosignatures(data)


def test_a_witness_tells_the_size_it_knows() -> None:
    assert parse_known_size(known_size(0)) == 0
    assert parse_known_size(known_size(2**63 - 1)) == 2**63 - 1
    for data in (b"", b"5", b"05\n", b"5\n\n", b"-5\n", b"9" * 100, b"\xff\n", b"\xf0" * 99):
        with pytest.raises(BadMessage):
            parse_known_size(data)
