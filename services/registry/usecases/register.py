"""The register of a bureau's document numbers: decisions and official texts alike (R32)."""

from services.chassis.store.transaction import Transaction


def numbers(tx: Transaction) -> list[str]:
    """Return every number that the acting bureau has used."""
    used = tx.views.all("document_number", "issuer", tx.actor.organisation)
    return [one["number"] for one in used]
