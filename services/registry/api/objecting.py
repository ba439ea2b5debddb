"""What whoever objected does with the receipt: follow, add, withdraw; and the upload of files (R18).

The secret of the receipt comes in the header ``Objection-Secret`` and nowhere else: addresses are
written into other people's logs.
"""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.receipts import new_secret
from services.chassis.web.schemas import TEXT_MOST, Accepted, Anything, Nothing, Strict, Text
from services.registry.domain.objector import MOST_ATTACHMENTS, MOST_BYTES
from services.registry.usecases import objecting
from services.registry.usecases.attachments import MEDIA_TYPES

blueprint = Blueprint("objecting", __name__, description="提出异议 · objecting")
PUBLIC = frozenset({"public"})
ACCESS = {
    "objecting.upload": PUBLIC,
    "objecting.upload_more": PUBLIC,
    "objecting.follow": PUBLIC,
    "objecting.own_attachment": PUBLIC,
    "objecting.supplement": PUBLIC,
    "objecting.withdraw": PUBLIC,
}
_FILE = {
    "required": True,
    "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES},
}


class Receipt(Schema):
    """The secret of the objection's receipt. A wrong one finds no objection."""

    secret = fields.String(
        data_key="Objection-Secret", load_default="", validate=validate.Length(max=200)
    )


class AttachmentMade(Accepted):
    """The token to cite the file by, once, until a moment; then it is erased."""

    attachment = fields.String(allow_none=True)
    size = fields.Integer()
    media_type = fields.String()
    until = fields.String()


class SupplementSchema(Strict):
    """What is added to an objection, kept apart from the record (R25)."""

    text = Text(TEXT_MOST, required=True)
    attachments = fields.List(
        Text(100), load_default=list, validate=validate.Length(max=MOST_ATTACHMENTS)
    )


class SupplementMade(Accepted):
    """The supplement's id, and those of its files."""

    supplement = fields.String()
    attachments = fields.List(fields.String())


@blueprint.route("/v1/notices/<notice>/attachments", methods=["POST"])
@blueprint.doc(requestBody=_FILE)
@blueprint.response(201, AttachmentMade)
def upload(notice: str) -> Response:
    """Upload a file for an objection, 5 MiB at most, to be cited within the hour."""
    data, kind = uploads.read_body(MEDIA_TYPES, MOST_BYTES)
    token = new_secret()
    return command(
        lambda tx: objecting.upload(tx, notice, data=data, media_type=kind, token=token.first),
        secrets={"attachment": token},
    )


@blueprint.route("/v1/objections/<objection>/receipt", methods=["GET"])
@blueprint.arguments(Receipt, location="headers")
@blueprint.response(200, Anything)
def follow(headers: dict[str, Any], objection: str) -> Response:
    """Follow one's own objection: state, words, answer, effect, and whether it is late."""
    return lists.as_json(objecting.receipt(objection, headers["secret"]))


@blueprint.route("/v1/objections/<objection>/receipt/attachments/<attachment>", methods=["GET"])
@blueprint.arguments(Receipt, location="headers")
@blueprint.response(200)
def own_attachment(headers: dict[str, Any], objection: str, attachment: str) -> Response:
    """Save a file that came with one's own objection."""
    data = objecting.own_file(objection, headers["secret"], attachment)
    return uploads.as_download(data, attachment)


@blueprint.route("/v1/objections/<objection>/attachments", methods=["POST"])
@blueprint.doc(requestBody=_FILE)
@blueprint.arguments(Receipt, location="headers")
@blueprint.response(201, AttachmentMade)
def upload_more(headers: dict[str, Any], objection: str) -> Response:
    """Upload a file for a supplement, 5 MiB at most, to be cited within the hour."""
    data, kind = uploads.read_body(MEDIA_TYPES, MOST_BYTES)
    token, secret = new_secret(), headers["secret"]
    return command(
        lambda tx: objecting.upload_more(
            tx, objection, secret, data=data, media_type=kind, token=token.first
        ),
        secrets={"attachment": token},
        by=secret,
    )


@blueprint.route("/v1/objections/<objection>/supplements", methods=["POST"])
@blueprint.arguments(Receipt, location="headers")
@blueprint.arguments(SupplementSchema)
@blueprint.response(201, SupplementMade)
def supplement(headers: dict[str, Any], body: dict[str, Any], objection: str) -> Response:
    """Add to one's own objection while it waits for its answer."""
    secret = headers["secret"]
    return command(lambda tx: objecting.supplement(tx, objection, secret, **body), by=secret)


@blueprint.route("/v1/objections/<objection>/withdrawal", methods=["POST"])
@blueprint.arguments(Receipt, location="headers")
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def withdraw(headers: dict[str, Any], body: dict[str, Any], objection: str) -> Response:
    """Take one's own objection back before it is answered."""
    secret = headers["secret"]
    return command(lambda tx: objecting.withdraw(tx, objection, secret, **body), by=secret)
