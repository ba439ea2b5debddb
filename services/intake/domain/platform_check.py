"""A check with the public platform that a step waits for (R7, R31).

At application, after a board is drawn and after its results notice has closed, the platform must
show the text applied with. What it says is recorded when it is news; while it says nothing, the
step waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.contracts.event import Event
from services.contracts.intake import (
    PlatformCheckRequested,
    PlatformDidNotAnswer,
    PlatformRecordAbolished,
    PlatformRecordGone,
    PlatformTextConfirmed,
    PlatformTextDiffered,
)

from . import refusals
from .platform_record import MOST_DIFFERENCES, Gone, Shown, compare
from .standard import Declared

APPLICATION, SCORING, PUBLICATION = "application", "scoring", "publication"
WAITING, CONFIRMED = "waiting", "confirmed"
DIFFERS, GONE, ABOLISHED = "differs", "gone", "abolished"
_OUTCOMES: dict[type[Event], str] = {
    PlatformTextConfirmed: CONFIRMED,
    PlatformTextDiffered: DIFFERS,
    PlatformRecordGone: GONE,
    PlatformRecordAbolished: ABOLISHED,
}


@dataclass(frozen=True)
class Check:
    """A check as it stands.

    ``asked`` counts how often it was requested: an answer to an earlier request decides nothing.
    ``trouble`` says why the platform has not answered; ``said`` is the last it did say.
    """

    request: PlatformCheckRequested
    asked: int = 1
    state: str = WAITING
    trouble: str = ""
    said: Event | None = None


def evolve(state: Check | None, event: Event) -> Check:
    """Apply one event of a check's stream."""
    if isinstance(event, PlatformCheckRequested):
        return Check(event, state.asked + 1 if state else 1)
    if state is None:
        raise ValueError(f"{event.TYPE} before the check was requested")
    if isinstance(event, PlatformDidNotAnswer):
        return replace(state, trouble=event.trouble)
    if type(event) in _OUTCOMES:
        return replace(state, state=_OUTCOMES[type(event)], trouble="", said=event)
    raise ValueError(f"{event.TYPE} is no event of a check")


def answer(
    state: Check, declared: Declared, shown: Shown, today: date
) -> PlatformTextConfirmed | PlatformTextDiffered | PlatformRecordGone | PlatformRecordAbolished:
    """Tell what an answer of the platform means for the step that waits.

    A standard that is abolished from a later day on is in force until then.

    :param declared: the declaration that the application rests on.
    """
    asked = state.request
    about: dict[str, Any] = {
        "check": asked.check,
        "enterprise": asked.enterprise,
        "application": asked.application,
        "standard": asked.standard,
        "version": asked.version,
        "step": asked.step,
        "about": asked.about,
    }
    if isinstance(shown, Gone):
        return PlatformRecordGone(**about)
    if shown.abolished is not None and shown.abolished <= today:
        return PlatformRecordAbolished(**about, abolished=shown.abolished)
    found = compare(declared, shown)
    if found.found_sha256 == asked.text_sha256:
        return PlatformTextConfirmed(**about, text_sha256=asked.text_sha256)
    return PlatformTextDiffered(
        **about,
        applied_sha256=asked.text_sha256,
        found_sha256=found.found_sha256,
        count=len(found.differences),
        differences=found.differences[:MOST_DIFFERENCES],
    )


def is_news(state: Check, event: Event) -> bool:
    """Tell whether an answer, or a trouble, says something that the record does not have."""
    if isinstance(event, PlatformDidNotAnswer):
        return state.state != CONFIRMED and event.trouble != state.trouble
    return event != state.said or bool(state.trouble)


def did_not_answer(state: Check, trouble: str) -> PlatformDidNotAnswer:
    """Tell that the platform could not be asked, and why."""
    asked = state.request
    return PlatformDidNotAnswer(check=asked.check, enterprise=asked.enterprise, trouble=trouble)


def ask_again(
    checks: Sequence[Check],
    *,
    application: str,
    step_ahead: bool,
    connected: bool,
    officer: bool,
) -> list[PlatformCheckRequested]:
    """Ask the platform anew and now.

    An officer may do so even where it has confirmed the text; the enterprise where it has not.

    :param checks: those that are open, else the last one.
    :param step_ahead: whether a step of the application is still to come.
    :raises NothingToCheck: when no step of the application depends on the platform.
    :raises PlatformNotConnected: when there is nobody to ask.
    :raises CheckUnderWay: when it is about to be asked anyway.
    """
    settled = {ABOLISHED} if officer else {ABOLISHED, CONFIRMED}
    found = [one for one in checks if step_ahead and one.state not in settled]
    if not found:
        raise refusals.NothingToCheck(application=application)
    platform = found[-1].request.platform
    if not connected:
        raise refusals.PlatformNotConnected(platform=platform)
    again = [one.request for one in found if one.state != WAITING or one.trouble]
    if not again:
        raise refusals.CheckUnderWay(application=application, platform=platform)
    return again


def check_confirmed(state: Check | None, *, connected: bool, since: str) -> None:
    """Refuse the step until the platform has shown the text applied with (R31).

    Nobody waits for a platform that is not connected; what it said while it was still counts.

    :param since: when it was asked, for the words.
    :raises PlatformAwaited: while it has not answered.
    :raises PlatformTextDiffers: naming the fields.
    :raises PlatformRecordMissing: when it is gone or abolished there.
    """
    if state is None or state.state == CONFIRMED:
        return
    asked = state.request
    said = state.said
    if isinstance(said, PlatformTextDiffered) and state.state == DIFFERS:
        raise refusals.PlatformTextDiffers(
            standard=asked.standard,
            platform=asked.platform,
            record_number=asked.record_number,
            count=said.count,
            fields="；".join(f"{d.field}: {d.declared} → {d.shown}" for d in said.differences),
        )
    if state.state in {GONE, ABOLISHED}:
        raise refusals.PlatformRecordMissing(
            standard=asked.standard,
            platform=asked.platform,
            record_number=asked.record_number,
            state=state.state,
        )
    if connected:
        raise refusals.PlatformAwaited(
            standard=asked.standard,
            platform=asked.platform,
            record_number=asked.record_number,
            since=since,
            trouble=state.trouble or "—",
        )
