"""An evaluation body is dismissed: what it made is looked at again, and is not void (R33).

Every scheme, notice and board it made for its season is flagged. The bureau says of each whether it stands or must
be made again; until then nothing flagged is published (R18).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.registry import BodyWorkReviewed, EvaluationBodyDismissed, FlaggedWork

from . import refusals
from .season import Season

#: What a review finds: 维持, 重做.
STANDS, REDO = "stands", "redo"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A scheme, notice or board that is looked at again; ``outcome`` is None until it was.

    ``version`` is a scheme's, or a board's when it was flagged, 0 for a notice.
    """

    about: str
    version: int
    outcome: str | None


def flag_of(shown: Mapping[str, Any]) -> Flag:
    """Return the flag that a read model shows."""
    return Flag(about=shown["about"], version=shown["version"], outcome=shown["outcome"])


def dismiss(
    state: Season, grounds: str, made: Sequence[FlaggedWork], *, titles_run: bool = False
) -> EvaluationBodyDismissed:
    """Dismiss the season's evaluation body, with the grounds (R3, R33).

    :param made: the schemes, notices and boards that it made, which are looked at again.
    :param titles_run: whether a title of the season is valid, or waits to be cancelled (R21).
    :raises SeasonClosed: when the season is closed and no title runs.
    :raises NotTheBody: when it has none.
    :raises FieldWrong: without grounds.
    """
    if state.closed and not titles_run:
        raise refusals.SeasonClosed(season=state.season)
    if state.body is None:
        raise refusals.NotTheBody(body="—")
    if not grounds.strip():
        raise refusals.FieldWrong(field="grounds", found="", expected="the grounds")
    return EvaluationBodyDismissed(
        season=state.season, body=state.body, grounds=grounds, flagged=tuple(made)
    )


def review(
    season: str, flag: Flag | None, about: str, outcome: str, reasons: str
) -> BodyWorkReviewed:
    """Say whether what was flagged stands or must be made again, once (R33).

    :raises Unknown: when nothing of that id is flagged.
    :raises ReviewDone: when it was reviewed.
    :raises FieldWrong: for another outcome, or without reasons.
    """
    if flag is None:
        raise refusals.Unknown(what="review", id=about)
    if flag.outcome is not None:
        raise refusals.ReviewDone(submission=about, state=flag.outcome)
    if outcome not in {STANDS, REDO}:
        raise refusals.FieldWrong(field="outcome", found=outcome, expected=f"{STANDS} | {REDO}")
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found="", expected="the reasons")
    return BodyWorkReviewed(season=season, about=about, outcome=outcome, reasons=reasons)


def check_reviewed(board: str, version: int, flags: Iterable[Flag]) -> None:
    """Refuse to publish what is flagged and not found to stand (R18, R33).

    A board that must be made again is published in a later version, shown in a notice of its own;
    one drawn by a scheme that must be made again, only when drawn by another.

    :param flags: those of the board, of the notice that shows it and of the scheme that drew it.
    :raises ReviewUnresolved: naming what waits.
    """
    for flag in flags:
        made_anew = flag.outcome == REDO and flag.about == board and version > flag.version
        if flag.outcome != STANDS and not made_anew:
            raise refusals.ReviewUnresolved(board=board, about=flag.about)
