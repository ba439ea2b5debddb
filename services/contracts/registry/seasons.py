"""Seasons: opening, phases, the evaluation body, calendars, and what is around a title."""

from dataclasses import dataclass
from datetime import date

from services.contracts.event import Event, event
from services.contracts.values import Document, Field, Phase, Pin


@event("registry.season_opened", key="season")
class SeasonOpened(Event):
    """A season (年度活动) with fields and phases (R1, R2).

    ``profile`` names the rule profile (``general-77`` or ``finance-137``, R26); ``invited`` lists
    the USCCs that may apply, empty for all (R9); ``notice_working_days`` is at least ten (R17);
    ``title_years`` is a title's validity (R20); ``region`` is a six-digit code.
    """

    season: str
    year: int
    region: str
    name: str
    profile: str
    fields: tuple[Field, ...]
    phases: tuple[Phase, ...]
    invited: tuple[str, ...]
    notice_working_days: int
    hearing_working_days: int
    title_years: int
    legal_basis: tuple[str, ...]


@event("registry.titles_end_with_next_list", key="season")
class TitlesEndWithNextList(Event):
    """The season was opened so that its titles end with the next list of their category (R20).

    Without it a title lasts its ``title_years`` whatever is published meanwhile.
    """

    season: str


@event("registry.season_shared", key="season")
class SeasonShared(Event):
    """The authority that organises the season together with its owner ([137], R26)."""

    season: str
    co_owner: str
    grounds: str


@event("registry.phase_extended", key="season")
class PhaseExtended(Event):
    """The bureau gave a phase more time (R1); the reason is in the entry."""

    season: str
    phase: str
    last: date


@event("registry.season_closed", key="season")
class SeasonClosed(Event):
    """The season ended (R24)."""

    season: str


@event("registry.season_summarised", key="season")
class SeasonSummarised(Event):
    """The bureau closed the season's report (R24); a later ``version`` stands beside it.

    ``experience`` and ``proposals`` are the bureau's own words. ``facts`` (canonical JSON) is all
    that the report tells, ``report`` (PDF) how it reads; ``pins`` say how much of the other logs
    had been heard.
    """

    season: str
    version: int
    experience: str
    proposals: tuple[str, ...]
    facts: Document
    report: Document
    pins: tuple[Pin, ...]


@event("registry.evaluation_body_appointed", key="season")
class EvaluationBodyAppointed(Event):
    """The third party that evaluates (R3), with the grounds of the choice.

    ``pilot_approval`` cites its approval as a national service-standardisation pilot unit, which
    the finance profile requires ([137] 五.1).
    """

    season: str
    body: str
    grounds: str
    pilot_approval: str


@dataclass(frozen=True, kw_only=True)
class FlaggedWork:
    """A ``scheme``, ``notice`` or ``board`` to be looked at again (R33).

    A scheme is named ``{scheme}@{version}``; a notice has version 0.
    """

    what: str
    about: str
    version: int


@event("registry.evaluation_body_dismissed", key="season")
class EvaluationBodyDismissed(Event):
    """The season's body was dismissed (R33): what it made is flagged for review, and not void."""

    season: str
    body: str
    grounds: str
    flagged: tuple[FlaggedWork, ...]


@event("registry.body_work_reviewed", key="season")
class BodyWorkReviewed(Event):
    """The bureau reviewed a scheme version, notice or board of a dismissed body (R33).

    ``outcome`` is ``stands``, or ``redo`` when it must be made again by another body.
    """

    season: str
    about: str
    outcome: str
    reasons: str


@event("registry.standing_recorded", key="enterprise")
class StandingRecorded(Event):
    """An enterprise's standing at ``national`` or ``provincial`` level, beside its title (R33).

    ``last_day`` is None when no end is told.
    """

    standing: str
    enterprise: str
    level: str
    name: str
    granted_by: str
    document_number: str
    since: date
    last_day: date | None


@event("registry.award_recorded", key="enterprise")
class AwardRecorded(Event):
    """A leader was given an award for its title (奖励, R24, R33)."""

    award: str
    enterprise: str
    title: str
    season: str
    name: str
    granted_by: str
    document_number: str
    granted_on: date


@event("registry.publicity_recorded", key="season")
class PublicityRecorded(Event):
    """The season and its leaders were made known (宣传, R33), on an occasion, through a channel."""

    publicity: str
    season: str
    occasion: str
    channel: str
    address: str
    held_on: date


@event("registry.cultivation_listed", key="county")
class CultivationListed(Event):
    """The enterprises that a county cultivates in a field (培育, R33); a list is given whole."""

    county: str
    year: int
    field: str
    version: int
    enterprises: tuple[str, ...]
    plan: str


@event("registry.calendar_announced", key="year")
class CalendarAnnounced(Event):
    """The State Council's arrangement of a year's holidays and make-up workdays (R17, R34)."""

    year: int
    version: int
    document_number: str
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]


@event("registry.calendar_amended", key="year")
class CalendarAmended(Event):
    """A later document changed a year's arrangement, which is given whole (R34)."""

    year: int
    version: int
    document_number: str
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]
    reasons: str
