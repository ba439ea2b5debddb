"""Each rule's guards, taken out one by one: a test that cites the rule must fail (`guards.yaml`)."""

import ast
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.support.rules import citations

from .copy import FOLDER, ROOT, refresh

TABLE = Path(__file__).parent / "guards.yaml"
#: pytest's answer when tests ran and one failed; anything else is no verdict.
_FAILED = 1


class GuardNotFound(LookupError):
    """The guard's text does not stand exactly once in its function."""


@dataclass(frozen=True)
class Guard:
    """Where a rule is kept, and the change that disables it."""

    rule: str
    module: str
    function: str
    code: str
    instead: str

    def disabled(self, root: Path = ROOT) -> str:
        """Return the module's text with the rule off.

        :raises GuardNotFound: when the code has moved on from the table.
        """
        source = (root / self.module).read_text("utf-8")
        found = [
            part
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.name == self.function
            if self.code in (part := ast.get_source_segment(source, node) or "")
        ]
        if len(found) != 1 or found[0].count(self.code) != 1 or source.count(found[0]) != 1:
            raise GuardNotFound(f"{self.rule}: {self.code!r} in {self.function} of {self.module}")
        changed = source.replace(found[0], found[0].replace(self.code, self.instead))
        ast.parse(changed)
        return changed


def read_guards() -> list[Guard]:
    """Return the guards in the order of their rules; a rule may have several."""
    table = yaml.safe_load(TABLE.read_text("utf-8"))
    return [
        Guard(rule, **body)
        for rule, kept in table.items()
        for body in (kept if isinstance(kept, list) else [kept])
    ]


def unit_tests(rule: str, root: Path = ROOT) -> list[str]:
    """Return the unit tests that cite a rule."""
    return [one for one in citations(root).get(rule, []) if one.startswith("tests/unit/")]


def run() -> int:
    """Disable each guard in turn; return how many no test noticed."""
    copy = FOLDER / "rules"
    refresh(copy)
    guards = read_guards()
    every = sorted({test for guard in guards for test in unit_tests(guard.rule, copy)})
    if _pytest(copy, every) != 0:
        print("the tests fail before anything is changed")
        return len(guards)
    unnoticed = 0
    for guard in guards:
        module = copy / guard.module
        kept = module.read_text("utf-8")
        module.write_text(guard.disabled(copy), "utf-8")
        try:
            noticed = _pytest(copy, unit_tests(guard.rule, copy)) == _FAILED
        finally:
            module.write_text(kept, "utf-8")
        unnoticed += not noticed
        verdict = "fails a test" if noticed else "NOT NOTICED"
        print(f"{guard.rule:4} {verdict:12} {guard.module}:{guard.function}", flush=True)
    print(
        f"{len(guards) - unnoticed} of {len(guards)} guards, disabled, fail a test that cites the rule"
    )
    return unnoticed


def _pytest(copy: Path, tests: list[str]) -> int:
    quiet = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    return done.returncode
