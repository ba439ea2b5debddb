"""From the drawn board to publication: consent round, submission, review, publication."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    Accepted,
    Anything,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
)
from services.registry.usecases import boards, results

from .warnings import in_words

blueprint = Blueprint("results", __name__, description="排行榜与“领跑者”名单 · boards and leaders")
BUREAU = frozenset({"bureau"})
BODY = frozenset({"evaluation_body"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "results.request_consents": BODY,
    "results.submit_results": BODY,
    "results.review": BUREAU,
    "results.publish": BUREAU,
    "results.list_boards": PUBLIC,
    "results.get_board": PUBLIC,
}


class ReviewSchema(Strict):
    """The outcome of the formal review (R16)."""

    outcome = fields.String(required=True, validate=validate.OneOf(["passed", "returned"]))
    defects = fields.List(Text(500), load_default=list, validate=validate.Length(max=50))


class PublicationSchema(Strict):
    """With a document number (文号) the official text is issued with the publication."""

    document_number = Text(60, load_default="")


class Submitted(Accepted):
    """The submission's id, and whether a notice of it still fits its phase (R27)."""

    submission = fields.String()
    warnings = fields.List(fields.Dict())


@blueprint.route("/v1/boards", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_boards(query: dict[str, Any]) -> Response:
    """List the boards that the bureau has put before the public."""
    return lists.page("public_board", query)


@blueprint.route("/v1/boards/<board>", methods=["GET"])
@blueprint.response(200, Anything)
def get_board(board: str) -> Response:
    """Show a board with its rows, once the public may see it (R17, R19)."""
    return lists.as_json(boards.public_board(board))


@blueprint.route("/v1/boards/<board>/consent-requests", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def request_consents(body: dict[str, Any], board: str) -> Response:
    """Ask every enterprise on the board for its consent (R15)."""
    return command(lambda tx: results.request_consents(tx, board, **body))


@blueprint.route("/v1/boards/<board>/submissions", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Submitted)
def submit_results(body: dict[str, Any], board: str) -> Response:
    """Hand board and leaders to the bureau (R15, R27)."""
    return command(lambda tx: in_words(results.submit_results(tx, board, **body)))


@blueprint.route("/v1/submissions/<submission>/review", methods=["POST"])
@blueprint.arguments(ReviewSchema)
@blueprint.response(201, Accepted)
def review(body: dict[str, Any], submission: str) -> Response:
    """Pass or return a submission (R16)."""
    return command(lambda tx: results.review(tx, submission, **body))


@blueprint.route("/v1/boards/<board>/publication", methods=["POST"])
@blueprint.arguments(PublicationSchema)
@blueprint.response(201, Accepted)
def publish(body: dict[str, Any], board: str) -> Response:
    """Publish board and leaders (R19)."""
    return command(lambda tx: results.publish(tx, board, **body))
