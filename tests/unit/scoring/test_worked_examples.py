"""The two worked example schemes give exactly the points, stars and outcomes stated (R11-R13, R29).

Weighted: 435, rank only; training hours to 40 give 445; satisfaction to 98 % gives 450 and still
no leader, since training stays at three stars. Star by minimum: five stars alone may lead; where
nobody has them there is no leader, and that is a result.
"""

import pytest

from services.scoring.domain.board import draw, row_plain
from services.scoring.domain.eligibility import judge
from services.scoring.domain.leaders import Gap, lacking, shortlist
from services.scoring.domain.scheme import Scheme
from tests.unit.scoring.builders import BRANCH, FIVE_STARS, ONLINE, WORKED, candidate, declaration
from tests.unit.scoring.engine_two import BRANCH_2, ONLINE_2

CUT = Gap("composite", "435", "450"), Gap("composite", "445", "450")


@pytest.mark.parametrize("scheme", [BRANCH, BRANCH_2], ids=["engine 1", "engine 2"])
@pytest.mark.parametrize(
    ("changes", "composite", "lacks"),
    [
        ({}, "435", (Gap("star", "3", "4", ("C8",)), CUT[0])),
        ({"C8": "≥ 40 h/person"}, "445", (CUT[1],)),
        ({"C6": "≥ 98 %"}, "450", (Gap("star", "3", "4", ("C8",)),)),
        ({"C6": "≥ 98 %", "C8": "≥ 30 h/person"}, "455", ()),
    ],
)
def test_the_weighted_example_435_445_450_and_still_no_leader_R11_R13_R29(
    scheme: Scheme, changes: dict[str, str], composite: str, lacks: tuple[Gap, ...]
) -> None:
    assert judge(scheme, declaration(WORKED | changes)) == ()
    four = [candidate(scheme, WORKED, f"{n}") for n in range(4)]
    rows = [
        row_plain(row) for row in draw(scheme, [*four, candidate(scheme, WORKED | changes, "a")])
    ]
    mine = next(row for row in rows if row["application"] == "app-a")
    assert mine["composite"] == composite
    assert lacking(scheme, mine) == lacks
    assert shortlist(scheme, rows) == (() if lacks else ("app-a",))


@pytest.mark.parametrize("scheme", [BRANCH, BRANCH_2], ids=["engine 1", "engine 2"])
def test_its_stars_are_5_4_4_5_4_4_5_3_4_R29(scheme: Scheme) -> None:
    score = candidate(scheme, WORKED, "a").score
    assert [one.star for one in score.indicators] == [5, 4, 4, 5, 4, 4, 5, 3, 4]
    assert [one.points for one in score.indicators] == [75, 40, 40, 75, 40, 60, 50, 15, 40]


@pytest.mark.parametrize("scheme", [ONLINE, ONLINE_2], ids=["engine 1", "engine 2"])
@pytest.mark.parametrize(
    ("changes", "star", "leads"),
    [
        ({}, 5, True),
        ({"N1": "≥ 1 level"}, 4, False),
        ({"D3": "≤ 5 min"}, 4, False),
        ({"D10": "≤ 12 calendar_day"}, 3, False),
    ],
)
def test_the_star_example_leads_with_five_stars_or_nobody_does_R29_R30(
    scheme: Scheme, changes: dict[str, str], star: int, leads: bool
) -> None:
    assert judge(scheme, declaration(FIVE_STARS | changes)) == ()
    rows = [row_plain(row) for row in draw(scheme, [candidate(scheme, FIVE_STARS | changes, "a")])]
    assert rows[0]["star"] == star
    assert shortlist(scheme, rows) == (("app-a",) if leads else ())
    assert (lacking(scheme, rows[0]) == ()) is leads
