"""Around the titles: list and badge, standing elsewhere, awards, publicity, cultivation (R33)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Listed, PageQuery, Strict, Text
from services.registry.domain.around import LEVELS
from services.registry.usecases import around

from . import of_season

blueprint = Blueprint("around", __name__, description="名单、标识与推广 · list, badge, promotion")
BUREAU = frozenset({"bureau"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "around.list_leaders": PUBLIC,
    "around.get_badge": PUBLIC,
    "around.record_standing": BUREAU,
    "around.list_standings": PUBLIC,
    "around.record_award": BUREAU,
    "around.list_awards": PUBLIC,
    "around.record_publicity": BUREAU,
    "around.list_publicity": PUBLIC,
    "around.cultivate": frozenset({"county_bureau"}),
    "around.list_cultivation": PUBLIC,
}


class StandingSchema(Strict):
    """A title at national or provincial level."""

    enterprise = Text(18, required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    name = Text(required=True)
    granted_by = Text(required=True)
    document_number = Text(60, load_default="")
    since = fields.Date(required=True)
    last_day = fields.Date(load_default=None, allow_none=True)


class StandingMade(Accepted):
    """The standing's id."""

    standing = fields.String()


class AwardRecord(Strict):
    """An award (奖励) for a title."""

    enterprise = Text(18, required=True)
    name = Text(required=True)
    granted_by = Text(required=True)
    document_number = Text(60, load_default="")
    granted_on = fields.Date(required=True)


class AwardMade(Accepted):
    """The award's id."""

    award = fields.String()


class PublicitySchema(Strict):
    """What made the scheme known: 质量月, 世界标准日, television, print, the web."""

    occasion = Text(required=True)
    channel = Text(required=True)
    address = Text(500, load_default="")
    held_on = fields.Date(required=True)


class PublicityMade(Accepted):
    """The record's id."""

    publicity = fields.String()


class CultivationSchema(Strict):
    """The enterprises that the county cultivates in a field, whole."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2999))
    field = Text(60, required=True)
    enterprises = fields.List(Text(18), required=True, validate=validate.Length(1, 200))
    plan = Text(1_000, required=True)


class CultivationMade(Accepted):
    """The version of the county's list."""

    version = fields.Integer()


class BadgeQuery(PageQuery):
    """The language of the badge's words."""

    lang = fields.String(load_default="zh", validate=validate.OneOf(["zh", "en"]))


@blueprint.route("/v1/leaders", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_leaders(query: dict[str, Any]) -> Response:
    """List every leader with the state of its title today, for machines."""
    return lists.as_json(around.leaders(query["after"], query["limit"]))


@blueprint.route("/v1/titles/<title>/badge.svg", methods=["GET"])
@blueprint.arguments(BadgeQuery, location="query")
@blueprint.response(200)
def get_badge(query: dict[str, Any], title: str) -> Response:
    """Draw a title's badge as it stands today: valid, expired or withdrawn."""
    drawn = around.draw_badge(title, query["lang"])
    answer = Response(drawn, content_type="image/svg+xml; charset=utf-8")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Asked again each time, so that a withdrawal shows at once.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.route("/v1/standings", methods=["POST"])
@blueprint.arguments(StandingSchema)
@blueprint.response(201, StandingMade)
def record_standing(body: dict[str, Any]) -> Response:
    """Record a standing at national or provincial level beside the city's titles."""
    return command(lambda tx: around.record_standing(tx, body))


@blueprint.route("/v1/standings", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_standings(query: dict[str, Any]) -> Response:
    """List the standings at national and provincial level."""
    return lists.page("standing", query)


@blueprint.route("/v1/titles/<title>/awards", methods=["POST"])
@blueprint.arguments(AwardRecord)
@blueprint.response(201, AwardMade)
def record_award(body: dict[str, Any], title: str) -> Response:
    """Record an award for a title (R24)."""
    return command(lambda tx: around.record_award(tx, title, body))


@blueprint.route("/v1/seasons/<season>/awards", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_awards(query: dict[str, Any], season: str) -> Response:
    """List a season's awards."""
    return of_season.page("award", query, season)


@blueprint.route("/v1/seasons/<season>/publicity", methods=["POST"])
@blueprint.arguments(PublicitySchema)
@blueprint.response(201, PublicityMade)
def record_publicity(body: dict[str, Any], season: str) -> Response:
    """Record what was done to make the season and its leaders known."""
    return command(lambda tx: around.record_publicity(tx, season, body))


@blueprint.route("/v1/seasons/<season>/publicity", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_publicity(query: dict[str, Any], season: str) -> Response:
    """List a season's publicity."""
    return of_season.page("publicity", query, season)


@blueprint.route("/v1/cultivation-lists", methods=["POST"])
@blueprint.arguments(CultivationSchema)
@blueprint.response(201, CultivationMade)
def cultivate(body: dict[str, Any]) -> Response:
    """List the enterprises that one's county cultivates in a field."""
    return command(lambda tx: around.list_cultivated(tx, **body))


@blueprint.route("/v1/cultivation-lists", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_cultivation(query: dict[str, Any]) -> Response:
    """List what the counties cultivate."""
    return lists.page("cultivation", query)
