"""docs/rules.md: every rule with its phrase, the tests that cite it and its endpoints.

A test cites a rule by number in its name or its docstring: ``test_…_R18``. Phrases and endpoints
come from docs/rules.yaml. Nothing is imported: tests and routes are read as syntax, so this is
quick and runs no code. `make rules` writes the document.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.composition import NAMES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "docs" / "rules.yaml"
DOCUMENT = ROOT / "docs" / "rules.md"
NOTICES = {"77": "晋市市监〔2021〕77号", "137": "晋市市监[2021]137号"}
_CITED = re.compile(r"(?<![A-Za-z0-9])R([1-9][0-9]?)(?![A-Za-z0-9])")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Rule:
    """A rule as docs/rules.yaml tells it, with the tests that cite it (``file::test``)."""

    number: str
    body: dict[str, Any]
    tests: tuple[str, ...]
    built: bool


def read_rules() -> list[Rule]:
    """Return the rules in their order."""
    source = yaml.safe_load(SOURCE.read_text("utf-8"))
    cited = citations()
    waiting = source["not_built"]
    return [
        Rule(number, body, tuple(cited.get(number, ())), number not in waiting)
        for number, body in source["rules"].items()
    ]


@cache
def citations(root: Path = ROOT) -> dict[str, list[str]]:
    """Return the tests that cite each rule, by file and then as they stand in it."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for test in _tests(ast.parse(path.read_text("utf-8"))):
            for number in cited_by(test):
                name = f"{path.relative_to(root).as_posix()}::{test.name}"
                found.setdefault(number, []).append(name)
    return found


def cited_by(test: ast.FunctionDef) -> list[str]:
    """Return the rules that a test names, each once."""
    # In a name the underscore is the space.
    words = f"{test.name.replace('_', ' ')} {ast.get_docstring(test) or ''}"
    return list(dict.fromkeys(f"R{number}" for number in _CITED.findall(words)))


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


@cache
def routes(root: Path = ROOT) -> set[str]:
    """Return every endpoint of the services: ``POST /registry/v1/notices``."""
    found = set()
    paths = [(path.parts[-3], path) for path in sorted((root / "services").glob("*/api/*.py"))]
    # What the chassis serves, every service does.
    shared = sorted((root / "services" / "chassis" / "web").glob("*.py"))
    paths += [(service, path) for path in shared for service in NAMES]
    for service, path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_route(node):
                address = _PARAMETER.sub(r"{\1}", ast.literal_eval(node.args[0]))
                (methods,) = (one.value for one in node.keywords if one.arg == "methods")
                found |= {f"{method} /{service}{address}" for method in ast.literal_eval(methods)}
    return found


def _is_route(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "route"


def text() -> str:
    """Return the document."""
    rules = read_rules()
    tests = {test for rule in rules for test in rule.tests}
    lines = [
        "# Every rule and its proof",
        "Written by `make rules` from [rules.yaml](rules.yaml) and the tests, which cite a rule by",
        f"number in name or docstring. [77] is {NOTICES['77']}, [137] is {NOTICES['137']}. What each",
        "rule demands stands in [domain.md](domain.md).",
        "",
        f"{len(rules)} rules, {len(tests)} tests that cite one or more.",
        "",
        "| rule | | tests | endpoints |",
        "|---|---|---:|---:|",
        *map(_row, rules),
    ]
    for rule in rules:
        lines += ["", *_section(rule)]
    named = {one for rule in rules for one in rule.body["endpoints"]}
    lines += ["", "## Endpoints of no single rule", *(f"- `{one}`" for one in _rest(named))]
    return "\n".join(lines) + "\n"


def _rest(named: set[str]) -> list[str]:
    return sorted(routes() - named, key=lambda one: one.split(" ")[::-1])


def _row(rule: Rule) -> str:
    name = rule.body["name"]
    tests = str(len(rule.tests)) if rule.built else "not built yet"
    anchor = f"[{rule.number}](#{rule.number.lower()})"
    return f"| {anchor} | {name['zh']} · {name['en']} | {tests} | {len(rule.body['endpoints'])} |"


def _section(rule: Rule) -> Iterator[str]:
    name = rule.body["name"]
    yield f"## {rule.number}"
    yield f"**{name['zh']}** · {name['en']}"
    for phrase in rule.body["phrases"]:
        yield ""
        yield f"> {phrase['zh']} [{phrase['in']}]"
    if "careful" in rule.body:
        yield ""
        yield f"*Careful:* {rule.body['careful']}."
    yield ""
    yield from (f"- `{endpoint}`" for endpoint in rule.body["endpoints"])
    yield ""
    count = len(rule.tests)
    yield f"{count} test{'s' if count != 1 else ''}" if rule.built else "Not built yet."
    if rule.tests:
        yield ""
        yield from (f"- `{test}`" for test in rule.tests)


if __name__ == "__main__":
    DOCUMENT.write_text(text(), "utf-8")
