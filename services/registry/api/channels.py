"""Publication in step on other channels, and the working group's sum of results (R19)."""

from typing import Any

from flask import Response
from marshmallow import fields

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Listed, PageQuery, Strict, Text, moment
from services.registry.usecases import channels
from services.registry.usecases.boards import public_board

from . import of_season

blueprint = Blueprint("channels", __name__, description="同步发布与汇总 · other channels")
PUBLIC = frozenset({"public"})
ACCESS = {
    "channels.publish_in_step": frozenset({"evaluation_body"}),
    "channels.list_channels": PUBLIC,
    "channels.aggregate_results": frozenset({"working_group"}),
    "channels.list_aggregations": PUBLIC,
}


class ChannelSchema(Strict):
    """Where and when the body published the board, not before the bureau."""

    channel = Text(required=True)
    address = Text(500, required=True)
    at = moment()


class ChannelMade(Accepted):
    """The record's id."""

    record = fields.String()


class AggregationSchema(Strict):
    """Where the sum is public."""

    address = Text(500, required=True)


class AggregationMade(Accepted):
    """The sum's id and its boards."""

    aggregation = fields.String()
    boards = fields.List(fields.String())


@blueprint.route("/v1/boards/<board>/channels", methods=["POST"])
@blueprint.arguments(ChannelSchema)
@blueprint.response(201, ChannelMade)
def publish_in_step(body: dict[str, Any], board: str) -> Response:
    """Record that the evaluation body published a board through a channel of its own."""
    return command(lambda tx: channels.in_step(tx, board, **body))


@blueprint.route("/v1/boards/<board>/channels", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_channels(query: dict[str, Any], board: str) -> Response:
    """List the channels through which a board was published in step."""
    public_board(board)
    return lists.page("channel", query, "board", board)


@blueprint.route("/v1/seasons/<season>/aggregations", methods=["POST"])
@blueprint.arguments(AggregationSchema)
@blueprint.response(201, AggregationMade)
def aggregate_results(body: dict[str, Any], season: str) -> Response:
    """Put together all that the season has published."""
    return command(lambda tx: channels.aggregate(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/aggregations", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_aggregations(query: dict[str, Any], season: str) -> Response:
    """List the sums of a season's results."""
    return of_season.page("aggregation", query, season)
