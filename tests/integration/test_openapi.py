"""The OpenAPI documents: valid, complete, browsable."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.composition import service as service_of
from tests.support.running import System

SERVICES = ("intake", "scoring", "registry")
ROLES = {
    "operator", "enterprise", "central_bank", "county_bureau", "bureau", "working_group",
    "evaluation_body", "regulator", "auditor", "credit_consumer", "public",
}  # fmt: skip


def patterns(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from patterns(item)
    elif isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for item in node.values():
            yield from patterns(item)


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_openapi_3_1_and_tells_keys_roles_and_problems(
    bare_system: System, service: str
) -> None:
    document = httpx.get(f"{bare_system.url}/{service}/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["servers"] == [{"url": f"/{service}"}]
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post"):
                continue
            names.append(operation["operationId"])
            assert operation["x-roles"], path
            assert set(operation["x-roles"]) <= ROLES, path
            assert operation["summary"], path
            assert ("security" in operation) == ("public" not in operation["x-roles"]), path
            headers = {one["name"]: one for one in operation["parameters"] if one["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method == "post"), path
            assert method == "get" or headers["Idempotency-Key"]["required"], path
            assert "Lingpao-After" in headers, path
            assert "default" in operation["responses"], path
    assert len(names) == len(set(names))
    assert set(service_of(service).access) - set(names) <= {
        "pages.home",
        "pages.board",
        "pages.static",
        "summary_page.report",
        "notification_page.confirm",
        "verify_page.verify",
    }


@pytest.mark.parametrize("service", SERVICES)
def test_patterns_are_those_of_json_schema_and_hold_the_whole_text(
    bare_system: System, service: str
) -> None:
    document = httpx.get(f"{bare_system.url}/{service}/openapi.json").json()
    found = set(patterns(document))
    assert found
    for pattern in found:
        assert re.fullmatch(r"\^.*\$", pattern)
        assert not re.search(r"\\[AZz]|\(\?[PiLmsux<]", pattern), "Python's, not ECMA-262"


def test_an_exact_decimal_is_told_as_the_text_it_must_be_R28(bare_system: System) -> None:
    document = httpx.get(f"{bare_system.url}/intake/openapi.json").json()
    value = document["components"]["schemas"]["Value"]["properties"]["value"]
    assert value["type"] == ["string", "integer"]
    assert re.search(value["pattern"], "99.95")
    assert not re.search(value["pattern"], "1e5")


@pytest.mark.parametrize("service", SERVICES)
def test_the_reference_is_served_whole_from_here(bare_system: System, service: str) -> None:
    docs = f"{bare_system.url}/{service}/docs"
    page = httpx.get(f"{docs}/")
    assert page.status_code == 200
    names = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert {"swagger-ui.css", "swagger-ui-bundle.js", "start.js"} <= set(names)
    kinds = {"css": "text/css", "js": "text/javascript"}
    for name in names:
        answer = httpx.get(f"{docs}/{name}")
        assert answer.status_code == 200, name
        assert answer.content, name
        assert answer.headers["content-type"].startswith(kinds[name.rpartition(".")[2]]), name
        assert answer.headers["x-content-type-options"] == "nosniff", name
    assert "../openapi.json" in httpx.get(f"{docs}/start.js").text
    assert "://" not in page.text


def test_pages_speak_chinese_first_and_english_when_asked(bare_system: System) -> None:
    home = f"{bare_system.url}/"
    chinese = httpx.get(home, follow_redirects=True)
    assert 'lang="zh"' in chinese.text
    assert "尚无年度活动" in chinese.text
    english = httpx.get(home, headers={"Accept-Language": "en"}, follow_redirects=True)
    assert "No season yet." in english.text
    assert "No season yet." in httpx.get(f"{bare_system.url}/registry/", params={"lang": "en"}).text
