"""Steps around the titles: cultivation, standing elsewhere, publicity, awards (R24, R33)."""

from datetime import date
from typing import Literal

from .base import Step


class Cultivate(Step, tag="cultivate", frozen=True, kw_only=True):
    """A county lists the enterprises that it cultivates in a field of the season (R33)."""

    year: int
    field: str
    enterprises: tuple[str, ...]
    plan: str


class RecordStanding(Step, tag="record_standing", frozen=True, kw_only=True):
    """The bureau records what an enterprise holds at national or provincial level (R33)."""

    enterprise: str
    level: Literal["national", "provincial"]
    name: str
    granted_by: str
    since: date


class RecordPublicity(Step, tag="record_publicity", frozen=True, kw_only=True):
    """The bureau records what made the season known (R33)."""

    occasion: str
    channel: str
    held_on: date


class RecordAward(Step, tag="record_award", frozen=True, kw_only=True):
    """The bureau records an award for the title won with ``title``, an application (R24)."""

    title: str
    name: str
    granted_by: str
    document_number: str
    granted_on: date
