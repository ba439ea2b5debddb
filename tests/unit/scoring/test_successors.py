"""A bar that a successor shares is its own here too, and lifts for each alone (R22, R34)."""

from datetime import date
from pathlib import Path

import pytest

from services.contracts.refusal import CauseNotHeard
from services.contracts.registry import (
    TitleExpired,
    TitleGranted,
    TitleInherited,
)
from services.scoring.projections import project
from tests.support import ledger, published

DAYS = {"revocation": "r1", "first_day": date(2022, 5, 17), "last_day": date(2025, 5, 17)}
OLD, NEW = "91140599DEM0000142", "91140599DEM000030P"


def test_a_title_is_watched_in_its_successors_name_whichever_key_is_heard_first_R34(
    tmp_path: Path,
) -> None:
    store = ledger.open_store(tmp_path, "scoring", project)
    granted = published.golden("lingpao.registry.title_granted.v1")
    title = granted.event()
    assert isinstance(title, TitleGranted)
    with store.writing() as tx:
        revoked = TitleExpired(title=title.title, enterprise=NEW)
        # Told under the successor's key, it may come before the grant: it waits.
        with pytest.raises(CauseNotHeard):
            project(tx.views, revoked, granted)
        project(tx.views, title, granted)
        inherited = TitleInherited(title=title.title, enterprise=title.enterprise, successor=NEW)
        project(tx.views, inherited, granted)
        project(tx.views, revoked, granted)
        kept = tx.views.get("title", title.title) or {}
    assert (kept["enterprise"], kept["state"]) == (NEW, "expired")
