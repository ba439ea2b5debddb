"""Documents: standards' texts, conformity reports, evidence."""

from flask import Response
from marshmallow import fields

from services.chassis.web import uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.schemas import DocumentRef

blueprint = Blueprint("documents", __name__, description="文件 · documents")
ACCESS = {
    "documents.upload": frozenset({"enterprise", "evaluation_body", "bureau", "central_bank"}),
    "documents.download": frozenset({"public"}),
}


class Uploaded(DocumentRef):
    """How to cite the document."""

    sha256 = fields.String(required=True)


@blueprint.route("/v1/documents", methods=["POST"])
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
)
@blueprint.response(201, Uploaded)
def upload() -> Response:
    """Keep a document; sending it again is the same document."""
    return uploads.take()


@blueprint.route("/documents/<sha256>", methods=["GET"])
@blueprint.response(200)
def download(sha256: str) -> Response:
    """Hand a document out by its SHA-256."""
    return uploads.hand_out(sha256)
