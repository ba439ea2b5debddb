"""By what a repeated request is known, and secrets that can be told again and are not kept.

Whoever bears an access key has Idempotency-Keys of its own. Those who bear none share no name, so
two of them may choose the same key: each of their requests is therefore known by itself (method,
address, body) together with its key, and nobody gets another's answer by choosing the same key.
Of any request only a hash under the pepper is kept, for its words may tell of a person (R25); of
these the key too, for it is as good as a secret.

An answer may bear a secret (the receipt of an objection). It is kept nowhere but as its hash, and
an answer that was lost on the way must not be lost for ever: the secret is made from the
Idempotency-Key and the request under the pepper, so the same request with the same key brings the
same secret again, for as long as answers are kept (docs/operations.md). That is safe only with a
key that nobody guesses: of one shorter than :data:`UNGUESSABLE` the secret is random and told once.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from flask import request

from services.chassis.access import PUBLIC

from .identity import actor, current_store
from .refusals import IdempotencyKeyMissing

#: Characters of an Idempotency-Key that hold 128 random bits: 22 of base64, 36 of a UUID.
UNGUESSABLE = 22
_KEY = re.compile(r"[!-~]{1,200}")
_PREFIX = "lpr_"


@dataclass(frozen=True)
class Asked:
    """By what a request is known: the scope of its key, the key as it is kept, its content."""

    scope: str
    key: str
    digest: str


@dataclass(frozen=True)
class Secret:
    """A secret that the answer bears; ``again`` is what a repetition is told, None for nothing."""

    first: str
    again: str | None


def asked(secret: str = "") -> Asked:
    """Return by what the present request is known.

    :param secret: what else the caller shows to be let in, such as a receipt.
    :raises IdempotencyKeyMissing: when the header is absent or malformed.
    """
    key, digest = _key(), _keyed(b"request", *_parts(secret)).hex()
    # Whoever shows a receipt acts in nobody's name, whatever key came along (R25).
    if actor().id != PUBLIC and not secret:
        return Asked(f"{actor().role}:{actor().id}", key, digest)
    return Asked(f"{PUBLIC}:{digest}", _keyed(b"key", key.encode()).hex(), digest)


def new_secret() -> Secret:
    """Return the secret of the present request's answer.

    :raises IdempotencyKeyMissing: when the header is absent or malformed.
    """
    key = _key()
    if len(key) < UNGUESSABLE:
        return Secret(_PREFIX + secrets.token_urlsafe(32), None)
    made = _keyed(b"secret", actor().id.encode(), key.encode(), *_parts(""))
    told = _PREFIX + urlsafe_b64encode(made).decode().rstrip("=")
    return Secret(told, told)


def _key() -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing(field="Idempotency-Key")
    return key


def _parts(secret: str) -> list[bytes]:
    parts = [request.method.encode(), request.path.encode(), request.get_data()]
    return [*parts, secret.encode()] if secret else parts


def _keyed(*parts: bytes) -> bytes:
    """Return HMAC-SHA-256 under the pepper over parts that cannot run into each other."""
    whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.new(current_store().settings.pepper, whole, hashlib.sha256).digest()
