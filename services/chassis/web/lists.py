"""Reading: one document, or a page of a list, from a service's read models."""

from typing import Any

from flask import Response, json

from .identity import current_store
from .refusals import NotFound


def one(kind: str, id: str, what: str) -> Response:
    """Answer with a document.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        body = views.get(kind, id)
    if body is None:
        raise NotFound(what=what, id=id)
    return as_json(body)


def page(kind: str, query: dict[str, Any], name: str = "all", value: str = "") -> Response:
    """Answer with a page of the documents found by a key."""
    with current_store().reading() as views:
        found = views.page(kind, name, value, after=query["after"], limit=query["limit"])
    return as_json({"items": found.items, "next": found.next})


def as_json(body: Any) -> Response:
    """Answer with JSON, Chinese left readable."""
    return Response(json.dumps(body), content_type="application/json")
