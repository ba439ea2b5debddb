"""What the loader reads of an evaluation scheme: codes, units, evidence items.

The scheme itself goes to scoring as it stands in the file, which judges it; here it serves to
tell a value for an indicator that no scheme has before it is declared.
"""

from pathlib import Path
from typing import Any

from .mistakes import Mistakes
from .model import Scheme
from .tree import Placed, read_tree

_CLASSES = ("basic", "availability", "core")


def read_scheme(path: Path, name: str) -> Placed[Scheme]:
    """Read a scheme's file.

    :param name: what to call the file in mistakes.
    :raises Mistakes: when a part that the loader needs is not where a scheme has it.
    """
    tree = read_tree(path, name)
    try:
        value = tree.value
        rows = {kind: value[kind] for kind in _CLASSES}
        rows["innovation"] = value["innovation"]["items"]
        scheme = Scheme(
            category=value["category"],
            document=path.read_text("utf-8"),
            units=_units([row for kind in rows.values() for row in kind]),
            items=tuple(value["evidence"]),
        )
    except (KeyError, TypeError) as error:
        raise Mistakes([tree.mistake("", f"is no scheme: {error} is missing")]) from error
    return Placed(tree, "", scheme)


def _units(rows: list[Any]) -> dict[str, str]:
    return {str(row["code"]): str(row["unit"]) for row in rows}
