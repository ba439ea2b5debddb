"""Signed notes and keys against C2SP's words and the vectors known byte for byte."""

import base64
import hashlib
from dataclasses import replace

import pytest

from services.chassis.log.checkpoint import BadCheckpoint, Checkpoint
from services.chassis.log.keys import (
    BadKey,
    BadSignature,
    Kind,
    Signature,
    SigningKey,
    VerifierKey,
)
from services.chassis.log.note import BadNote, Note
from tests.support.sample_log import LOG, WITNESS, WITNESSED_AT, checkpoint, signed

CHECKPOINT = """\
audit.lingpao.example/log1
300
15eSMC/lwjZ4KVhvRRw/knYQ5R2oXVBQoubvHYTzzq8=

— audit.lingpao.example/log1 Yco+16Wmd+c35jRKmVOCUm2KYt1t2y2nNiofidPQSmUjAuLKORvkdYPOvTYcbIycoEL0CCSDS8jDHIqM+uc8BPSsqw4=
— witness.example/w1 IDJKvgAAAABlU/EAPbHpaYGNaGbgStRlvuJiVvIqnqic2NnrmAZ+bavIb+TWNf1ZKHjqbzaU7/J5F6HOExp/+x1Q3DJyXAoq3Kl3BA==
"""
VKEY = "audit.lingpao.example/log1+61ca3ed7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS_VKEY = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
QUANTUM = SigningKey(LOG.name, Kind.MLDSA44_COSIGNATURE, bytes(32))
#: The note and the key that the specification itself gives.
EXAMPLE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def noted(*signatures: Signature, text: str | None = None) -> Note:
    return Note(checkpoint(300).body if text is None else text, signatures)


def test_the_checkpoint_of_three_hundred_entries_is_known_byte_for_byte() -> None:
    assert signed(300, WITNESS).decode() == CHECKPOINT


def test_the_signature_of_seventy_thousand_entries_is_known() -> None:
    assert signed(70_000).decode().splitlines()[-1] == (
        "— audit.lingpao.example/log1 Yco+115wEbNSn5RefKToXsZig+F6xCeQhED7uHzJ4OEauZY1w5QgZHYgk/T6"
        "HhIqK4aB1NkF112l90oXN/XYAjRUMws="
    )


def test_the_keys_are_written_as_known() -> None:
    assert LOG.verifier.text == VKEY
    assert WITNESS.verifier.text == WITNESS_VKEY


def test_a_note_tells_who_signed_it_and_when() -> None:
    note = Note.parse(CHECKPOINT.encode())
    found = note.signed_by([WITNESS.verifier, LOG.verifier, QUANTUM.verifier])
    assert [(one.key, one.time) for one in found] == [
        (LOG.verifier, None),
        (WITNESS.verifier, WITNESSED_AT),
    ]
    assert note.to_bytes() == CHECKPOINT.encode()
    assert Checkpoint.parse(note.text) == checkpoint(300)


def test_the_specifications_own_example_verifies() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    assert [one.key for one in Note.parse(EXAMPLE.encode()).signed_by([key])] == [key]
    assert key.text == EXAMPLE_KEY


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_of_key_is_read_back_and_signs(kind: Kind) -> None:
    key = SigningKey("log.example/a", kind, hashlib.sha256(bytes([kind])).digest())
    assert SigningKey.parse(key.text) == key
    assert VerifierKey.parse(key.verifier.text) == key.verifier
    assert len(key.verifier.public) == kind.public_bytes
    line = key.sign(checkpoint(300), WITNESSED_AT)
    assert len(line.signature) == kind.signature_bytes
    held = None if kind is Kind.ED25519 else WITNESSED_AT
    assert key.verifier.verify(checkpoint(300).body, line.signature) == held
    for text in (checkpoint(299).body, checkpoint(300).body + "more\n", "", "a\n"):
        with pytest.raises(BadSignature):
            key.verifier.verify(text, line.signature)
    for at in {0, 7, 8, len(line.signature) - 1}:
        changed = bytearray(line.signature)
        changed[at] ^= 1
        with pytest.raises(BadSignature):
            key.verifier.verify(checkpoint(300).body, bytes(changed))
    with pytest.raises(BadSignature):
        key.verifier.verify(checkpoint(300).body, line.signature[:-1])


def test_a_secret_is_not_shown() -> None:
    assert repr(LOG.seed) not in repr(LOG)
    assert "seed" not in repr(LOG)


def test_a_post_quantum_line_has_the_length_that_others_measured() -> None:
    key = SigningKey("audit.lingpao.example/log1", Kind.MLDSA44_COSIGNATURE, bytes(32))
    line = key.sign(checkpoint(300), 0)
    assert len(base64.b64encode(line.key_id + line.signature)) == 3244
    assert key.verifier.verify(checkpoint(300).body, line.signature) is None


def test_a_post_quantum_line_names_its_signer() -> None:
    """Its message holds the name, unlike Ed25519's: under another name it does not verify."""
    line = QUANTUM.sign(checkpoint(300), 5)
    other = replace(QUANTUM.verifier, name="log.example/other")
    with pytest.raises(BadSignature):
        other.verify(checkpoint(300).body, line.signature)


def test_a_time_beyond_64_bits_with_sign_is_refused() -> None:
    line = WITNESS.sign(checkpoint(300), 2**63 - 1)
    assert WITNESS.verifier.verify(checkpoint(300).body, line.signature) == 2**63 - 1
    with pytest.raises(BadSignature):
        WITNESS.verifier.verify(checkpoint(300).body, b"\x80" + line.signature[1:])


