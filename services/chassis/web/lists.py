"""Reading: one document, or a page of a list, from a service's read models."""

from collections.abc import Iterable
from typing import Any

from flask import Response, json

from services.chassis import erasure

from .commands import mark_position
from .identity import current_store
from .refusals import NotFound


def one(kind: str, id: str, what: str) -> Response:
    """Answer with a document.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        body, told = views.get(kind, id), views.told(kind, id)
    if body is None:
        raise NotFound(what=what, id=id)
    return as_json(body, [told])


def page(kind: str, query: dict[str, Any], name: str = "all", value: str = "") -> Response:
    """Answer with a page of the documents found by a key."""
    with current_store().reading() as views:
        found = views.page(kind, name, value, after=query["after"], limit=query["limit"])
    return as_json({"items": found.items, "next": found.next}, found.told)


def filtered(kind: str, query: dict[str, Any], name: str) -> Response:
    """Answer with a page of the documents found by the key that a query may name, else of all."""
    return page(kind, query, name, query[name]) if query[name] else page(kind, query)


def commitment(kind: str, id: str) -> str:
    """Return the commitment to a document's private words, empty when it has none.

    :raises NotFound: when there is no such document.
    """
    with current_store().reading() as views:
        body = views.get(kind, id)
    if body is None:
        raise NotFound(what=kind, id=id)
    return str(body.get("words") or "")


def words(commitment: str, of: str) -> Response:
    """Answer with a natural person's words, for those who must read them to decide (R25).

    Of erased ones it answers that they are, since when and why.

    :raises NotFound: when there were none.
    """
    with current_store().reading_cursor() as cursor:
        found = erasure.shown(cursor, commitment)
    if found is None:
        raise NotFound(what="words", id=of)
    return as_json(found)


def as_json(body: Any, told: Iterable[str] = ()) -> Response:
    """Answer with JSON, Chinese left readable, and where on the bus what it tells stands."""
    answer = Response(json.dumps(body), content_type="application/json")
    mark_position(answer, told)
    return answer
