"""A scheme is adopted by the bureau that opened the season, and by no other (R1, R5)."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.chassis.entry import Actor
from services.chassis.store.transaction import Context
from services.contracts.scoring import SchemeDrafted
from services.scoring.domain import refusals
from services.scoring.projections import project
from services.scoring.usecases.schemes import adopt
from tests.support import ledger, published


def test_another_bureau_does_not_adopt_a_seasons_scheme_R1_R5(tmp_path: Path) -> None:
    store = ledger.open_store(tmp_path, "scoring", project)
    opened = published.golden("lingpao.registry.season_opened.v1")
    drafted = published.golden("lingpao.scoring.scheme_drafted.v1").event()
    assert isinstance(drafted, SchemeDrafted)
    drafted = replace(drafted, season=opened.data["season"], version=1)

    def asked_by(organisation: str) -> None:
        actor = Actor("desk", organisation, "bureau")
        with store.writing(Context(actor, correlation="test")) as tx:
            adopt(tx, drafted.scheme, 1)

    with store.writing() as tx:
        # Before its first phase, so that only the owner gets as far as being told so.
        project(tx.views, opened.event(), opened)
        tx.append(f"scheme:{drafted.scheme}", drafted)
    with pytest.raises(refusals.NotYourSeason) as refused:
        asked_by("other-bureau")
    assert refused.value.details["owner"] == opened.actororg
    with pytest.raises(Exception, match=r"season\.step_outside_phase"):
        asked_by(opened.actororg)
