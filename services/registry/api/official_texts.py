"""The bureau's official texts: notices (公示) and announcements (公告) with their numbers."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, Listed, PageQuery, Strict, Text
from services.registry.usecases import official_texts

blueprint = Blueprint("official_texts", __name__, description="公文 · official texts")
PUBLIC = frozenset({"public"})
ACCESS = {
    "official_texts.issue_text": frozenset({"bureau"}),
    "official_texts.list_texts": PUBLIC,
    "official_texts.get_text": PUBLIC,
    "official_texts.read_text": PUBLIC,
}


class TextSchema(Strict):
    """What the text is about, and the bureau's number (文号).

    A matter has one text: a later one names the text that it ``corrects``, with the reasons.
    """

    subject = fields.String(
        required=True, validate=validate.OneOf(["notice", "publication", "revocation"])
    )
    about = Text(120, required=True)
    document_number = Text(60, required=True)
    corrects = Text(60, load_default="")
    reasons = Text(1_000, load_default="")


class TextMade(Accepted):
    """The text's id, and the SHA-256 of its words."""

    text = fields.String()
    sha256 = fields.String()


class About(PageQuery):
    """A page, of what one thing was said or of all."""

    about = fields.String(load_default="", validate=validate.Length(max=120))


@blueprint.route("/v1/official-texts", methods=["POST"])
@blueprint.arguments(TextSchema)
@blueprint.response(201, TextMade)
def issue_text(body: dict[str, Any]) -> Response:
    """Issue the official text of a notice, a publication or a revocation."""
    return command(lambda tx: official_texts.issue(tx, **body))


@blueprint.route("/v1/official-texts", methods=["GET"])
@blueprint.arguments(About, location="query")
@blueprint.response(200, Listed)
def list_texts(query: dict[str, Any]) -> Response:
    """List the official texts."""
    return lists.filtered("official_text", query, "about")


@blueprint.route("/v1/official-texts/<text>", methods=["GET"])
@blueprint.response(200, Anything)
def get_text(text: str) -> Response:
    """Show a text's number, date and SHA-256."""
    return lists.one("official_text", text, "text")


@blueprint.route("/v1/official-texts/<text>/words", methods=["GET"])
@blueprint.response(200)
def read_text(text: str) -> Response:
    """Read an official text as plain text, in Chinese as it was issued."""
    return Response(official_texts.read(text), content_type="text/plain; charset=utf-8")
