"""Named points at which a test may kill this very process, as a power cut would.

``LINGPAO_CRASHPOINT=inbox.applied:3`` ends the process the third time it passes that point,
without clean-up. Outside tests the variable is unset and a point costs one comparison.
"""

import os
import signal

_ARMED, _, _COUNT = os.environ.get("LINGPAO_CRASHPOINT", "").partition(":")
_left = int(_COUNT or "1")


def point(name: str) -> None:
    """Kill -9 this process if the named point is armed and its count is reached."""
    global _left  # noqa: PLW0603 - one counter a process is the whole idea
    if name != _ARMED:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
