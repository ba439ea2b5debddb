"""The open call for implementation plans: plans, choice, the plan issued (R3)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, DocumentRef, Strict, Text
from services.registry.usecases import soliciting

blueprint = Blueprint("soliciting", __name__, description="征集实施方案 · plans solicited")
AUTHORITIES = frozenset({"bureau", "central_bank"})
ACCESS = {
    "soliciting.solicit_plans": AUTHORITIES,
    "soliciting.receive_plan": frozenset({"bureau", "evaluation_body"}),
    "soliciting.choose_plan": AUTHORITIES,
    "soliciting.issue_plan": frozenset({"bureau"}),
    "soliciting.get_solicitation": frozenset({"public"}),
}


class SolicitationSchema(Strict):
    """What a plan must be, where the call is public, and the last day for plans."""

    requirements = Text(2_000, required=True)
    address = Text(500, required=True)
    last_day = fields.Date(required=True)


class PlanSchema(Strict):
    """A plan's document; the bureau names the organisation that handed it in."""

    organisation = fields.String(load_default="", validate=validate.Length(max=60))
    document = fields.Nested(DocumentRef, required=True)


class PlanMade(Accepted):
    """The plan's id."""

    plan = fields.String()


class ChoiceSchema(Strict):
    """Why this plan (比选理由)."""

    grounds = Text(1_000, required=True)


class Chosen(Accepted):
    """The organisation that is to evaluate."""

    organisation = fields.String()


class IssueSchema(Strict):
    """The plan as it is issued, and the bureau's number."""

    document_number = Text(60, required=True)
    document = fields.Nested(DocumentRef, required=True)


@blueprint.route("/v1/seasons/<season>/solicitation", methods=["POST"])
@blueprint.arguments(SolicitationSchema)
@blueprint.response(201, Accepted)
def solicit_plans(body: dict[str, Any], season: str) -> Response:
    """Call openly for implementation plans."""
    return command(lambda tx: soliciting.solicit(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/solicitation", methods=["GET"])
@blueprint.response(200, Anything)
def get_solicitation(season: str) -> Response:
    """Show a season's call, its plans by their SHA-256, the choice and the plan issued."""
    body, told = soliciting.solicitation_document(season)
    return lists.as_json(body, [told])


@blueprint.route("/v1/seasons/<season>/plans", methods=["POST"])
@blueprint.arguments(PlanSchema)
@blueprint.response(201, PlanMade)
def receive_plan(body: dict[str, Any], season: str) -> Response:
    """Hand in a plan; an organisation's later plan takes the place of its earlier one."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: soliciting.receive(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/plans/<plan>/choice", methods=["POST"])
@blueprint.arguments(ChoiceSchema)
@blueprint.response(201, Chosen)
def choose_plan(body: dict[str, Any], season: str, plan: str) -> Response:
    """Choose a plan after the last day, with the grounds."""
    return command(lambda tx: soliciting.choose(tx, season, plan, **body))


@blueprint.route("/v1/seasons/<season>/plans/<plan>/issue", methods=["POST"])
@blueprint.arguments(IssueSchema)
@blueprint.response(201, Accepted)
def issue_plan(body: dict[str, Any], season: str, plan: str) -> Response:
    """Issue the chosen plan."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: soliciting.issue(tx, season, plan, **body))
