"""Consent to a result: to be on the board with the place that was shown (R15).

The enterprise answers about what it was asked: its star, its rank, by which scheme. When that
changes, the body asks again (the registry says when), and the enterprise answers again, also
after a refusal. The answer about a later result names it, so that one on its way while the body
asks again is never taken for an answer to what it has not seen.
"""

from dataclasses import dataclass
from datetime import date

from services.contracts.event import Event
from services.contracts.intake import ConsentGiven, ConsentRefused, ResultConsidered
from services.contracts.phases import check_step

from . import refusals
from .application import ACCEPTED, Application, check_open, check_state
from .facts import Season


@dataclass(frozen=True)
class Asked:
    """What the enterprise is asked about: versions of the board, the first one and the last."""

    first: int
    version: int


def answer_consent(
    state: Application,
    season: Season,
    *,
    asked: Asked | None,
    consent: bool,
    reason_commitment: str,
    today: date,
) -> tuple[Event, ...]:
    """Consent to be on the board, or refuse; once, when asked. Silence is not consent (R15).

    :raises ConsentNotAsked: before the body has asked.
    :raises ConsentAnswered: when what was asked last has its answer.
    :raises SeasonClosed: when the season is closed (R24).
    """
    check_state(state, ACCEPTED)
    applied = state.submitted
    if asked is None:
        raise refusals.ConsentNotAsked(application=applied.application)
    considered = state.considered or asked.first
    if state.consent is not None and considered == asked.version:
        raise refusals.ConsentAnswered(application=applied.application, answer=state.consent)
    check_open(season, applied.season)
    check_step(season.phases, "consent", today)
    about = {
        "application": applied.application,
        "enterprise": applied.enterprise,
        "board": state.board,
    }
    later = asked.version != asked.first
    named = (ResultConsidered(**about, board_version=asked.version),) if later else ()
    if consent:
        return (*named, ConsentGiven(**about))
    return (*named, ConsentRefused(**about, reason_commitment=reason_commitment))
