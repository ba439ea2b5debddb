"""Objecting: file, follow, add to and withdraw an objection, without an account (R18).

Whoever objects gets a number, which is public, and a secret, which is not: with it the objection
is followed, added to and withdrawn. Only the secret's keyed hash is known here. A wrong secret is
answered like an objection that does not exist. What is done with the secret alone is recorded in
nobody's name, so that an anonymous objector is not told by a later step.
"""

from collections.abc import Sequence
from typing import Any

from services.chassis import access, clock, erasure
from services.chassis.access import ANYBODY
from services.chassis.store.sql import Cursor
from services.chassis.store.transaction import Context, Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import ObjectionReceiptIssued
from services.registry.domain import answer_day, objector
from services.registry.domain import objection as rules
from services.registry.domain.notice import Notice
from services.registry.domain.refusals import FieldWrong

from . import attachments as files
from . import notifying, objections
from .notices import notice_of, on_board, stream_of
from .seasons import calendar


def upload(
    tx: Transaction, notice: str, *, data: bytes, media_type: str, token: str
) -> dict[str, Any]:
    """Take a file for an objection to a running notice."""
    rules.check_running(notice_of(tx, notice), tx.now, calendar(tx))
    return files.wait(tx, data, media_type, token)


def file(
    tx: Transaction,
    notice: str,
    *,
    about: str,
    grounds: str,
    anonymous: bool,
    name: str,
    contact: str,
    attachments: Sequence[str],
    secret: str,
) -> dict[str, Any]:
    """Take an objection; who objects, in which words and with what, stays private (R18, R25)."""
    state = notice_of(tx, notice)
    board = f"{state.season}.{state.category}"
    if about and about != state.about and about not in on_board(tx, board):
        raise FieldWrong(
            field="about", found=about, expected="申报编号或留空 an application, or empty"
        )
    organisation = tx.actor.organisation
    if anonymous:
        # The record is public: it must not tell what the public may not know (R18).
        _as_anybody(tx)
    event = rules.file(
        state,
        objection=tx.new_id(),
        number_in_year=_next_number(tx),
        board=board,
        about=about,
        anonymous=anonymous,
        grounds_commitment=tx.keep_private(
            text=grounds, name=name, contact=contact, organisation=organisation
        ),
        now=tx.now,
        calendar=calendar(tx),
    )
    open_day = answer_day.provisional(event, tx.today, calendar(tx))
    days = () if open_day is None else (open_day,)
    kept = objector.attach(state, event.objection, "", files.claim(tx, attachments))
    issued = ObjectionReceiptIssued(
        objection=event.objection, notice=notice, board=board, secret_hash=_hash(secret)
    )
    tx.append(stream_of(notice), event, *days, *kept, issued, reason="R18")
    notifying.after(tx, event)
    return {
        "objection": event.objection,
        "number": event.number,
        "answer_by": event.answer_by.isoformat(),
        "answer_by_certain": open_day is None,
        "attachments": [one.attachment for one in kept],
    }


def upload_more(
    tx: Transaction, objection: str, secret: str, *, data: bytes, media_type: str, token: str
) -> dict[str, Any]:
    """Take a file for a supplement of an objection that waits for its answer."""
    objector.check_waits(own(tx, objection, secret), objection)
    return files.wait(tx, data, media_type, token)


def supplement(
    tx: Transaction, objection: str, secret: str, text: str, attachments: Sequence[str]
) -> dict[str, Any]:
    """Add words and files to an objection that waits for its answer."""
    state = own(tx, objection, secret)
    event = objector.supplement(
        state, objection, supplement=tx.new_id(), text_commitment=tx.keep_private(text=text)
    )
    kept = objector.attach(state, objection, event.supplement, files.claim(tx, attachments))
    tx.append(stream_of(state.notice), event, *kept, reason="R18")
    return {"supplement": event.supplement, "attachments": [one.attachment for one in kept]}


def withdraw(tx: Transaction, objection: str, secret: str) -> dict[str, Any]:
    """Take an objection back; it is open no more."""
    state = own(tx, objection, secret)
    tx.append(stream_of(state.notice), objector.withdraw(state, objection), reason="R18")
    return {}


def receipt(objection: str, secret: str) -> Body:
    """Return to whoever objected how it stands: own words, answer, effect, and what is late.

    :raises NotFound: when there is no such objection, or the secret is not its own.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body = _shown(views, objection, secret)
        into = views.get("objection", body["joined_to"] or "") or {"number": None}
        return {
            **objections.public(body, today),
            "joined_to": into["number"],
            "anonymous": body.get("anonymous", False),
            "withdrawn": body.get("withdrawn"),
            **words_of(cursor, body),
        }


def words_of(cursor: Cursor, body: Body) -> Body:
    """Return an objection's words, supplements and list of files; of erased ones that they are."""
    supplements = [
        {
            "supplement": one["supplement"],
            "filed": one["filed"],
            "words": erasure.shown(cursor, one["words"]),
            "attachments": files.told(cursor, body, one["supplement"]),
        }
        for one in body.get("supplements", [])
    ]
    return {
        "words": erasure.shown(cursor, body["words"]),
        "attachments": files.told(cursor, body),
        "supplements": supplements,
    }


def own_file(objection: str, secret: str, attachment: str) -> bytes:
    """Return a file that came with one's objection.

    :raises NotFound: as for the receipt, and when there is no such file.
    """
    with current_store().reading_cursor() as cursor:
        return files.content(cursor, _shown(Views(cursor), objection, secret), attachment)


def own(tx: Transaction, objection: str, secret: str) -> Notice:
    """Return the notice of an objection to whoever bears its secret, who acts in nobody's name."""
    body = _shown(tx.views, objection, secret)
    _as_anybody(tx)
    return notice_of(tx, body["notice"])


def _shown(views: Views, objection: str, secret: str) -> Body:
    body = views.get("objection", objection)
    issued = views.get("objection_receipt", f"{objection}/{_hash(secret)}")
    if body is None or issued is None:
        raise NotFound(what="objection", id=objection)
    return body


def _as_anybody(tx: Transaction) -> None:
    tx.acting_as(Context(ANYBODY, tx.context.correlation))


def _hash(secret: str) -> str:
    return access.key_hash(current_store().settings.pepper, secret)


def _next_number(tx: Transaction) -> int:
    year = f"〔{tx.today.year}〕"
    return 1 + sum(year in one["number"] for one in tx.views.all("objection"))
