"""The OpenAPI 3.1 document: what every route shares is written in here once."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask

PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>Lingpao API</title>
<link rel="stylesheet" href="swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="swagger-ui-bundle.js"></script><script src="start.js"></script></body></html>
"""
START = """window.ui = SwaggerUIBundle({url: "../openapi.json", dom_id: "#swagger-ui"});
"""

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "field": {"type": "string"},
        "instance": {"type": "string"},
        "correlation": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
}
_AFTER = {
    "name": "Lingpao-After",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Wait until this service has heard these positions (from Lingpao-Position).",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Same key, same answer; a new request needs a new key.",
}


def describe(
    document: dict[str, Any],
    name: str,
    access: Mapping[str, frozenset[str]],
    endpoints: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    """Complete the generated document: base path, keys, roles, shared headers, problems."""
    document["servers"] = [{"url": f"/{name}"}]
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    schemas = components.setdefault("schemas", {})
    _spell_patterns(schemas)
    schemas["Problem"] = _PROBLEM
    for unused in ("Error", "PaginationMetadata"):
        schemas.pop(unused, None)
    components["responses"] = {
        "DEFAULT_ERROR": {
            "description": "RFC 9457 problem",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    }
    for path, operations in document.get("paths", {}).items():
        for method, operation in operations.items():
            if method in {"get", "post"}:
                operation["operationId"] = endpoints[path, method.upper()]
                _complete(operation, method, access)
    return document


def _spell_patterns(node: Any) -> None:
    r"""Spell patterns as JSON Schema does (ECMA-262): whole text, whose end is ``$`` and no ``\Z``."""
    if isinstance(node, list):
        for item in node:
            _spell_patterns(item)
    elif isinstance(node, dict):
        if isinstance(pattern := node.get("pattern"), str):
            node["pattern"] = "^" + pattern.removeprefix("^").removesuffix("\\Z") + "$"
        for item in node.values():
            _spell_patterns(item)


def endpoints_of(app: Flask) -> dict[tuple[str, str], str]:
    """Return the endpoint behind each path (in OpenAPI's spelling) and method."""
    return {
        (re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule), method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _complete(operation: dict[str, Any], method: str, access: Mapping[str, frozenset[str]]) -> None:
    roles = access[operation["operationId"]]
    parameters = operation.setdefault("parameters", [])
    parameters += [_KEY, _AFTER] if method == "post" else [_AFTER]
    operation["x-roles"] = sorted(roles)
    if "public" not in roles:
        operation["security"] = [{"key": []}]
    problem = {"$ref": "#/components/responses/DEFAULT_ERROR"}
    for status in list(operation["responses"]):
        if status == "default" or status.startswith(("4", "5")):
            operation["responses"][status] = problem
    operation["responses"].setdefault("default", problem)
