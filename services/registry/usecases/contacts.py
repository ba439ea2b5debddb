"""Where organisations are to be notified: recorded, changed, erased; never in an event (R25)."""

from typing import Any

from services.chassis import erasure
from services.chassis.store.transaction import Transaction, read_private
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.erasure import AUTHORITY, ORGANISATION
from services.registry.domain import contact as rules

from .private import PRIVATE

_OPERATOR = "operator"


def record(
    tx: Transaction, organisation: str, *, email: str, name: str, telephone: str
) -> dict[str, Any]:
    """Record where an organisation is to be notified; the contact before is erased.

    :param organisation: empty for the caller's own; the operator records any.
    """
    of = _of(organisation)
    if tx.views.get("organisation", of) is None:
        raise NotFound(what="organisation", id=of)
    rules.check(email, telephone)
    before = _kept(tx.views, of)
    commitment = tx.keep_private(email=email, name=name, telephone=telephone)
    tx.append(f"contact:{of}", rules.record(of, commitment), reason="R25")
    _erase(tx, of, before)
    return {"organisation": of}


def erase(tx: Transaction, organisation: str) -> dict[str, Any]:
    """Erase where an organisation is notified; what is due from then on waits for another."""
    of = _of(organisation)
    kept = _kept(tx.views, of)
    if not kept:
        raise NotFound(what=rules.KIND, id=of)
    _erase(tx, of, kept)
    return {"organisation": of}


def _erase(tx: Transaction, organisation: str, rows: list[Body]) -> None:
    own = tx.actor.organisation == organisation
    cause = ORGANISATION if own else AUTHORITY
    erasure.erase(tx, PRIVATE, rows, cause=cause, reason="R25")


def _kept(views: Views, organisation: str) -> list[Body]:
    return [
        one
        for one in erasure.found(views, organisation)
        if one["kind"] == rules.KIND and one["erased"] is None
    ]


def shown(organisation: str) -> Body:
    """Return where an organisation is notified; null words for none.

    :raises NotYours: for another organisation's, unless the operator asks.
    """
    of = _of(organisation)
    with current_store().reading_cursor() as cursor:
        found = Views(cursor).get("contact", of)
        words = read_private(cursor, found["commitment"]) if found else None
    recorded = found["recorded"] if found and words else None
    return {"organisation": of, "recorded": recorded, "words": words}


def _of(organisation: str) -> str:
    if not organisation:
        return actor().organisation
    if actor().role != _OPERATOR:
        check_organisation(organisation, rules.KIND)
    return organisation
