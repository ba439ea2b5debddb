"""Errors as RFC 9457 problem documents, in the reader's language, never a bare 500."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, Response, current_app, g, json, request
from werkzeug.exceptions import BadRequest, HTTPException

from services.chassis.documents import DocumentLeaving
from services.chassis.log.canon import NotCanonical
from services.chassis.store.ledger import is_passing
from services.chassis.texts import Catalogue
from services.contracts.refusal import Refusal

from .refusals import Busy, FieldsInvalid, NoCanonicalForm
from .whys import Whys

_log = logging.getLogger(__name__)
RETRY_SECONDS = 2


def language() -> str:
    """Return the reader's language: Chinese unless English is asked for."""
    return request.accept_languages.best_match(("zh", "en"), default="zh") or "zh"


def install(app: Flask, catalogue: Catalogue) -> None:
    """Answer every refusal, HTTP error and fault of an application as a problem document."""
    app.extensions["catalogue"] = catalogue
    app.extensions["whys"] = Whys(catalogue)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(NotCanonical, _not_canonical)
    app.register_error_handler(DocumentLeaving, lambda _: refused(Busy()))
    app.register_error_handler(HTTPException, _http_error)
    for unreadable in (RecursionError, UnicodeDecodeError):
        app.register_error_handler(unreadable, _unreadable)
    app.register_error_handler(Exception, _fault)


def refused(refusal: Refusal) -> Response:
    """Tell why a rule says no."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    details = {name: _plain(value) for name, value in refusal.details.items()}
    spoken = language()
    body: dict[str, Any] = {
        "type": f"urn:lingpao:problem:{refusal.CODE}",
        "title": catalogue.say(refusal.CODE, "title", spoken, details),
        "status": refusal.STATUS,
        "detail": catalogue.say(refusal.CODE, "detail", spoken, details),
        "code": refusal.CODE,
        **{k: v for k, v in details.items() if k not in {"type", "title", "status", "detail"}},
    }
    answer = _problem(body)
    if refusal.STATUS == 401:  # noqa: PLR2004
        answer.headers["WWW-Authenticate"] = "Bearer"
    if refusal.STATUS == 503:  # noqa: PLR2004
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | list | dict | None) else str(value)


def _problem(body: Mapping[str, Any]) -> Response:
    answer = Response(
        json.dumps(
            {
                **body,
                "instance": request.script_root + request.path,
                "correlation": g.get("correlation", ""),
            }
        ),
        status=body["status"],
        content_type="application/problem+json",
    )
    answer.headers["Content-Language"] = language()
    return answer


def _not_canonical(error: NotCanonical) -> Response:
    return refused(NoCanonicalForm(field=error.path, found=error.why))


def _http_error(error: HTTPException) -> Response:
    messages = (getattr(error, "data", None) or {}).get("messages")
    if messages:
        errors = list(_flatten(messages))
        return refused(FieldsInvalid(errors=errors, fields=", ".join(e["field"] for e in errors)))
    code = f"http.{error.code}"
    catalogue: Catalogue = current_app.extensions["catalogue"]
    title = catalogue.say(code, "title", language(), {}) if code in catalogue else error.name
    detail = catalogue.say(code, "detail", language(), {}) if code in catalogue else title
    answer = _problem(
        {
            "type": "about:blank",
            "title": title,
            "status": error.code or 500,
            "detail": detail,
            "code": code,
        }
    )
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _flatten(messages: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Turn the validator's nested messages into one row a field: where, and why."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            top = path == "" and name in {"json", "query", "headers"}
            at = f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip(".")
            yield from _flatten(inner, "" if top else at)
    else:
        words = messages if isinstance(messages, list) else [messages]
        field = "$" if path in {"", "_schema"} else path.removesuffix("._schema")
        for word in words:
            whys: Whys = current_app.extensions["whys"]
            yield {"field": field, "why": whys.say(str(word), language())}


def _unreadable(error: Exception) -> Response:
    """A body that no reader gets through: nested without end, or not text."""
    _log.info("unreadable request: %s", type(error).__name__)
    return _http_error(BadRequest())


def _fault(error: Exception) -> Response:
    if is_passing(error) or is_passing(error.__cause__ or error):
        return refused(Busy())
    _log.exception("unexpected fault at %s %s", request.method, request.path)
    return _http_error_500()


def _http_error_500() -> Response:
    catalogue: Catalogue = current_app.extensions["catalogue"]
    spoken = language()
    return _problem(
        {
            "type": "about:blank",
            "title": catalogue.say("http.500", "title", spoken, {}),
            "status": 500,
            "detail": catalogue.say("http.500", "detail", spoken, {}),
            "code": "http.500",
        }
    )
