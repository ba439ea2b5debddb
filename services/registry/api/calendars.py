"""The State Council's yearly arrangements of working days, with every version (R17, R34)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, Listed, PageQuery, Strict, Text
from services.registry.usecases import calendars

blueprint = Blueprint("calendars", __name__, description="工作日安排 · working days")
BUREAU = frozenset({"bureau"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "calendars.announce_calendar": BUREAU,
    "calendars.amend_calendar": BUREAU,
    "calendars.list_calendars": PUBLIC,
    "calendars.get_calendar": PUBLIC,
}


class CalendarSchema(Strict):
    """A whole year's arrangement as the State Council announced it (R17, R34).

    ``days_off`` are the holidays with the weekends in them, ``make_up_days`` the weekend days
    that are worked.
    """

    year = fields.Integer(required=True, strict=True, validate=validate.Range(2004, 2099))
    document_number = Text(60, required=True)
    days_off = fields.List(fields.Date(), required=True, validate=validate.Length(max=200))
    make_up_days = fields.List(fields.Date(), required=True, validate=validate.Length(max=100))


class AmendmentSchema(CalendarSchema):
    """A year's whole arrangement as a later document changed or corrected it, and why (R34)."""

    reasons = Text(1_000, required=True)


class DifferenceSchema(Strict):
    """The days that are not what they were known to be; of an unknown year, what weekdays are."""

    now_off = fields.List(fields.Date())
    now_worked = fields.List(fields.Date())


class Arranged(Accepted):
    """The version, what it replaces whole (a version, ``built_in`` or null), and what changed."""

    year = fields.Integer()
    version = fields.Integer()
    replaces = fields.Raw(allow_none=True)
    difference = fields.Nested(DifferenceSchema)


@blueprint.route("/v1/calendars", methods=["POST"])
@blueprint.arguments(CalendarSchema)
@blueprint.response(201, Arranged)
def announce_calendar(body: dict[str, Any]) -> Response:
    """Record a year's working-day arrangement."""
    return command(lambda tx: calendars.announce(tx, **body))


@blueprint.route("/v1/calendars/amendments", methods=["POST"])
@blueprint.arguments(AmendmentSchema)
@blueprint.response(201, Arranged)
def amend_calendar(body: dict[str, Any]) -> Response:
    """Record that a year's arrangement was changed, or correct it; it is replaced whole."""
    return command(lambda tx: calendars.amend(tx, **body))


@blueprint.route("/v1/calendars", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_calendars(query: dict[str, Any]) -> Response:
    """List the recorded years with their latest version."""
    return lists.page("calendar_year", query)


@blueprint.route("/v1/calendars/<int:year>", methods=["GET"])
@blueprint.response(200, Anything)
def get_calendar(year: int) -> Response:
    """Show what is known of a year: what is built in, and every recorded version."""
    body, told = calendars.calendar_document(year)
    return lists.as_json(body, told)
