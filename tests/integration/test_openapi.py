"""The OpenAPI documents: valid, complete, browsable."""

from collections.abc import Iterator

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support.running import System, running_system

SERVICES = ("intake", "scoring", "registry")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("openapi") / "data") as made:
        yield made


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_openapi_3_1_and_tells_keys_roles_and_problems(
    system: System, service: str
) -> None:
    document = httpx.get(f"{system.url}/{service}/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post"):
                continue
            names.append(operation["operationId"])
            assert operation["x-roles"], path
            assert operation["summary"], path
            assert ("security" in operation) == ("public" not in operation["x-roles"]), path
            headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method == "post"), path
            assert "default" in operation["responses"], path
    assert len(names) == len(set(names))


@pytest.mark.parametrize("service", SERVICES)
def test_the_reference_is_served_whole_from_here(system: System, service: str) -> None:
    page = httpx.get(f"{system.url}/{service}/docs/")
    assert page.status_code == 200
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js"):
        assert name in page.text
        assert httpx.get(f"{system.url}/{service}/docs/{name}").status_code == 200
    assert "://" not in page.text


def test_pages_speak_chinese_first_and_english_when_asked(system: System) -> None:
    home = f"{system.url}/"
    chinese = httpx.get(home, follow_redirects=True)
    assert 'lang="zh"' in chinese.text
    assert "尚无年度活动" in chinese.text
    english = httpx.get(home, headers={"Accept-Language": "en"}, follow_redirects=True)
    assert "No season yet." in english.text
    assert "No season yet." in httpx.get(f"{system.url}/registry/", params={"lang": "en"}).text
