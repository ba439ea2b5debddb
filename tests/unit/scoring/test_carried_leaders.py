"""Leaders of a restated board: carried where nothing changed, else the body says anew (R13, R18)."""

from dataclasses import replace

import pytest

from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.values import Document
from services.scoring.domain.refusals import AlreadyNominated, SkipUnexplained
from services.scoring.usecases import boards
from tests.unit.auditor.telling import BOARD
from tests.unit.scoring.test_annulled_bar import Scoring, accepted, scoring
from tests.unit.scoring.test_upheld import made, upheld

__all__ = ["scoring"]

NUMBER = "三家以内"
PAPER = Document(sha256="0" * 64, size=1, media_type="text/plain")


def nominate(scoring: Scoring, *leaders: str, skipped: str = "", reason: str = "另有原因") -> None:
    skips = [{"application": f"app-{skipped}", "reason": reason}] if skipped else []
    with scoring.acting() as tx:
        boards.nominate(tx, BOARD, [f"app-{one}" for one in leaders], NUMBER, skips)


def nominated(scoring: Scoring, *leaders: str, skipped: str = "") -> None:
    """Draw four banks, of whom the best three may lead, and nominate."""
    accepted(scoring)
    scoring.drawn()
    for one in ("jia", "yi", "bing", "ding"):
        of = {"application": f"app-{one}", "enterprise": f"usc-{one}", "board": BOARD}
        scoring.hear(i.ConformityReportFiled(**of, document=PAPER))
    with scoring.acting() as tx:
        listed = boards.shortlist(tx, BOARD)["applications"]
    assert sorted(listed) == ["app-bing", "app-jia", "app-yi"]
    nominate(scoring, *leaders, skipped=skipped)


def leave(scoring: Scoring, bank: str) -> None:
    scoring.hear(replace(upheld("removal"), application=f"app-{bank}"))


def last(scoring: Scoring) -> s.LeadersNominated:
    event = made(scoring, s.LeadersNominated)[-1]
    assert isinstance(event, s.LeadersNominated)
    return event


def test_where_nothing_changed_for_leaders_and_list_the_bodys_own_words_are_carried_R13_R18(
    scoring: Scoring,
) -> None:
    nominated(scoring, "jia", "yi", skipped="bing")
    before = last(scoring)
    leave(scoring, "ding")
    after = last(scoring)
    assert after == replace(before, version=2)
    assert [one.reason for one in after.skipped] == ["另有原因"]


def test_one_left_out_without_a_reason_gets_none_that_nobody_gave_R13(scoring: Scoring) -> None:
    nominated(scoring, "jia")
    leave(scoring, "ding")
    assert (last(scoring).version, last(scoring).skipped) == (2, ())


@pytest.mark.parametrize(
    ("leaders", "leaves", "then"),
    [
        pytest.param(("jia", "yi", "bing"), "jia", ("yi", "bing"), id="a_leader_left"),
        pytest.param(("jia",), "bing", ("jia", "yi"), id="somebody_came_to_be_shortlisted"),
    ],
)
def test_what_needs_a_new_judgement_is_not_carried_and_the_body_says_it_once_R13(
    scoring: Scoring, leaders: tuple[str, ...], leaves: str, then: tuple[str, ...]
) -> None:
    nominated(scoring, *leaders)
    leave(scoring, leaves)
    assert last(scoring).version == 1
    # Whom it passes over now, it passes over for a reason of its own.
    with pytest.raises(SkipUnexplained):
        nominate(scoring, "ding")
    nominate(scoring, *then)
    assert last(scoring).version == 2
    assert last(scoring).skipped == ()
    with pytest.raises(AlreadyNominated):
        nominate(scoring, *then)


def test_no_leader_this_year_is_carried_too_R30(scoring: Scoring) -> None:
    nominated(scoring)
    leave(scoring, "ding")
    assert (last(scoring).version, last(scoring).leaders) == (2, ())
