"""Whether a scheme that reads well can work: what nobody could ever reach is a mistake in it.

These checks are for schemes that nobody has adopted. An adopted one is read without them, so that
its boards can be derived again whatever was let through in its day (R5).
"""

import re
from dataclasses import dataclass
from datetime import date

from .promise import decimal_text
from .scheme import STARS, WEIGHTED, Scheme
from .scheme_fields import Fields
from .scheme_nodes import Map, Place, Words, alike

_BEST = max(STARS)
#: A board of so many rows is small; a share that gives it no leader is worth a warning.
_SMALL = 5
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True)
class Doubt:
    """What may be meant and may be a slip: the field, and what follows from it."""

    field: str
    words: Words


def most_possible(scheme: Scheme) -> int:
    """Return the greatest composite that anybody can reach."""
    if scheme.family == WEIGHTED:
        return sum(core.weight for core in scheme.core) * _BEST
    return len(scheme.core)


def check_workable(fields: Fields, scheme: Scheme, of: Map) -> None:
    """Leaders can reach the least composite (R13), five stars the items they need (R29)."""
    most, least = most_possible(scheme), scheme.leaders.min_composite
    if least > most:
        expected = Words(f"不超过可能的最高分 {most}", f"no more than {most}, the most possible")
        fields.note(_place(of, "leaders", "min_composite"), alike(decimal_text(least)), expected)
    items, needed = len(scheme.innovation), scheme.advanced_needed
    if needed > items:
        expected = Words(f"不超过创新项数 {items}", f"no more than {items}, the number of items")
        place = _place(of, "innovation", "advanced_needed_for_five_stars")
        fields.note(place, alike(str(needed)), expected)


def _place(of: Map, name: str, inner: str) -> Place:
    node = of.nodes[name]
    return node.nodes[inner].place if isinstance(node, Map) else node.place


def in_year(reference_date: date, year: int) -> bool:
    """Tell whether a scheme looks at standards on a day of its season's year (R1, R7)."""
    return reference_date.year == year


def doubts(scheme: Scheme) -> tuple[Doubt, ...]:
    """Return what the author should look at once more; none of it is refused here.

    The season is known by its id alone, so its year is a guess until the scheme is drafted.
    """
    found = []
    years = [int(one) for one in _YEAR.findall(scheme.season)]
    if years and not any(in_year(scheme.reference_date, year) for year in years):
        words = Words(
            f"{scheme.reference_date} 不在活动年度 {years[-1]} 内，报送时会被拒绝",
            f"{scheme.reference_date} is outside the season's year {years[-1]}; "
            "a draft is refused then",
        )
        found.append(Doubt("$.reference_date", words))
    share = scheme.leaders.max_share_percent
    needed = -(-100 // share)
    if needed > _SMALL:
        words = Words(
            f"{share}%：不足 {needed} 个标准的排行榜不会有“领跑者”",
            f"{share} %: a board of fewer than {needed} standards can have no leader",
        )
        found.append(Doubt("$.leaders.max_share_percent", words))
    if scheme.leaders.max_count == 0:
        words = Words("0：不会有“领跑者”", "0: there can be no leader")
        found.append(Doubt("$.leaders.max_count", words))
    return tuple(found)
