"""A witness: it cosigns logs of others that only ever grow (C2SP tlog-witness).

Whoever trusts the witness knows that the log showed everybody the same history. It belongs to
somebody else than the log: the central bank's branch, a bank, a standards institute.
"""

import time
from collections.abc import Callable, Sequence

from flask import Flask, Response, request

from services.chassis.log.checkpoint import BadCheckpoint, Checkpoint
from services.chassis.log.keys import BadSignature, SigningKey, VerifierKey
from services.chassis.log.note import BadNote, Note
from services.chassis.log.witness import (
    SIZE_TYPE,
    AddCheckpoint,
    BadMessage,
    cosignatures,
    known_size,
)

from .memory import Forked, Memory, OtherSize, Seen

_TEXT = "text/plain; charset=utf-8"
_MOST_BYTES = 1_000_000


def create_app(
    keys: Sequence[SigningKey],
    memory: Memory,
    logs: Sequence[VerifierKey],
    now: Callable[[], float] = time.time,
) -> Flask:
    """Build the application.

    :param keys: the witness's own, one of each kind it cosigns with.
    :param logs: the public keys of the logs it watches.
    """
    app = Flask("witness", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("alive\n", content_type=_TEXT)

    @app.post("/add-checkpoint")
    def add_checkpoint() -> Response:
        try:
            asked = AddCheckpoint.parse(request.get_data())
            note = Note.parse(asked.checkpoint)
            told = Checkpoint.parse(note.text)
        except (BadMessage, BadNote, BadCheckpoint) as error:
            return _said(400, str(error))
        known = [key for key in logs if key.name == told.origin]
        if not known:
            return _said(404, f"{told.origin} is not watched here")
        try:
            signed = note.signed_by(known)
        except BadSignature as error:
            return _said(403, str(error))
        if not signed:
            return _said(403, f"no key known here has signed {told.origin}")
        if asked.old_size > told.size:
            return _said(400, f"the old size {asked.old_size} is above {told.size}")
        try:
            memory.advance(told.origin, asked.old_size, Seen(told.size, told.root), asked.proof)
        except OtherSize as error:
            return Response(known_size(error.size), 409, content_type=SIZE_TYPE)
        except Forked as error:
            return _said(422, str(error))
        moment = int(now())
        return Response(cosignatures(key.sign(told, moment) for key in keys), content_type=_TEXT)

    return app


def _said(status: int, why: str) -> Response:
    return Response(f"{why}\n", status, content_type=_TEXT)
