"""How many values make one promise (R28). Pure; whoever takes promises asks it."""

from collections.abc import Sequence

from .values import DeclaredValue

ONE_OR_TWO_ENDS = "一个值，或一下限一上限 one value, or two ends"
ENDS_IN_ORDER = "同一单位，下限 ≤ 上限 one unit, lower end ≤ upper"


def asked_instead(values: Sequence[DeclaredValue]) -> str | None:
    """Return what one indicator's values should be, None when they are a promise.

    A promise is one value, or a range by its two ends, “≥18” and “≤26”.
    """
    least = [value for value in values if value.operator in {"≥", ">"}]
    most = [value for value in values if value.operator in {"≤", "<"}]
    pair = len(least) == len(most) == 1 and len(values) == 2  # noqa: PLR2004 - the two ends
    if len(values) > 1 and not pair:
        return ONE_OR_TWO_ENDS
    if pair and (least[0].unit != most[0].unit or least[0].value > most[0].value):
        return ENDS_IN_ORDER
    return None
