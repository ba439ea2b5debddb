"""Taking documents in and handing them out: bytes only, never run, never shown inline."""

import re
from collections.abc import Collection
from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from services.chassis.documents import DocumentMissing
from services.contracts.refusal import Malformed

from .identity import current_store
from .lists import as_json
from .refusals import NotFound

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024

#: Media types that may be kept, with the bytes such a file begins with (empty: checked as text).
_SIGNATURES = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "text/plain": (),
    "text/yaml": (),
}
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class MediaTypeNotTaken(Malformed):
    """Documents of this kind are not taken, or the content is not what it claims."""

    CODE = "web.media_type_not_taken"
    STATUS = 415


class DocumentEmpty(Malformed):
    """The document has no content."""

    CODE = "web.document_empty"


class DocumentUnknown(Malformed):
    """A cited document has not been uploaded, or size and type are not those of the upload."""

    CODE = "web.document_unknown"


def take() -> Response:
    """Keep the request's body as a document; the same bytes are the same document.

    It goes again when nothing cites it for as long as the retention schedule says.

    :raises MediaTypeNotTaken: when the type is not taken or the content does not bear it out.
    :raises DocumentEmpty: when there is no content.
    :raises DocumentLeaving: while the same bytes are being removed.
    """
    data, media_type = read_body()
    store = current_store()
    with store.reading_cursor() as cursor:
        now = store.now(cursor)
    document = store.documents.put_loose(data, media_type, now)
    answer = as_json(
        {"sha256": document.sha256, "size": document.size, "media_type": document.media_type}
    )
    answer.status_code = 201
    return answer


def read_body(
    taken: Collection[str] = tuple(_SIGNATURES), most: int = MAX_DOCUMENT_BYTES
) -> tuple[bytes, str]:
    """Return the request's body and its media type, borne out by how the content begins.

    :param taken: the media types that may come here.
    :param most: bytes.
    :raises MediaTypeNotTaken: when the type is not taken or the content does not bear it out.
    :raises DocumentEmpty: when there is no content.
    :raises RequestEntityTooLarge: for more; what says so beforehand is refused unread.
    """
    media_type = request.mimetype
    if media_type not in taken:
        raise MediaTypeNotTaken(found=media_type, taken=", ".join(taken))
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    data = request.get_data()
    if not data:
        raise DocumentEmpty(field="$")
    if len(data) > most:
        raise RequestEntityTooLarge
    if not _bears_out(media_type, data):
        raise MediaTypeNotTaken(found=f"{media_type} (content)", taken=", ".join(taken))
    return data, media_type


def _bears_out(media_type: str, data: bytes) -> bool:
    if signatures := _SIGNATURES[media_type]:
        return data.startswith(signatures)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _NO_TEXT.search(data) is None


def hand_out(sha256: str) -> Response:
    """Answer with a document as a download.

    :raises NotFound: when there is none of that hash.
    """
    try:
        data = current_store().documents.get(sha256)
    except DocumentMissing as error:
        raise NotFound(what="document", id=sha256) from error
    answer = as_download(data, sha256)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def as_download(data: bytes, name: str) -> Response:
    """Answer with bytes that a browser saves and never shows, whatever they are."""
    answer = Response(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


def check_cited(document: dict[str, Any], field: str) -> None:
    """Refuse a citation of a document that is not kept, or not of that size or type.

    :raises DocumentUnknown: naming the field.
    """
    documents = current_store().documents
    if not documents.cite(document["sha256"]):
        raise DocumentUnknown(field=field, found=document["sha256"])
    data = documents.get(document["sha256"])
    if len(data) != document["size"]:
        raise DocumentUnknown(field=f"{field}.size", found=str(document["size"]))
    media_type = document["media_type"]
    if media_type not in _SIGNATURES or not _bears_out(media_type, data):
        raise DocumentUnknown(field=f"{field}.media_type", found=media_type)
