"""What the signer is asked: a tree in, a signed checkpoint out, if it grew from the last one."""

import hmac
import json
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

import msgspec
from flask import Flask, Response, request

from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.note import Note

from .keys import KeyRing, NoKey
from .memory import Forked, Memory, OtherSize, Seen

#: A consistency proof has at most 63 hashes for each side.
_MOST_BYTES = 64 * 1024


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """A signature asked for: the log grew from ``old`` to ``size`` entries; hashes are base64."""

    log: str
    old: int
    size: int
    root: str
    proof: list[str]


def create_app(keys: KeyRing, memory: Memory, secret: bytes) -> Flask:
    """Build the application.

    :param secret: what a caller must show as a bearer token.
    """
    app = Flask("signer", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES

    @app.get("/healthz")
    def healthz() -> Response:
        return _told(200, state="alive")

    @app.post("/sign")
    def sign_checkpoint() -> Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), secret):
            return _told(401, why="unknown caller")
        try:
            wanted = msgspec.json.decode(request.get_data(), type=Wanted)
            new = Seen(wanted.size, b64decode(wanted.root, validate=True))
            proof = [b64decode(one, validate=True) for one in wanted.proof]
            signing = keys.of(wanted.log)
        except (msgspec.DecodeError, NotBase64, UnicodeDecodeError) as error:
            return _told(400, why=str(error))
        except NoKey as error:
            return _told(404, why=f"no key of {error}")
        origin = signing[0].name
        try:
            memory.advance(origin, wanted.old, new, proof)
        except OtherSize as error:
            return _told(409, size=error.size)
        except Forked as error:
            return _told(422, why=str(error))
        # Remembered first: killed here, the same tree is asked for and signed again.
        checkpoint = Checkpoint(origin, new.size, new.root)
        # A log's own lines make no statement about the time; that is for witnesses.
        note = Note(checkpoint.body, tuple(key.sign(checkpoint, 0) for key in signing))
        public = [key.verifier.text for key in signing]
        return _told(200, note=note.to_bytes().decode(), keys=public)

    return app


def _told(status: int, **said: Any) -> Response:
    return Response(json.dumps(said), status=status, content_type="application/json")
