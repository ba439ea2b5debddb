"""The season's report: its facts, closing it, its PDF (R24)."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, DocumentRef, Strict, Text
from services.registry.usecases import summary

blueprint = Blueprint("summary", __name__, description="总结报告 · the season's report")
PUBLIC = frozenset({"public"})
ACCESS = {
    "summary.get_summary": PUBLIC,
    "summary.get_report": PUBLIC,
    "summary.close_summary": frozenset({"bureau"}),
}


class SummarySchema(Strict):
    """What the bureau adds to what events tell; all of it together fits one entry of the log."""

    experience = Text(4_000, load_default="")
    proposals = fields.List(Text(500), required=True, validate=validate.Length(1, 20))


class ReportMade(Accepted):
    """The report's version and its PDF in the document store."""

    version = fields.Integer()
    report = fields.Nested(DocumentRef)


@blueprint.route("/v1/seasons/<season>/summary", methods=["GET"])
@blueprint.response(200, Anything)
def get_summary(season: str) -> Response:
    """Show the season's facts as they stand, and the reports closed on it (R24)."""
    return lists.as_json(summary.season_facts(season))


@blueprint.route("/v1/seasons/<season>/summary", methods=["POST"])
@blueprint.arguments(SummarySchema)
@blueprint.response(201, ReportMade)
def close_summary(body: dict[str, Any], season: str) -> Response:
    """Close the season's report with experience and proposals (R24)."""
    return command(lambda tx: summary.close(tx, season, **body))


@blueprint.route("/v1/seasons/<season>/summary/report", methods=["GET"])
@blueprint.response(200, content_type="application/pdf")
def get_report(season: str) -> Response:
    """Hand out the PDF of the last report closed (R24)."""
    answer = Response(summary.closed_report(season), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{season}.pdf"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
