"""A leader title (称号): granted for some years, ended by time or by revocation (R20, R21)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.contracts.event import Event
from services.contracts.registry import (
    RevocationAnnulled,
    Revoked,
    TitleExpired,
    TitleGranted,
    TitleInherited,
    TitleSuperseded,
)

from . import refusals

VALID, EXPIRED, REVOKED = "valid", "expired", "revoked"


@dataclass(frozen=True, kw_only=True)
class Title:
    """A title as it stands; ``state`` is ``valid``, ``expired`` or ``revoked``.

    ``state_before`` is what an annulled revocation gives back. A title that became old meanwhile
    comes back valid and then expires like any other.
    """

    title: str
    enterprise: str
    board: str
    season: str
    category: str
    application: str
    standard: str
    standard_version: int
    scheme: str
    scheme_version: int
    valid_from: date
    last_valid_day: date
    state: str = VALID
    state_before: str = VALID


def evolve(title: Title | None, event: Event) -> Title:
    """Return the title after an event of its stream, or of the revocation's."""
    if isinstance(event, TitleGranted):
        return Title(
            title=event.title,
            enterprise=event.enterprise,
            board=event.board,
            season=event.season,
            category=event.category,
            application=event.application,
            standard=event.standard,
            standard_version=event.standard_version,
            scheme=event.scheme,
            scheme_version=event.scheme_version,
            valid_from=event.valid_from,
            last_valid_day=event.last_valid_day,
        )
    if title is None:
        raise ValueError(f"{event.TYPE} before the title was granted")
    match event:
        case TitleInherited():
            return replace(title, enterprise=event.successor)
        case TitleSuperseded():
            return replace(title, last_valid_day=event.last_valid_day)
        case TitleExpired():
            return replace(title, state=EXPIRED)
        case Revoked():
            return replace(title, state=REVOKED, state_before=title.state)
        case RevocationAnnulled():
            return replace(title, state=title.state_before)
    raise ValueError(f"{event.TYPE} is no event of a title")


def supersede(
    title: Title, *, publication: str, board: str, today: date
) -> tuple[TitleSuperseded | TitleExpired, ...]:
    """End a title with the next list of its category, the day before that (R20).

    A revoked one would come back, should its revocation be annulled, for no longer than that.

    :param today: the day of the next list's publication, in Asia/Shanghai.
    :returns: nothing for a title that ended before, or began that day.
    """
    if title.state == EXPIRED or not title.valid_from < today <= title.last_valid_day:
        return ()
    ended = TitleSuperseded(
        title=title.title,
        enterprise=title.enterprise,
        publication=publication,
        board=board,
        last_valid_day=today - timedelta(days=1),
    )
    if title.state == REVOKED:
        return (ended,)
    return ended, TitleExpired(title=title.title, enterprise=title.enterprise)


def expire(title: Title, today: date) -> TitleExpired:
    """End a title whose last valid day has passed (R20).

    :param today: the day in Asia/Shanghai.
    :raises TitleEnded: when it has ended already, and while its last valid day is not over.
    """
    if title.state != VALID or today <= title.last_valid_day:
        raise refusals.TitleEnded(
            title=title.title, state=title.state, last_day=title.last_valid_day.isoformat()
        )
    return TitleExpired(title=title.title, enterprise=title.enterprise)
