"""Evaluation schemes: drafted, shown, commented, adopted."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    TEXT_MOST,
    Accepted,
    Anything,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
    YesNo,
)
from services.scoring.domain.scheme_schema import scheme_schema
from services.scoring.usecases import schemes

blueprint = Blueprint("schemes", __name__, description="评估方案 · schemes")
BODY = frozenset({"evaluation_body"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "schemes.draft_scheme": BODY,
    "schemes.list_schemes": PUBLIC,
    "schemes.get_scheme": PUBLIC,
    "schemes.request_notice": BODY,
    "schemes.comment": PUBLIC,
    "schemes.read_comment": BODY | {"bureau"},
    "schemes.answer_comment": BODY,
    "schemes.adopt": frozenset({"bureau"}),
    "schemes.declare_conflict": BODY,
    "schemes.download": PUBLIC,
    "schemes.json_schema": PUBLIC,
}
_SCHEME_MOST = 262_144


class DraftSchema(Strict):
    """The scheme as a YAML document."""

    document = fields.String(required=True, validate=validate.Length(1, _SCHEME_MOST))


class SchemeMade(Accepted):
    """The scheme's id, version and content hash."""

    scheme = fields.String()
    version = fields.Integer()
    content_sha256 = fields.String()


class CommentSchema(Strict):
    """A comment; its words and author are kept apart from the record (R25)."""

    text = Text(TEXT_MOST, required=True)
    name = Text(100, load_default="")
    contact = Text(200, load_default="")


class CommentMade(Accepted):
    """The comment's id."""

    comment = fields.String()


class AnswerSchema(Strict):
    """The body's answer to a comment (R5)."""

    answer = Text(TEXT_MOST, required=True)
    adopted = YesNo(required=True)


class ConflictSchema(Strict):
    """An interest in an enterprise (R3)."""

    enterprise = Text(18, required=True)
    season = Text(60, required=True)
    grounds = Text(1_000, required=True)


@blueprint.route("/v1/schemes", methods=["POST"])
@blueprint.arguments(DraftSchema)
@blueprint.response(201, SchemeMade)
def draft_scheme(body: dict[str, Any]) -> Response:
    """Draft a scheme, or the next version of one."""
    return command(lambda tx: schemes.draft(tx, **body))


@blueprint.route("/v1/schemes", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Listed)
def list_schemes(query: dict[str, Any]) -> Response:
    """List scheme versions."""
    return lists.page("scheme_version", query)


@blueprint.route("/v1/schemes/<scheme>/versions/<int:version>", methods=["GET"])
@blueprint.response(200, Anything)
def get_scheme(scheme: str, version: int) -> Response:
    """Show a scheme version: state, comments and answers, document."""
    return lists.one("scheme_version", f"{scheme}@{version}", "scheme version")


@blueprint.route("/v1/schemes/<scheme>/versions/<int:version>/notice-request", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def request_notice(body: dict[str, Any], scheme: str, version: int) -> Response:
    """Ask the bureau for the scheme's public notice."""
    return command(lambda tx: schemes.request_notice(tx, scheme, version, **body))


@blueprint.route("/v1/schemes/<scheme>/versions/<int:version>/comments", methods=["POST"])
@blueprint.arguments(CommentSchema)
@blueprint.response(201, CommentMade)
def comment(body: dict[str, Any], scheme: str, version: int) -> Response:
    """Comment on a scheme during its notice; anybody may."""
    return command(lambda tx: schemes.comment(tx, scheme, version, **body))


@blueprint.route(
    "/v1/schemes/<scheme>/versions/<int:version>/comments/<comment>/words", methods=["GET"]
)
@blueprint.response(200, Anything)
def read_comment(scheme: str, version: int, comment: str) -> Response:
    """Read a comment, to answer it (R5)."""
    return lists.words(schemes.commitment(scheme, version, comment), comment)


@blueprint.route(
    "/v1/schemes/<scheme>/versions/<int:version>/comments/<comment>/answer", methods=["POST"]
)
@blueprint.arguments(AnswerSchema)
@blueprint.response(201, Accepted)
def answer_comment(body: dict[str, Any], scheme: str, version: int, comment: str) -> Response:
    """Answer a comment."""
    return command(lambda tx: schemes.answer(tx, scheme, version, comment, **body))


@blueprint.route("/v1/schemes/<scheme>/versions/<int:version>/adoption", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def adopt(body: dict[str, Any], scheme: str, version: int) -> Response:
    """Adopt a scheme after its notice."""
    return command(lambda tx: schemes.adopt(tx, scheme, version, **body))


@blueprint.route("/v1/conflicts", methods=["POST"])
@blueprint.arguments(ConflictSchema)
@blueprint.response(201, Accepted)
def declare_conflict(body: dict[str, Any]) -> Response:
    """Declare an interest in an enterprise; it will not be scored by this body."""
    return command(lambda tx: schemes.declare_conflict(tx, **body))


@blueprint.route("/documents/<sha256>", methods=["GET"])
@blueprint.response(200)
def download(sha256: str) -> Response:
    """Hand out a scheme or a board's rows by SHA-256."""
    return uploads.hand_out(sha256)


@blueprint.route("/schemas/scheme.json", methods=["GET"])
@blueprint.response(200, Anything)
def json_schema() -> Response:
    """Hand out the JSON Schema of scheme documents."""
    return lists.as_json(scheme_schema())
