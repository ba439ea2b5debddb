"""A row's text is judged by the day: a revision to come does not stop publication (R7, R31)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.contracts import intake as i
from services.registry.usecases.results import is_current
from tests.support import published
from tests.unit.registry.at_the_desk import BODY, Registry, row

ROW = row("jia", 1, 5)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry(tmp_path)
    declared = published.golden("lingpao.intake.standard_declared.v1").event()
    assert isinstance(declared, i.StandardDeclared)
    first = replace(declared, standard="std-jia", version=1, effective=date(2021, 2, 1))
    revised = i.StandardRevised(
        **{**vars(first), "version": 2, "effective": date(2022, 1, 1)}
        | {"text_sha256": "b" * 64, "replaces": first.number}
    )
    made.hear(first, revised)
    return made


@pytest.mark.parametrize(
    ("day", "current"), [(date(2021, 12, 31), True), (date(2022, 1, 1), False)]
)
def test_the_text_on_the_board_counts_until_another_takes_effect_R7_R31(
    registry: Registry, day: date, *, current: bool
) -> None:
    registry.today = day
    with registry.acting(BODY) as tx:
        assert is_current(tx, ROW) is current
