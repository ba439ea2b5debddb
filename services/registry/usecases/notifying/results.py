"""Notifications on the way to publication: consent, review, publication, titles (R15, R16, R19)."""

from datetime import date

from services.chassis.store.transaction import Transaction
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.rows import read_rows

from ..letters import Piece
from ..seasons import season_of
from .tell import place, remind_of, tell


def consent_asked(tx: Transaction, e: r.ConsentRequested) -> None:
    """Ask the enterprise; after the phase's last day nobody can consent (R1, R15)."""
    board = tx.views.get("board", e.board) or {}
    phases = season_of(tx, board["season"]).phases
    last_day = max((one.last for one in phases if "consent" in one.steps), default=None)
    tell(
        tx,
        "consent_asked",
        place(tx, board["season"], board["category"]),
        about=e.application,
        to=[e.enterprise],
        last_day=last_day,
        told={"rank": e.rank, "star": e.star, "due": last_day or Piece("no_last_day")},
        reason="R15",
    )
    remind_of(tx, "consent_near", e.application, last_day)


def consent_near(tx: Transaction, application: str, last_day: date) -> None:
    """Remind an enterprise that has not answered: silence is not consent (R15)."""
    asked = tx.views.get("consent", application) or {}
    board = tx.views.get("board", str(asked.get("board")))
    if board is None or asked["answer"] is not None or tx.views.get("withdrawn", application):
        return
    tell(
        tx,
        "consent_near",
        place(tx, board["season"], board["category"]),
        about=application,
        to=[asked["enterprise"]],
        last_day=last_day,
        told={"due": last_day},
        reason="R15",
    )


def returned(tx: Transaction, e: r.FormalReviewReturned) -> None:
    """Tell the body which defects it is to mend (R16)."""
    submission = tx.views.get("submission", e.submission) or {}
    tell(
        tx,
        "review_returned",
        place(tx, submission["season"], submission["category"]),
        about=e.submission,
        to=[submission["submitted_by"]],
        told={"defects": "\n".join(f"- {one}" for one in e.defects)},
        reason="R16",
    )


def published(tx: Transaction, e: r.Published) -> None:
    """Tell who is on the board, and the body, which publishes in step on its side (R19, R26)."""
    leaders = {one.enterprise for one in e.leaders}
    rows = read_rows(tx.documents.get(e.rows.sha256))
    others = dict.fromkeys(one["enterprise"] for one in rows if one["enterprise"] not in leaders)
    body = season_of(tx, e.season).body
    tell(
        tx,
        "published",
        place(tx, e.season, e.category),
        about=e.board,
        to=[*others, *([body] if body else [])],
        reason="R19",
    )


def granted(tx: Transaction, e: r.TitleGranted) -> None:
    """Tell a leader of its title (R20)."""
    tell(
        tx,
        "title_granted",
        place(tx, e.season, e.category),
        about=e.title,
        to=[e.enterprise],
        told={"valid_from": e.valid_from, "last_valid_day": e.last_valid_day},
        reason="R20",
    )


def overtaken(tx: Transaction, e: i.WithdrawalOvertaken) -> None:
    """Tell an enterprise that its withdrawal came after the publication, and does not count (R9)."""
    tell(
        tx,
        "withdrawal_overtaken",
        place(tx, e.season, e.category),
        about=e.application,
        to=[e.enterprise],
        reason="R9",
    )
