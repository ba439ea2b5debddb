"""A revision counts from its effective day on: nothing follows from it before (R7, R21, R31)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON
from tests.unit.scoring.test_annulled_bar import Scoring, accepted, scoring
from tests.unit.scoring.test_upheld import made

__all__ = ["scoring"]

BEGINS = date(2022, 1, 1)


def revised(scoring: Scoring, effective: date = BEGINS, version: int = 2) -> i.StandardRevised:
    """甲 promises five minutes more, from a day on."""
    declared = next(
        one
        for one in scoring.intake
        if isinstance(one, i.StandardDeclared) and one.standard == "std-jia"
    )
    first, *rest = declared.values
    return i.StandardRevised(
        **{
            **vars(declared),
            "version": version,
            "effective": effective,
            "values": (replace(first, value=Decimal(10)), *rest),
            "text_sha256": str(version) * 64,
            "replaces": declared.number,
        }
    )


TITLE = r.TitleGranted(
    title="t1", enterprise="usc-jia", board=BOARD, season=SEASON, category=CATEGORY,
    application="app-jia", standard="std-jia", standard_version=1, scheme=BOARD,
    scheme_version=1, valid_from=date(2021, 9, 1), last_valid_day=date(2022, 8, 31),
)  # fmt: skip


def lowered(scoring: Scoring) -> list[s.CoreIndicatorLowered]:
    with scoring.acting() as tx:
        found = [one.event() for one in tx.entries("title:t1")]
    return [one for one in found if isinstance(one, s.CoreIndicatorLowered)]


def test_a_row_stays_until_its_new_text_takes_effect_and_leaves_on_that_day_R7_R31(
    scoring: Scoring,
) -> None:
    scoring.on(date(2021, 9, 15))
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(revised(scoring))
    scoring.on(date(2021, 12, 31))
    assert scoring.board() == everyone
    assert scoring.drawn() == everyone
    scoring.on(BEGINS)
    assert scoring.board() == everyone - {"app-jia"}
    [left] = made(scoring, s.BoardRestated)
    assert isinstance(left, s.BoardRestated)
    assert (left.cause, left.removed) == ("standard_revised", ("app-jia",))


def test_a_title_is_compared_on_the_day_and_not_before_also_after_a_downtime_R21(
    scoring: Scoring,
) -> None:
    scoring.on(date(2021, 9, 15))
    scoring.hear(*scoring.intake, TITLE, revised(scoring))
    scoring.on(date(2021, 12, 31))
    assert lowered(scoring) == []
    # Nobody was there on New Year's Day.
    scoring.on(date(2022, 2, 10))
    [found] = lowered(scoring)
    assert (found.title, found.from_version, found.to_version) == ("t1", 1, 2)
    assert [one.indicator for one in found.lowered] == ["C1"]


def test_what_takes_effect_at_once_counts_at_once_R7_R21_R31(scoring: Scoring) -> None:
    scoring.on(BEGINS)
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(TITLE, revised(scoring))
    assert scoring.board() == everyone - {"app-jia"}
    assert len(lowered(scoring)) == 1


def test_a_draw_between_the_day_and_the_timer_leaves_the_old_text_out_R31(
    scoring: Scoring,
) -> None:
    scoring.on(date(2021, 9, 15))
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(revised(scoring))
    scoring.now = scoring.now and scoring.now.replace(year=2022)
    assert scoring.drawn() == everyone - {"app-jia"}


def test_nothing_follows_from_a_text_that_never_took_effect_R7_R21(scoring: Scoring) -> None:
    scoring.on(date(2021, 9, 15))
    scoring.hear(*scoring.intake, TITLE, revised(scoring))
    scoring.hear(revised(scoring, date(2021, 12, 1), version=3))
    scoring.on(date(2021, 12, 1))
    scoring.on(BEGINS)
    assert [one.to_version for one in lowered(scoring)] == [3]
