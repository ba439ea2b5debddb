"""An enterprise that loses one title may hold others: each is put to the bureau (A22, R22).

The bar is of the enterprise and takes no other title by itself. The bureau decides of each whether
it is kept, or proposed to be withdrawn; then the enterprise is heard as on any proposal (R21).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import BarImposed, OtherTitleDecided, OtherTitlePut

from . import exit_refusals, refusals
from .title import VALID, Title

OPEN, KEPT, WITHDRAWN, LAPSED = "open", "kept", "withdrawn", "lapsed"
OUTCOMES = (KEPT, WITHDRAWN)
#: 由于其他原因须退出: the ground on which another title is proposed to be withdrawn.
GROUND = 7


@dataclass(frozen=True, kw_only=True)
class OtherTitle:
    """Another title as it waits for its decision; ``state`` is ``open`` or its outcome."""

    revocation: str
    title: str
    enterprise: str
    season: str
    state: str = OPEN


def evolve(state: OtherTitle | None, event: Event) -> OtherTitle:
    """Return what waits after an event of its stream."""
    if isinstance(event, OtherTitlePut):
        return OtherTitle(
            revocation=event.revocation,
            title=event.title,
            enterprise=event.enterprise,
            season=event.season,
        )
    if state is not None and isinstance(event, OtherTitleDecided):
        return replace(state, state=event.outcome)
    raise ValueError(f"{event.TYPE} is no event of another title")


def put(
    bar: BarImposed, revoked: str, titles: Iterable[Title], known: Collection[str], today: date
) -> tuple[OtherTitlePut, ...]:
    """Put each other valid title of a barred enterprise to the bureau, once for a revocation.

    :param revoked: the title that the bar's revocation took.
    :param titles: those that the enterprise holds.
    :param known: the titles put for this revocation before.
    :param today: the day in Asia/Shanghai.
    """
    return tuple(
        OtherTitlePut(
            revocation=bar.revocation,
            title=one.title,
            enterprise=bar.enterprise,
            season=one.season,
        )
        for one in titles
        if one.state == VALID
        and today <= one.last_valid_day
        and one.title != revoked
        and one.title not in known
    )


def check(state: OtherTitle, outcome: str, reasons: str) -> None:
    """Refuse what cannot be decided of another title.

    :raises OtherTitleOver: when it was decided, or there is nothing to decide any more.
    :raises FieldWrong: for another outcome, or without reasons.
    """
    if state.state != OPEN:
        raise exit_refusals.OtherTitleOver(title=state.title, state=state.state)
    if outcome not in OUTCOMES:
        raise refusals.FieldWrong(field="outcome", found=outcome, expected=" | ".join(OUTCOMES))
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found=reasons, expected="1")


def decide(state: OtherTitle, outcome: str, reasons: str, proposal: str = "") -> OtherTitleDecided:
    """Decide of another title what :func:`check` let pass, or let it lapse.

    :param proposal: the revocation proposed, where it is to be withdrawn.
    """
    return OtherTitleDecided(
        revocation=state.revocation,
        title=state.title,
        enterprise=state.enterprise,
        outcome=outcome,
        reasons=reasons,
        proposal=proposal,
    )
