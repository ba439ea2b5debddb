"""From a scheme's YAML to a plain tree: every scalar stays text, every value keeps its place.

Nothing is constructed: no number becomes a binary float, no tag builds anything, and aliases and
duplicate keys are refused, so a document means what it shows. Mistakes are gathered, each with
its line, column and field, in Chinese and English.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from .refusals import SchemeInvalid

MOST_CHARACTERS = 262_144
_MOST_DEPTH = 12
_MOST_SHOWN = 200
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
)


@dataclass(frozen=True)
class Words:
    """The same in Chinese and English."""

    zh: str
    en: str


def alike(text: str) -> Words:
    """Return what reads the same in both: a piece of the document, a list of names."""
    return Words(text, text)


@dataclass(frozen=True)
class Place:
    """Where something stands: line and column from 1, and the path of its field."""

    line: int
    column: int
    field: str

    def inner(self, name: str) -> "Place":
        """Return the place of a field that is missing here: its path, at this line."""
        return Place(self.line, self.column, f"{self.field}.{name}")


@dataclass(frozen=True)
class Scalar:
    """A value, as its text."""

    place: Place
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    place: Place
    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Map:
    """A mapping by names."""

    place: Place
    nodes: dict[str, "Node"]


Node = Scalar | Items | Map
TOP = Place(1, 1, "$")


class Unreadable(Exception):
    """What stands here cannot be read further; the mistake has been noted."""


@dataclass
class Mistakes:
    """The mistakes found so far, as plain rows for whoever shows them."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def note(self, place: Place, found: Words, expected: Words) -> None:
        """Note a mistake: where, what stands there, what would be right."""
        row = {
            "line": place.line,
            "column": place.column,
            "field": place.field[:_MOST_SHOWN],
            "found": found.en[:_MOST_SHOWN],
            "found_zh": found.zh[:_MOST_SHOWN],
            "expected": expected.en,
            "expected_zh": expected.zh,
        }
        self.rows.append(row)

    def refusal(self) -> SchemeInvalid:
        """Return the refusal that tells them all, and the first in its words."""
        first = self.rows[0]
        return SchemeInvalid(
            field="document",
            errors=self.rows,
            line=first["line"],
            place=first["field"],
            found=first["found"],
            found_zh=first["found_zh"],
            expected=first["expected"],
            expected_zh=first["expected_zh"],
            count=len(self.rows),
        )


def read_tree(text: str, mistakes: Mistakes) -> Map:
    """Read a document's tree.

    :raises Unreadable: when it is no mapping of plain values; the mistake is noted.
    """
    if len(text) > MOST_CHARACTERS:
        found = Words(f"{len(text)} 个字符", f"{len(text)} characters")
        expected = Words(f"不超过 {MOST_CHARACTERS} 个字符", f"at most {MOST_CHARACTERS}")
        mistakes.note(TOP, found, expected)
        raise Unreadable
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = _place(mark, "$") if mark else TOP
        found = alike(str(getattr(error, "problem", None) or error).split("\n", maxsplit=1)[0])
        mistakes.note(place, found, Words("合法的 YAML", "valid YAML"))
        raise Unreadable from error
    if node is None:
        mistakes.note(TOP, Words("空", "nothing"), _A_MAPPING)
        raise Unreadable
    return as_map(_Tree(mistakes).read(node, "$", 0), mistakes)


_A_MAPPING = Words("一组字段", "a mapping")


def as_map(node: Node, mistakes: Mistakes) -> Map:
    """Return a mapping.

    :raises Unreadable: when it is none.
    """
    if not isinstance(node, Map):
        mistakes.note(node.place, Words("不是一组字段", "not a mapping"), _A_MAPPING)
        raise Unreadable
    return node


def _place(mark: Any, path: str) -> Place:
    return Place(mark.line + 1, mark.column + 1, path)


class _Tree:
    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: str, depth: int) -> Node:
        place = _place(node.start_mark, path)
        if depth > _MOST_DEPTH:
            self._mistakes.note(place, Words("嵌套过深", "too deep"), _A_MAPPING)
            raise Unreadable
        # An alias is the same node met again: written out in full it may be of any size.
        if id(node) in self._seen or node.tag not in _PLAIN_TAGS:
            found = Words("别名或标签", "an alias or a tag")
            self._mistakes.note(place, found, Words("值本身", "the value itself"))
            raise Unreadable
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(place, str(node.value))
        if isinstance(node, yaml.SequenceNode):
            parts = enumerate(node.value)
            return Items(
                place, tuple(self.read(one, f"{path}[{at}]", depth + 1) for at, one in parts)
            )
        return Map(place, self._named(node, path, depth))

    def _named(self, node: yaml.Node, path: str, depth: int) -> dict[str, Node]:
        named: dict[str, Node] = {}
        for key, value in node.value:
            place = _place(key.start_mark, f"{path}.{key.value}")
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS:
                found = Words("不是普通名称", "not plain")
                self._mistakes.note(place, found, Words("普通名称", "a plain name"))
                raise Unreadable
            name = str(key.value)
            if name in named:
                self._mistakes.note(place, Words("出现两次", "twice"), Words("只出现一次", "once"))
            named[name] = self.read(value, place.field, depth + 1)
        return named
