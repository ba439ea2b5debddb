"""Objections together: duplicates joined, a season's figures (R18)."""

from typing import Any

from flask import Response
from marshmallow import fields

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, Strict, Text
from services.registry.usecases import corrections, objections

blueprint = Blueprint("objections", __name__, description="异议统计 · objections in figures")
ACCESS = {
    "objections.join_objection": frozenset({"bureau"}),
    "objections.show_correction": frozenset({"bureau"}),
    "objections.count_objections": frozenset({"public"}),
}


class JoinSchema(Strict):
    """The objection that says the same and is answered for both."""

    into = Text(60, required=True)


class CorrectionSchema(Strict):
    """What is right, in words, and the number of the official text that shows it.

    Without a number a later version of the board must show it.
    """

    words = Text(1_000, required=True)
    document_number = Text(60, load_default="")


class CorrectionMade(Accepted):
    """The official text, or the version of the board, that shows the correction."""

    text = fields.String()
    board_version = fields.Integer()


@blueprint.route("/v1/objections/<objection>/joining", methods=["POST"])
@blueprint.arguments(JoinSchema)
@blueprint.response(201, Accepted)
def join_objection(body: dict[str, Any], objection: str) -> Response:
    """Join a duplicate to the objection that is answered for both."""
    return command(lambda tx: objections.join(tx, objection, **body))


@blueprint.route("/v1/objections/<objection>/correction", methods=["POST"])
@blueprint.arguments(CorrectionSchema)
@blueprint.response(201, CorrectionMade)
def show_correction(body: dict[str, Any], objection: str) -> Response:
    """Show what an upheld objection corrects; publication waits for it (R18)."""
    return command(lambda tx: corrections.show(tx, objection, **body))


@blueprint.route("/v1/seasons/<season>/objections", methods=["GET"])
@blueprint.response(200, Anything)
def count_objections(season: str) -> Response:
    """Count a season's objections and their outcomes; overdue answers are shown."""
    return lists.as_json(objections.of_season(season))
