"""Reading single fields of a scheme's tree: text, whole numbers, exact decimals, thresholds.

What is no such value is noted with its place; reading then goes on with the next part, so that
one pass tells every mistake.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from . import units
from .promise import DECIMAL, Bound, Possible, Span, read_bound, read_span
from .scheme_nodes import Items, Map, Mistakes, Place, Scalar, Unreadable, Words, alike, as_map

T = TypeVar("T")
TEXT_MOST = 500
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CODE = r"[A-Z][A-Z0-9]{0,9}"
ORIGINS = ("sourced", "illustrative")
YES_NO = "yes_no"
#: A yes or a no needs no word on what is possible.
ZERO_OR_ONE = Possible(Fraction(0), Fraction(1))


class Fields:
    """Reads fields and notes what is wrong with them."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes

    def note(self, place: Place, found: Words, expected: Words) -> None:
        """Note a mistake."""
        self.mistakes.note(place, found, expected)

    def take(self, of: Map, name: str) -> Scalar | Items | Map:
        """Return a field that must be there."""
        if name not in of.nodes:
            self.note(of.place.inner(name), Words("缺少", "missing"), Words("本字段", "this field"))
            raise Unreadable
        return of.nodes[name]

    def inner(self, of: Map, name: str) -> Map:
        """Return a field that is a mapping."""
        return as_map(self.take(of, name), self.mistakes)

    def only(self, of: Map, names: tuple[str, ...], later: tuple[str, ...] = ()) -> None:
        """Note every field that is not among ``names``; ``later`` are those of engine 2."""
        for name, node in of.nodes.items():
            if name in later:
                wanted = Words("顶层写明 engine: 2", "engine: 2 at the top, to use this field")
            else:
                wanted = alike(", ".join(names))
            if name not in names:
                self.note(node.place, Words("未知字段", "unknown field"), wanted)

    def text(self, of: Map, name: str) -> str:
        """Return a text without the white space around it."""
        node = self.take(of, name)
        value = node.text if isinstance(node, Scalar) else ""
        if not value.strip() or len(value) > TEXT_MOST:
            expected = Words(f"1 至 {TEXT_MOST} 字", f"text of 1 to {TEXT_MOST} characters")
            self.note(node.place, alike(value[:50]), expected)
            raise Unreadable
        return value.strip()

    def one_of(self, of: Map, name: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words."""
        value = self.text(of, name)
        if value not in allowed:
            self.note(of.nodes[name].place, alike(value), alike(" | ".join(allowed)))
        return value

    def whole(self, of: Map, name: str, least: int, most: int) -> int:
        """Return a whole number between two ends."""
        value = self.text(of, name)
        if not value.isdecimal() or not value.isascii() or not least <= int(value) <= most:
            expected = Words(f"整数 {least}..{most}", f"a whole number {least}..{most}")
            raise self._wrong(of, name, value, expected)
        return int(value)

    def exact(self, of: Map, name: str) -> Fraction:
        """Return an exact decimal."""
        value = self.text(of, name)
        if not re.fullmatch(DECIMAL, value):
            raise self._wrong(of, name, value, Words("精确的十进制数", "an exact decimal"))
        return Fraction(Decimal(value))

    def bound(self, of: Map, name: str) -> Bound:
        """Return a threshold."""
        value = self.text(of, name)
        bound = read_bound(value)
        if bound is None:
            raise self._wrong(of, name, value, Words("门槛，如“≤ 15”", 'a threshold like "≤ 15"'))
        return bound

    def span(self, of: Map, name: str) -> Span:
        """Return a range, both ends included."""
        value = self.text(of, name)
        span = read_span(value)
        if span is None:
            raise self._wrong(of, name, value, Words("范围，如“18..26”", 'a range like "18..26"'))
        return span

    def possible(self, of: Map) -> Possible:
        """Return what values can be at all; a yes or a no needs no word on it."""
        if "possible" not in of.nodes and self.text(of, "unit") == YES_NO:
            return ZERO_OR_ONE
        ends = self.inner(of, "possible")
        self.only(ends, ("least", "most"))
        least = self.exact(ends, "least") if "least" in ends.nodes else None
        most = self.exact(ends, "most") if "most" in ends.nodes else None
        if (least is None and most is None) or (
            least is not None and most is not None and least > most
        ):
            expected = Words("least ≤ most，至少一个", "least ≤ most, at least one of them")
            self.note(ends.place, alike(", ".join(ends.nodes)), expected)
        return Possible(least, most)

    def each(self, of: Map, name: str, read: Callable[[Map], T]) -> tuple[T, ...]:
        """Return what every mapping of a list is read as; one that cannot be is left out."""
        made = []
        for node in self._list(of, name, Words("列表", "a list")).nodes:
            try:
                made.append(read(as_map(node, self.mistakes)))
            except Unreadable:
                continue
        return tuple(made)

    def texts(self, of: Map, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        wanted = Words("文字的列表", "a list of texts")
        nodes = self._list(of, name, wanted).nodes
        texts = tuple(node.text for node in nodes if isinstance(node, Scalar))
        if len(texts) < len(nodes):
            self.note(of.nodes[name].place, Words("不全是文字", "not a list of texts"), wanted)
            raise Unreadable
        return texts

    def _list(self, of: Map, name: str, wanted: Words) -> Items:
        node = self.take(of, name)
        if not isinstance(node, Items):
            self.note(node.place, Words("不是列表", "not a list"), wanted)
            raise Unreadable
        return node

    def code(self, of: Map) -> str:
        """Return an indicator's code."""
        value = self.text(of, "code")
        if not re.fullmatch(CODE, value):
            self.note(
                of.nodes["code"].place, alike(value), Words("编号，如 C1", "a code such as C1")
            )
        return value

    def slug(self, of: Map, name: str) -> str:
        """Return a part of an id."""
        value = self.text(of, name)
        if not re.fullmatch(SLUG, value):
            expected = Words("小写字母、数字、连字符", "lower-case letters, digits, hyphens")
            self.note(of.nodes[name].place, alike(value), expected)
        return value

    def day(self, of: Map, name: str) -> date:
        """Return a date."""
        value = self.text(of, name)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self._wrong(
                of, name, value, Words("日期，如 2021-09-01", "a date such as 2021-09-01")
            ) from None

    def unit(self, of: Map) -> str:
        """Return a unit that has rules."""
        return self.one_of(of, "unit", units.KNOWN)

    def _wrong(self, of: Map, name: str, value: str, expected: Words) -> Unreadable:
        self.note(of.nodes[name].place, alike(value), expected)
        return Unreadable()
