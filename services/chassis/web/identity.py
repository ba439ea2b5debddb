"""Who calls, whether the route is theirs, and whether we have heard what they build on."""

import re
import time
import uuid
from collections.abc import Mapping

from flask import Flask, Response, current_app, g, request

from services.chassis import access
from services.chassis.entry import Actor
from services.chassis.service import Service
from services.chassis.store.store import Store

from .refusals import BadPositionToken, KeyMissing, KeyUnknown, NotHeardYet, NotYours, RoleMayNot

_TOKEN = re.compile(r"([a-z.]{1,60})/([0-9]{1,3})@([0-9]{1,15})")
_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_WAIT_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.02
#: Endpoints of the web machinery itself, open to anyone and reading nothing of the business.
_OPEN = frozenset({"static", "openapi", "reference", "reference_file"})


def install(app: Flask, table: Mapping[str, frozenset[str]]) -> None:
    """Guard every route by the access table.

    :raises LookupError: when a route has no row in the table: nothing is open by accident.
    """
    without = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in table and rule.endpoint not in _OPEN
    }
    if without:
        raise LookupError(f"{app.name}: no access row for {sorted(without)}")
    app.before_request(lambda: _admit(table))
    app.after_request(_mark)


def _admit(table: Mapping[str, frozenset[str]]) -> None:
    asked = request.headers.get("X-Correlation-ID", "")
    g.correlation = asked if _CORRELATION.fullmatch(asked) else uuid.uuid4().hex
    g.actor = access.ANYBODY
    if request.endpoint is None or request.endpoint in _OPEN:
        return
    allowed = table[request.endpoint]
    _wait_for_cause()
    header = request.headers.get("Authorization", "")
    if header:
        g.actor = _holder(header)
    elif access.PUBLIC not in allowed:
        raise KeyMissing
    if access.PUBLIC not in allowed and g.actor.role not in allowed:
        raise RoleMayNot(role=g.actor.role, allowed=", ".join(sorted(allowed)))


def _holder(header: str) -> Actor:
    scheme, _, key = header.partition(" ")
    store = current_store()
    with store.reading_cursor() as cursor:
        now = store.now(cursor)
    with store.reading() as views:
        actor = access.holder(views, store.settings.pepper, key.strip(), now)
    if scheme.lower() != "bearer" or actor is None:
        raise KeyUnknown
    return actor


def _wait_for_cause() -> None:
    """Hold the request until the inbox has applied what ``Lingpao-After`` names (read your writes)."""
    deadline = time.monotonic() + _WAIT_SECONDS
    for token in filter(None, re.split(r"[,\s]+", request.headers.get("Lingpao-After", ""))):
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise BadPositionToken(field="Lingpao-After", found=token[:80])
        topic, number, position = match[1], int(match[2]), int(match[3])
        while not _has_heard(topic, number, position):
            if time.monotonic() > deadline:
                raise NotHeardYet(token=token)
            time.sleep(_LOOK_AGAIN_SECONDS)


def _has_heard(topic: str, number: int, position: int) -> bool:
    store = current_store()
    service: Service = current_app.extensions["service"]
    if topic not in service.listens_to:
        return True
    with store.reading_cursor() as cursor:
        cursor.execute(
            "SELECT MAX(position) AS position FROM inbox_source WHERE topic = ? AND part = ?",
            (topic, number),
        )
        heard = cursor.fetchone()["position"]
    return heard is not None and int(heard) >= position


def _mark(answer: Response) -> Response:
    answer.headers["X-Correlation-ID"] = g.get("correlation", "")
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers.setdefault(
        "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return answer


def current_store() -> Store:
    """Return the store of the application that answers."""
    store: Store = current_app.extensions["store"]
    return store


def actor() -> Actor:
    """Return who calls."""
    found: Actor = g.actor
    return found


def check_organisation(organisation: str, what: str) -> None:
    """Refuse unless the caller's own organisation is the one concerned.

    :raises NotYours: for anybody else's key, whatever the body said.
    """
    if actor().organisation != organisation:
        raise NotYours(what=what)
