"""What no single field of a scheme can tell: order of levels, units of directions, codes, ties."""

from collections.abc import Iterator

from .promise import DIRECTIONS, RANGE, Allowed, Possible, Span, as_good_as
from .scheme import EXCLUDED, LEAST_CORE, STARS, Core, Innovation, Requirement, Scheme
from .scheme_fields import YES_NO, Fields
from .scheme_nodes import Items, Map, Place, Words, alike

TIES = ("five_stars", "four_stars", "innovation")
#: A direction that belongs to a unit, in schemes of engine 2.
UNIT_OF = {"boolean": YES_NO, "ordinal": "level"}
_EASIER = Words("更容易", "easier")


def check_requirement(fields: Fields, made: Requirement, of: Map) -> None:
    """A requirement must be one that can be met."""
    _check_possible(fields, made.possible, made.require, of.nodes["require"].place)


def check_innovation(fields: Fields, made: Innovation, of: Map) -> None:
    """The advanced level is no easier than the average one, and both can be met."""
    if not made.advanced.implies(made.average):
        expected = Words("不比平均水平容易", "no easier than the average level")
        fields.note(of.nodes["advanced"].place, _EASIER, expected)
    for name, level in (("average", made.average), ("advanced", made.advanced)):
        _check_possible(fields, made.possible, level, of.nodes[name].place)


def check_core(fields: Fields, core: Core, of: Map, levels: Map, engine: int) -> None:
    """Operators fit the direction, no level is easier than a lower one, all can be met."""
    if core.direction not in (*DIRECTIONS, RANGE):
        return  # named already; which operator would be right cannot be told
    right = ("≤", "<") if core.direction == "lower" else ("≥", ">")
    places = {star: levels.nodes[str(star)].place for star in STARS}
    wrong = False
    for star, level in core.levels.items():
        if not isinstance(level, Span) and level.operator not in right:
            wrong = True
            expected = Words(" 或 ".join(right), " or ".join(right))
            fields.note(places[star], alike(level.operator), expected)
    if wrong:
        return
    for lower, higher in ((3, 4), (4, 5)):
        if not core.levels[higher].implies(core.levels[lower]):
            expected = Words(f"不比 {lower} 星容易", f"no easier than level {lower}")
            fields.note(places[higher], _EASIER, expected)
    if engine > 1:
        _check_unit(fields, core, of)
        for star, level in core.levels.items():
            _check_possible(fields, core.possible, level, places[star])
        asked = as_good_as(core.baseline.value, core.direction)
        _check_possible(fields, core.possible, asked, of.nodes["baseline"].place.inner("value"))


def _check_unit(fields: Fields, core: Core, of: Map) -> None:
    unit = UNIT_OF.get(core.direction)
    if unit and core.unit != unit:
        expected = Words(f"{unit}（方向为 {core.direction}）", f"{unit}, as it is {core.direction}")
        fields.note(of.nodes["unit"].place, alike(core.unit), expected)
    elif unit is None and core.unit in UNIT_OF.values():
        right = next(way for way, its in UNIT_OF.items() if its == core.unit)
        expected = Words(f"{right}（单位为 {core.unit}）", f"{right}, as its unit is {core.unit}")
        fields.note(of.nodes["direction"].place, alike(core.direction), expected)


def _check_possible(
    fields: Fields, possible: Possible | None, level: Allowed, place: Place
) -> None:
    if possible and not possible.meets(level):
        expected = Words("可能的值（见 possible）", "a value that is possible (see possible)")
        fields.note(place, Words("不可能的值", "an impossible value"), expected)


def check_whole(fields: Fields, scheme: Scheme, of: Map) -> None:
    """Enough core indicators, each code once, tie-breaks that can be told."""
    if len(scheme.core) < LEAST_CORE:
        found = Words(f"{len(scheme.core)} 项", f"{len(scheme.core)} indicators")
        expected = Words(f"不少于 {LEAST_CORE} 项（R29）", f"at least {LEAST_CORE} (R29)")
        fields.note(of.nodes["core"].place, found, expected)
    seen: set[str] = set()
    for code, place in _codes(of):
        if code in seen:
            found = Words(f"{code} 重复", f"{code} more than once")
            fields.note(place, found, Words("编号不重复", "each code once"))
        seen.add(code)
    # A value that may be missing, or that is good inside a range, puts nobody before another.
    core = {
        f"value:{one.code}"
        for one in scheme.core
        if one.missing == EXCLUDED and one.direction != RANGE
    }
    ties = of.nodes["tie_breaks"]
    for tie, node in zip(
        scheme.tie_breaks, ties.nodes if isinstance(ties, Items) else (), strict=True
    ):
        if tie not in TIES and tie not in core:
            known = ", ".join(TIES)
            expected = Words(
                f"{known}，或 value:核心指标编号", f"{known}, value:CODE of a core indicator"
            )
            fields.note(node.place, alike(tie), expected)


def _codes(of: Map) -> Iterator[tuple[str, Place]]:
    """Yield every indicator's code, with its place, in the document's order of classes."""
    innovation = of.nodes["innovation"]
    lists = [of.nodes[name] for name in ("basic", "availability", "core")]
    lists += [innovation.nodes["items"]] if isinstance(innovation, Map) else []
    for one in lists:
        for item in one.nodes if isinstance(one, Items) else ():
            code = item.nodes.get("code") if isinstance(item, Map) else None
            if code is not None and hasattr(code, "text"):
                yield code.text.strip(), code.place
