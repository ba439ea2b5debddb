"""Why a bank moved, what it lacks and what a weight decides, in Chinese and English."""

from collections.abc import Mapping
from fractions import Fraction

from services.scoring.domain import cause as kinds_of
from services.scoring.domain import sensitivity
from services.scoring.domain.cause import Cause
from services.scoring.domain.compare import Move
from services.scoring.domain.explain import Reason
from services.scoring.domain.leaders import Gap
from services.scoring.domain.sensitivity import Swap

Names = Mapping[str, str]
#: By kind of cause: what is said of an indicator, or of others.
_CAUSES = {
    kinds_of.PROMISE: (
        "{indicator} 承诺由 {before} 改为 {after}，{stars}",
        "{indicator} is now promised {after}, was {before}: {stars}",
    ),
    kinds_of.THRESHOLD: (
        "{indicator} 门槛由 {before} 改为 {after}，{stars}",
        "{indicator}'s threshold is now {after}, was {before}: {stars}",
    ),
    kinds_of.WEIGHT: (
        "{indicator} 权重由 {before} 改为 {after}，{points} 分",
        "{indicator}'s weight is now {after}, was {before}: {points} points",
    ),
    kinds_of.ADDED: ("新增指标 {indicator}，{points} 分", "{indicator} is new: {points} points"),
    kinds_of.REMOVED: ("取消指标 {indicator}，{points} 分", "{indicator} is gone: {points} points"),
    kinds_of.RULE: (
        "{indicator} 由 {before} 改为 {after}",
        "{indicator} is now {after}, was {before}",
    ),
    kinds_of.JOINED: ("入榜：{who}", "came onto the board: {who}"),
    kinds_of.LEFT: ("离榜：{who}", "left the board: {who}"),
    kinds_of.UNFIT: (
        "不符合入榜条件 {indicator}：承诺 {before}，要求 {after}",
        "unfit by {indicator}: promised {before}, required {after}",
    ),
    kinds_of.WAS_UNFIT: (
        "此前不符合入榜条件 {indicator}：承诺 {before}，要求 {after}",
        "unfit before by {indicator}: promised {before}, required {after}",
    ),
    kinds_of.OVERTAKEN: ("被超过：{who}", "went past: {who}"),
    kinds_of.OVERTOOK: ("超过：{who}", "fell behind: {who}"),
}
#: What a bank itself promises of innovation; rows show the points it brings.
_INNOVATION = (
    "自身创新承诺变化，创新分由 {before} 到 {after}，{stars}",
    "its own promises of innovation changed: {after} points, were {before}: {stars}",
)
_AT = {
    sensitivity.SWAPS: ("即互换", "they swap"),
    sensitivity.SHARES: ("即并列，再多则互换", "they share the rank, beyond it they swap"),
    sensitivity.BEYOND: ("尚不互换，再多则互换", "still in order, beyond it they swap"),
}
_CONDITIONS = {"star": ("星级", "star"), "composite": ("综合得分", "composite")}


def cause_words(cause: Cause, names: Names) -> tuple[str, str]:
    """Tell one cause."""
    told = {
        "indicator": cause.indicator,
        "before": cause.before or "—",
        "after": cause.after or "—",
        "stars": f"{cause.stars[0]}★→{cause.stars[1]}★",
        "points": f"{cause.points[0]}→{cause.points[1]}",
        "who": "、".join(names.get(one, one) for one in cause.who),
    }
    innovation = cause.kind == kinds_of.PROMISE and cause.indicator == kinds_of.INNOVATION
    zh, en = _INNOVATION if innovation else _CAUSES[cause.kind]
    return zh.format(**told), en.format(**told)


def rule_words(cause: Cause) -> tuple[str, str]:
    """Tell one difference between two schemes; a threshold names its level."""
    if cause.kind == kinds_of.THRESHOLD:
        told = f"{cause.indicator} {cause.stars[0]}★: {cause.before} → {cause.after}"
        return told, told
    told = f"{cause.indicator}: {cause.before or '—'} → {cause.after or '—'}"
    kinds = {kinds_of.WEIGHT: ("权重", "weight"), kinds_of.RULE: ("规则", "rule")}
    zh, en = kinds.get(cause.kind, ("指标", "indicator"))
    return f"{zh} {told}", f"{en} {told}"


def move_words(move: Move) -> str:
    """Tell from where to where."""
    places = ["—" if rank is None else str(rank) for rank in move.ranks]
    return " → ".join(places)


def gap_words(gaps: tuple[Gap, ...]) -> tuple[str, str]:
    """Tell what a row lacks to be fit to lead."""
    zh, en = [], []
    for gap in gaps:
        weak = f" ({', '.join(gap.indicators)})" if gap.indicators else ""
        chinese, english = _CONDITIONS[gap.condition]
        zh.append(f"{chinese} {gap.has}<{gap.needs}{weak}")
        en.append(f"{english} {gap.has}<{gap.needs}{weak}")
    return "；".join(zh), "; ".join(en)


def rise_words(reason: Reason) -> str:
    """Tell the single changes that would lift a row, each with the rank it brings."""
    return " / ".join(
        f"{rise.indicator} {rise.declared}→{rise.needed} ⇒ {rise.new_rank}" for rise in reason.rises
    )


def swap_words(swap: Swap | None, names: Names) -> str:
    """Tell the change of a weight that makes two neighbours change places."""
    if swap is None:
        return "分数不同的相邻者不因此互换 · swaps no neighbours of different scores"
    zh, en = _AT[swap.at]
    told = f"{signed(swap.change)}: {names[swap.lower]} ↑ {names[swap.upper]} ↓"
    return f"{told}\n{zh} · {en}"


def signed(change: Fraction) -> str:
    """Write an exact change with its sign."""
    return f"{'+' if change > 0 else ''}{change}"
