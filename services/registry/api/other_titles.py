"""Other titles of an enterprise under a bar: what the bureau has to decide, and its decision (A22)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import TEXT_MOST, Accepted, Listed, PageQuery, Strict, Text
from services.registry.domain.other_titles import KEPT, LAPSED, OPEN, OUTCOMES, WITHDRAWN
from services.registry.usecases import other_titles

blueprint = Blueprint(
    "other_titles", __name__, description="受限企业的其他称号 · other titles of a barred enterprise"
)
BUREAU = frozenset({"bureau"})
ACCESS = {
    "other_titles.list_other_titles": BUREAU | {"auditor"},
    "other_titles.decide_other_title": BUREAU,
}


class OtherTitlesQuery(PageQuery):
    """Other titles in one state."""

    state = fields.String(
        load_default=OPEN, validate=validate.OneOf([OPEN, KEPT, WITHDRAWN, LAPSED])
    )


class OtherTitleDecisionSchema(Strict):
    """Whether the title is kept, or proposed to be withdrawn, with the reasons."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reasons = Text(TEXT_MOST, required=True)


class OtherTitleDecided(Accepted):
    """The revocation that was proposed, empty when the title is kept."""

    proposal = fields.String()


@blueprint.route("/v1/other-titles", methods=["GET"])
@blueprint.arguments(OtherTitlesQuery, location="query")
@blueprint.response(200, Listed)
def list_other_titles(query: dict[str, Any]) -> Response:
    """List the other titles that wait for a decision, or were decided."""
    return lists.page("other_title", query, "state", query["state"])


@blueprint.route("/v1/revocations/<revocation>/other-titles/<title>/decision", methods=["POST"])
@blueprint.arguments(OtherTitleDecisionSchema)
@blueprint.response(201, OtherTitleDecided)
def decide_other_title(body: dict[str, Any], revocation: str, title: str) -> Response:
    """Decide on another title of an enterprise that came under a bar."""
    return command(lambda tx: other_titles.decide(tx, revocation, title, **body))
