"""All that a system answers to whoever only asks: every GET of its OpenAPI documents, filled."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import httpx

from services.auditor.source import SERVICES, Logged

#: Of the web machinery: the log grows, health is of the moment, documents are bytes by hash.
_NOT_OF_THE_BUSINESS = re.compile(r"/(log|documents|healthz|readyz|openapi|docs)\b")
_MOST_VALUES = 8
#: Path parameters that are named otherwise in events.
_ALSO = {"uscc": "enterprise", "v": "version", "version": "scheme_version", "code": "category"}


def values(logs: Mapping[str, Sequence[Logged]]) -> dict[str, list[str]]:
    """For each field of events, some of what it was."""
    found: dict[str, set[str]] = {}
    for log in logs.values():
        for one in log:
            for name, value in one.entry.data.items():
                if isinstance(value, str | int) and not isinstance(value, bool):
                    found.setdefault(name, set()).add(str(value))
    return {name: sorted(them)[:_MOST_VALUES] for name, them in found.items()}


def answers(
    url: str, known: Mapping[str, Sequence[str]], keys: Iterable[str]
) -> dict[tuple[str, str], tuple[int, Any]]:
    """What each role's key, and nobody's, gets from every route: status and body.

    :param keys: access keys; the first of them that may look is shown.
    """
    told = {}
    with httpx.Client(base_url=url, timeout=30) as client:
        for service in SERVICES:
            paths = client.get(f"/{service}/openapi.json").raise_for_status().json()["paths"]
            for path, methods in sorted(paths.items()):
                if "get" not in methods or _NOT_OF_THE_BUSINESS.search(path):
                    continue
                for filled in _filled(path, known):
                    address = filled if filled.startswith(f"/{service}/") else f"/{service}{filled}"
                    told[service, address] = _ask(client, address, keys)
    return told


def _filled(path: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    names = re.findall(r"{(\w+)}", path)
    choices = [known.get(name) or known.get(_ALSO.get(name, ""), ()) for name in names]
    return [path.format(**dict(zip(names, chosen, strict=True))) for chosen in product(*choices)]


def _ask(client: httpx.Client, address: str, keys: Iterable[str]) -> tuple[int, Any]:
    answer = client.get(address)
    for key in keys:
        if answer.status_code not in (401, 403):
            break
        answer = client.get(address, headers={"Authorization": f"Bearer {key}"})
    if "json" not in answer.headers["content-type"]:
        return answer.status_code, answer.content
    body = answer.json()
    if isinstance(body, dict):
        body.pop("correlation", None)
    return answer.status_code, body
