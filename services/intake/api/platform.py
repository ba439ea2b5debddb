"""What the public platform shows: which are connected, what waits for them, asking again (R31)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Listed, Nothing, PageQuery
from services.intake.usecases import platform

blueprint = Blueprint("platform", __name__, description="标准平台 · standards platform")
_STATES = ("", "waiting", "confirmed", "differs", "gone", "abolished")
ACCESS = {
    "platform.list_platforms": frozenset({"public"}),
    "platform.list_checks": platform.OFFICERS | {"auditor"},
    "platform.ask_again": platform.OFFICERS | {"enterprise"},
}


class ChecksQuery(PageQuery):
    """A page: of the checks that hold up a step, or of all in one state."""

    state = fields.String(load_default="", validate=validate.OneOf(_STATES))


class AskedAgain(Accepted):
    """The checks that are asked anew."""

    checks = fields.List(fields.String())


@blueprint.route("/v1/platforms", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_platforms(query: dict[str, Any]) -> Response:
    """List the platforms that are or were connected."""
    return lists.page("platform", query)


@blueprint.route("/v1/platform-checks", methods=["GET"])
@blueprint.arguments(ChecksQuery, location="query")
@blueprint.response(200, Listed)
def list_checks(query: dict[str, Any]) -> Response:
    """List what steps wait for, or were stopped by; or all in one state."""
    if query["state"]:
        return lists.page("platform_check", query, "state", query["state"])
    return lists.page("platform_check", query, "awaited", "yes")


@blueprint.route("/v1/applications/<application>/platform-check", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, AskedAgain)
def ask_again(body: dict[str, Any], application: str) -> Response:
    """Ask the platform now for the text of an application."""
    return command(lambda tx: platform.ask_again(tx, application, **body))
