"""YAML as text and places: every scalar stays the text that was written, with its line.

``99.95`` must reach the wire as ``"99.95"``, never as a binary number, and a mistake must be
told with the line it stands on. So the document is composed into nodes with the safe loader
and never constructed: no number, date or boolean is guessed, no tag can build anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import yaml

from .mistakes import Mistake, Mistakes

T = TypeVar("T")
_UNKNOWN_FIELD = re.compile(r"unknown field `(.+)`")
_PLAIN_TAGS = tuple(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)


@dataclass(frozen=True)
class Tree:
    """A file's content (mappings, lists and text) and the line of each of its fields."""

    file: str
    value: Any
    lines: Mapping[str, int]

    def line(self, field: str) -> int:
        """Return the line of a field, or of the nearest thing around it."""
        while field and field not in self.lines:
            field = field[: max(field.rfind("."), field.rfind("["), 0)]
        return self.lines.get(field, 1)

    def mistake(self, field: str, why: str) -> Mistake:
        """Tell a mistake at a field."""
        return Mistake(self.file, self.line(field), field or "(the file)", why)


def read_tree(path: Path, name: str) -> Tree:
    """Read a YAML file.

    :param name: what to call the file in mistakes.
    :raises Mistakes: when it cannot be read, names a field twice or uses tags or aliases.
    """
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise Mistakes([Mistake(name, 1, "(the file)", error.strerror or "unreadable")]) from error
    except UnicodeDecodeError as error:
        raise Mistakes([Mistake(name, 1, "(the file)", "is not UTF-8 text")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        why = f"is not YAML: {error.problem}"
        raise Mistakes([Mistake(name, line, "(the file)", why)]) from error
    if node is None:
        raise Mistakes([Mistake(name, 1, "(the file)", "is empty")])
    reader = _Reader(name)
    value = reader.read(node, "")
    if reader.found:
        raise Mistakes(reader.found)
    return Tree(name, value, reader.lines)


class _Reader:
    """Turns nodes into plain values, noting lines and mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.found: list[Mistake] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, field: str) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(field, line)
        if node.tag not in _PLAIN_TAGS:
            self.found.append(
                Mistake(self.file, line, field, f"tags are not used here: {node.tag}")
            )
        if id(node) in self._seen:
            self.found.append(Mistake(self.file, line, field, "anchors are not used here"))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, field)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(one, f"{field}[{n}]") for n, one in enumerate(node.value)]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, field: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            inner = f"{field}.{name}".lstrip(".")
            if name in made:
                line = key.start_mark.line + 1
                self.found.append(Mistake(self.file, line, inner, "stands here twice"))
            self.lines[inner] = key.start_mark.line + 1
            made[name] = self.read(value, inner)
        return made


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A record with the place where it was written, so that a later check can tell it."""

    tree: Tree
    field: str
    record: T

    def mistake(self, inner: str, why: str) -> Mistake:
        """Tell a mistake at a field inside the record, such as ``values[2].promise``."""
        return self.tree.mistake(join(self.field, inner), why)


def placed(tree: Tree, field: str, value: Any, kind: type[T]) -> Placed[T]:
    """Make a value of the tree a record of the model.

    Text becomes whole numbers, dates and booleans where the model has them; the model has no
    binary numbers.

    :raises Mistakes: with the first mistake in the value.
    """
    try:
        return Placed(tree, field, msgspec.convert(value, kind, strict=False))
    except msgspec.ValidationError as error:
        why, _, place = str(error).partition(" - at `$")
        inner = place.rstrip("`").lstrip(".")
        if unknown := _UNKNOWN_FIELD.search(why):
            inner = join(inner, unknown[1])
        raise Mistakes([tree.mistake(join(field, inner), why)]) from error


def join(field: str, inner: str) -> str:
    """Join two parts of a path: ``enterprises[3]`` and ``uscc``."""
    return f"{field}.{inner}" if field and inner and inner[0] != "[" else f"{field}{inner}"
