"""``python -m tests.tamper``: see the package."""

import argparse
import sys
from pathlib import Path

from .season import exported
from .trying import Record, run

FOLDER = Path("var/tamper")


def main() -> int:
    """Tamper; 0 when every change was named."""
    parser = argparse.ArgumentParser(prog="tests.tamper")
    parser.add_argument("--count", type=int, default=10_000, help="changes in all")
    parser.add_argument("--seed", type=int, default=1, help="another one draws other changes")
    parser.add_argument("--minutes", type=float, default=55, help="stop then; the next run goes on")
    asked = parser.parse_args()
    subject = exported(FOLDER)
    record = Record(FOLDER / f"seed-{asked.seed}-{subject.name}.jsonl")
    return min(run(subject, record, asked.seed, asked.count, asked.minutes * 60), 1)


if __name__ == "__main__":
    sys.exit(main())
