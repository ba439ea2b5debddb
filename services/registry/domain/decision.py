"""What the bureau decides on a title: revocation and bar, execution, annulment (R21, R22).

A revocation is an honour withdrawn, never a penalty (R32). The bureau decides; the evaluation
body then cancels on its side; what was decided wrongly is annulled and stays in history.
"""

from collections.abc import Collection, Sequence
from datetime import date

from services.contracts.registry import (
    BarImposed,
    BarLifted,
    RevocationAnnulled,
    RevocationExecutedByBody,
    RevocationExecutedByBureau,
    Revoked,
)

from . import exit_refusals, refusals
from .numbering import check_basis, check_number
from .revocation import ANNULLED, DECIDED, PROPOSED, Revocation, check_heard
from .title import REVOKED, Title
from .years import years_later

#: Years without ranking and leader evaluation (R22).
BAR_YEARS = 3


def decide(
    revocation: Revocation,
    title: Title,
    *,
    decision_number: str,
    legal_basis: str,
    numbers: Collection[str],
    documents: Collection[str],
    heard: Collection[str],
    barred: Sequence[str],
    today: date,
) -> tuple[Revoked, tuple[BarImposed, ...]]:
    """Serve the decision: the title is gone and the three-year bar starts today (R21, R22, R32).

    A title that expired while the enterprise was heard is revoked all the same: the ground arose
    in its validity.

    :param numbers: the register: the numbers of the bureau's decisions and texts so far.
    :param documents: the documents that the season rests on.
    :param heard: who is to be heard before it.
    :param barred: every holder of the title since it was granted and whoever follows one of them:
        a bar is not shed by passing the title on (R34).
    :param today: the day of service in Asia/Shanghai, the first barred day. The last one is the
        same date three years on, 28 February for a 29th (A20).
    :raises NotHeardYet: before everybody concerned was heard.
    :raises RevocationOver: when it is decided.
    :raises TitleEnded: when the title was revoked otherwise.
    :raises FieldWrong: without a decision number of this year or a legal basis.
    :raises AlreadyThere: when the number is taken.
    """
    if revocation.state != PROPOSED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    check_heard(revocation, heard, today)
    if title.state == REVOKED:
        raise refusals.TitleEnded(
            title=title.title, state=title.state, last_day=title.last_valid_day.isoformat()
        )
    check_number("decision_number", decision_number, today, numbers)
    check_basis(legal_basis, documents)
    last = years_later(today, BAR_YEARS)
    revoked = Revoked(
        revocation=revocation.revocation,
        title=title.title,
        enterprise=revocation.enterprise,
        board=title.board,
        season=title.season,
        category=title.category,
        ground=revocation.ground,
        facts=revocation.facts,
        evidence=revocation.evidence,
        legal_basis=legal_basis,
        decision_number=decision_number,
        served_on=today,
        first_barred_day=today,
        last_barred_day=last,
    )
    bars = tuple(
        BarImposed(
            enterprise=enterprise,
            revocation=revocation.revocation,
            first_day=today,
            last_day=last,
        )
        for enterprise in barred
    )
    return revoked, bars


def execute(revocation: Revocation) -> RevocationExecutedByBody:
    """Record that the evaluation body cancelled the title, as the bureau asked (R21).

    :raises NotDecided: before the decision, or after its annulment.
    :raises RevocationOver: when it has done so.
    """
    _check_to_execute(revocation)
    return RevocationExecutedByBody(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
    )


def execute_instead(
    revocation: Revocation, reasons: str, *, body: str | None, last_day: date | None, today: date
) -> RevocationExecutedByBureau:
    """Announce the cancellation in the place of a body that did not cancel (R21, A19).

    :param body: the season's evaluation body, None when it has none: nobody is waited for then.
    :param last_day: the body's last day, None while a year is unannounced.
    :raises NotDecided: before the decision, or after its annulment.
    :raises RevocationOver: when the title is cancelled.
    :raises BodyHasTime: up to the body's last day.
    :raises FieldWrong: without reasons.
    """
    _check_to_execute(revocation)
    if body is not None and (last_day is None or today <= last_day):
        said = "—" if last_day is None else last_day.isoformat()
        raise exit_refusals.BodyHasTime(body=body, last_day=said)
    _check_reasons(reasons)
    return RevocationExecutedByBureau(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        reasons=reasons,
    )


def _check_to_execute(revocation: Revocation) -> None:
    if revocation.state != DECIDED:
        raise refusals.NotDecided(revocation=revocation.revocation, state=revocation.state)
    if revocation.executed:
        raise refusals.RevocationOver(revocation=revocation.revocation, state="executed")


def annul(revocation: Revocation, reasons: str) -> tuple[RevocationAnnulled, BarLifted]:
    """Take back a decision that was found wrong; history stays and the bar lifts (R22).

    :raises RevocationOver: when it is annulled.
    :raises NotDecided: before the decision.
    :raises FieldWrong: without reasons.
    """
    if revocation.state == ANNULLED:
        raise refusals.RevocationOver(revocation=revocation.revocation, state=revocation.state)
    if revocation.state != DECIDED:
        raise refusals.NotDecided(revocation=revocation.revocation, state=revocation.state)
    _check_reasons(reasons)
    annulled = RevocationAnnulled(
        revocation=revocation.revocation,
        title=revocation.title,
        enterprise=revocation.enterprise,
        reasons=reasons,
    )
    lifted = BarLifted(enterprise=revocation.enterprise, revocation=revocation.revocation)
    return annulled, lifted


def _check_reasons(reasons: str) -> None:
    if not reasons.strip():
        raise refusals.FieldWrong(field="reasons", found=reasons, expected="1")
