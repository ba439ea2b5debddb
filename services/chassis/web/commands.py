"""Running a command: one transaction, answered once, repeated safely.

The answer is saved as a receipt in the transaction of its events. The same Idempotency-Key
brings the same answer back; a refused command leaves no trace and may be tried again.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, g, json, request

from services.chassis.store.transaction import Appended, Context, Transaction

from .identity import actor, current_store
from .refusals import IdempotencyKeyMissing, IdempotencyKeyReused

_KEY = re.compile(r"[!-~]{1,200}")

#: A use case: gets the transaction, appends events, returns what the answer tells.
UseCase = Callable[[Transaction], dict[str, Any]]


def command(usecase: UseCase, *, status: int = 201, shown_once: tuple[str, ...] = ()) -> Response:
    """Run a use case in the caller's name and answer with what it made.

    :param status: the HTTP status of success.
    :param shown_once: names of answer fields that are secrets: a repeat answers null for them.
    :raises IdempotencyKeyMissing: when the header is absent or malformed.
    :raises IdempotencyKeyReused: when the key came before with another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing(field="Idempotency-Key")
    scope = f"{actor().role}:{actor().id}"
    asked = hashlib.sha256(
        b"\x00".join((request.method.encode(), request.path.encode(), request.get_data()))
    ).hexdigest()
    with current_store().writing(Context(actor(), correlation=g.correlation)) as tx:
        kept = _receipt(tx, scope, key)
        if kept is not None:
            if kept["request_sha256"] != asked:
                raise IdempotencyKeyReused(field="Idempotency-Key", key=key)
            return _answer(json.loads(kept["body"]), kept["status"], replayed=True)
        body = {**usecase(tx), "events": [_told(one) for one in tx.appended]}
        _keep(tx, scope, key, asked, status=status, body={**body, **dict.fromkeys(shown_once)})
    return _answer(body, status, replayed=False)


def _receipt(tx: Transaction, scope: str, key: str) -> Any:
    tx.cursor.execute(
        "SELECT request_sha256, status, body FROM receipt WHERE scope = ? AND idempotency_key = ?",
        (scope, key),
    )
    return tx.cursor.fetchone()


def _keep(
    tx: Transaction, scope: str, key: str, asked: str, *, status: int, body: dict[str, Any]
) -> None:
    tx.cursor.execute(
        "INSERT INTO receipt (scope, idempotency_key, request_sha256, status, body)"
        " VALUES (?, ?, ?, ?, ?)",
        (scope, key, asked, status, json.dumps(body)),
    )


def _told(one: Appended) -> dict[str, Any]:
    return {
        "type": one.entry.type,
        "id": one.entry.id,
        "log_index": one.position,
        "position": one.token,
    }


def _answer(body: dict[str, Any], status: int, *, replayed: bool) -> Response:
    answer = Response(json.dumps(body), status=status, content_type="application/json")
    mark_position(answer, [told["position"] for told in body["events"]])
    if replayed:
        answer.headers["Idempotent-Replay"] = "true"
    return answer


def mark_position(answer: Response, tokens: Iterable[str]) -> None:
    """Tell where on the bus the furthest of some events stand, for ``Lingpao-After`` elsewhere."""
    furthest: dict[str, int] = {}
    for token in filter(None, tokens):
        place, _, position = token.partition("@")
        furthest[place] = max(furthest.get(place, -1), int(position))
    told = ", ".join(f"{place}@{position}" for place, position in furthest.items())
    answer.headers["Lingpao-Position"] = told
