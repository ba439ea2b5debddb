"""The errand to the public platforms: what waits is asked, and what is answered recorded (R31).

The question is asked outside of any transaction; the answer is recorded in one, if the check still
waits for it. How long to leave a platform alone is no fact of the business: it is kept here, by
check, and forgotten with the process.
"""

import time
from collections.abc import Callable, Mapping

from services.chassis import clock, crash
from services.chassis.errand import OutsideUnavailable, Step
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.chassis.store.views import Body

from .domain.platform_check import WAITING
from .domain.platform_record import Shown
from .platform.choose import choose
from .platform.port import Platform
from .usecases import platform as usecase

_FIRST_SECONDS, _MOST_SECONDS = 1.0, 300.0
#: What a platform showed is looked at again after this time, as long as a step is to come.
_LOOK_AGAIN_SECONDS = 900.0
_IDLE_SECONDS = 0.2
_MOST_DOUBLINGS = 20
#: A check, and which request of it.
Asked = tuple[str, int]


def errand(store: Store) -> Step:
    """Make the errand's step for a worker's store."""
    return PlatformErrand(store, choose(store.settings.platforms)).step


class PlatformErrand:
    """Asks one check a step.

    :param platforms: by the names that declarations give them.
    :param now: seconds that only grow.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._now = now
        self._connected = False
        self._look_at = 0.0
        self._lag = 0
        self._due: dict[Asked, float] = {}
        self._failures: dict[Asked, int] = {}
        self._trouble: dict[Asked, str] = {}

    def step(self) -> tuple[int, int]:
        """Ask the check that has been due longest; return whether one was, and how many wait.

        :raises OutsideUnavailable: while a platform does not answer.
        """
        if not self._connected:
            with self._store.writing(self._context()) as tx:
                usecase.connect(tx, self._platforms)
            self._connected = True
        if not self._platforms or self._now() < self._look_at:
            return 0, self._lag
        checks = self._open()
        waiting = [one for one in checks if one["state"] == WAITING]
        self._lag = len(waiting)
        due = [one for one in checks if self._due.get(_asked(one), 0.0) <= self._now()]
        if due:
            self._ask(min(due, key=lambda one: (self._due.get(_asked(one), 0.0), _order(one))))
            return 1, self._lag
        if self._trouble:
            raise OutsideUnavailable("；".join(sorted(set(self._trouble.values()))), self._lag)
        self._look_at = self._now() + _IDLE_SECONDS
        return 0, self._lag

    def _open(self) -> list[Body]:
        with self._store.reading() as views:
            found = [
                one
                for one in views.all("platform_check", "open", "yes")
                if one["platform"] in self._platforms
            ]
        alive = {_asked(one) for one in found}
        for kept in (self._due, self._failures, self._trouble):
            for asked in kept.keys() - alive:
                del kept[asked]
        return found

    def _ask(self, check: Body) -> None:
        asked = _asked(check)
        answer: Shown | str
        try:
            requested = clock.from_text(check["requested"])
            answer = self._platforms[check["platform"]].show(check["record_number"], requested)
        except OutsideUnavailable as error:
            answer = f"{error}"
            failures = self._failures[asked] = self._failures.get(asked, 0) + 1
            pause = _FIRST_SECONDS * 2 ** min(failures - 1, _MOST_DOUBLINGS)
            self._trouble[asked] = f"{check['platform']}: {error}"
            self._due[asked] = self._now() + min(pause, _MOST_SECONDS)
        else:
            self._failures.pop(asked, None)
            self._trouble.pop(asked, None)
            self._due[asked] = self._now() + _LOOK_AGAIN_SECONDS
        crash.point("platform.answered")
        with self._store.writing(self._context()) as tx:
            usecase.record(tx, *asked, answer)
            crash.point("platform.recorded")
        crash.point("platform.committed")

    def _context(self) -> Context:
        return Context(self._store.system, correlation="errand:platform")


def _asked(check: Body) -> Asked:
    return check["check"], check["asked"]


def _order(check: Body) -> tuple[str, str]:
    return check["requested"], check["check"]
