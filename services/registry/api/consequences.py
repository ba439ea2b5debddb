"""What follows from a revocation: what is open and what is done, and the receipts (R22)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.identity import actor
from services.chassis.web.schemas import (
    Accepted,
    DocumentRef,
    Listed,
    PageQuery,
    Strict,
    Text,
)
from services.registry.domain.consequences import (
    ANNOUNCEMENT,
    ANNULMENT,
    CREDIT,
    DONE,
    EXECUTION,
    LAPSED,
    OPEN,
    POLICIES,
    REGULATOR,
    REVOCATION,
)
from services.registry.usecases import consequences

blueprint = Blueprint(
    "consequences", __name__, description="取消称号的后续事项 · what follows from a revocation"
)
BUREAU = frozenset({"bureau"})
TOLD = frozenset({"regulator", "credit_consumer"})
ACCESS = {
    "consequences.list_consequences": BUREAU | TOLD | {"auditor"},
    "consequences.add_addressee": BUREAU,
    "consequences.record_completion": BUREAU,
    "consequences.acknowledge": frozenset({"regulator"}),
}


class ConsequencesQuery(PageQuery):
    """Consequences in one state."""

    state = fields.String(load_default=OPEN, validate=validate.OneOf([OPEN, DONE, LAPSED]))


class AddresseeSchema(Strict):
    """One more organisation to be told."""

    consequence = fields.String(required=True, validate=validate.OneOf([REGULATOR, CREDIT]))
    addressee = Text(60, required=True)


class CompletionSchema(Strict):
    """A consequence done, with its receipt: an address, a letter's number, an acknowledgement.

    ``addressee`` is empty for what the bureau sees to by itself.
    """

    of = fields.String(required=True, validate=validate.OneOf([REVOCATION, ANNULMENT]))
    consequence = fields.String(
        required=True,
        validate=validate.OneOf([ANNOUNCEMENT, REGULATOR, CREDIT, POLICIES, EXECUTION]),
    )
    addressee = Text(60, load_default="")
    receipt = Text(500, required=True)
    documents = fields.List(
        fields.Nested(DocumentRef), load_default=list, validate=validate.Length(max=20)
    )


class AcknowledgementSchema(Strict):
    """A regulator's acknowledgement of a decision, or of its annulment."""

    of = fields.String(required=True, validate=validate.OneOf([REVOCATION, ANNULMENT]))
    receipt = Text(500, required=True)


@blueprint.route("/v1/consequences", methods=["GET"])
@blueprint.arguments(ConsequencesQuery, location="query")
@blueprint.response(200, Listed)
def list_consequences(query: dict[str, Any]) -> Response:
    """List what is open, done or lapsed; who was told sees what it was told."""
    caller, state = actor(), query["state"]
    if caller.role in TOLD:
        return lists.page("consequence", query, "addressee", f"{caller.organisation} {state}")
    return lists.page("consequence", query, "state", state)


@blueprint.route("/v1/revocations/<revocation>/addressees", methods=["POST"])
@blueprint.arguments(AddresseeSchema)
@blueprint.response(201, Accepted)
def add_addressee(body: dict[str, Any], revocation: str) -> Response:
    """Tell one more regulator concerned, or a credit system connected since."""
    return command(lambda tx: consequences.add(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/completions", methods=["POST"])
@blueprint.arguments(CompletionSchema)
@blueprint.response(201, Accepted)
def record_completion(body: dict[str, Any], revocation: str) -> Response:
    """Record a consequence as done, with its receipt."""
    for number, document in enumerate(body["documents"]):
        uploads.check_cited(document, f"documents.{number}")
    return command(lambda tx: consequences.complete(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/acknowledgement", methods=["POST"])
@blueprint.arguments(AcknowledgementSchema)
@blueprint.response(201, Accepted)
def acknowledge(body: dict[str, Any], revocation: str) -> Response:
    """Acknowledge, as a regulator, that it was told."""
    return command(lambda tx: consequences.acknowledge(tx, revocation, **body))
