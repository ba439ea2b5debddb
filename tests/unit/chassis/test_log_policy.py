"""Whom a policy file trusts: logs, witnesses, k of n, groups of groups."""

from collections.abc import Iterable
from itertools import combinations

import pytest

from services.chassis.log import policy as writing
from services.chassis.log.keys import Kind, Signature, SigningKey
from services.chassis.log.note import Note
from services.chassis.log.policy import BadPolicy, Policy, Untrusted
from tests.support.sample_log import LOG, WITNESS, WITNESSED_AT, checkpoint, signed

QUANTUM = SigningKey(LOG.name, Kind.MLDSA44_COSIGNATURE, bytes(range(64, 96)))
OTHER_LOG = SigningKey("audit.lingpao.example/log2", Kind.ED25519, bytes(range(96, 128)))
WITNESSES = [
    SigningKey(f"witness.example/w{at}", kind, bytes([at]) * 32)
    for at, kind in enumerate(
        [Kind.ED25519_COSIGNATURE, Kind.MLDSA44_COSIGNATURE, Kind.ED25519_COSIGNATURE] * 2
    )
]
TOLD = checkpoint(300)


def noted(*keys: SigningKey) -> bytes:
    return Note(TOLD.body, tuple(key.sign(TOLD, WITNESSED_AT) for key in keys)).to_bytes()


def policy(logs: Iterable[SigningKey], witnesses: Iterable[SigningKey], needed: int) -> Policy:
    public = [[key.verifier for key in keys] for keys in (logs, witnesses)]
    return Policy.parse(writing.text(*public, needed).encode())


