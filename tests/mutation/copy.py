"""A copy of the code and its tests to change at will; a file is written only when it differs.

So a second run finds the untouched files as they were, and mutmut takes up where it stopped.
"""

import filecmp
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "mutation"
_PARTS = ("services", "tests", "docs", "pyproject.toml")


def refresh(copy: Path) -> set[Path]:
    """Make a folder hold what the repository holds now; return the files that were not so."""
    changed = set()
    copy.mkdir(parents=True, exist_ok=True)
    wanted = {
        path.relative_to(ROOT)
        for part in _PARTS
        for path in ([ROOT / part] if (ROOT / part).is_file() else (ROOT / part).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    for part in _PARTS:
        for path in (copy / part).rglob("*"):
            if path.is_file() and path.relative_to(copy) not in wanted:
                path.unlink()
                changed.add(path.relative_to(copy))
    for name in wanted:
        there = copy / name
        if not there.exists() or not filecmp.cmp(ROOT / name, there, shallow=False):
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, there)
            changed.add(name)
    return changed
