"""Who follows whom, near and far (R34)."""

from services.chassis.store.transaction import Transaction


def successors_of(tx: Transaction, enterprise: str) -> list[str]:
    """Return every enterprise that follows one, each once."""
    return _reached(tx, enterprise, "enterprise", "successor")


def predecessors_of(tx: Transaction, enterprise: str) -> list[str]:
    """Return every enterprise that one follows, each once."""
    return _reached(tx, enterprise, "successor", "enterprise")


def _reached(tx: Transaction, start: str, from_: str, to: str) -> list[str]:
    found: list[str] = []
    waiting = [start]
    while waiting:
        for one in tx.views.all("succession", from_, waiting.pop()):
            if one[to] not in found:
                found.append(one[to])
                waiting.append(one[to])
    return found
