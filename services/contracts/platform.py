"""Events of intake about the public standards platforms: connected, asked, what they show (R7, R31)."""

from dataclasses import dataclass
from datetime import date

from .event import Event, event


@dataclass(frozen=True, kw_only=True)
class PlatformDifference:
    """One place where the platform shows something else than was declared (R31).

    ``field`` is a field of the declaration, ``values.C1`` for a promised value; both sides are in
    words, cut after 200 characters.
    """

    field: str
    declared: str
    shown: str


@event("intake.platform_connected", key="platform")
class PlatformConnected(Event):
    """A public standards platform is connected: from now on steps wait for its word (R31)."""

    platform: str


@event("intake.platform_disconnected", key="platform")
class PlatformDisconnected(Event):
    """A platform is connected no longer: steps do not wait for it, and the record says so."""

    platform: str


@event("intake.platform_check_requested", key="enterprise")
class PlatformCheckRequested(Event):
    """A step waits until the platform shows the text applied with (R31).

    ``step`` is ``application``, ``scoring`` or ``publication``; ``about`` the application, the
    drawn board (``{board}@{version}``) or the closed notice (``{notice}@{last_day}``). The same
    ``check`` is requested again when somebody asks for another look.
    """

    check: str
    enterprise: str
    application: str
    standard: str
    version: int
    platform: str
    record_number: str
    text_sha256: str
    step: str
    about: str


@event("intake.platform_did_not_answer", key="enterprise")
class PlatformDidNotAnswer(Event):
    """The platform could not be asked, or answered nothing that can be read: the step waits.

    Told when the trouble begins and when it becomes another, not at each try.
    """

    check: str
    enterprise: str
    trouble: str


@event("intake.platform_text_confirmed", key="enterprise")
class PlatformTextConfirmed(Event):
    """The platform shows the text applied with (R31)."""

    check: str
    enterprise: str
    application: str
    standard: str
    version: int
    step: str
    about: str
    text_sha256: str


@event("intake.platform_text_differed", key="enterprise")
class PlatformTextDiffered(Event):
    """The platform shows another text than was applied with: the step stops (R31).

    ``differences`` names the first twenty of ``count``; ``found_sha256`` is the hash of the
    declaration as the platform shows it.
    """

    check: str
    enterprise: str
    application: str
    standard: str
    version: int
    step: str
    about: str
    applied_sha256: str
    found_sha256: str
    count: int
    differences: tuple[PlatformDifference, ...]


@event("intake.platform_record_gone", key="enterprise")
class PlatformRecordGone(Event):
    """The platform says that it has no such record (any longer): not public, not ranked (R7)."""

    check: str
    enterprise: str
    application: str
    standard: str
    version: int
    step: str
    about: str


@event("intake.platform_record_abolished", key="enterprise")
class PlatformRecordAbolished(Event):
    """The platform shows the standard as out of force from ``abolished`` on (R7, R31)."""

    check: str
    enterprise: str
    application: str
    standard: str
    version: int
    step: str
    about: str
    abolished: date
