"""The real-input season, and a copy of it that a test may spoil."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.loader import Folder, read_folder

SEASON = Path(__file__).parents[2] / "data" / "jincheng-2021"


@pytest.fixture(scope="session")
def season_path() -> Path:
    return SEASON


@pytest.fixture(scope="session")
def season() -> Folder:
    return read_folder(SEASON)


@dataclass(frozen=True)
class Copy:
    path: Path

    def replace(self, name: str, old: str, new: str) -> int:
        """Replace the first place of some text in a file; return the line it stands on."""
        file = self.path / name
        text = file.read_text("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        file.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    shutil.copytree(SEASON, tmp_path / "season")
    return Copy(tmp_path / "season")
