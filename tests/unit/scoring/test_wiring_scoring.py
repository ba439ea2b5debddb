"""What scoring asks before it judges and draws, at its own store, one guard at a time (R8, R11)."""

from dataclasses import replace
from datetime import date

import pytest

from services.chassis.entry import Actor
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.event import Event
from services.scoring.domain.refusals import EvidenceMissing, NotTheBody
from services.scoring.usecases import boards, schemes
from tests.unit.auditor.telling import BOARD, SCHEME_TEXT, SEASON
from tests.unit.scoring.test_annulled_bar import BAR, Scoring, accepted, scoring
from tests.unit.scoring.test_carried_leaders import PAPER, nominate
from tests.unit.scoring.test_revisions import revised
from tests.unit.scoring.test_scheme_versions import adopt_second, judged, last
from tests.unit.scoring.test_upheld import made, upheld

__all__ = ["scoring"]

BEFORE, BEGINS = date(2021, 9, 15), date(2022, 1, 1)
BUREAU = Actor("office", "bureau", "bureau")
OTHER_BODY = Actor("desk", "another-body", "evaluation_body")


def parted(scoring: Scoring) -> tuple[list[Event], list[Event]]:
    """What intake says of the banks before their applications are accepted, and that they are."""
    return (
        [one for one in scoring.intake if not isinstance(one, i.ApplicationAccepted)],
        [one for one in scoring.intake if isinstance(one, i.ApplicationAccepted)],
    )


def kept_away(scoring: Scoring) -> list[tuple[str, str]]:
    """The grounds and clauses for which 甲 was found unfit, once; no score was made."""
    assert made(scoring, s.Scored, s.StandardFoundEligible) == []
    [found] = made(scoring, s.StandardFoundIneligible)
    assert isinstance(found, s.StandardFoundIneligible)
    return [(one.ground, one.clause) for one in found.findings]


# --- the text that was applied with


def test_another_text_in_force_at_scoring_is_recorded_and_not_scored_R31(scoring: Scoring) -> None:
    scoring.on(BEGINS)
    declared, applied = parted(scoring)
    scoring.hear(*declared, revised(scoring), *applied)
    assert made(scoring, s.Scored, s.StandardFoundEligible, s.StandardFoundIneligible) == []
    [found] = made(scoring, s.DeclarationTextDiffered)
    assert isinstance(found, s.DeclarationTextDiffered)
    assert (found.standard, found.found_sha256) == ("std-jia", "2" * 64)
    assert found.applied_sha256 != found.found_sha256


def test_another_text_in_force_at_the_draw_is_recorded_and_not_ranked_R31(
    scoring: Scoring,
) -> None:
    scoring.on(BEFORE)
    accepted(scoring)
    scoring.hear(revised(scoring))
    # The day has come, and the timer of the revision has not fired yet.
    scoring.now = scoring.now and scoring.now.replace(year=2022)
    assert scoring.drawn() == {"app-yi", "app-bing", "app-ding"}
    assert len(made(scoring, s.DeclarationTextDiffered)) == 1


# --- whose task it is, and whom it is kept from


@pytest.mark.parametrize("actor", [BUREAU, OTHER_BODY], ids=["the_bureau", "another_body"])
def test_nobody_but_the_body_of_the_season_draws_shortlists_or_nominates_R3_R4(
    scoring: Scoring, actor: Actor
) -> None:
    accepted(scoring)
    with scoring.acting(actor) as tx, pytest.raises(NotTheBody) as refused:
        boards.draw(tx, BOARD)
    assert refused.value.details == {"season": SEASON, "body": "body"}
    assert made(scoring, s.BoardDrawn) == []
    scoring.drawn()
    with scoring.acting(actor) as tx, pytest.raises(NotTheBody):
        boards.shortlist(tx, BOARD)
    with scoring.acting(actor) as tx, pytest.raises(NotTheBody):
        boards.nominate(tx, BOARD, [], "无", [])
    with scoring.acting(actor) as tx, pytest.raises(NotTheBody):
        schemes.declare_conflict(tx, "usc-jia", SEASON, "持股")
    assert made(scoring, s.LeadersShortlisted, s.LeadersNominated) == []


def test_a_season_without_a_body_is_drawn_by_nobody_R3_R4(scoring: Scoring) -> None:
    accepted(scoring)
    with scoring.acting() as tx:
        tx.views.change("season", SEASON, body=None)
    with scoring.acting() as tx, pytest.raises(NotTheBody):
        boards.draw(tx, BOARD)


def test_a_body_does_not_score_whom_it_has_an_interest_in_R3(scoring: Scoring) -> None:
    declared, applied = parted(scoring)
    scoring.hear(*declared)
    with scoring.acting() as tx:
        schemes.declare_conflict(tx, "usc-jia", SEASON, "持股")
    scoring.hear(*applied)
    assert kept_away(scoring) == [("conflict", "R3")]
    assert scoring.drawn() == {"app-yi", "app-bing", "app-ding"}


