"""Other titles of a barred enterprise: put to the bureau, decided, lapsed (A22)."""

from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.refusals import NotFound
from services.contracts.registry import BarImposed
from services.registry.domain import other_titles as rules

from . import proposals
from .cases import title_of
from .seasons import owned_season


def put(tx: Transaction, bar: BarImposed) -> None:
    """Put the other valid titles of who came under a bar to the bureau of each season."""
    known = {one["title"] for one in tx.views.all("other_title", "revocation", bar.revocation)}
    held = [one["title"] for one in tx.views.all("title", "enterprise", bar.enterprise)]
    revoked = (tx.views.get("revocation", bar.revocation) or {})["title"]
    titles = [title_of(tx, one) for one in held]
    for event in rules.put(bar, revoked, titles, known, tx.today):
        tx.append(_stream(event.revocation, event.title), event, reason="A22")


def decide(
    tx: Transaction, revocation: str, title: str, outcome: str, reasons: str
) -> dict[str, Any]:
    """Keep another title, or propose to withdraw it; the enterprise is heard then (R21).

    :raises NotYourSeason: for another bureau than that of the other title's season.
    """
    state = tx.fold(_stream(revocation, title), rules.evolve)
    if state is None:
        raise NotFound(what="other title", id=title)
    owned_season(tx, state.season)
    rules.check(state, outcome, reasons)
    proposal = ""
    if outcome == rules.WITHDRAWN:
        held = title_of(tx, title)
        evidence = (_decision_in_words(tx, revocation),)
        made = proposals.make(tx, held, rules.GROUND, reasons, evidence, "bureau")
        proposal = str(made["revocation"])
    event = rules.decide(state, outcome, reasons, proposal)
    tx.append(_stream(revocation, title), event, reason=reasons)
    return {"proposal": proposal}


def lapse(tx: Transaction, name: str, value: str, reasons: str) -> None:
    """Let what waits lapse: its title ended, or the revocation that it followed from was annulled.

    :param name: ``title`` or ``revocation``.
    """
    for one in tx.views.all("other_title", name, value):
        state = tx.fold(_stream(one["revocation"], one["title"]), rules.evolve)
        if state is not None and state.state == rules.OPEN:
            event = rules.decide(state, rules.LAPSED, reasons)
            tx.append(_stream(state.revocation, state.title), event, reason=reasons)


def _decision_in_words(tx: Transaction, revocation: str) -> str:
    found: Body = tx.views.get("revocation", revocation) or {}
    return f"取消该企业另一“领跑者”称号的决定 {found['decision_number']}"


def _stream(revocation: str, title: str) -> str:
    return f"other-title:{revocation}/{title}"
