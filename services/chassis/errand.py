"""Errands: work of a service that reaches outside its store and bus, such as mail or a platform.

The worker runs each in a loop of its own, on one worker at a time. A step does its outside part
without a transaction, then records what came of it; since a worker may be killed in between, what
is outside must bear being asked twice.
"""

from collections.abc import Callable

from .store.store import Store

#: One step: how many things were done, and how many wait.
Step = Callable[[], tuple[int, int]]
#: Makes the step for a worker's store.
Errand = Callable[[Store], Step]


class OutsideUnavailable(Exception):
    """What is outside does not answer now; nothing was decided, and the step is tried again.

    :param why: in words that hold no secret; readiness shows them.
    :param waiting: how many things wait for it, as a step returns it.
    """

    def __init__(self, why: str, waiting: int = 0) -> None:
        self.waiting = waiting
        super().__init__(why)
