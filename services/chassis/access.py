"""Bearer keys: random, shown once, stored as HMAC-SHA-256, projected into every service.

A key is 256 random bits, so its keyed hash needs no slow function; the pepper keeps a copied
database from telling which of two guesses is right.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from . import clock
from .entry import Actor
from .store.views import Views

_VIEW = "access_key"
_PREFIX = "lp_"
PUBLIC = "public"
#: Whoever comes without a key.
ANYBODY = Actor(id=PUBLIC, organisation="", role=PUBLIC)


def new_key() -> str:
    """Return a fresh key, to be shown once."""
    return _PREFIX + secrets.token_urlsafe(32)


def key_hash(pepper: bytes, key: str) -> str:
    """Return what is stored of a key: HMAC-SHA-256 under the pepper, hex."""
    return hmac.new(pepper, key.encode(), hashlib.sha256).hexdigest()


def remember_key(views: Views, key_id: str, hashed: str, actor: Actor, expires: datetime) -> None:
    """Project an issued key, so that this service knows its holder."""
    body = {
        "key_id": key_id,
        "id": actor.id,
        "organisation": actor.organisation,
        "role": actor.role,
        "expires": clock.to_text(expires),
    }
    views.put(_VIEW, hashed, body, keys={"key_id": key_id, "role": actor.role})


def forget_key(views: Views, key_id: str) -> None:
    """Project a revoked key: it is nobody's from here on."""
    views.delete_by(_VIEW, "key_id", key_id)


def holders(views: Views, role: str, now: datetime) -> list[Actor]:
    """Return whoever holds a key of a role that is good now."""
    return [
        Actor(body["id"], body["organisation"], body["role"])
        for body in views.all(_VIEW, "role", role)
        if clock.from_text(body["expires"]) > now
    ]


def holder(views: Views, pepper: bytes, key: str, now: datetime) -> Actor | None:
    """Return whose key it is; None when it is unknown, revoked or expired."""
    body = views.get(_VIEW, key_hash(pepper, key))
    if body is None or clock.from_text(body["expires"]) <= now:
        return None
    return Actor(body["id"], body["organisation"], body["role"])
