"""Keys that sign checkpoints, in the text forms of C2SP signed-note.

Three kinds. A log signs with Ed25519, which every reader knows, and beside it with ML-DSA-44 so
that a receipt still convinces when Ed25519 no longer does. A witness cosigns with either: its
signature holds the time at which it saw this tree as the log's largest (C2SP tlog-cosignature).
"""

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from . import lines
from .checkpoint import BadCheckpoint, Checkpoint

ID_BYTES = 4
SEED_BYTES = 32
_TIME_BYTES = 8
_MOST_NAME = 255
_PRIVATE = "PRIVATE+KEY+"


class BadKey(ValueError):
    """A text is no key of a kind known here."""


class BadSignature(ValueError):
    """A signature is not the key's over this text."""


class Kind(IntEnum):
    """The signature types that are used here, by their number in C2SP signed-note."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    MLDSA44_COSIGNATURE = 0x06

    @property
    def public_bytes(self) -> int:
        """The length of a public key."""
        return 1312 if self is Kind.MLDSA44_COSIGNATURE else 32

    @property
    def signature_bytes(self) -> int:
        """The length of a signature, with the time where it holds one."""
        bare = 2420 if self is Kind.MLDSA44_COSIGNATURE else 64
        return bare if self is Kind.ED25519 else bare + _TIME_BYTES


#: A log signs with these, a witness with those.
LOG_KINDS = frozenset({Kind.ED25519, Kind.MLDSA44_COSIGNATURE})
WITNESS_KINDS = frozenset({Kind.ED25519_COSIGNATURE, Kind.MLDSA44_COSIGNATURE})


@dataclass(frozen=True)
class Signature:
    """One signature line: whose it says it is, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"— {self.name} {lines.to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class VerifierKey:
    """A public key under a name; as text a *vkey*."""

    name: str
    kind: Kind
    public: bytes

    @cached_property
    def id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """The vkey: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{lines.to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a vkey.

        :raises BadKey: when it is none, of an unknown kind, or its id is not that of its key.
        """
        name, key_id, kind, public = _parts(text)
        if len(public) != kind.public_bytes:
            raise BadKey(f"a key of type {kind} has {kind.public_bytes} bytes")
        key = cls(name, kind, public)
        if key.id.hex() != key_id:
            raise BadKey(f"the key of {name!r} has the id {key.id.hex()}, not {key_id!r}")
        return key

    def verify(self, text: str, signature: bytes) -> int | None:
        """Check a signature over a note's text.

        :returns: the time it holds, in seconds since 1970; None when it holds none, or zero.
        :raises BadSignature: when it is not this key's over this text.
        """
        if len(signature) != self.kind.signature_bytes:
            raise BadSignature(f"{self.name}: a signature of {len(signature)} bytes")
        time, bare = None, signature
        if self.kind is not Kind.ED25519:
            time, bare = int.from_bytes(signature[:_TIME_BYTES], "big"), signature[_TIME_BYTES:]
        try:
            message = _message(self.kind, self.name, text, time)
            self._key.verify(bare, message)
        except (InvalidSignature, BadCheckpoint, ValueError) as error:
            raise BadSignature(f"{self.name}: not this key's signature over this text") from error
        return time or None

    @cached_property
    def _key(self) -> Ed25519PublicKey | MLDSA44PublicKey:
        if self.kind is Kind.MLDSA44_COSIGNATURE:
            return MLDSA44PublicKey.from_public_bytes(self.public)
        return Ed25519PublicKey.from_public_bytes(self.public)


@dataclass(frozen=True)
class SigningKey:
    """A private key under a name, held as the 32-byte seed that both algorithms grow from."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        return VerifierKey(self.name, self.kind, self._key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as a secret line of text, for a file that only its owner can read."""
        verifier = self.verifier
        secret = lines.to_base64(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{verifier.id.hex()}+{secret}"

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read the secret line back.

        :raises BadKey: when it is none; the message holds nothing of the secret.
        """
        if not text.startswith(_PRIVATE):
            raise BadKey(f"a private key begins with {_PRIVATE}")
        name, key_id, kind, seed = _parts(text.removeprefix(_PRIVATE))
        if len(seed) != SEED_BYTES:
            raise BadKey(f"a seed has {SEED_BYTES} bytes")
        key = cls(name, kind, seed)
        if key.verifier.id.hex() != key_id:
            raise BadKey(f"the private key of {name!r} is not the one with its id")
        return key

    def sign(self, checkpoint: Checkpoint, time: int) -> Signature:
        """Sign a checkpoint.

        :param time: seconds since 1970, held by a cosignature; plain Ed25519 holds none. A log's
            own ML-DSA line may say 0: it makes no statement about when.
        """
        held = None if self.kind is Kind.ED25519 else time
        signature = self._key.sign(_message(self.kind, self.name, checkpoint.body, held))
        stamp = b"" if held is None else held.to_bytes(_TIME_BYTES, "big")
        return Signature(self.name, self.verifier.id, stamp + signature)

    @cached_property
    def _key(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.kind is Kind.MLDSA44_COSIGNATURE:
            return MLDSA44PrivateKey.from_seed_bytes(self.seed)
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def _parts(text: str) -> tuple[str, str, Kind, bytes]:
    """Split ``name+id+base64``; base64 may hold the plus sign as well."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not lines.is_name(parts[0]):  # noqa: PLR2004 - as the line above says
        raise BadKey("a key is written name+id+base64")
    name, key_id, encoded = parts
    if len(name.encode()) > _MOST_NAME:
        raise BadKey("a key's name is longer than 255 bytes")
    data = lines.from_base64(encoded, BadKey, f"the key of {name!r}")
    try:
        return name, key_id, Kind(data[0] if data else 0), data[1:]
    except ValueError as error:
        raise BadKey(f"the key of {name!r} is of a kind unknown here") from error


def _message(kind: Kind, name: str, text: str, time: int | None) -> bytes:
    """Return the bytes that a key signs.

    :raises BadCheckpoint: when a cosignature is asked over a text that is no checkpoint.
    """
    if time is None:
        return text.encode()
    if time > lines.MOST:
        raise BadCheckpoint("a time beyond all times")
    checkpoint = Checkpoint.parse(text)
    if kind is Kind.ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(name),
            time.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _short(text: str) -> bytes:
    """Write a text behind its length in one byte."""
    data = text.encode()
    if len(data) > _MOST_NAME:
        raise BadCheckpoint("an origin longer than 255 bytes")
    return bytes([len(data)]) + data
