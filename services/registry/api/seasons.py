"""Seasons, phases, the evaluation body."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    SLUG,
    Accepted,
    Anything,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
    YesNo,
)
from services.registry.usecases import closing, deadlines, dismissals, seasons

from . import of_season
from .warnings import in_words

blueprint = Blueprint("seasons", __name__, description="年度活动 · seasons")
BUREAU = frozenset({"bureau"})
#: The co-owner of a finance season; of any other the use case refuses it.
CENTRAL_BANK = frozenset({"central_bank"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "seasons.open_season": BUREAU,
    "seasons.share_season": BUREAU,
    "seasons.extend_phase": BUREAU | CENTRAL_BANK,
    "seasons.appoint_body": BUREAU | CENTRAL_BANK,
    "seasons.dismiss_body": BUREAU | CENTRAL_BANK,
    "seasons.review_work": BUREAU,
    "seasons.list_reviews": PUBLIC,
    "seasons.close_season": BUREAU,
    "seasons.list_seasons": PUBLIC,
    "seasons.get_season": PUBLIC,
}
_MANY = 200


class CategorySchema(Strict):
    """A ranking category."""

    code = fields.String(required=True, validate=[SLUG, validate.Length(max=40)])
    name = Text(required=True)


class FieldSchema(Strict):
    """A field and who takes its applications."""

    code = fields.String(required=True, validate=[SLUG, validate.Length(max=40)])
    name = Text(required=True)
    applications_to = Text(30, required=True)
    categories = fields.List(
        fields.Nested(CategorySchema), required=True, validate=validate.Length(1, _MANY)
    )


class PhaseSchema(Strict):
    """A phase with its days and steps."""

    code = fields.String(required=True, validate=[SLUG, validate.Length(max=40)])
    name = Text(required=True)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    steps = fields.List(Text(40), required=True, validate=validate.Length(max=_MANY))


class SeasonSchema(Strict):
    """A season (R1, R2, R26).

    With ``ends_with_next_list`` its titles end when the next list of their category is published,
    else with their last day alone (R20).
    """

    season = fields.String(required=True, validate=[SLUG, validate.Length(max=60)])
    year = fields.Integer(required=True, strict=True, validate=validate.Range(2000, 2999))
    region = Text(6, required=True)
    name = Text(required=True)
    profile = Text(40, required=True)
    fields_ = fields.List(
        fields.Nested(FieldSchema),
        required=True,
        data_key="fields",
        validate=validate.Length(1, _MANY),
    )
    phases = fields.List(fields.Nested(PhaseSchema), required=True, validate=validate.Length(1, 20))
    invited = fields.List(Text(18), load_default=list, validate=validate.Length(max=5_000))
    notice_working_days = fields.Integer(
        strict=True, load_default=10, validate=validate.Range(1, 250)
    )
    hearing_working_days = fields.Integer(
        strict=True, load_default=5, validate=validate.Range(1, 250)
    )
    title_years = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 10))
    ends_with_next_list = YesNo(load_default=False)
    legal_basis = fields.List(Text(), required=True, validate=validate.Length(1, 20))


class SharingSchema(Strict):
    """The central bank's branch that organises a finance season with the bureau ([137])."""

    co_owner = Text(60, required=True)
    grounds = Text(1_000, required=True)


class ExtensionSchema(Strict):
    """More time for a phase, with the reason (R1)."""

    last = fields.Date(required=True)
    reason = Text(1_000, required=True)


class BodySchema(Strict):
    """The evaluation body and the grounds of the choice (R3)."""

    body = Text(60, required=True)
    grounds = Text(1_000, required=True)
    pilot_approval = Text(200, load_default="")


class DismissalSchema(Strict):
    """Why the evaluation body is dismissed (R33)."""

    grounds = Text(1_000, required=True)


class Dismissed(Accepted):
    """The dismissed body, and the schemes, notices and boards flagged for review."""

    body = fields.String()
    flagged = fields.List(fields.String())


class WorkSchema(Strict):
    """Whether a flagged scheme, notice or board stands, and why (R33)."""

    about = Text(120, required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["stands", "redo"]))
    reasons = Text(1_000, required=True)


@blueprint.route("/v1/seasons", methods=["POST"])
@blueprint.arguments(SeasonSchema)
@blueprint.response(201, Accepted)
def open_season(body: dict[str, Any]) -> Response:
    """Open a season."""
    body["fields"] = body.pop("fields_")
    return command(lambda tx: seasons.open_season(tx, body))


@blueprint.route("/v1/seasons", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_seasons(query: dict[str, Any]) -> Response:
    """List the seasons."""
    return lists.page("season", query)


@blueprint.route("/v1/seasons/<season>", methods=["GET"])
@blueprint.response(200, Anything)
def get_season(season: str) -> Response:
    """Show a season, the latest days to open its notices, and what does not fit any more (R27)."""
    body, told = deadlines.season_document(season)
    return lists.as_json(in_words(body), [told])


@blueprint.route("/v1/seasons/<season>/co-owner", methods=["POST"])
@blueprint.arguments(SharingSchema)
@blueprint.response(201, Accepted)
def share_season(body: dict[str, Any], season: str) -> Response:
    """Name the authority that organises the season together with its owner."""
    return command(lambda tx: seasons.share_season(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/phases/<code>/extension", methods=["POST"])
@blueprint.arguments(ExtensionSchema)
@blueprint.response(201, Accepted)
def extend_phase(body: dict[str, Any], season: str, code: str) -> Response:
    """Give a phase more time."""
    return command(lambda tx: seasons.extend_phase(tx, season, code, **body))


@blueprint.route("/v1/seasons/<season>/evaluation-body", methods=["POST"])
@blueprint.arguments(BodySchema)
@blueprint.response(201, Accepted)
def appoint_body(body: dict[str, Any], season: str) -> Response:
    """Appoint the evaluation body."""
    return command(lambda tx: seasons.appoint_body(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/evaluation-body/dismissal", methods=["POST"])
@blueprint.arguments(DismissalSchema)
@blueprint.response(201, Dismissed)
def dismiss_body(body: dict[str, Any], season: str) -> Response:
    """Dismiss the evaluation body; what it made is flagged for review and is not void."""
    return command(lambda tx: dismissals.dismiss(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/reviews", methods=["POST"])
@blueprint.arguments(WorkSchema)
@blueprint.response(201, Accepted)
def review_work(body: dict[str, Any], season: str) -> Response:
    """Say whether a flagged scheme, notice or board stands or must be made again."""
    return command(lambda tx: dismissals.review(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/reviews", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_reviews(query: dict[str, Any], season: str) -> Response:
    """List what is flagged for review, and what was found."""
    return of_season.page("flag", query, season)


@blueprint.route("/v1/seasons/<season>/closing", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def close_season(body: dict[str, Any], season: str) -> Response:
    """Close the season, once nothing in it is open and its report is made (R24)."""
    return command(lambda tx: closing.close_season(tx, season, **body))
