"""Which step of a season may be taken on which day (R1). Pure; every service asks it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from .refusal import Malformed, Refusal
from .values import Phase

#: The steps that a season's phases may name. Steps that no phase names are free.
STEPS = (
    "scheme",  # draft, notice and adopt a scheme
    "apply",  # an enterprise applies
    "decide_application",  # the authority accepts or declines
    "evaluate",  # draw boards, shortlist, evidence, nominate
    "consent",  # ask for and give consent
    "submit",  # the body hands results to the bureau
    "review",  # the bureau's formal review
    "notice",  # open the notice of results
    "publish",  # board and leaders
    "close",  # summary and end
)


class StepOutsidePhase(Refusal):
    """The step belongs to another phase of the season (R1)."""

    CODE = "season.step_outside_phase"


class UnknownStep(Malformed):
    """A phase names a step that does not exist."""

    CODE = "season.unknown_step"


def check_step(phases: Iterable[Phase], step: str, today: date) -> None:
    """Refuse a step outside the phases that name it (R1).

    :param today: the day in Asia/Shanghai.
    :raises StepOutsidePhase: with the phases that would allow it and their dates.
    """
    allowing = [phase for phase in phases if step in phase.steps]
    if allowing and not any(phase.first <= today <= phase.last for phase in allowing):
        raise StepOutsidePhase(
            step=step,
            today=today.isoformat(),
            allowed="; ".join(f"{p.name} {p.first}..{p.last}" for p in allowing),
        )


def extended(phases: list[dict[str, Any]], code: str, last: date) -> list[dict[str, Any]]:
    """Return a season's phases as plain values, one of them with its new last day (R1)."""
    return [
        {**phase, "last": last.isoformat()} if phase["code"] == code else phase for phase in phases
    ]
