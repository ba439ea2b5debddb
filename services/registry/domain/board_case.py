"""A board's way through the bureau: consent round, submission, review, publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from services.contracts.event import Event
from services.contracts.registry import (
    ConsentRequested,
    FormalReviewPassed,
    FormalReviewReturned,
    Published,
    ResultsSubmitted,
    TitleGranted,
)
from services.contracts.scoring import LeadersNominated, Nomination
from services.contracts.values import Document, Pin

from . import refusals
from .calendar import WorkingDays
from .consents import Shown, check_consents, to_be_asked
from .correction import check_shown
from .notice import CLOSED, Notice
from .years import years_later

SUBMITTED, PASSED, RETURNED = "submitted", "passed", "returned"


@dataclass(frozen=True)
class Submission:
    """One handing-in of a board version, and what the review made of it."""

    version: int
    leaders: tuple[Nomination, ...]
    state: str = SUBMITTED


@dataclass(frozen=True)
class BoardCase:
    """A board at the bureau as it stands."""

    #: Application -> the version of the board that it was asked about last.
    asked: Mapping[str, int] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    published: int | None = None


@dataclass(frozen=True)
class Leader:
    """What a title rests on: the standard and the scheme version that ranked it."""

    application: str
    enterprise: str
    standard: str
    standard_version: int
    scheme: str
    scheme_version: int


def evolve(state: BoardCase | None, event: Event) -> BoardCase:
    """Apply one event of a board's stream at the registry."""
    case = state or BoardCase()
    if isinstance(event, ConsentRequested):
        return replace(case, asked={**case.asked, event.application: event.board_version})
    if isinstance(event, ResultsSubmitted):
        made = Submission(event.version, event.leaders)
        return replace(case, submissions={**case.submissions, event.submission: made})
    if isinstance(event, FormalReviewPassed | FormalReviewReturned):
        outcome = PASSED if isinstance(event, FormalReviewPassed) else RETURNED
        reviewed = replace(case.submissions[event.submission], state=outcome)
        return replace(case, submissions={**case.submissions, event.submission: reviewed})
    if isinstance(event, Published):
        return replace(case, published=event.version)
    raise ValueError(f"{event.TYPE} is no event of a board at the registry")


def check_body(body: str | None, organisation: str) -> None:
    """Refuse anybody but the season's evaluation body (R3)."""
    if body != organisation:
        raise refusals.NotTheBody(body=body or "—")


def _check_unpublished(case: BoardCase | None, board: str) -> None:
    if case is not None and case.published is not None:
        raise refusals.AlreadyPublished(board=board, version=case.published)


def request_consents(
    case: BoardCase | None,
    board: str,
    version: int,
    rows: Sequence[Mapping[str, Any]],
    shown: Mapping[int, Shown],
) -> tuple[ConsentRequested, ...]:
    """Ask everybody on the board who has not been asked: 入榜企业, not leaders only (R15).

    :param shown: that version, and those that anybody was asked about last.
    :returns: nothing for an empty board (R30), or when all were asked about what stands now.
    :raises AlreadyPublished: when the board is published.
    """
    _check_unpublished(case, board)
    wanted = to_be_asked(case.asked if case else {}, version, shown)
    return tuple(
        ConsentRequested(
            application=row["application"],
            enterprise=row["enterprise"],
            board=board,
            board_version=version,
            rank=row["rank"],
            star=row["star"],
        )
        for row in rows
        if row["application"] in wanted
    )


def submit(
    case: BoardCase | None,
    *,
    submission: str,
    board: str,
    season: str,
    category: str,
    version: int,
    rows_document: Document,
    row_applications: Sequence[tuple[str, str]],
    answers: Mapping[str, str | None],
    nomination: LeadersNominated | None,
    body: str | None,
    actor_organisation: str,
) -> ResultsSubmitted:
    """Hand board and leaders to the bureau.

    :raises NotTheBody: for anybody but the season's evaluation body.
    :raises AlreadyPublished: when the board is published.
    :raises ConsentMissing: naming who has not consented (R15).
    :raises NotNominated: when the leaders are not those of this version; none is a list too (R30).
    :raises SubmissionPending: when this version was submitted and not returned.
    """
    check_body(body, actor_organisation)
    _check_unpublished(case, board)
    check_consents(board, version, row_applications, answers)
    if nomination is None or nomination.version != version:
        raise refusals.NotNominated(board=board, version=version)
    for known in (case or BoardCase()).submissions.values():
        if known.version == version and known.state != RETURNED:
            raise refusals.SubmissionPending(board=board, version=version, state=known.state)
    return ResultsSubmitted(
        submission=submission,
        board=board,
        season=season,
        category=category,
        version=version,
        rows=rows_document,
        leaders=nomination.leaders,
    )


