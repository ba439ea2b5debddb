"""When matters ended whose private words are kept for a time after that (R25)."""

from typing import Any

from services.chassis.entry import Entry
from services.chassis.project import by_type
from services.chassis.store.views import Views
from services.contracts import registry as r


def _revocation(views: Views, e: Any, entry: Entry) -> None:
    """Dropped, decided, or annulled after that: the last of them counts."""
    views.put("ended", e.revocation, {"at": entry.time})


project = by_type(
    {
        r.RevocationProposalDropped: _revocation,
        r.Revoked: _revocation,
        r.RevocationAnnulled: _revocation,
    }
)
