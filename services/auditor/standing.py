"""Where a board stood at the registry at a moment: notice, objections, publication, titles."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.contracts import registry as r

from .source import Logged


@dataclass
class Standing:
    """The state of a board and its titles, as the registry's log told it by then."""

    state: str = "drawn"
    notice_last_day: str = ""
    open_objections: set[str] = field(default_factory=set)
    #: A joined objection -> the one whose answer serves both.
    joined_objections: dict[str, str] = field(default_factory=dict)
    leaders: tuple[str, ...] = ()
    #: Title id -> (enterprise, ``valid``, ``expired`` or ``revoked``).
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    titles_before: dict[str, str] = field(default_factory=dict)


def standing_of(log: Sequence[Logged], board: str, moment: str) -> Standing:
    """Fold the registry's log up to a moment."""
    standing = Standing()
    notices: set[str] = set()
    for one in log:
        if one.entry.time > moment:
            break
        event = one.entry.event()
        if isinstance(event, r.NoticeOpened | r.NoticeReopened):
            if event.kind == "results" and f"{event.season}.{event.category}" == board:
                notices.add(event.notice)
                standing.state = "in notice"
                standing.notice_last_day = str(event.last_day or event.provisional_last_day)
        elif getattr(event, "notice", None) in notices and not hasattr(event, "board"):
            _about_notice(standing, event)
        elif getattr(event, "board", None) == board:
            _about_board(standing, event)
        elif getattr(event, "title", None) in standing.titles:
            _about_title(standing, event)
    return standing


def _about_notice(standing: Standing, event: object) -> None:
    if isinstance(event, r.NoticeEndSettled):
        standing.notice_last_day = str(event.last_day)
    elif isinstance(event, r.NoticeExtended):
        standing.notice_last_day = str(event.last_day or event.provisional_last_day)
    elif isinstance(event, r.NoticeClosed):
        standing.state = "notice closed"


def _about_board(standing: Standing, event: object) -> None:
    if isinstance(event, r.ResultsSubmitted):
        standing.state = "submitted"
    elif isinstance(event, r.FormalReviewReturned):
        standing.state = "returned"
    elif isinstance(event, r.FormalReviewPassed):
        standing.state = "reviewed"
    elif isinstance(
        event,
        r.ObjectionFiled
        | r.ObjectionJoined
        | r.ObjectionWithdrawn
        | r.ObjectionDismissed
        | r.ObjectionUpheld,
    ):
        _about_objection(standing, event)
    elif isinstance(event, r.Published):
        standing.state = "published"
        standing.leaders = tuple(leader.application for leader in event.leaders)
    elif isinstance(event, r.TitleGranted):
        standing.titles[event.title] = (event.enterprise, "valid")
    elif isinstance(event, r.Revoked):
        standing.titles_before[event.title] = standing.titles.get(event.title, ("", "valid"))[1]
        standing.titles[event.title] = (event.enterprise, "revoked")


def _about_objection(
    standing: Standing,
    event: r.ObjectionFiled
    | r.ObjectionJoined
    | r.ObjectionWithdrawn
    | r.ObjectionDismissed
    | r.ObjectionUpheld,
) -> None:
    one, joined = event.objection, standing.joined_objections
    if isinstance(event, r.ObjectionFiled):
        standing.open_objections.add(one)
        return
    standing.open_objections.discard(one)
    with_it = [other for other, into in joined.items() if into == one]
    if isinstance(event, r.ObjectionJoined):
        joined |= dict.fromkeys((one, *with_it), event.into)
    elif isinstance(event, r.ObjectionWithdrawn):
        # Those joined to it ask for an answer of their own again.
        joined.pop(one, None)
        for other in with_it:
            del joined[other]
            standing.open_objections.add(other)


def _about_title(standing: Standing, event: object) -> None:
    if isinstance(event, r.TitleExpired):
        standing.titles[event.title] = (event.enterprise, "expired")
    elif isinstance(event, r.RevocationAnnulled):
        # What it was when it was revoked comes back: an expired title stays expired.
        back = standing.titles_before.get(event.title, "valid")
        standing.titles[event.title] = (event.enterprise, back)
