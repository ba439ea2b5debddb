"""Reading a scheme from YAML, with every mistake named by line and field.

Numbers are read from their text, never through a binary float; tags, aliases and duplicate keys
are refused, so a document means what it shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import yaml

from . import units
from .promise import DIRECTIONS, Bound, read_bound
from .refusals import SchemeInvalid
from .scheme import (
    FAMILIES,
    LEAST_CORE,
    STARS,
    WEIGHTED,
    Baseline,
    Core,
    Innovation,
    LeaderRule,
    Requirement,
    Scheme,
)

MOST_CHARACTERS = 262_144
_MOST_DEPTH = 12
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_ORIGINS = ("sourced", "illustrative")
_TIES = ("five_stars", "four_stars", "innovation")
_TEXT_MOST = 500
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
)


def read_scheme(text: str) -> Scheme:
    """Read a scheme document.

    :raises SchemeInvalid: with all mistakes: line, field, what was found, what would be right.
    """
    mistakes: list[dict[str, Any]] = []
    if len(text) > MOST_CHARACTERS:
        mistakes.append(_mistake(1, "$", f"{len(text)} characters", f"at most {MOST_CHARACTERS}"))
        raise _invalid(mistakes)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        mistakes.append(_mistake(line, "$", str(error).split("\n", maxsplit=1)[0], "valid YAML"))
        raise _invalid(mistakes) from error
    scheme = _Reader(mistakes).scheme(node)
    if mistakes or scheme is None:
        raise _invalid(mistakes)
    return scheme


def _mistake(line: int, field: str, found: str, expected: str) -> dict[str, Any]:
    return {"line": line, "field": field[:200], "found": found[:200], "expected": expected}


def _invalid(mistakes: list[dict[str, Any]]) -> SchemeInvalid:
    first = mistakes[0]
    return SchemeInvalid(
        field="document",
        errors=mistakes,
        line=first["line"],
        place=first["field"],
        found=first["found"],
        expected=first["expected"],
        count=len(mistakes),
    )


@dataclass(frozen=True)
class _Map:
    """A mapping of the document with the lines of its values."""

    path: str
    line: int
    items: dict[str, tuple[int, Any]]


class _Stop(Exception):
    pass


class _Reader:
    def __init__(self, mistakes: list[dict[str, Any]]) -> None:
        self._mistakes = mistakes
        self._seen: set[int] = set()

    def _note(self, line: int, field: str, found: str, expected: str) -> None:
        self._mistakes.append(_mistake(line, field, found, expected))

    def scheme(self, node: yaml.Node | None) -> Scheme | None:
        try:
            tree = self._tree(node, "$", 0)
            top = self._map(tree, 1, "$")
            return self._scheme(top)
        except _Stop:
            return None

    # -- from YAML nodes to plain trees: every scalar stays text ---------------------------

    def _tree(self, node: yaml.Node | None, path: str, depth: int) -> Any:
        if node is None or depth > _MOST_DEPTH:
            self._note(1, path, "nothing" if node is None else "too deep", "a mapping")
            raise _Stop
        line = node.start_mark.line + 1
        # An alias is the same node met again: written out in full it may be of any size.
        if id(node) in self._seen or node.tag not in _PLAIN_TAGS:
            self._note(line, path, "an alias or a tag", "the value itself")
            raise _Stop
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [
                (item.start_mark.line + 1, self._tree(item, f"{path}[{at}]", depth + 1))
                for at, item in enumerate(node.value)
            ]
        items: dict[str, tuple[int, Any]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS:
                self._note(
                    key.start_mark.line + 1, f"{path}.{key.value}", "not plain", "a plain name"
                )
                raise _Stop
            name = str(key.value)
            if name in items:
                self._note(key.start_mark.line + 1, f"{path}.{name}", "twice", "once")
            child = self._tree(value, f"{path}.{name}", depth + 1)
            items[name] = (value.start_mark.line + 1, child)
        return _Map(path, line, items)

    # -- pieces --------------------------------------------------------------------------

    def _map(self, value: Any, line: int, path: str) -> _Map:
        if not isinstance(value, _Map):
            self._note(line, path, "not a mapping", "a mapping")
            raise _Stop
        return value

    def _take(self, of: _Map, name: str, required: bool = True) -> tuple[int, Any]:
        if name not in of.items:
            if required:
                self._note(of.line, f"{of.path}.{name}", "missing", "this field")
                raise _Stop
            return of.line, None
        return of.items[name]

    def _only(self, of: _Map, *names: str) -> None:
        for name, (line, _) in of.items.items():
            if name not in names:
                self._note(line, f"{of.path}.{name}", "unknown field", ", ".join(names))

    def _text(self, of: _Map, name: str) -> str:
        line, value = self._take(of, name)
        if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_MOST:
            self._note(line, f"{of.path}.{name}", str(value)[:50], "text of 1 to 500 characters")
            raise _Stop
        return value.strip()

    def _one_of(self, of: _Map, name: str, allowed: tuple[str, ...]) -> str:
        value = self._text(of, name)
        if value not in allowed:
            self._note(of.items[name][0], f"{of.path}.{name}", value, " | ".join(allowed))
        return value

    def _whole(self, of: _Map, name: str, least: int, most: int) -> int:
        value = self._text(of, name)
        if not value.isdecimal() or not value.isascii() or not least <= int(value) <= most:
            expected = f"a whole number {least}..{most}"
            self._note(of.items[name][0], f"{of.path}.{name}", value, expected)
            raise _Stop
        return int(value)

    def _exact(self, of: _Map, name: str) -> Fraction:
        value = self._text(of, name)
        if not _DECIMAL.fullmatch(value):
            self._note(of.items[name][0], f"{of.path}.{name}", value, "an exact decimal")
            raise _Stop
        return Fraction(Decimal(value))

    def _bound(self, of: _Map, name: str) -> Bound:
        value = self._text(of, name)
        bound = read_bound(value)
        if bound is None:
            self._note(of.items[name][0], f"{of.path}.{name}", value, 'a threshold like "≤ 15"')
            raise _Stop
        return bound

    def _each(self, of: _Map, name: str, read: Callable[[_Map], Any]) -> tuple[Any, ...]:
        line, value = self._take(of, name)
        if not isinstance(value, list):
            self._note(line, f"{of.path}.{name}", "not a list", "a list")
            raise _Stop
        made = []
        for at, (item_line, item) in enumerate(value):
            try:
                made.append(read(self._map(item, item_line, f"{of.path}.{name}[{at}]")))
            except _Stop:
                continue
        return tuple(made)

    def _texts(self, of: _Map, name: str) -> tuple[str, ...]:
        line, value = self._take(of, name)
        if not isinstance(value, list) or not all(isinstance(item, str) for _, item in value):
            self._note(line, f"{of.path}.{name}", "not a list of texts", "a list of texts")
            raise _Stop
        return tuple(item for _, item in value)

    def _code(self, of: _Map) -> str:
        value = self._text(of, "code")
        if not _CODE.fullmatch(value):
            self._note(of.items["code"][0], f"{of.path}.code", value, "a code such as C1")
        return value

    # -- the scheme ----------------------------------------------------------------------

    def _requirement(self, of: _Map) -> Requirement:
        self._only(of, "code", "name", "unit", "require", "clause", "origin")
        return Requirement(
            code=self._code(of),
            name=self._text(of, "name"),
            unit=self._one_of(of, "unit", units.KNOWN),
            require=self._bound(of, "require"),
            clause=self._text(of, "clause"),
            origin=self._one_of(of, "origin", _ORIGINS),
        )

    def _innovation(self, of: _Map) -> Innovation:
        self._only(of, "code", "name", "unit", "average", "advanced", "origin")
        item = Innovation(
            code=self._code(of),
            name=self._text(of, "name"),
            unit=self._one_of(of, "unit", units.KNOWN),
            average=self._bound(of, "average"),
            advanced=self._bound(of, "advanced"),
            origin=self._one_of(of, "origin", _ORIGINS),
        )
        if not item.advanced.implies(item.average):
            line = of.items["advanced"][0]
            self._note(line, f"{of.path}.advanced", "easier", "no easier than the average level")
        return item

    def _baseline(self, of: _Map) -> Baseline:
        line, value = self._take(of, "baseline")
        base = self._map(value, line, f"{of.path}.baseline")
        self._only(base, "value", "document", "clause", "origin")
        return Baseline(
            value=self._exact(base, "value"),
            document=self._text(base, "document"),
            clause=self._text(base, "clause"),
            origin=self._one_of(base, "origin", _ORIGINS),
        )

    def _core(self, of: _Map, family: str) -> Core:
        names = ("code", "name", "unit", "direction", "baseline", "levels", "origin")
        self._only(of, *names, *(("weight",) if family == WEIGHTED else ()))
        direction = self._one_of(of, "direction", DIRECTIONS)
        line, value = self._take(of, "levels")
        levels = self._map(value, line, f"{of.path}.levels")
        self._only(levels, *(str(star) for star in STARS))
        core = Core(
            code=self._code(of),
            name=self._text(of, "name"),
            unit=self._one_of(of, "unit", units.KNOWN),
            direction=direction,
            weight=self._whole(of, "weight", 1, 1_000_000) if family == WEIGHTED else 0,
            baseline=self._baseline(of),
            levels={star: self._bound(levels, str(star)) for star in STARS},
            origin=self._one_of(of, "origin", _ORIGINS),
        )
        self._check_levels(core, levels)
        return core

    def _check_levels(self, core: Core, of: _Map) -> None:
        if core.direction not in DIRECTIONS:
            return  # named already; which operator would be right cannot be told
        right = ("≤", "<") if core.direction == "lower" else ("≥", ">")
        wrong = [star for star in STARS if core.levels[star].operator not in right]
        for star in wrong:
            found = core.levels[star].operator
            self._note(of.items[str(star)][0], f"{of.path}.{star}", found, " or ".join(right))
        if wrong:
            return
        for lower, higher in ((3, 4), (4, 5)):
            if not core.levels[higher].implies(core.levels[lower]):
                expected = f"no easier than level {lower}"
                self._note(of.items[str(higher)][0], f"{of.path}.{higher}", "easier", expected)

    def _leaders(self, of: _Map) -> LeaderRule:
        line, value = self._take(of, "leaders")
        rule = self._map(value, line, f"{of.path}.leaders")
        names = ("min_star", "min_composite", "max_share_percent", "max_count", "at_tie", "reason")
        self._only(rule, *names)
        return LeaderRule(
            min_star=self._whole(rule, "min_star", 3, 5),
            min_composite=self._exact(rule, "min_composite"),
            max_share_percent=self._whole(rule, "max_share_percent", 1, 100),
            max_count=self._whole(rule, "max_count", 0, 1_000_000),
            at_tie=self._one_of(rule, "at_tie", ("all", "none")),
            reason=self._text(rule, "reason"),
        )

    def _scheme(self, of: _Map) -> Scheme:
        self._only(
            of,
            *("season", "category", "name", "family", "reference_date", "superseded_references"),
            *("basic", "availability", "core", "innovation", "tie_breaks", "leaders"),
            *("evidence", "several_standards"),
        )
        family = self._one_of(of, "family", FAMILIES)
        line, value = self._take(of, "innovation")
        innovation = self._map(value, line, "$.innovation")
        self._only(innovation, "cap", "advanced_needed_for_five_stars", "items")
        scheme = Scheme(
            season=self._slug(of, "season"),
            category=self._slug(of, "category"),
            name=self._text(of, "name"),
            family=family,
            reference_date=self._date(of, "reference_date"),
            superseded=self._superseded(of),
            basic=self._each(of, "basic", self._requirement),
            availability=self._each(of, "availability", self._requirement),
            core=self._each(of, "core", lambda one: self._core(one, family)),
            innovation=self._each(innovation, "items", self._innovation),
            innovation_cap=self._whole(innovation, "cap", 0, 1_000),
            advanced_needed=self._whole(innovation, "advanced_needed_for_five_stars", 0, 100),
            tie_breaks=self._texts(of, "tie_breaks"),
            leaders=self._leaders(of),
            evidence=self._texts(of, "evidence"),
            several_standards=self._one_of(of, "several_standards", ("true", "false")) == "true",
        )
        self._check_whole(scheme, of)
        return scheme

    def _slug(self, of: _Map, name: str) -> str:
        value = self._text(of, name)
        if not _SLUG.fullmatch(value):
            self._note(of.items[name][0], f"$.{name}", value, "lower-case letters, digits, hyphens")
        return value

    def _date(self, of: _Map, name: str) -> date:
        value = self._text(of, name)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._note(of.items[name][0], f"$.{name}", value, "a date such as 2021-09-01")
            raise _Stop from None

    def _superseded(self, of: _Map) -> dict[str, str]:
        line, value = self._take(of, "superseded_references", required=False)
        if value is None:
            return {}
        pairs = self._map(value, line, "$.superseded_references")
        return {old: self._text(pairs, old) for old in pairs.items}

    def _check_whole(self, scheme: Scheme, of: _Map) -> None:
        """What no single field can tell: enough indicators, unique codes, known tie-breaks."""
        if len(scheme.core) < LEAST_CORE:
            found = f"{len(scheme.core)} indicators"
            self._note(of.items["core"][0], "$.core", found, f"at least {LEAST_CORE} (R29)")
        codes = [one.code for one in (*scheme.basic, *scheme.availability)]
        codes += [one.code for one in scheme.core]
        codes += [one.code for one in scheme.innovation]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self._note(of.line, "$", f"{code} more than once", "each code once")
        core = {f"value:{one.code}" for one in scheme.core}
        for at, tie in enumerate(scheme.tie_breaks):
            if tie not in _TIES and tie not in core:
                line = of.items["tie_breaks"][0]
                expected = ", ".join((*_TIES, "value:CODE of a core indicator"))
                self._note(line, f"$.tie_breaks[{at}]", tie, expected)
