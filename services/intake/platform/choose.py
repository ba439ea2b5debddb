"""The platforms that the settings name, ready to be asked."""

from collections.abc import Mapping
from pathlib import Path

from .csv_folder import CsvFolder
from .http import HttpPlatform
from .port import Platform


def choose(named: Mapping[str, Mapping[str, str]]) -> dict[str, Platform]:
    """Return each platform by its name."""
    return {name: _one(said) for name, said in named.items()}


def _one(said: Mapping[str, str]) -> Platform:
    if said["kind"] == "csv":
        return CsvFolder(Path(said["folder"]))
    return HttpPlatform(said["url"])
