"""What the system found of a lowered core indicator, in words (R21 ground 2)."""

from typing import Any

import msgspec
import yaml

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.refusal import CauseNotHeard
from services.contracts.scoring import CoreIndicatorLowered
from services.registry.domain import lowering_words as words

#: The parts of a scheme that name indicators.
_PARTS = ("core", "basic", "availability")


def told(tx: Transaction, e: CoreIndicatorLowered) -> tuple[str, tuple[str, ...]]:
    """Return the facts and the evidence of a proposal.

    :raises CauseNotHeard: when the scheme or an edition of the standard has not arrived yet.
    :raises DocumentMissing: when the scheme's document has not.
    """
    scheme = _scheme(tx, f"{e.scheme}@{e.scheme_version}")
    before, after = (
        msgspec.convert(_heard(tx, "edition", f"{e.standard}@{version}"), words.Edition)
        for version in (e.from_version, e.to_version)
    )
    facts = words.facts(scheme, before, after, e.lowered)
    return facts, words.evidence(scheme, before, after)


def _scheme(tx: Transaction, id: str) -> words.Scheme:
    found = _heard(tx, "scheme_text", id)
    # Scoring took it after reading every node strictly; here its names are enough.
    plain: dict[str, Any] = yaml.safe_load(tx.documents.get(found["document"]["sha256"]))
    parts = [one for part in _PARTS for one in plain.get(part) or []]
    return words.Scheme(
        name=found["name"],
        version=found["version"],
        indicators={str(one["code"]): str(one["name"]) for one in parts},
    )


def _heard(tx: Transaction, kind: str, id: str) -> Body:
    found = tx.views.get(kind, id)
    if found is None:
        raise CauseNotHeard(f"{kind} {id}")
    return found