def review(
    case: BoardCase | None, board: str, submission: str, outcome: str, defects: tuple[str, ...]
) -> FormalReviewPassed | FormalReviewReturned:
    """Pass a submission, or return it with the list of defects; once (R16).

    :raises Unknown: when the board has no such submission.
    :raises ReviewDone: when it has an outcome.
    :raises FieldWrong: for another outcome than ``passed`` and ``returned``.
    :raises DefectsWrong: when a returned one lists none, or a passed one some.
    """
    known = case.submissions.get(submission) if case else None
    if known is None:
        raise refusals.Unknown(what="submission", id=submission)
    if known.state != SUBMITTED:
        raise refusals.ReviewDone(submission=submission, state=known.state)
    if outcome not in {PASSED, RETURNED}:
        raise refusals.FieldWrong(field="outcome", found=outcome, expected=f"{PASSED} | {RETURNED}")
    if (outcome == RETURNED) != bool(defects):
        raise refusals.DefectsWrong(field="defects", found=len(defects), outcome=outcome)
    if outcome == PASSED:
        return FormalReviewPassed(submission=submission, board=board)
    return FormalReviewReturned(submission=submission, board=board, defects=defects)


def _reviewed(case: BoardCase | None, notice: Notice, board: str) -> Submission:
    """Return the passed submission that the notice is about."""
    _check_unpublished(case, board)
    submissions = case.submissions if case else {}
    found = submissions.get(notice.about)
    unresolved = any(one.state == SUBMITTED for one in submissions.values())
    if found is None or found.state != PASSED or unresolved:
        raise refusals.ReviewNotPassed(board=board)
    return found


def _check_shown(notice: Notice, submission: Submission, board: str, version: int) -> None:
    """Refuse unless the notice showed this version for its full length, without open objections."""
    if notice.open_objections:
        raise refusals.ObjectionOpen(board=board, objections="、".join(notice.open_objections))
    if notice.state != CLOSED:
        raise refusals.NoticeRunning(
            notice=notice.notice,
            last_day=(notice.last_day or notice.provisional_last_day).isoformat(),
        )
    check_shown(notice)
    if notice.unsettled:
        raise refusals.RestatementAwaited(
            board=board, objections="、".join(sorted(notice.unsettled))
        )
    shown = notice.board_version or submission.version
    if version != shown:
        raise refusals.VersionNotNoticed(board=board, version=version, shown=shown)


def publish(
    case: BoardCase | None,
    notice: Notice,
    *,
    publication: str,
    board: str,
    version: int,
    rows_document: Document,
    nomination: LeadersNominated | None,
    pins: tuple[Pin, ...],
    address: str,
    bars_on_board: Sequence[str],
    outdated: Sequence[str],
    title_ids: Mapping[str, str],
    leader_facts: Mapping[str, Leader],
    today: date,
    title_years: int,
) -> tuple[Published, tuple[TitleGranted, ...]]:
    """Publish board and leaders of a category together, and grant the titles (R19, R20).

    :raises ReviewNotPassed: before the formal review of what the notice shows has passed, while
        another submission waits for its review (R18), and for leaders that were not reviewed.
    :raises NoticeRunning: before the notice has closed (R18).
    :raises ObjectionOpen: while one waits for its answer (R18).
    :raises VersionNotNoticed: when the board has changed since.
    :raises CorrectionAwaited: while what an upheld objection corrects has not been shown (R18).
    :raises RestatementAwaited: while the change of an upheld objection has not been shown (R18).
    :raises RowBarred: when an enterprise under the bar is on the board (R22).
    :raises RowOutdated: when a row was withdrawn (R9) or its text is not in force any more (R31).
    :raises NotNominated: when the leaders are not those of this version.
    :raises AlreadyPublished: when the board is published.
    """
    submission = _reviewed(case, notice, board)
    _check_shown(notice, submission, board, version)
    if bars_on_board:
        raise refusals.RowBarred(board=board, enterprises="、".join(bars_on_board))
    if outdated:
        raise refusals.RowOutdated(board=board, enterprises="、".join(outdated))
    if nomination is None or nomination.version != version:
        raise refusals.NotNominated(board=board, version=version)
    # A restated board carries its nomination on; the version handed in stands as it was reviewed.
    if submission.version == version and submission.leaders != nomination.leaders:
        raise refusals.ReviewNotPassed(board=board)
    published = Published(
        publication=publication,
        board=board,
        season=notice.season,
        category=notice.category,
        version=version,
        submission=notice.about,
        notice=notice.notice,
        rows=rows_document,
        leaders=nomination.leaders,
        address=address,
        pins=pins,
    )
    last_day = years_later(today, title_years) - timedelta(days=1)
    titles = tuple(
        TitleGranted(
            title=title_ids[leader.application],
            enterprise=leader.enterprise,
            board=board,
            season=notice.season,
            category=notice.category,
            application=leader.application,
            standard=leader_facts[leader.application].standard,
            standard_version=leader_facts[leader.application].standard_version,
            scheme=leader_facts[leader.application].scheme,
            scheme_version=leader_facts[leader.application].scheme_version,
            valid_from=today,
            last_valid_day=last_day,
        )
        for leader in nomination.leaders
    )
    return published, titles


def expiry_instant(last_valid_day: date) -> datetime:
    """Return when a title's last valid day has passed (R20)."""
    return WorkingDays.closing_instant(last_valid_day)
