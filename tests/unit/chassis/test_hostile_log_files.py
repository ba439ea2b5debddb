"""Whatever bytes a stranger sends for a file of the log: refused with one error, or read exactly."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.log.checkpoint import BadCheckpoint, Checkpoint
from services.chassis.log.keys import BadKey, BadSignature, Kind, SigningKey, VerifierKey
from services.chassis.log.merkle import BadProof
from services.chassis.log.note import BadNote, Note
from services.chassis.log.policy import BadPolicy, Policy, Untrusted, text
from services.chassis.log.proof import BadProofFile, ProofFile
from services.chassis.log.tiles import BadTile, Tile
from services.chassis.log.witness import (
    AddCheckpoint,
    BadMessage,
    cosignatures,
    parse_cosignatures,
    parse_known_size,
)
from tests.support.sample_log import LOG, WITNESS, checkpoint, receipt, signed

POLICY = text([LOG.verifier], [WITNESS.verifier], 1).encode()
TRUST = Policy.parse(POLICY)
NOTE = signed(300, WITNESS)
RECEIPT = receipt(300, 7, WITNESS).to_bytes()
REQUEST = AddCheckpoint(200, receipt(300, 7).hashes, NOTE).to_bytes()
COSIGNED = cosignatures([WITNESS.sign(checkpoint(300), 5)])
SAMPLES = [NOTE, RECEIPT, REQUEST, COSIGNED, POLICY, LOG.verifier.text.encode(), b"300\n"]
#: Pieces that such files are made of, and what does not belong there.
PIECES = [
    b"\n", b"\n\n", b" ", b"+", b"=", "— ".encode(), b"index ", b"extra ", b"old ", b"quorum none\n",
    b"group g any a\n", b"\x00", b"\x7f", b"\xff", b"\xed\xa0\x80", "\u2028".encode(), b"0", b"9" * 40,
    "٣".encode(), b"AAAA", b"c2sp.org/tlog-proof@v1\n", b"PRIVATE+KEY+", b"/", b"x001", b".p/",
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good file with pieces cut out, put in or repeated."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.integers(0, len(data)))
        end = min(len(data), first + draw(st.integers(0, 60)))
        put = draw(st.sampled_from([*PIECES, data[first:end] * 2]) | st.binary(max_size=6))
        data = data[:first] + put + data[end:]
    return data


HOSTILE = spoilt() | st.binary(max_size=80) | st.lists(st.sampled_from(PIECES)).map(b"".join)


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")


#: What reads, its error, what writes the same bytes again.
READERS: dict[str, tuple[Callable[[bytes], Any], type[Exception], Callable[[Any], bytes] | None]] = {
    "note": (Note.parse, BadNote, Note.to_bytes),
    "checkpoint": (
        lambda data: Checkpoint.parse(_text(data)), BadCheckpoint, lambda read: read.body.encode(),
    ),
    "proof": (ProofFile.parse, BadProofFile, ProofFile.to_bytes),
    "policy": (Policy.parse, BadPolicy, None),
    "vkey": (
        lambda data: VerifierKey.parse(_text(data)), BadKey, lambda read: read.text.encode(),
    ),
    "private key": (
        lambda data: SigningKey.parse(_text(data)), BadKey, lambda read: read.text.encode(),
    ),
    "tile path": (lambda data: Tile.parse(_text(data)), BadTile, lambda read: read.path.encode()),
    "request": (AddCheckpoint.parse, BadMessage, AddCheckpoint.to_bytes),
    "cosignatures": (parse_cosignatures, BadMessage, cosignatures),
    "size": (parse_known_size, BadMessage, lambda read: f"{read}\n".encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@given(data=HOSTILE)
def test_any_bytes_are_refused_with_its_own_error_or_written_again(name: str, data: bytes) -> None:
    read, error, write = READERS[name]
    try:
        found = read(data)
    except error:
        return
    if write:
        assert write(found) == data


@pytest.mark.parametrize("sample", [NOTE, RECEIPT, REQUEST, COSIGNED, POLICY])
def test_each_sample_is_read_by_its_own_reader(sample: bytes) -> None:
    fits = []
    for read, error, _ in READERS.values():
        try:
            read(sample)
        except error:
            continue
        fits.append(read)
    assert fits


@given(spoilt())
def test_no_spoilt_checkpoint_is_trusted_with_other_words(data: bytes) -> None:
    try:
        trusted = TRUST.open(data)
    except Untrusted:
        return
    assert trusted.checkpoint == checkpoint(300)


@given(spoilt(), st.binary(max_size=20))
def test_no_spoilt_receipt_proves_another_entry(data: bytes, entry: bytes) -> None:
    with pytest.raises((BadProofFile, Untrusted, BadProof)):
        ProofFile.parse(data).verify(entry, TRUST)


@given(st.sampled_from(Kind), st.data())
def test_a_key_refuses_whatever_it_has_not_signed(kind: Kind, data: st.DataObject) -> None:
    key = SigningKey("a", kind, data.draw(st.binary(min_size=32, max_size=32))).verifier
    size = kind.signature_bytes
    signature = data.draw(st.binary(max_size=9) | st.binary(min_size=size, max_size=size))
    with pytest.raises(BadSignature):
        key.verify(checkpoint(300).body, signature)


@given(st.sampled_from(Kind), st.data())
def test_a_key_made_of_any_bytes_raises_nothing_else(kind: Kind, data: st.DataObject) -> None:
    sizes = kind.public_bytes, kind.signature_bytes
    public, signature = (data.draw(st.binary(min_size=size, max_size=size)) for size in sizes)
    with suppress(BadSignature):
        VerifierKey("a", kind, public).verify(checkpoint(300).body, signature)
