"""Who follows whom, near and far, and whom a revocation concerns therefore (R34)."""

from services.chassis.store.transaction import Transaction
from services.registry.domain import succession as rules


def successors_of(tx: Transaction, enterprise: str) -> list[str]:
    """Return every enterprise that follows one, each once."""
    return _reached(tx, enterprise, "enterprise", "successor")


def predecessors_of(tx: Transaction, enterprise: str) -> list[str]:
    """Return every enterprise that one follows, each once."""
    return _reached(tx, enterprise, "successor", "enterprise")


def concerned_by(tx: Transaction, title: str) -> tuple[str, ...]:
    """Return every holder of a title since it was granted, and whoever follows one of them."""
    shown = tx.views.get("title", title) or {}
    holders = shown.get("holders", [shown["enterprise"]])
    return rules.concerned(holders, lambda one: successors_of(tx, one))


def heard_on(tx: Transaction, title: str) -> tuple[str, ...]:
    """Return who of those concerned is to be heard: a successor speaks for who is no more (R21)."""

    def kinds(enterprise: str) -> list[str]:
        return [one["kind"] for one in tx.views.all("succession", "enterprise", enterprise)]

    return rules.going_on(concerned_by(tx, title), kinds)


def _reached(tx: Transaction, start: str, from_: str, to: str) -> list[str]:
    found: list[str] = []
    waiting = [start]
    while waiting:
        for one in tx.views.all("succession", from_, waiting.pop()):
            if one[to] not in found:
                found.append(one[to])
                waiting.append(one[to])
    return found
