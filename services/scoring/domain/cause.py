"""A reason why a place on a board changed, or why two schemes are not alike (R12)."""

from dataclasses import dataclass

#: Why an indicator brings another number of stars or points.
PROMISE, THRESHOLD, WEIGHT, ADDED, REMOVED = "promise", "threshold", "weight", "added", "removed"
#: Why a place changed although the row itself brings the same.
JOINED, LEFT, OVERTAKEN, OVERTOOK, RULE = "joined", "left", "overtaken", "overtook", "rule"
#: What a standard was found unfit for when it left, or before it came (R8).
UNFIT, WAS_UNFIT = "unfit", "was_unfit"
#: How the innovation points are named where an indicator stands else.
INNOVATION = "innovation"


@dataclass(frozen=True)
class Cause:
    """One reason for a move, or one difference between schemes.

    ``kind`` is one of the words above. For an indicator ``before`` and ``after`` are what
    changed (promise, threshold, weight) and ``stars``, ``points`` its outcome on both sides. For a
    rule ``indicator`` names the field, as ``C4 baseline``. For who is unfit they are what was
    declared and what is required. For the others ``who`` are the applications that came, went, or
    changed sides.
    """

    kind: str
    indicator: str = ""
    before: str = ""
    after: str = ""
    stars: tuple[int, int] = (0, 0)
    points: tuple[int, int] = (0, 0)
    who: tuple[str, ...] = ()
