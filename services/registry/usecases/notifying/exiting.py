"""Notifications of an exit: hearing, decision, annulment, what follows late (R21, R22)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.contracts import registry as r
from services.registry.domain.consequences import EXECUTION
from services.registry.domain.grounds import GROUNDS

from .. import kin
from ..letters import Piece
from ..seasons import season_of
from .tell import place, place_of_title, remind_of, tell


def proposed(tx: Transaction, e: r.RevocationProposed) -> None:
    """Tell the enterprise on what ground, and until when it is heard (R21)."""
    last_day = e.hearing_last_day
    where = place_of_title(tx, e.title)
    tell(
        tx,
        "hearing_opened",
        where,
        about=e.revocation,
        to=kin.concerned_by(tx, e.title),
        last_day=last_day,
        told={
            "title": e.title,
            "ground": e.ground,
            "ground_name": GROUNDS[e.ground],
            "working_days": season_of(tx, where["season"]).hearing_working_days,
            "due": last_day or Piece("no_day"),
        },
        reason="R21",
    )
    remind_of(tx, "hearing_near", e.revocation, last_day)


def hearing_settled(tx: Transaction, e: r.HearingEndSettled) -> None:
    """Tell the last day to be heard, now that it is certain (R17, R21)."""
    _of_case(tx, "hearing_settled", e, last_day=e.last_day, told={"due": e.last_day})
    remind_of(tx, "hearing_near", e.revocation, e.last_day)


def hearing_near(tx: Transaction, revocation: str, last_day: date) -> None:
    """Remind whoever was not heard yet (R21, R34)."""
    found = tx.views.get("revocation", revocation) or {}
    heard = {one["enterprise"] for one in found["hearings"]}
    if found["state"] == "proposed":
        tell(
            tx,
            "hearing_near",
            place_of_title(tx, found["title"]),
            about=revocation,
            to=[one for one in kin.heard_on(tx, found["title"]) if one not in heard],
            last_day=last_day,
            told={"due": last_day},
            reason="R21",
        )


def successor_recorded(tx: Transaction, e: r.SuccessorRecorded) -> None:
    """Tell a successor of each case on which it is to be heard from now on (R21, R34)."""
    for one in tx.views.all("revocation"):
        if one["state"] == "proposed" and e.successor in kin.heard_on(tx, one["title"]):
            day = one["hearing_last_day"]
            last_day = date.fromisoformat(day) if day else None
            tell(
                tx,
                "hearing_of_successor",
                place_of_title(tx, one["title"]),
                about=one["revocation"],
                to=[e.successor],
                last_day=last_day,
                told={"title": one["title"], "due": last_day or Piece("no_day")},
                reason="R34",
            )


def dropped(tx: Transaction, e: r.RevocationProposalDropped) -> None:
    """Tell that the title stays (R21)."""
    _of_case(tx, "proposal_dropped", e, told={"reasons": e.reasons})


def revoked(tx: Transaction, e: r.Revoked) -> None:
    """Serve the decision (R22)."""
    told = {
        "title": e.title,
        "decision_number": e.decision_number,
        "ground": e.ground,
        "ground_name": GROUNDS[e.ground],
        "legal_basis": e.legal_basis,
        "first_barred_day": e.first_barred_day,
        "last_barred_day": e.last_barred_day,
    }
    _of_case(tx, "revocation_decided", e, told=told, reason="R22")


def annulled(tx: Transaction, e: r.RevocationAnnulled) -> None:
    """Tell that the decision is gone and the bar with it (R22)."""
    _of_case(tx, "revocation_annulled", e, told={"reasons": e.reasons}, reason="R22")


def _of_case(
    tx: Transaction,
    kind: str,
    e: Any,
    *,
    told: Mapping[str, Any],
    last_day: date | None = None,
    reason: str = "R21",
) -> None:
    tell(
        tx,
        kind,
        place_of_title(tx, e.title),
        about=e.revocation,
        # All who held the title speak and are barred, and whoever follows one of them (R34).
        to=kin.concerned_by(tx, e.title),
        last_day=last_day,
        told=told,
        reason=reason,
    )


def overdue(tx: Transaction, e: r.ConsequenceOverdue) -> None:
    """Remind who has not acknowledged, or the bureau of what it sees to by itself (R22).

    Of a cancellation the body is reminded too, whichever the season has by now (R21).
    """
    found = tx.views.get("revocation", e.revocation) or {}
    where = place(tx, found["season"], found["category"])
    body = season_of(tx, where["season"]).body if e.consequence == EXECUTION else None
    told = {
        "consequence": Piece(f"consequence_{e.consequence}"),
        "reminder": e.reminder,
        "due": e.due,
    }
    tell(
        tx,
        "consequence_overdue",
        where,
        about=e.revocation,
        to=[e.addressee or where["owner"], *([body] if body else [])],
        last_day=e.due,
        told=told,
        reason="R22",
    )
