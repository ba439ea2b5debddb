"""Successors of enterprises: merger, split, rename, a new registration (R34)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    Accepted,
    Anything,
    DocumentRef,
    Listed,
    PageQuery,
    Strict,
    Text,
    YesNo,
)
from services.registry.usecases import successions

blueprint = Blueprint("successions", __name__, description="企业承继 · successors")
PUBLIC = frozenset({"public"})
ACCESS = {
    "successions.record_successor": frozenset({"bureau"}),
    "successions.list_successions": PUBLIC,
    "successions.get_succession": PUBLIC,
}


class SuccessorSchema(Strict):
    """Who follows whom, on which document; a split is recorded for each successor."""

    enterprise = Text(18, required=True)
    successor = Text(18, required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(["merger", "split", "rename", "reregistration"])
    )
    grounds = Text(1_000, required=True)
    document = fields.Nested(DocumentRef, required=True)
    takes_titles = YesNo(load_default=True)


class SuccessorMade(Accepted):
    """The succession's id, and the titles and bars that came with it."""

    succession = fields.String()
    titles = fields.List(fields.String())
    bars = fields.List(fields.Dict())


class OfKin(PageQuery):
    """A page, of one enterprise's successors or of all."""

    enterprise = fields.String(load_default="", validate=validate.Length(max=18))


@blueprint.route("/v1/successions", methods=["POST"])
@blueprint.arguments(SuccessorSchema)
@blueprint.response(201, SuccessorMade)
def record_successor(body: dict[str, Any]) -> Response:
    """Record a successor: titles and bars are inherited."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: successions.record(tx, **body))


@blueprint.route("/v1/successions", methods=["GET"])
@blueprint.arguments(OfKin, location="query")
@blueprint.response(200, Listed)
def list_successions(query: dict[str, Any]) -> Response:
    """List who follows whom."""
    return lists.filtered("succession", query, "enterprise")


@blueprint.route("/v1/successions/<succession>", methods=["GET"])
@blueprint.response(200, Anything)
def get_succession(succession: str) -> Response:
    """Show a succession."""
    return lists.one("succession", succession, "succession")