def test_a_body_does_not_rank_whom_it_has_an_interest_in_R3(scoring: Scoring) -> None:
    accepted(scoring)
    with scoring.acting() as tx:
        # With the score that was made before the interest was known.
        tx.views.put("conflict", f"{SEASON}/usc-jia", {"body": "body"})
    assert scoring.drawn() == {"app-yi", "app-bing", "app-ding"}


# --- the bar


def test_a_barred_enterprise_is_not_scored_R10(scoring: Scoring) -> None:
    scoring.hear(BAR)
    accepted(scoring)
    assert kept_away(scoring) == [("bar", "R10")]


def test_an_enterprise_barred_after_its_score_is_not_ranked_R10(scoring: Scoring) -> None:
    accepted(scoring)
    assert len(made(scoring, s.Scored)) == 1
    scoring.hear(BAR)
    assert scoring.drawn() == {"app-yi", "app-bing", "app-ding"}


@pytest.mark.parametrize(("day", "ranked"), [(date(2022, 1, 1), False), (date(2022, 1, 2), True)])
def test_a_bar_counts_to_the_end_of_its_last_day_R10(
    scoring: Scoring, day: date, *, ranked: bool
) -> None:
    scoring.hear(replace(BAR, last_day=BEGINS))
    scoring.on(day)
    accepted(scoring)
    assert ("app-jia" in scoring.drawn()) is ranked


# --- the version of the scheme


def test_each_score_and_board_names_the_scheme_version_that_made_it_R5(scoring: Scoring) -> None:
    accepted(scoring)
    scoring.drawn()
    adopt_second(scoring)
    scoring.drawn()
    scored = [one for one in made(scoring, s.Scored) if isinstance(one, s.Scored)]
    drawn = [one for one in made(scoring, s.BoardDrawn) if isinstance(one, s.BoardDrawn)]
    assert [one.scheme_version for one in scored] == [1, 2]
    assert [one.scheme_version for one in drawn] == [1, 2]
    first, second = (one.scheme_sha256 for one in scored)
    assert first != second
    assert [one.scheme_sha256 for one in drawn] == [first, second]


def test_one_judged_anew_is_judged_by_the_version_of_its_board_R5(scoring: Scoring) -> None:
    accepted(scoring)
    scoring.drawn()
    adopt_second(scoring)
    scoring.hear(upheld("rescore"))
    scored = [one for one in made(scoring, s.Scored) if isinstance(one, s.Scored)]
    assert [one.scheme_version for one in scored] == [1, 1]


def test_a_board_is_restated_by_its_own_scheme_version_R5(scoring: Scoring) -> None:
    accepted(scoring)
    scoring.drawn()
    drawn = last(scoring)
    adopt_second(scoring)
    scoring.hear(BAR)
    found = last(scoring)
    assert isinstance(found, s.BoardRestated)
    assert (found.scheme_version, found.scheme_sha256) == (1, drawn.scheme_sha256)
    assert scoring.board() == {"app-yi", "app-bing", "app-ding"}
    assert {one for one, by in judged(scoring).items() if by == (True, 1)} >= scoring.board()


# --- what a leader has filed


def missing(scoring: Scoring) -> str:
    """What keeps 甲 from being nominated."""
    with pytest.raises(EvidenceMissing) as refused:
        nominate(scoring, "jia")
    assert refused.value.details["application"] == "app-jia"
    return str(refused.value.details["missing"])


def test_nobody_is_nominated_before_report_and_evidence_are_filed_R14(scoring: Scoring) -> None:
    accepted(scoring)
    adopt_second(scoring, SCHEME_TEXT.replace("evidence: []", "evidence: [满意度, 监测]"))
    scoring.drawn()
    with scoring.acting() as tx:
        boards.shortlist(tx, BOARD)
    of = {"application": "app-jia", "enterprise": "usc-jia", "board": BOARD}
    assert missing(scoring) == f"{boards.REPORT}、满意度、监测"
    scoring.hear(i.EvidenceFiled(**of, item="监测", document=PAPER))
    assert missing(scoring) == f"{boards.REPORT}、满意度"
    scoring.hear(i.ConformityReportFiled(**of, document=PAPER))
    assert missing(scoring) == "满意度"
    scoring.hear(i.EvidenceFiled(**of, item="满意度", document=PAPER))
    nominate(scoring, "jia")
    [found] = made(scoring, s.LeadersNominated)
    assert isinstance(found, s.LeadersNominated)
    assert [one.application for one in found.leaders] == ["app-jia"]
