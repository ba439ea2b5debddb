"""Every rule of the notices is built, proved by tests that cite it, and written down as such."""

import ast
from pathlib import Path

import pytest

from tests.support import rules

RULES = rules.read_rules()


def one_test(source: str) -> ast.FunctionDef:
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef)
    return node


def test_the_document_is_the_one_the_tests_write() -> None:
    assert rules.DOCUMENT.read_text("utf-8") == rules.text(), "run: make rules"


def test_the_rules_are_all_there_in_order() -> None:
    assert [rule.number for rule in RULES] == [f"R{number}" for number in range(1, 35)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_built_rule_has_a_test_and_one_not_built_has_none(rule: rules.Rule) -> None:
    assert bool(rule.tests) == rule.built, "a rule with its first test leaves `not_built`"


def test_no_test_cites_a_rule_there_is_not() -> None:
    assert set(rules.citations()) <= {rule.number for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_rule_quotes_a_notice_and_names_endpoints_there_are(rule: rules.Rule) -> None:
    assert rule.body["phrases"]
    assert {one["in"].split()[0] for one in rule.body["phrases"]} <= set(rules.NOTICES)
    assert set(rule.body["endpoints"]) <= rules.routes()
    assert bool(rule.body["endpoints"]) or not rule.built


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("def test_a_step_R1_R18(): ...", ["R1", "R18"]),
        ("def test_x():\n    'By R22, and R22 again (R3).'", ["R22", "R3"]),
        ("def test_of_ER7_and_R123_and_r4(): ...", []),
    ],
)
def test_a_test_cites_by_name_or_docstring(source: str, cited: list[str]) -> None:
    assert rules.cited_by(one_test(source)) == cited


def test_routes_are_read_as_people_write_them(tmp_path: Path) -> None:
    folder = tmp_path / "services" / "registry" / "api"
    folder.mkdir(parents=True)
    code = '@b.route("/v1/x/<int:n>/<name>", methods=["GET", "POST"])\ndef x(): ...\n'
    (folder / "some.py").write_text(code)
    assert rules.routes(tmp_path) == {
        "GET /registry/v1/x/{n}/{name}",
        "POST /registry/v1/x/{n}/{name}",
    }
