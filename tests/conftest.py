"""What makes every test loud: no help from this machine's settings, nothing left running.

Where a test lies says what it is: ``tests/unit`` starts no process and waits for nothing; all
else may. Warnings are errors and a test over its time is a failure (pyproject.toml).
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Some tests run on PostgreSQL as well, imported by another module: their failures are told as well.
pytest.register_assert_rewrite("tests.unit", "tests.integration")

# A zone whose date differs from Shanghai's for half of each day, so that code which asks the
# machine for "today" is found out. Started processes inherit it. Spelt out, since a bare machine
# has no zone files.
os.environ["TZ"] = "EST5EDT,M3.2.0,M11.1.0"
time.tzset()

# A developer's own settings must not decide a test.
for name in [name for name in os.environ if name.startswith("LINGPAO_")]:
    del os.environ[name]

# Two test processes share two cores, so the time of one example says nothing; a failing one
# prints what repeats it. With CI set, Hypothesis already draws the same examples each time.
settings.register_profile("house", parent=settings(), deadline=None, print_blob=True)
settings.load_profile("house")


def _children() -> dict[int, str]:
    """Return the command lines of this process's living children, by process id."""
    found = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        for pid in listing.read_text().split():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue  # it ended meanwhile
            if command := b" ".join(words).decode(errors="replace").strip():
                found[int(pid)] = command
    return found


@pytest.fixture(scope="session", autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail when tests leave a process behind: the next start would meet its port and files."""
    before = _children()
    yield
    left = {pid: command for pid, command in _children().items() if pid not in before}
    assert not left, f"processes left running by tests: {left}"
