"""Files that come with objections: uploaded first, cited within the hour, kept apart (R18, R25).

A file may show persons, so its bytes lie with the private words, where they can be erased, and an
event cites them by a salted commitment. Until an objection cites it, nothing but a timer knows of
an uploaded file: the timer's name is the keyed hash of the token that the sender was given, and
when it fires the bytes are gone.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from services.chassis import access, clock, erasure
from services.chassis.store.sql import Cursor
from services.chassis.store.transaction import Transaction, read_private
from services.chassis.store.views import Body
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import objector as rules
from services.registry.domain.objection_refusals import AttachmentUnknown

TIMER = "drop_attachment"
#: What may be attached; a file must begin as its type does.
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg", "text/plain")


def wait(tx: Transaction, data: bytes, media_type: str, token: str) -> dict[str, Any]:
    """Keep a file until an objection or a supplement cites its token.

    :raises NoRoomForAttachment: when too many wait.
    """
    rules.check_room([one.payload["size"] for one in tx.timers.of(TIMER)], len(data))
    commitment = tx.keep_private(
        media_type=media_type, size=str(len(data)), base64=b64encode(data).decode()
    )
    until = tx.now + timedelta(minutes=rules.WAITING_MINUTES)
    tx.timers.set(_name(token), until, TIMER, commitment=commitment, size=len(data))
    return {"size": len(data), "media_type": media_type, "until": clock.to_text(until)}


def claim(tx: Transaction, tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield an id and the commitment of each file cited; a token is good for one citation.

    :raises AttachmentUnknown: for what is not there, was cited before, or waited too long.
    """
    for at, token in enumerate(tokens):
        waiting = tx.timers.get(_name(token))
        if waiting is None or waiting.due <= tx.now:
            raise AttachmentUnknown(field=f"attachments[{at}]", minutes=rules.WAITING_MINUTES)
        tx.timers.cancel(waiting.name)
        yield tx.new_id(), waiting.payload["commitment"]


def drop(tx: Transaction, payload: dict[str, Any]) -> None:
    """Erase a file that nothing came to cite; the timer's work."""
    tx.drop_private(payload["commitment"])


def told(cursor: Cursor, objection: Body, supplement: str = "") -> list[Body]:
    """Return what came with an objection, or with a supplement; of what was erased, since when."""
    listed = []
    for one in objection.get("attachments", []):
        if one["supplement"] == supplement:
            kept = erasure.shown(cursor, one["commitment"]) or {}
            size = int(kept["size"]) if "size" in kept else None
            file = {"media_type": kept.get("media_type"), "size": size}
            gone = {"erased": kept["erased"]} if "erased" in kept else {}
            listed.append({"attachment": one["attachment"], **file, **gone})
    return listed


def content(cursor: Cursor, objection: Body, attachment: str) -> bytes:
    """Return a file's bytes.

    :raises NotFound: when the objection has none of that id, or it was erased.
    """
    for one in objection.get("attachments", []):
        kept = read_private(cursor, one["commitment"]) if one["attachment"] == attachment else None
        if kept is not None:
            return b64decode(kept["base64"])
    raise NotFound(what="attachment", id=attachment)


def _name(token: str) -> str:
    return f"attachment:{access.key_hash(current_store().settings.pepper, token)}"
