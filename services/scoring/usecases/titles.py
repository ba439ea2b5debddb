"""Watching the standards behind titles: a core indicator that got worse is reported (R21)."""

from services.chassis.store.transaction import Transaction
from services.contracts.scoring import CoreIndicatorLowered
from services.scoring.domain.lowering import lowered

from .heard import declaration, scheme_version_of


def compare_revision(tx: Transaction, standard: str, version: int) -> None:
    """Compare a version now in force with the one that won each valid title of the standard.

    Under the scheme version that awarded the title (R21 ground 2). The registry proposes a
    revocation from what is found; nobody but the bureau decides it.
    """
    revised = declaration(tx, standard, version)
    for title in tx.views.all("title", "standard", standard):
        if title["state"] != "valid" or title["last_valid_day"] < tx.today.isoformat():
            continue
        scheme = scheme_version_of(tx, title["scheme"], title["scheme_version"])
        worse = lowered(scheme, declaration(tx, standard, title["standard_version"]), revised)
        if worse:
            event = CoreIndicatorLowered(
                enterprise=revised.enterprise,
                title=title["title"],
                standard=standard,
                from_version=title["standard_version"],
                to_version=version,
                scheme=title["scheme"],
                scheme_version=title["scheme_version"],
                lowered=worse,
            )
            tx.append(f"title:{title['title']}", event, reason="R21(2)")