GROUPS = f"""\
# two organisations
log {LOG.verifier.text} log.example/prefix

 witness X1 {WITNESSES[0].verifier.text}
\twitness\tX2\t{WITNESSES[1].verifier.text} x2.example/
witness X3 {WITNESSES[2].verifier.text}
group X-witnesses 2 X1 X2 X3

witness 印章 {WITNESSES[3].verifier.text}
witness Y2 {WITNESSES[4].verifier.text}
group Y-witnesses any 印章 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def test_a_log_that_is_listed_is_trusted_without_witnesses() -> None:
    trusted = policy([LOG], [], 0).open(signed(300))
    assert trusted.checkpoint == TOLD
    assert [one.key for one in trusted.logs] == [LOG.verifier]
    assert trusted.witnesses == ()


def test_either_of_a_logs_two_keys_is_enough_and_both_must_hold() -> None:
    both = policy([LOG, QUANTUM], [], 0)
    assert len(both.open(noted(LOG, QUANTUM)).logs) == 2
    assert len(both.open(noted(QUANTUM)).logs) == 1
    good, bad = LOG.sign(TOLD, 0), QUANTUM.sign(TOLD, 0)
    spoilt = Signature(bad.name, bad.key_id, bad.signature[:-1] + bytes([bad.signature[-1] ^ 1]))
    with pytest.raises(Untrusted):
        both.open(Note(TOLD.body, (good, spoilt)).to_bytes())


def test_a_log_speaks_for_its_own_origin_alone() -> None:
    with pytest.raises(Untrusted, match="not signed by a log"):
        policy([LOG, OTHER_LOG], [], 0).open(noted(OTHER_LOG))


@pytest.mark.parametrize("needed", range(5))
def test_k_of_n_witnesses_are_asked_for(needed: int) -> None:
    asked = policy([LOG], WITNESSES[:4], needed)
    for count in range(5):
        for chosen in combinations(WITNESSES[:4], count):
            if count >= needed:
                trusted = asked.open(noted(LOG, *chosen))
                assert [one.key for one in trusted.witnesses] == [key.verifier for key in chosen]
                assert {one.time for one in trusted.witnesses} <= {WITNESSED_AT}
            else:
                with pytest.raises(Untrusted, match="too few witnesses"):
                    asked.open(noted(LOG, *chosen))


def test_one_witness_that_signs_twice_counts_once() -> None:
    with pytest.raises(Untrusted, match="too few"):
        policy([LOG], WITNESSES[:2], 2).open(noted(LOG, WITNESSES[0], WITNESSES[0]))


@pytest.mark.parametrize(
    ("cosigned", "met"),
    [
        ((0, 1, 3), True), ((0, 2, 4), True), ((1, 2, 3, 4), True), ((0, 3, 4), False),
        ((0, 1, 2), False), ((3, 4), False), ((), False),
    ],
)  # fmt: skip
def test_groups_of_groups_are_met(cosigned: tuple[int, ...], met: bool) -> None:
    asked = Policy.parse(GROUPS.encode())
    data = noted(LOG, *(WITNESSES[at] for at in cosigned))
    if met:
        assert len(asked.open(data).witnesses) == len(cosigned)
    else:
        with pytest.raises(Untrusted):
            asked.open(data)


def test_a_single_witness_can_be_the_quorum() -> None:
    text = f"log {LOG.verifier.text}\nwitness bank {WITNESS.verifier.text}\nquorum bank"
    asked = Policy.parse(text.encode())
    assert len(asked.open(signed(300, WITNESS)).witnesses) == 1
    with pytest.raises(Untrusted):
        asked.open(signed(300))


def test_a_policy_as_large_as_others_must_bear_is_read() -> None:
    keys = [SigningKey("w.example", Kind.ED25519_COSIGNATURE, bytes([at]) * 32) for at in range(32)]
    written = [f"witness w{at} {key.verifier.text}" for at, key in enumerate(keys)]
    written += ["group g0 any w0"]
    written += [f"group g{at} all g{at - 1} w{at}" for at in range(1, 32)]
    asked = Policy.parse("\n".join([*written, f"log {LOG.verifier.text}", "quorum g31"]).encode())
    assert len(asked.open(noted(LOG, *keys)).witnesses) == 32
    with pytest.raises(Untrusted):
        asked.open(noted(LOG, *keys[1:]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        signed(300).replace(b"300", b"301"),
        signed(300).replace(b"log1\n", b"log3\n"),
        signed(300).replace(b"Yco+16W", b"Yco+16X"),
        noted(QUANTUM),
        Note("no\ncheckpoint\n", (LOG.sign(TOLD, 0),)).to_bytes(),
        Note(TOLD.body + "extension\n", (LOG.sign(TOLD, 0),)).to_bytes(),
    ],
)
def test_what_no_listed_log_has_signed_is_not_trusted(data: bytes) -> None:
    with pytest.raises(Untrusted):
        policy([LOG], [], 0).open(data)


L, W = f"log {LOG.verifier.text}", f"witness a {WITNESS.verifier.text}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no quorum"),
        (L, "no quorum"),
        (f"{L}\nquorum none\nquorum none", "line 3"),
        (f"{L}\nquorum a\n{W}", "line 2: nothing above"),
        (f"{L}\n{L}\nquorum none", "line 2: .* twice"),
        (f"{W}\n{W.replace(' a ', ' b ')}\nquorum none", "line 2: .* twice"),
        (f"{W}\n{W}\nquorum none", "line 2: the name 'a' is taken"),
        (f"{W.replace(' a ', ' none ')}\nquorum none", "taken"),
        (f"{W}\ngroup a any a\nquorum none", "taken"),
        (f"{W}\ngroup g any none\nquorum none", "nothing above"),
        (f"{W}\ngroup g any g\nquorum none", "nothing above"),
        (f"{W}\ngroup g any a a\nquorum none", "already a member"),
        (f"{W}\ngroup g any a\ngroup h any a\nquorum none", "line 3: 'a' is already"),
        (f"{W}\ngroup g 0 a\nquorum none", "cannot be asked"),
        (f"{W}\ngroup g 2 a\nquorum none", "cannot be asked"),
        (f"{W}\ngroup g 01 a\nquorum none", "no number"),
        (f"{W}\ngroup g any\nquorum none", "no line"),
        (f"log {WITNESS.verifier.text}\nquorum none", "cannot do this"),
        (f"witness a {LOG.verifier.text}\nquorum none", "cannot do this"),
        ("log a+b+c\nquorum none", "line 1: "),
        (f"{L} url more\nquorum none", "no line"),
        (f"{L}\nquorum none more", "no line"),
        (f"{L}\r\nquorum none", "line 1: a control"),
        ("# \x00\nquorum none", "line 1: a control"),
        ("# \x7f\nquorum none", "line 1: a control"),
        ("Quorum none", "no line"),
        ("#" * 1_000_001, "more than"),
    ],
)  # fmt: skip
def test_a_policy_written_otherwise_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(BadPolicy, match=why):
        Policy.parse(text.encode())


def test_only_ascii_spaces_part_words_and_other_octets_are_names() -> None:
    named = f"witness \u00a0\u3000 {WITNESS.verifier.text}\nquorum \u00a0\u3000".encode()
    assert Policy.parse(named).quorum == "\u00a0\u3000"
    raw = named.replace("\u00a0\u3000".encode(), b"\xff\xfe")
    assert Policy.parse(raw).quorum.encode(errors="surrogateescape") == b"\xff\xfe"
    with pytest.raises(BadPolicy):
        Policy.parse(b"log \xff+00000000+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\nquorum none")
