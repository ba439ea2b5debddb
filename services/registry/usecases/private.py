"""Whose the registry's private words are, when they are needed no more, who decides (R18, R21, R25)."""

from typing import Any

from services.chassis import erasure, retention
from services.chassis.erasure import Matter, Private, Standing
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.contracts import registry as r
from services.contracts.erasure import PERSON

from . import objecting


def _objection(views: Views, row: Body) -> Standing:
    """Needed until it is answered or withdrawn: who decides must read it."""
    body = views.get("objection", row["about"]) or {}
    ended = body.get("answered") or body.get("withdrawn")
    notice = views.get("notice", str(body.get("notice"))) or {}
    return Standing(ended is None, ended, _owner(views, str(notice.get("season"))))


def _statement(views: Views, row: Body) -> Standing:
    """Needed until the revocation is decided or dropped."""
    body = views.get("revocation", row["about"]) or {}
    title = views.get("title", str(body.get("title"))) or {}
    ended = (views.get("ended", row["about"]) or {}).get("at")
    return Standing(ended is None, ended, _owner(views, str(title.get("season"))))


def _owner(views: Views, season: str) -> str:
    return str((views.get("season", season) or {}).get("owner", ""))


def _contact(views: Views, row: Body) -> Standing:
    """Of use until another is recorded; the organisation may have it erased before."""
    newest = erasure.found(views, row["about"])[-1]
    replaced = newest["commitment"] != row["commitment"]
    return Standing(needed=False, since=newest["kept"] if replaced else None)


_OBJECTION = Matter("objection", "objection", _objection)

PRIVATE = Private(
    "registry",
    r.WordsErased,
    {
        r.ObjectionFiled: _OBJECTION,
        r.ObjectionSupplemented: _OBJECTION,
        r.ObjectionAttachmentKept: _OBJECTION,
        r.ContactRecorded: Matter("contact", "organisation", _contact, whose="organisation"),
        r.EnterpriseHeard: Matter("statement", "revocation", _statement),
    },
    files=frozenset({retention.FIRST_KEYS}),
)


def erase_objection(tx: Transaction, objection: str, secret: str) -> dict[str, Any]:
    """Erase an objection's words, name, contact and files for whoever bears its receipt.

    It is told in nobody's name. Asked again, nothing more happens.

    :raises NotFound: when there is no such objection, or the secret is not its own.
    :raises WordsNeeded: until it is answered; whoever will not wait withdraws it.
    """
    objecting.own(tx, objection, secret)
    rows = erasure.found(tx.views, objection)
    erasure.check_over(tx.views, PRIVATE, rows)
    count = erasure.erase(tx, PRIVATE, rows, cause=PERSON, reason=erasure.ON_REQUEST)
    return {"about": objection, "erased": count}
