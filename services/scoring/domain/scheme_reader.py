"""Reading a scheme from YAML, with every mistake named by line and field (R5, R6).

The tree and its places come from :mod:`.scheme_nodes`, single fields from :mod:`.scheme_fields`,
what no single field can tell from :mod:`.scheme_checks`. The JSON Schema that is published,
:mod:`.scheme_schema`, says the same as far as a schema can.
"""

from .promise import DIRECTIONS, RANGE, Allowed
from .scheme import (
    ENGINES,
    EXCLUDED,
    FAMILIES,
    NO_POINTS,
    SERVICE,
    STARS,
    SUBJECTS,
    WEIGHTED,
    Baseline,
    Core,
    Innovation,
    LeaderRule,
    Requirement,
    Scheme,
)
from .scheme_checks import check_core, check_innovation, check_requirement, check_whole
from .scheme_fields import ORIGINS, Fields
from .scheme_nodes import MOST_CHARACTERS, Map, Mistakes, Unreadable, read_tree
from .scheme_workable import check_workable

__all__ = ["MOST_CHARACTERS", "read_new_scheme", "read_scheme"]

REQUIREMENT = ("code", "name", "unit", "require", "clause", "origin")
INNOVATION = ("code", "name", "unit", "average", "advanced", "origin")
CORE = ("code", "name", "unit", "direction", "baseline", "levels", "origin")
BASELINE = ("value", "document", "clause", "origin")
LEADERS = ("min_star", "min_composite", "max_share_percent", "max_count", "at_tie", "reason")
ITEMS = ("cap", "advanced_needed_for_five_stars", "items")
TOP_NEEDED = (
    *("season", "category", "name", "family", "reference_date", "basic", "availability", "core"),
    *("innovation", "tie_breaks", "leaders", "evidence", "several_standards"),
)
TOP_OPTIONAL = ("superseded_references", "engine", "subject")
#: What only schemes of engine 2 have.
POSSIBLE, MISSING = "possible", "missing"
AT_TIE = ("all", "none")
#: The ends of whole numbers: weight, stars, share, counts.
WEIGHT, MIN_STAR, SHARE, COUNT = (1, 1_000_000), (3, 5), (1, 100), (0, 1_000_000)
CAP, ADVANCED = (0, 1_000), (0, 100)


def read_scheme(text: str) -> Scheme:
    """Read a scheme document.

    :raises SchemeInvalid: with all mistakes: line, field, what was found, what would be right.
    """
    mistakes = Mistakes()
    try:
        scheme = _Reader(Fields(mistakes)).scheme(read_tree(text, mistakes))
    except Unreadable:
        raise mistakes.refusal() from None
    if mistakes.rows:
        raise mistakes.refusal()
    return scheme


def read_new_scheme(text: str) -> Scheme:
    """Read a scheme that nobody has adopted: what could never work is a mistake as well.

    :raises SchemeInvalid: as :func:`read_scheme` does.
    """
    scheme, mistakes = read_scheme(text), Mistakes()
    check_workable(Fields(mistakes), scheme, read_tree(text, mistakes))
    if mistakes.rows:
        raise mistakes.refusal()
    return scheme


