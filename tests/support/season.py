"""What tests of a whole season share: loading it, its boards as shown, and as worked out by hand."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx

from tests.support.running import System, lingpao

Rows = list[dict[str, Any]]


def counts(data: Path) -> dict[str, int]:
    """How many entries each service's log has."""
    found = {}
    for service in ("intake", "scoring", "registry"):
        with sqlite3.connect(data / service / "store.sqlite") as store:
            [(found[service],)] = store.execute("SELECT COUNT(*) FROM log_leaf").fetchall()
    return found


def load(system: System, folder: Path) -> Any:
    """Play a season's folder on a running system."""
    key_file = str(system.data / "keys" / "access.json")
    return lingpao("load", "--url", system.url, "--operator-key-file", key_file, str(folder))


def board(system: System, id: str) -> dict[str, Any]:
    """A board as the registry shows it."""
    answer = httpx.get(f"{system.url}/registry/v1/boards/{id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def as_golden(shown: dict[str, Any]) -> Rows:
    """The rows of a board that is shown, in the form of :func:`golden`."""
    leaders = {leader["application"] for leader in shown["leaders"]}
    rows = [
        {
            "rank": row["rank"],
            "enterprise": row["enterprise_name"],
            "uscc": row["enterprise"],
            "star": row["star"],
            "composite": row["composite"],
            "bonus": row["bonus"],
            "leader": row["application"] in leaders,
        }
        for row in shown["row_list"]
    ]
    # Inside a shared rank the order has no meaning (R11).
    return sorted(rows, key=lambda row: (row["rank"], row["uscc"]))


def expected(folder: Path, category: str) -> dict[str, Any]:
    """What a season's folder says must come of a category."""
    return dict(json.loads((folder / "expected" / f"{category}.json").read_text("utf-8")))


def golden(folder: Path, category: str) -> Rows:
    """The rows of a board as worked out by hand."""
    told = expected(folder, category)
    leaders = {one["uscc"] for one in told["leaders"]}
    rows = [
        {name: row[name] for name in ("rank", "enterprise", "uscc", "star", "bonus")}
        | {"composite": str(row["composite"]), "leader": row["uscc"] in leaders}
        for row in told["rows"]
    ]
    return sorted(rows, key=lambda row: (row["rank"], row["uscc"]))
