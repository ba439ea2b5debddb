"""One function for each kind of step; ``take`` finds it by the step's record."""

from functools import singledispatch

from .desk import Desk
from .steps import Step


@singledispatch
def take(step: Step, desk: Desk) -> None:  # noqa: ARG001 - every move takes both
    """Take a step: send its requests, keep the ids they made, check what came of it.

    :raises Problem: when a service refuses.
    :raises Unexpected: when it answers otherwise than the story says.
    :raises TooLate: when what should happen by itself does not happen in time.
    """
    raise TypeError(f"no move is registered for a step of kind {type(step).__name__}")
