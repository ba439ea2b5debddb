"""The application factory: one Flask application a service, under its own path."""

from pathlib import Path
from typing import Any

import flask_smorest
import swagger_ui_bundle
from flask import Flask, Response, jsonify, send_from_directory

from services import __version__
from services.chassis.service import Service
from services.chassis.store.store import Store
from services.chassis.texts import Catalogue

from . import asof, bodies, erasures, health, identity, logfiles, openapi, problems, simulation

MAX_BODY_BYTES = 20 * 1024 * 1024
#: What the web machinery itself says.
OWN_TEXTS = Path(__file__).parent.parent / "texts.yaml"


def create_app(service: Service, store: Store) -> Flask:
    """Build a service's application.

    :raises LookupError: when a route has no row in the access table.
    """
    app = Flask(service.name, static_folder=None)
    app.config.update(
        API_TITLE=service.title,
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["store"] = store
    app.extensions["service"] = service
    api = flask_smorest.Api(app)
    problems.install(app, Catalogue([OWN_TEXTS, *service.texts]))
    own = (simulation.blueprint, *((erasures.blueprint,) if service.private else ()))
    for blueprint in (*service.blueprints, *own):
        api.register_blueprint(blueprint)
    for pages in service.pages:
        app.register_blueprint(pages)
    health.install(app, service.errands)
    logfiles.install(app)
    access = {**service.access, **simulation.ACCESS, **health.ACCESS, **logfiles.ACCESS}
    if service.private:
        access |= erasures.ACCESS
    endpoints = openapi.endpoints_of(app)
    document = openapi.describe(api.spec.to_dict(), service.name, access, endpoints)
    _add_reference(app, document)
    if store.as_of is not None:
        asof.install(app, store.as_of)
    app.before_request(bodies.refuse_nul)
    identity.install(app, access)
    return app


def _add_reference(app: Flask, document: dict[str, Any]) -> None:
    """Serve the OpenAPI document and a page to browse it; assets come from a package."""

    @app.get("/openapi.json", endpoint="openapi")
    def openapi_document() -> Any:
        return jsonify(document)

    @app.get("/docs/", endpoint="reference")
    def reference() -> Response:
        answer = Response(openapi.PAGE, content_type="text/html; charset=utf-8")
        # The viewer styles itself inline; it shows only our own document.
        answer.headers["Content-Security-Policy"] = (
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            " frame-ancestors 'none'"
        )
        return answer

    @app.get("/docs/<path:name>", endpoint="reference_file")
    def reference_file(name: str) -> Any:
        if name == "start.js":
            return Response(openapi.START, content_type="text/javascript; charset=utf-8")
        return send_from_directory(swagger_ui_bundle.swagger_ui_path, name)
