"""mutmut over the three domains, and what it found: a score for each package, and the survivors.

mutmut was chosen over cosmic-ray because it forks a warm process for each change and runs only the
tests that reach it: minutes, not days. It keeps its verdicts, so a run that was stopped goes on.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .copy import FOLDER, refresh

#: mutmut's exit codes of a test run: what became of the change.
_KILLED = {1, 3, 24, -24, 36, 152, 255, 37}
PACKAGES = ("intake", "scoring", "registry")
#: Each domain is held to its own unit tests; those that read code as text are left out.
_SETTINGS = """[mutmut]
source_paths = services
only_mutate = services/{package}/domain/*.py
also_copy = docs
use_git_change_detection = false
pytest_add_cli_args_test_selection = tests/unit/{package}
pytest_add_cli_args =
    -p
    no:cacheprovider
    -p
    no:xdist
    --ignore-glob=*test_words.py
"""


@dataclass
class Score:
    """What became of a package's changes; ``waiting`` have not been tried."""

    killed: int = 0
    survivors: list[str] = field(default_factory=list)
    waiting: int = 0

    @property
    def tried(self) -> int:
        """How many have a verdict."""
        return self.killed + len(self.survivors)

    @property
    def percent(self) -> str:
        """The killed share of those tried, with one digit."""
        return f"{self.killed * 1000 // self.tried / 10:.1f}" if self.tried else "-"


def run(packages: Sequence[str], seconds: int, children: int) -> int:
    """Try changes for at most some seconds, tell where things stand; return how many wait."""
    end = time.monotonic() + seconds
    for package in packages:
        _mutmut(package, end - time.monotonic(), children)
    scores = {package: read_score(FOLDER / package / "mutants") for package in PACKAGES}
    write_survivors(scores, FOLDER / "survivors.txt")
    print(table(scores))
    return sum(score.waiting for score in scores.values())


def _mutmut(package: str, seconds: float, children: int) -> None:
    copy = FOLDER / package
    if refresh(copy):
        forget_survivors(copy / "mutants")
    settings = copy / "setup.cfg"
    settings.write_text(_SETTINGS.format(package=package), "utf-8")
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children)]
    with (FOLDER / f"{package}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=copy,
            env={**os.environ, "PYTHONPATH": ""},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(max(seconds, 0))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            # The whole session: mutmut's children are in it.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def forget_survivors(mutants: Path) -> None:
    """Let what survived be tried again: the tests may be better now. The killed stay so.

    Only an empty folder makes mutmut try everything again.
    """
    for path in mutants.glob("services/*/domain/*.py.meta"):
        notes = json.loads(path.read_text("utf-8"))
        verdicts = notes["exit_code_by_key"]
        notes["exit_code_by_key"] = {
            name: code if code in _KILLED else None for name, code in verdicts.items()
        }
        path.write_text(json.dumps(notes), "utf-8")


def read_score(mutants: Path) -> Score:
    """Return a package's score from mutmut's own notes."""
    score = Score()
    for path in sorted(mutants.glob("services/*/domain/*.py.meta")):
        verdicts = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        for name, code in sorted(verdicts.items()):
            if code is None:
                score.waiting += 1
            elif code in _KILLED:
                score.killed += 1
            else:
                score.survivors.append(name)
    return score


def table(scores: dict[str, Score]) -> str:
    """Return the scores as lines for people."""
    lines = [
        f"{'package':10}{'tried':>7}{'killed':>8}{'survived':>10}{'not tried':>11}{'killed %':>10}"
    ]
    total = Score()
    for package, score in scores.items():
        lines.append(_line(package, score))
        total.killed += score.killed
        total.survivors += score.survivors
        total.waiting += score.waiting
    return "\n".join([*lines, _line("together", total)])


def _line(name: str, score: Score) -> str:
    survived = len(score.survivors)
    return (
        f"{name:10}{score.tried:>7}{score.killed:>8}{survived:>10}{score.waiting:>11}"
        f"{score.percent:>10}"
    )


def write_survivors(scores: dict[str, Score], path: Path) -> None:
    """List the changes that no test noticed, by function, most first."""
    every = [name for score in scores.values() for name in score.survivors]
    counted = Counter(name.rpartition("__mutmut_")[0] for name in every)
    lines = [f"{count:4} {name}" for name, count in counted.most_common()]
    lines += ["", "One by one (in the package's folder here: mutmut show NAME):", *every]
    path.write_text("\n".join(lines) + "\n", "utf-8")
