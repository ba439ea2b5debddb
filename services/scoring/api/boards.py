"""Boards, scores and leaders."""

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
from services.scoring.usecases import boards, boards_shown

blueprint = Blueprint("boards", __name__, description="排行榜 · ranking boards")
BODY = frozenset({"evaluation_body"})
#: Until the bureau shows a board to the public, it is for those who work on it.
OFFICES = frozenset({"evaluation_body", "bureau", "central_bank", "working_group", "auditor"})
ACCESS = {
    "boards.draw": BODY,
    "boards.shortlist": BODY,
    "boards.nominate": BODY,
    "boards.get_board": OFFICES,
    "boards.get_board_version": OFFICES,
    "boards.get_excluded": OFFICES,
    "boards.get_score": OFFICES | {"enterprise"},
}


class BoardMade(Accepted):
    """The board's version and size."""

    board = fields.String()
    version = fields.Integer()
    row_count = fields.Integer()


class Shortlisted(Accepted):
    """Who must now file report and evidence, and which evidence."""

    applications = fields.List(fields.String())
    items = fields.List(fields.String())


class SkipSchema(Strict):
    """A higher-ranked one passed over, and why (R13)."""

    application = Text(60, required=True)
    reason = Text(1_000, required=True)


class NominationSchema(Strict):
    """The leaders, why so many, and who was passed over (R13)."""

    leaders = fields.List(Text(60), required=True, validate=validate.Length(max=1_000))
    number_reason = Text(1_000, required=True)
    skipped = fields.List(
        fields.Nested(SkipSchema), load_default=list, validate=validate.Length(max=1_000)
    )


@blueprint.route("/v1/boards/<board>/draw", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, BoardMade)
def draw(body: dict[str, Any], board: str) -> Response:
    """Draw the board from all scored applications."""
    return command(lambda tx: boards.draw(tx, board, **body))


@blueprint.route("/v1/boards/<board>/shortlist", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Shortlisted)
def shortlist(body: dict[str, Any], board: str) -> Response:
    """Shortlist by the scheme's leader rule."""
    return command(lambda tx: boards.shortlist(tx, board, **body))


@blueprint.route("/v1/boards/<board>/nomination", methods=["POST"])
@blueprint.arguments(NominationSchema)
@blueprint.response(201, Accepted)
def nominate(body: dict[str, Any], board: str) -> Response:
    """Nominate the leaders, with reasons."""
    return command(lambda tx: boards.nominate(tx, board, **body))


@blueprint.route("/v1/boards/<board>", methods=["GET"])
@blueprint.response(200, Anything)
def get_board(board: str) -> Response:
    """Show the current version of a board, with rows and the reason for each place."""
    return lists.as_json(boards_shown.show(board))


@blueprint.route("/v1/boards/<board>/versions/<int:version>", methods=["GET"])
@blueprint.response(200, Anything)
def get_board_version(board: str, version: int) -> Response:
    """Show one version of a board."""
    return lists.as_json(boards_shown.show(board, version))


@blueprint.route("/v1/boards/<board>/excluded", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def get_excluded(query: dict[str, Any], board: str) -> Response:
    """List the applications that may not enter the ranking, with the grounds (R8)."""
    return lists.page("excluded", query, "board", board)


@blueprint.route("/v1/scores/<application>", methods=["GET"])
@blueprint.response(200, Anything)
def get_score(application: str) -> Response:
    """Show an application's eligibility and score; an enterprise sees its own."""
    return lists.as_json(boards_shown.show_score(application))
