"""Credit records: read by credit systems and the public, acknowledged by their receivers (R32)."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command, mark_position
from services.chassis.web.refusals import NotFound
from services.chassis.web.schemas import Accepted, PageQuery, Strict, Text
from services.registry.credit import forms
from services.registry.usecases import consequences, credit

blueprint = Blueprint("credit", __name__, description="信用记录 · credit records")
PUBLIC = frozenset({"public"})
RECEIVER = frozenset({"credit_consumer"})
ACCESS = {
    "credit.list_records": PUBLIC,
    "credit.get_record": PUBLIC,
    "credit.get_schema": PUBLIC,
    "credit.get_sent": RECEIVER,
    "credit.acknowledge_report": RECEIVER,
}
_FORM = validate.OneOf(list(forms.MEDIA_TYPES))
_IN_ALL_FORMS: dict[str, Any] = {
    "200": {
        "description": "记录 · records",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
            "application/xml": {"schema": {"type": "string"}},
        },
    }
}


class RecordsQuery(PageQuery):
    """A page of records, in one of three forms."""

    form = fields.String(load_default="json", validate=_FORM)


class RecordQuery(Schema):
    """The form of a record."""

    form = fields.String(load_default="json", validate=_FORM)


class ReportAcknowledgementSchema(Strict):
    """A receiver's receipt, and the SHA-256 of the bytes it received (R23)."""

    record_sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    receipt = Text(500, required=True)


@blueprint.route("/v1/credit/records", methods=["GET"])
@blueprint.arguments(RecordsQuery, location="query")
@blueprint.doc(responses=_IN_ALL_FORMS)
def list_records(query: dict[str, Any]) -> Response:
    """List credit records from the first on, as JSON, CSV or XML.

    The public reads those in force; credit systems and authorities read all, with the receipts.
    ``Lingpao-Next`` bears the cursor of the next page in every form.
    """
    found, following, told = credit.records(query["after"], query["limit"])
    if query["form"] == "json":
        answer = lists.as_json({"items": found, "next": following}, told)
    else:
        answer = _in_form(found, query["form"], told)
    if following:
        answer.headers["Lingpao-Next"] = following
    return answer


@blueprint.route("/v1/credit/records/<revocation>", methods=["GET"])
@blueprint.arguments(RecordQuery, location="query")
@blueprint.doc(responses=_IN_ALL_FORMS)
def get_record(query: dict[str, Any], revocation: str) -> Response:
    """Show the credit record of a revocation, as JSON, CSV or XML."""
    found, told = credit.record(revocation)
    if query["form"] == "json":
        answer = Response(forms.as_json(found), content_type=forms.MEDIA_TYPES["json"])
        mark_position(answer, [told])
        return answer
    return _in_form([found], query["form"], [told])


@blueprint.route("/v1/credit/schemas/<form>", methods=["GET"])
@blueprint.response(200)
def get_schema(form: str) -> Response:
    """Hand out the published schema of the records: ``json`` or ``xml``."""
    path = forms.SCHEMAS.get(form)
    if path is None:
        raise NotFound(what="schema", id=form)
    return Response(path.read_bytes(), content_type=forms.MEDIA_TYPES[form])


@blueprint.route("/v1/credit/reports/<report>/record", methods=["GET"])
@blueprint.response(200)
def get_sent(report: str) -> Response:
    """Fetch the very bytes of a record that was sent; its receiver alone may."""
    return Response(credit.sent_bytes(report), content_type=forms.MEDIA_TYPES["json"])


@blueprint.route("/v1/credit/reports/<report>/acknowledgement", methods=["POST"])
@blueprint.arguments(ReportAcknowledgementSchema)
@blueprint.response(201, Accepted)
def acknowledge_report(body: dict[str, Any], report: str) -> Response:
    """Acknowledge a record as its receiver, with a receipt."""
    return command(lambda tx: consequences.acknowledge_report(tx, report, **body))


def _in_form(found: list[dict[str, Any]], form: str, told: list[str]) -> Response:
    written = forms.as_csv(found) if form == "csv" else forms.as_xml(found)
    answer = Response(written, content_type=forms.MEDIA_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="credit-records.{form}"'
    mark_position(answer, told)
    return answer
