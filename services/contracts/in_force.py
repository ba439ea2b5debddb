"""Which version of a standard is in force on a day (现行有效, R7). Pure; every service asks it."""

from collections.abc import Iterable
from datetime import date


def version_in_force(versions: Iterable[tuple[int, date]], day: date) -> int | None:
    """Return the newest version whose effective day has come; None when none has.

    A revision that takes effect later leaves the version before it in force until then; one that
    takes effect sooner than an earlier revision replaces that as well.

    :param versions: each version's number and effective day.
    """
    return max((number for number, effective in versions if effective <= day), default=None)


def told_in_force(versions: Iterable[tuple[int, str]], day: date) -> int | None:
    """Return the same of versions as read models keep them, the effective day as text."""
    return version_in_force(((number, date.fromisoformat(on)) for number, on in versions), day)
