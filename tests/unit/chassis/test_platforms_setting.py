"""Which platforms are connected: read whole, or the process does not start (R31)."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.chassis.settings import BadSettings, Settings


def read(folder: Path, text: str) -> Settings:
    pepper, named = folder / "pepper", folder / "platforms.json"
    pepper.write_bytes(b"pepper")
    named.write_text(text, "utf-8")
    env = {
        "LINGPAO_DATA": str(folder),
        "LINGPAO_PEPPER_FILE": str(pepper),
        "LINGPAO_PLATFORMS_FILE": str(named),
    }
    return Settings.read("intake", env)


def test_platforms_are_read_by_their_names(tmp_path: Path) -> None:
    named = {
        "全国平台": {"kind": "http", "url": "https://platform.example/api"},
        "省平台": {"kind": "csv", "folder": "/exports"},
    }
    assert read(tmp_path, json.dumps(named)).platforms == named
    assert read(tmp_path, "{}").platforms == {}


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"p": None},
        {"p": []},
        {"p": {}},
        {"p": {"kind": "ftp", "url": "ftp://x"}},
        {"p": {"kind": ["http"], "url": "http://x"}},
        {"p": {"kind": "http"}},
        {"p": {"kind": "http", "url": 7}},
        {"p": {"kind": "http", "url": "file:///etc/passwd"}},
        {"p": {"kind": "http", "folder": "/exports"}},
        {"p": {"kind": "csv", "folder": "/exports", "url": "http://x"}},
        {"p": {"kind": "csv", "folder": None}},
    ],
)
def test_a_mistake_stops_the_start_since_a_platform_not_read_is_waited_for_by_nobody_R31(
    tmp_path: Path, said: Any
) -> None:
    with pytest.raises(BadSettings, match="LINGPAO_PLATFORMS_FILE"):
        read(tmp_path, json.dumps(said))


def test_a_file_that_is_not_there_or_no_json_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="LINGPAO_PLATFORMS_FILE"):
        read(tmp_path, "{")
    (tmp_path / "pepper").write_bytes(b"pepper")
    env = {
        "LINGPAO_DATA": str(tmp_path),
        "LINGPAO_PEPPER_FILE": str(tmp_path / "pepper"),
        "LINGPAO_PLATFORMS_FILE": str(tmp_path / "missing.json"),
    }
    with pytest.raises(BadSettings, match="LINGPAO_PLATFORMS_FILE"):
        Settings.read("intake", env)