def test_lines_of_unknown_keys_are_ignored_even_under_a_known_name_or_id() -> None:
    good = LOG.sign(checkpoint(300), 0)
    note = noted(
        Signature("stranger.example", b"abcd", b"whatever"),
        Signature(LOG.name, b"abcd", b"whatever"),
        Signature("stranger.example", good.key_id, b"whatever"),
        good,
    )
    assert [one.key for one in note.signed_by([LOG.verifier])] == [LOG.verifier]
    assert noted(good).signed_by([WITNESS.verifier]) == ()


def test_a_line_of_a_known_key_that_fails_spoils_the_note() -> None:
    good = LOG.sign(checkpoint(300), 0)
    bad = replace(good, signature=bytes(64))
    for lines in ((bad,), (good, bad), (bad, good)):
        with pytest.raises(BadSignature):
            noted(*lines).signed_by([LOG.verifier])


def test_a_key_counts_once_with_its_first_line() -> None:
    lines = [WITNESS.sign(checkpoint(300), time) for time in (7, 9)]
    found = noted(*lines).signed_by([WITNESS.verifier])
    assert [(one.key, one.time) for one in found] == [(WITNESS.verifier, 7)]


@pytest.mark.parametrize("count", [1, 16, 100])
def test_many_lines_are_read(count: int) -> None:
    data = noted(*[LOG.sign(checkpoint(300), 0)] * count).to_bytes()
    assert len(Note.parse(data).signatures) == count


def test_a_text_may_have_empty_lines() -> None:
    note = noted(LOG.sign(checkpoint(300), 0), text="one\n\n\ntwo\n\n")
    assert Note.parse(note.to_bytes()) == note


SIGNED = signed(300)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED.replace(b"\n\n", b"\n"),
        SIGNED.split(b"\n\n")[0] + b"\n\n",
        SIGNED.replace("—".encode(), b"-"),
        SIGNED.replace("— ".encode(), "—".encode()),
        SIGNED.replace("— ".encode(), "—  ".encode()),
        SIGNED.replace(b" Yco", b"  Yco"),
        SIGNED.replace(b" Yco", b"\tYco"),
        SIGNED.replace(b" Yco", b"Yco"),
        SIGNED.replace(b"300", b"3\r00"),
        SIGNED.replace(b"300", b"3\x0000"),
        SIGNED.replace(b"300", b"3\xff00"),
        SIGNED.replace(b"log1 Y", b"log+1 Y"),
        SIGNED.replace(b"log1 Y", b"log\xc2\xa01 Y"),
        SIGNED.replace(b"sqw4=", b"sqw5="),
        SIGNED.replace(b"sqw4=", b"sqw4"),
        SIGNED.replace(b"sqw4=", b"sqw4=="),
        b"text\n\n" + "— a YWJjZA==\n".encode(),
        noted(*[LOG.sign(checkpoint(300), 0)] * 101).to_bytes(),
        b"a" * 1_000_000 + SIGNED,
    ],
)
def test_a_note_written_otherwise_is_refused(data: bytes) -> None:
    with pytest.raises(BadNote):
        Note.parse(data)


ROOT = "15eSMC/lwjZ4KVhvRRw/knYQ5R2oXVBQoubvHYTzzq8="


@pytest.mark.parametrize(
    "body",
    [
        "",
        "log\n",
        f"log\n300\n{ROOT}",
        f"log\n300\n{ROOT}\nextension\n",
        f"log\n300\n{ROOT}\n\n",
        f"\n300\n{ROOT}\n",
        f"lo g\n300\n{ROOT}\n",
        f"lo+g\n300\n{ROOT}\n",
        f"log\n0300\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n\n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n{2**63}\n{ROOT}\n",
        f"log\n{'1' * 5000}\n{ROOT}\n",
        f"log\n300\n{ROOT[:-1]}\n",
        f"log\n300\n{ROOT[:-2]}9=\n",
        f"log\n300\n{ROOT[4:]}\n",
        f"log\n300\n{ROOT} \n",
        f"log\n300\n{ROOT.replace('/', '_')}\n",
    ],
)
def test_a_body_written_otherwise_is_no_checkpoint(body: str) -> None:
    with pytest.raises(BadCheckpoint):
        Checkpoint.parse(body)


@pytest.mark.parametrize("size", [0, 2**63 - 1])
def test_the_smallest_and_the_largest_log_have_a_checkpoint(size: int) -> None:
    told = Checkpoint("log", size, bytes(32))
    assert Checkpoint.parse(told.body) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        VKEY.upper(),
        VKEY.replace("61ca3ed7", "61ca3ed8"),
        VKEY.replace("61ca3ed7", "61CA3ED7"),
        VKEY.replace("log1", "log2"),
        VKEY.replace("log1", "log 1"),
        VKEY.replace("AQOh", "AgOh"),
        VKEY[:-4],
        VKEY + "\n",
        VKEY.replace("log1", "\ud800"),
        f"{'a' * 300}+00000000+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "a+00000000+",
        LOG.text,
    ],
)
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        VKEY,
        LOG.text[1:],
        LOG.text[:-4],
        LOG.text.replace("61ca3ed7", "61ca3ed8"),
        WITNESS.text.replace("+BC", "+AS"),
    ],
)
def test_a_text_that_is_no_private_key_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(BadKey) as refused:
        SigningKey.parse(text)
    assert base64.b64encode(bytes([1]) + LOG.seed).decode() not in str(refused.value)
