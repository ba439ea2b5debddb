"""Asking that a person's words be erased, and the schedule by which they go anyway (R25)."""

from typing import Any

from flask import Response, current_app
from marshmallow import fields

from services.chassis import erasure
from services.chassis.erasure import Private
from services.chassis.service import Service
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.erasure import AUTHORITY, ORGANISATION

from .bodies import Blueprint
from .commands import command
from .identity import current_store
from .lists import as_json
from .refusals import NotFound, NotYours
from .schemas import Accepted, Anything, Strict, Text

blueprint = Blueprint("erasures", __name__, description="个人信息删除 · erasure of personal words")
#: Whoever has a key may ask; whose words they are is asked then.
_ANY_KEY = frozenset(
    {
        "operator",
        "enterprise",
        "central_bank",
        "county_bureau",
        "bureau",
        "working_group",
        "evaluation_body",
        "regulator",
        "credit_consumer",
    }
)
ACCESS = {
    "erasures.erase": _ANY_KEY,
    "erasures.retention": frozenset({"public"}),
}


class ErasureSchema(Strict):
    """What the words belong to (an objection, a comment, an application …), or their commitment.

    The reason is public and names no person.
    """

    about = Text(120, required=True)
    reason = Text(500, required=True)


class Erased(Accepted):
    """How many pieces of words were erased now; none when they were before."""

    about = fields.String()
    erased = fields.Integer()


@blueprint.route("/v1/erasures", methods=["POST"])
@blueprint.arguments(ErasureSchema)
@blueprint.response(201, Erased)
def erase(body: dict[str, Any]) -> Response:
    """Erase the private words of a matter that is over; the commitments and proofs stay.

    The organisation that gave them, the authority of the matter and the operator may. No copy is
    left in the store's files a moment later.
    """
    return command(lambda tx: _erase(tx, _private(), **body))


@blueprint.route("/v1/retention", methods=["GET"])
@blueprint.response(200, Anything)
def retention() -> Response:
    """Tell how long each kind of record is kept, since when, and on what basis."""
    rows = current_store().settings.retention.values()
    return as_json({"items": [row.plain() for row in rows], "next": None})


def _erase(tx: Transaction, private: Private, about: str, reason: str) -> dict[str, Any]:
    rows = erasure.found(tx.views, about)
    if not rows:
        raise NotFound(what="words", id=about)
    cause = _cause(tx, private, rows[0])
    erasure.check_over(tx.views, private, rows)
    return {
        "about": about,
        "erased": erasure.erase(tx, private, rows, cause=cause, reason=reason),
    }


def _cause(tx: Transaction, private: Private, row: Body) -> str:
    """Return in which capacity the caller may erase.

    :raises NotYours: when they are neither the caller's words nor for the caller to decide on.
    """
    organisation = tx.actor.organisation
    if row["organisation"] == organisation:
        return ORGANISATION
    if tx.actor.role == "operator":
        return AUTHORITY
    if organisation != private.standing(tx.views, row).authority:
        raise NotYours(what=row["about"])
    return AUTHORITY


def _private() -> Private:
    service: Service = current_app.extensions["service"]
    if service.private is None:
        raise LookupError(f"{service.name} keeps no private words")
    return service.private
