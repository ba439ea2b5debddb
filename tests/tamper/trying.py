"""Trying one change after another, and writing down what became of each."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from services.auditor.audit.finding import Finding
from services.auditor.audit.remembered import Remembered

from .changes import Change, draw
from .season import Subject

#: After so many changes a copy without one is audited.
UNTOUCHED_EACH = 100
MISSED, MISNAMED, NAMED = "missed", "misnamed", "named"


@dataclass(frozen=True)
class Tried:
    """What became of a change: named, misnamed or missed."""

    number: int
    change: Change
    verdict: str
    found: Finding | None


def changes_of(subject: Subject, seed: int, numbers: range) -> Iterator[tuple[int, Change]]:
    """Draw the changes of these numbers: each by itself, so that any can be drawn again."""
    for number in numbers:
        yield number, draw(subject.files, Random(f"{seed}/{number}"))


def attempt(subject: Subject, number: int, change: Change) -> Tried:
    """Audit a copy with the change in it; half of the auditors have been here before."""
    known = change.needs_memory or number % 2
    before = subject.known if known else Remembered()
    findings = subject.audit(dict(change.files), before).findings
    if not findings:
        return Tried(number, change, MISSED, None)
    first = findings[0]
    right = (
        first.service == change.service
        and first.kind in change.kinds
        and change.index in {None, first.index}
        and change.says in first.why
    )
    return Tried(number, change, NAMED if right else MISNAMED, first)


def untouched_passes(subject: Subject) -> bool:
    """Tell whether nothing is found where nothing was changed."""
    visits = (Remembered(), subject.known)
    return not any(subject.audit({}, before).findings for before in visits)


class Record:
    """The file in which every verdict is a line; what is in it is not tried again."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        # A line that was cut off when the run was stopped is tried again.
        whole = [line for line in lines if line.endswith(b"\n")]
        if len(whole) != len(lines):
            path.write_bytes(b"".join(whole))
        self.told = [json.loads(line) for line in whole]

    def add(self, tried: Tried) -> None:
        """Write down what became of a change."""
        line = {
            "number": tried.number,
            "how": tried.change.how,
            "path": tried.change.path,
            "index": tried.change.index,
            "verdict": tried.verdict,
            "found": vars(tried.found) if tried.found else None,
        }
        self.told.append(line)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def run(subject: Subject, record: Record, seed: int, count: int, seconds: float) -> int:
    """Try changes until there are so many or the time is over; return how many were not named."""
    started = time.monotonic()
    first = len(record.told)
    for number, change in changes_of(subject, seed, range(first, count)):
        if time.monotonic() - started > seconds:
            break
        if number % UNTOUCHED_EACH == 0 and not untouched_passes(subject):
            raise AssertionError(f"an untouched copy does not pass before change {number}")
        record.add(attempt(subject, number, change))
    tried = len(record.told) - first
    each = (time.monotonic() - started) / tried * 1000 if tried else 0
    print(f"{tried} tried now, {each:.0f} ms each")
    return tell(record, count)


def tell(record: Record, count: int) -> int:
    """Print the figures; return how many were not named."""
    verdicts = Counter(line["verdict"] for line in record.told)
    kinds = Counter((line["how"], line["verdict"]) for line in record.told)
    for how in sorted({how for how, _ in kinds}):
        wrong = kinds[how, MISSED] + kinds[how, MISNAMED]
        print(f"  {how:<32} {kinds[how, NAMED]:>6} named {wrong:>4} not")
    bad = [line for line in record.told if line["verdict"] != NAMED]
    for line in bad[:20]:
        print(f"  {line['verdict']}: change {line['number']}: {line}")
    untouched = -(-len(record.told) // UNTOUCHED_EACH)
    print(
        f"{len(record.told)} of {count} changes: {verdicts[NAMED]} named by their entry or file,"
        f" {verdicts[MISNAMED]} misnamed, {verdicts[MISSED]} missed;"
        f" {untouched} untouched copies passed between"
    )
    return len(bad)