class _Reader:
    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._engine = 1
        self._family = ""

    def scheme(self, of: Map) -> Scheme:
        fields = self._fields
        fields.only(of, (*TOP_NEEDED, *TOP_OPTIONAL))
        if "engine" in of.nodes:
            self._engine = fields.whole(of, "engine", min(ENGINES), max(ENGINES))
        self._family = fields.one_of(of, "family", FAMILIES)
        innovation = fields.inner(of, "innovation")
        fields.only(innovation, ITEMS)
        scheme = Scheme(
            season=fields.slug(of, "season"),
            category=fields.slug(of, "category"),
            name=fields.text(of, "name"),
            family=self._family,
            reference_date=fields.day(of, "reference_date"),
            superseded=self._superseded(of),
            basic=fields.each(of, "basic", self._requirement),
            availability=fields.each(of, "availability", self._requirement),
            core=fields.each(of, "core", self._core),
            innovation=fields.each(innovation, "items", self._innovation),
            innovation_cap=fields.whole(innovation, "cap", *CAP),
            advanced_needed=fields.whole(innovation, "advanced_needed_for_five_stars", *ADVANCED),
            tie_breaks=fields.texts(of, "tie_breaks"),
            leaders=self._leaders(of),
            evidence=fields.texts(of, "evidence"),
            several_standards=fields.one_of(of, "several_standards", ("true", "false")) == "true",
            engine=self._engine,
            subject=self._subject(of),
        )
        check_whole(fields, scheme, of)
        return scheme

    def _subject(self, of: Map) -> str:
        return self._fields.one_of(of, "subject", SUBJECTS) if "subject" in of.nodes else SERVICE

    def _later(self, *names: str) -> tuple[str, ...]:
        return names if self._engine > 1 else ()

    def _only(self, of: Map, names: tuple[str, ...], *later: str) -> None:
        known = (*names, *self._later(*later))
        self._fields.only(of, known, tuple(one for one in later if one not in known))

    def _requirement(self, of: Map) -> Requirement:
        fields = self._fields
        self._only(of, REQUIREMENT, POSSIBLE)
        made = Requirement(
            code=fields.code(of),
            name=fields.text(of, "name"),
            unit=fields.unit(of),
            require=fields.bound(of, "require"),
            clause=fields.text(of, "clause"),
            origin=fields.one_of(of, "origin", ORIGINS),
            possible=fields.possible(of) if self._engine > 1 else None,
        )
        check_requirement(fields, made, of)
        return made

    def _innovation(self, of: Map) -> Innovation:
        fields = self._fields
        self._only(of, INNOVATION, POSSIBLE)
        made = Innovation(
            code=fields.code(of),
            name=fields.text(of, "name"),
            unit=fields.unit(of),
            average=fields.bound(of, "average"),
            advanced=fields.bound(of, "advanced"),
            origin=fields.one_of(of, "origin", ORIGINS),
            possible=fields.possible(of) if self._engine > 1 else None,
        )
        check_innovation(fields, made, of)
        return made

    def _core(self, of: Map) -> Core:
        fields = self._fields
        names = (*CORE, *(("weight",) if self._family == WEIGHTED else ()))
        self._only(of, names, POSSIBLE, MISSING)
        direction = fields.one_of(of, "direction", (*DIRECTIONS, *self._later(RANGE)))
        levels = fields.inner(of, "levels")
        fields.only(levels, tuple(str(star) for star in STARS))
        core = Core(
            code=fields.code(of),
            name=fields.text(of, "name"),
            unit=fields.unit(of),
            direction=direction,
            weight=fields.whole(of, "weight", *WEIGHT) if self._family == WEIGHTED else 0,
            baseline=self._baseline(of, direction),
            levels={star: self._level(levels, str(star), direction) for star in STARS},
            origin=fields.one_of(of, "origin", ORIGINS),
            possible=fields.possible(of) if self._engine > 1 else None,
            missing=self._missing(of),
        )
        check_core(fields, core, of, levels, self._engine)
        return core

    def _missing(self, of: Map) -> str:
        if self._engine == 1 or MISSING not in of.nodes:
            return EXCLUDED
        # The worst star decides in the other family, and none is worse than nothing.
        allowed = (EXCLUDED, NO_POINTS) if self._family == WEIGHTED else (EXCLUDED,)
        return self._fields.one_of(of, MISSING, allowed)

    def _level(self, of: Map, name: str, direction: str) -> Allowed:
        read = self._fields.span if direction == RANGE else self._fields.bound
        return read(of, name)

    def _baseline(self, of: Map, direction: str) -> Baseline:
        fields = self._fields
        base = fields.inner(of, "baseline")
        fields.only(base, BASELINE)
        read = fields.span if direction == RANGE else fields.exact
        return Baseline(
            value=read(base, "value"),
            document=fields.text(base, "document"),
            clause=fields.text(base, "clause"),
            origin=fields.one_of(base, "origin", ORIGINS),
        )

    def _leaders(self, of: Map) -> LeaderRule:
        fields = self._fields
        rule = fields.inner(of, "leaders")
        fields.only(rule, LEADERS)
        return LeaderRule(
            min_star=fields.whole(rule, "min_star", *MIN_STAR),
            min_composite=fields.exact(rule, "min_composite"),
            max_share_percent=fields.whole(rule, "max_share_percent", *SHARE),
            max_count=fields.whole(rule, "max_count", *COUNT),
            at_tie=fields.one_of(rule, "at_tie", AT_TIE),
            reason=fields.text(rule, "reason"),
        )

    def _superseded(self, of: Map) -> dict[str, str]:
        if "superseded_references" not in of.nodes:
            return {}
        pairs = self._fields.inner(of, "superseded_references")
        return {old: self._fields.text(pairs, old) for old in pairs.nodes}
