"""Running a command: one transaction, answered once, repeated safely.

The answer is saved as a receipt in the transaction of its events. The same Idempotency-Key
brings the same answer back; a refused command leaves no trace and may be tried again.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Response, g, json, request

from services.chassis.store.transaction import Appended, Context, Transaction

from .identity import actor, current_store
from .receipts import Asked, Secret, asked
from .refusals import IdempotencyKeyReused

#: A use case: gets the transaction, appends events, returns what the answer tells.
UseCase = Callable[[Transaction], dict[str, Any]]


def command(
    usecase: UseCase,
    *,
    status: int = 201,
    shown_once: tuple[str, ...] = (),
    secrets: Mapping[str, Secret] | None = None,
    by: str = "",
) -> Response:
    """Run a use case in the caller's name and answer with what it made.

    :param status: the HTTP status of success.
    :param shown_once: names of answer fields that are secrets: a repeat answers null for them.
    :param secrets: answer fields whose secrets are not kept, and told again if they can be.
    :param by: what the caller shows besides an access key, such as a receipt.
    :raises IdempotencyKeyMissing: when the header is absent or malformed.
    :raises IdempotencyKeyReused: when the key came before with another request.
    """
    told = secrets or {}
    request_ = asked(by)
    with current_store().writing(Context(actor(), correlation=g.correlation)) as tx:
        kept = _receipt(tx, request_)
        if kept is not None:
            if kept["request_sha256"] != request_.digest:
                raise IdempotencyKeyReused(
                    field="Idempotency-Key", key=request.headers["Idempotency-Key"]
                )
            again = {name: secret.again for name, secret in told.items()}
            return _answer({**json.loads(kept["body"]), **again}, kept["status"], replayed=True)
        body = {**usecase(tx), "events": [_told(one) for one in tx.appended]}
        kept_body = {**body, **dict.fromkeys((*shown_once, *told))}
        _keep(tx, request_, status=status, body=kept_body)
    first = {name: secret.first for name, secret in told.items()}
    return _answer({**body, **first}, status, replayed=False)


def _receipt(tx: Transaction, request_: Asked) -> Any:
    tx.cursor.execute(
        "SELECT request_sha256, status, body FROM receipt WHERE scope = ? AND idempotency_key = ?",
        (request_.scope, request_.key),
    )
    return tx.cursor.fetchone()


def _keep(tx: Transaction, request_: Asked, *, status: int, body: dict[str, Any]) -> None:
    tx.cursor.execute(
        "INSERT INTO receipt (scope, idempotency_key, request_sha256, status, body, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            request_.scope,
            request_.key,
            request_.digest,
            status,
            json.dumps(body),
            tx.machine_seconds(),
        ),
    )


def _told(one: Appended) -> dict[str, Any]:
    return {
        "type": one.entry.type,
        "id": one.entry.id,
        "log_index": one.position,
        "position": one.token,
        # Waits for the checkpoint that proves the entry: accepted now, proven soon.
        "proof": f"{request.script_root}/log/proof/{one.position}",
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
