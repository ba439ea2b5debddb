"""A product scheme is tried before adoption: a folder tells of models, a table of promises alone."""

from pathlib import Path

import pytest

from services.cli.trial_data import read_entrants
from services.scoring.domain.eligibility import PRODUCTION
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.trial import attempt
from tests.support.season import expected

FOLDER = Path(__file__).parents[2] / "data" / "jincheng-2021-general"
CATEGORIES = sorted(path.stem for path in (FOLDER / "schemes").glob("*.yaml"))


def scheme_of(category: str) -> Scheme:
    return read_scheme((FOLDER / "schemes" / f"{category}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_trial_finds_the_scores_and_the_excluded_worked_out_by_hand_R2_R8_R11(
    category: str,
) -> None:
    wanted = expected(FOLDER, category)
    found = attempt(scheme_of(category), read_entrants(FOLDER, scheme_of(category)))
    scores = {row.candidate.declaration.enterprise: row.candidate.score for row in found.rows}
    for row in wanted["rows"]:
        score = scores[row["uscc"]]
        told = (score.star, str(score.composite), score.bonus)
        assert told == (row["star"], row["composite"], row["bonus"])
    grounds = [
        (one.entrant.declaration.enterprise, finding.ground, finding.indicator)
        for one in found.excluded
        for finding in one.findings
        if finding.ground != "form"  # a standard of the year after
    ]
    assert grounds == [(one["uscc"], one["ground"], one["indicator"]) for one in wanted["excluded"]]


def test_a_table_does_not_tell_of_models_and_is_not_refused_for_them_R8(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "enterprise,B1,D1,D2,D3,D4\n"
        "甲,= 1 yes_no,≥ 460 MPa,≥ 8 %,≥ 5 MPa,≤ 1.0 mm\n"
        "乙,= 1 yes_no,≥ 420 MPa,≥ 8 %,≥ 5 MPa,≤ 1.0 mm\n",
        "utf-8",
    )
    scheme = scheme_of("ductile-fittings")
    found = attempt(scheme, read_entrants(table, scheme))
    assert [row.candidate.enterprise_name for row in found.rows] == ["甲"]
    grounds = {finding.ground for one in found.excluded for finding in one.findings}
    assert PRODUCTION not in grounds
