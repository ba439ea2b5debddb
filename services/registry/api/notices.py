"""Public notices and the objections made during them."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.receipts import new_secret
from services.chassis.web.schemas import (
    TEXT_MOST,
    Accepted,
    Anything,
    Listed,
    PageQuery,
    Strict,
    Text,
    YesNo,
)
from services.registry.domain.objector import MOST_ATTACHMENTS
from services.registry.usecases import deadlines, notices, objecting, objections, words

from .warnings import in_words

blueprint = Blueprint("notices", __name__, description="公示与异议 · notices and objections")
BUREAU = frozenset({"bureau"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "notices.open_notice": BUREAU,
    "notices.extend_notice": BUREAU,
    "notices.list_notices": PUBLIC,
    "notices.get_notice": PUBLIC,
    "notices.file_objection": PUBLIC,
    "notices.get_objection": PUBLIC,
    "notices.list_objections": PUBLIC,
    "notices.read_objection": BUREAU,
    "notices.read_attachment": BUREAU,
    "notices.decide_objection": BUREAU,
}


class NoticeSchema(Strict):
    """What the notice is about: ``scheme@version`` or a submission's id (R5, R17).

    With a document number (文号) its official text is issued with it.
    """

    kind = fields.String(required=True, validate=validate.OneOf(["scheme", "results"]))
    about = Text(120, required=True)
    working_days = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(1, 250)
    )
    document_number = Text(60, load_default="")


class NoticeMade(Accepted):
    """The notice and its last day."""

    notice = fields.String()
    last_day = fields.String(allow_none=True)
    provisional_last_day = fields.String()
    warnings = fields.List(fields.Dict())


class NoticeExtensionSchema(Strict):
    """More working days for a running notice, with the reason (R17)."""

    working_days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 250))
    reason = Text(1_000, required=True)


class NoticeExtendedTo(Accepted):
    """The new last day."""

    last_day = fields.String(allow_none=True)
    provisional_last_day = fields.String()
    warnings = fields.List(fields.Dict())


class ObjectionSchema(Strict):
    """An objection (R18). Name, contact, grounds and files are kept apart from the record (R25).

    ``attachments`` are the tokens of files uploaded before.
    """

    about = Text(120, load_default="")
    grounds = Text(TEXT_MOST, required=True)
    anonymous = YesNo(load_default=False)
    name = Text(100, load_default="")
    contact = Text(200, load_default="")
    attachments = fields.List(
        Text(100), load_default=list, validate=validate.Length(max=MOST_ATTACHMENTS)
    )


class ObjectionMade(Accepted):
    """The receipt: id, number, and the secret to follow it with.

    The secret is not kept. A repeated request brings it again if its Idempotency-Key has 22
    characters at least, and null otherwise.
    """

    objection = fields.String()
    number = fields.String()
    answer_by = fields.String()
    answer_by_certain = fields.Boolean()
    secret = fields.String(allow_none=True)
    attachments = fields.List(fields.String())


class DecisionSchema(Strict):
    """The bureau's decision with its reasons and effect (R18)."""

    decision = fields.String(required=True, validate=validate.OneOf(["dismissed", "upheld"]))
    effect = Text(20, load_default="")
    application = Text(60, load_default="")
    reasons = Text(TEXT_MOST, required=True)


@blueprint.route("/v1/notices", methods=["POST"])
@blueprint.arguments(NoticeSchema)
@blueprint.response(201, NoticeMade)
def open_notice(body: dict[str, Any]) -> Response:
    """Open a public notice of at least ten working days."""
    return command(lambda tx: in_words(notices.open_notice(tx, **body)))


@blueprint.route("/v1/notices/<notice>/extension", methods=["POST"])
@blueprint.arguments(NoticeExtensionSchema)
@blueprint.response(201, NoticeExtendedTo)
def extend_notice(body: dict[str, Any], notice: str) -> Response:
    """Give a running notice more working days, as after an outage."""
    return command(lambda tx: in_words(notices.extend_notice(tx, notice, **body)))


@blueprint.route("/v1/notices", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_notices(query: dict[str, Any]) -> Response:
    """List the notices."""
    return lists.page("notice", query)


@blueprint.route("/v1/notices/<notice>", methods=["GET"])
@blueprint.response(200, Anything)
def get_notice(notice: str) -> Response:
    """Show a notice, what is left of it, and whether it ends inside its phase (R17, R27)."""
    body, told = deadlines.notice_document(notice)
    return lists.as_json(in_words(body), [told])


@blueprint.route("/v1/notices/<notice>/objections", methods=["POST"])
@blueprint.arguments(ObjectionSchema)
@blueprint.response(201, ObjectionMade)
def file_objection(body: dict[str, Any], notice: str) -> Response:
    """Object during a notice; anybody may."""
    secret = new_secret()
    return command(
        lambda tx: objecting.file(tx, notice, secret=secret.first, **body),
        secrets={"secret": secret},
    )


@blueprint.route("/v1/notices/<notice>/objections", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_objections(query: dict[str, Any], notice: str) -> Response:
    """List a notice's objections: number, state, reasons; neither words nor names."""
    body, told = objections.of_notice(notice, query["after"], query["limit"])
    return lists.as_json(body, told)


@blueprint.route("/v1/objections/<objection>", methods=["GET"])
@blueprint.response(200, Anything)
def get_objection(objection: str) -> Response:
    """Show how an objection stands, overdue or not; its words and its author stay private."""
    body, told = objections.shown(objection)
    return lists.as_json(body, [told])


@blueprint.route("/v1/objections/<objection>/words", methods=["GET"])
@blueprint.response(200, Anything)
def read_objection(objection: str) -> Response:
    """Read the grounds and who objects; anonymous is to the public, not to the bureau (R18)."""
    return lists.as_json(words.of_objection(objection))


@blueprint.route("/v1/objections/<objection>/words/attachments/<attachment>", methods=["GET"])
@blueprint.response(200)
def read_attachment(objection: str, attachment: str) -> Response:
    """Save a file that came with an objection; it is never shown inline (R25)."""
    return uploads.as_download(words.file_of_objection(objection, attachment), attachment)


@blueprint.route("/v1/objections/<objection>/decision", methods=["POST"])
@blueprint.arguments(DecisionSchema)
@blueprint.response(201, Accepted)
def decide_objection(body: dict[str, Any], objection: str) -> Response:
    """Dismiss or uphold an objection, with reasons."""
    return command(lambda tx: notices.decide_objection(tx, objection, **body))
