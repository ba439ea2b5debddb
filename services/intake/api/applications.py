"""Applications, evidence and consent."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    SLUG,
    TEXT_MOST,
    Accepted,
    Anything,
    DocumentRef,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
    YesNo,
)
from services.intake.usecases import applications

blueprint = Blueprint("applications", __name__, description="申报 · applications")
ENTERPRISE = frozenset({"enterprise"})
PUBLIC = frozenset({"public"})
OFFICES = frozenset(
    {"enterprise", "central_bank", "county_bureau", "bureau", "evaluation_body", "auditor"}
)
ACCESS = {
    "applications.apply": ENTERPRISE,
    "applications.decide": frozenset({"central_bank", "county_bureau"}),
    "applications.withdraw": ENTERPRISE,
    "applications.file_report": ENTERPRISE,
    "applications.file_evidence": ENTERPRISE,
    "applications.answer_consent": ENTERPRISE,
    "applications.read_refusal": frozenset({"evaluation_body"}),
    "applications.list_applications": OFFICES,
    "applications.get_application": OFFICES,
}


class ApplySchema(Strict):
    """Which standard, for which category of which season (R9)."""

    season = fields.String(required=True, validate=[SLUG, validate.Length(max=60)])
    category = fields.String(required=True, validate=[SLUG, validate.Length(max=40)])
    standard = Text(60, required=True)


class ApplicationMade(Accepted):
    """The application's id and the authority that takes it."""

    application = fields.String()
    authority = fields.String()


class ApplicationDecisionSchema(Strict):
    """Accepted, or declined with grounds."""

    accepted = YesNo(required=True)
    grounds = Text(1_000, load_default="")


class ReportSchema(Strict):
    """The conformity report (R14)."""

    document = fields.Nested(DocumentRef, required=True)


class EvidenceSchema(Strict):
    """A piece of evidence that the scheme asks for (R14)."""

    item = Text(100, required=True)
    document = fields.Nested(DocumentRef, required=True)


class ConsentSchema(Strict):
    """Consent or refusal; the reason of a refusal stays private (R15)."""

    consent = YesNo(required=True)
    reason = Text(TEXT_MOST, load_default="")


class ApplicationsQuery(PageQuery):
    """A page, found by one of these or none."""

    enterprise = fields.String(load_default="", validate=validate.Length(max=18))
    season = fields.String(load_default="", validate=validate.Length(max=60))
    category = fields.String(load_default="", validate=validate.Length(max=40))


@blueprint.route("/v1/applications", methods=["POST"])
@blueprint.arguments(ApplySchema)
@blueprint.response(201, ApplicationMade)
def apply(body: dict[str, Any]) -> Response:
    """Apply to have a standard ranked."""
    return command(lambda tx: applications.apply(tx, **body))


@blueprint.route("/v1/applications", methods=["GET"])
@blueprint.arguments(ApplicationsQuery, location="query")
@blueprint.response(200, Listed)
def list_applications(query: dict[str, Any]) -> Response:
    """List applications; an enterprise sees its own."""
    return applications.listing(query)


@blueprint.route("/v1/applications/<application>", methods=["GET"])
@blueprint.response(200, Anything)
def get_application(application: str) -> Response:
    """Show an application; an enterprise sees its own."""
    return lists.as_json(applications.visible(application))


@blueprint.route("/v1/applications/<application>/words", methods=["GET"])
@blueprint.response(200, Anything)
def read_refusal(application: str) -> Response:
    """Read why consent was refused; for the evaluation body that asked (R15)."""
    return lists.words(lists.commitment("application", application), application)


@blueprint.route("/v1/applications/<application>/decision", methods=["POST"])
@blueprint.arguments(ApplicationDecisionSchema)
@blueprint.response(201, Accepted)
def decide(body: dict[str, Any], application: str) -> Response:
    """Accept or decline an application."""
    return command(lambda tx: applications.decide(tx, application, **body))


@blueprint.route("/v1/applications/<application>/withdrawal", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def withdraw(body: dict[str, Any], application: str) -> Response:
    """Withdraw an application, possible until publication."""
    return command(lambda tx: applications.withdraw(tx, application, **body))


@blueprint.route("/v1/applications/<application>/conformity-report", methods=["POST"])
@blueprint.arguments(ReportSchema)
@blueprint.response(201, Accepted)
def file_report(body: dict[str, Any], application: str) -> Response:
    """File the conformity report of a shortlisted standard."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: applications.file_report(tx, application, **body))


@blueprint.route("/v1/applications/<application>/evidence", methods=["POST"])
@blueprint.arguments(EvidenceSchema)
@blueprint.response(201, Accepted)
def file_evidence(body: dict[str, Any], application: str) -> Response:
    """File a piece of evidence."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: applications.file_evidence(tx, application, **body))


@blueprint.route("/v1/applications/<application>/consent", methods=["POST"])
@blueprint.arguments(ConsentSchema)
@blueprint.response(201, Accepted)
def answer_consent(body: dict[str, Any], application: str) -> Response:
    """Consent to be on the board, or refuse."""
    return command(lambda tx: applications.answer_consent(tx, application, **body))
