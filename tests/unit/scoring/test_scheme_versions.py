"""A scheme version adopted after the draw counts from the next draw on, and not before (R5, R18)."""

from dataclasses import replace
from datetime import date

import pytest

from services.chassis.entry import Actor
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.usecases import boards_shown, schemes
from tests.support import published as samples
from tests.unit.auditor.telling import BOARD, CATEGORY, SCHEME_TEXT, SEASON
from tests.unit.scoring.test_annulled_bar import (
    ANY,
    BAR,
    LIFTED,
    REFUSED,
    Scoring,
    accepted,
    scoring,
)
from tests.unit.scoring.test_upheld import made, upheld

__all__ = ["scoring"]

#: By this version only 甲's “≤5 min” is better than the baseline.
SECOND = SCHEME_TEXT.replace('baseline: {value: "20"', 'baseline: {value: "6"')
ANY_PUBLISHED = samples.golden("lingpao.registry.published.v1")
OWNER = Actor("office", ANY.actororg, "bureau")


def adopt_second(scoring: Scoring, text: str = SECOND) -> None:
    """Draft, show and adopt the second version, by the bureau that owns the season."""
    with scoring.acting() as tx:
        season = tx.views.get("season", SEASON) or {}
        [phase] = season["phases"]
        tx.views.change("season", SEASON, phases=[{**phase, "steps": ["scheme", "evaluate"]}])
    about = {"scheme": BOARD, "version": 2, "season": SEASON, "category": CATEGORY}
    with scoring.acting() as tx:
        drafted = s.SchemeDrafted(
            **about,
            name="方案",
            family="weighted",
            content_sha256=read_scheme(text).sha256,
            document=tx.documents.put(text.encode(), "text/yaml"),
        )
        asked = s.SchemeSubmittedForNotice(**about, content_sha256=drafted.content_sha256)
        tx.append(f"scheme:{BOARD}", drafted, asked)
    scoring.hear(
        r.NoticeClosed(
            notice="n2", kind="scheme", about=f"{BOARD}@2", season=SEASON, category=CATEGORY,
            last_day=date(2021, 9, 1),
        )
    )  # fmt: skip
    with scoring.acting(OWNER) as tx:
        schemes.adopt(tx, BOARD, 2)


def judged(scoring: Scoring) -> dict[str, tuple[bool, int]]:
    """Return whether each application is fit, and by which scheme version."""
    with scoring.acting() as tx:
        scored = {
            one["application"]: (True, one["scheme_version"]) for one in tx.views.all("score")
        }
        unfit = {
            one["application"]: (False, one["scheme_version"]) for one in tx.views.all("excluded")
        }
    return scored | unfit


def last(scoring: Scoring) -> s.BoardDrawn | s.BoardRestated:
    event = made(scoring, s.BoardDrawn, s.BoardRestated)[-1]
    assert isinstance(event, s.BoardDrawn | s.BoardRestated)
    return event


def test_a_rescore_judges_one_bank_by_the_scheme_its_board_was_drawn_by_R5_R18(
    scoring: Scoring,
) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    adopt_second(scoring)
    scoring.hear(replace(upheld("rescore"), application="app-yi"))
    found = last(scoring)
    assert isinstance(found, s.BoardRestated)
    assert (found.removed, found.scheme_version) == ((), 1)
    assert scoring.board() == everyone
    assert set(judged(scoring).values()) == {(True, 1)}


def test_adoption_leaves_what_was_drawn_with_its_scores_and_the_next_draw_judges_anew_R5(
    scoring: Scoring,
) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    adopt_second(scoring)
    assert scoring.board() == everyone
    assert judged(scoring) == dict.fromkeys(everyone, (True, 1))
    assert scoring.drawn() == {"app-jia"}
    assert last(scoring).scheme_version == 2
    assert judged(scoring) == {one: (one == "app-jia", 2) for one in everyone}


def test_before_the_first_draw_a_new_version_judges_at_adoption_R5(scoring: Scoring) -> None:
    accepted(scoring)
    adopt_second(scoring)
    assert judged(scoring)["app-jia"] == (True, 2)
    assert judged(scoring)["app-ding"] == (False, 2)


def test_a_conflict_takes_off_the_one_bank_after_a_new_version_R3_R5(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    adopt_second(scoring)
    with scoring.acting() as tx:
        schemes.declare_conflict(tx, "usc-yi", SEASON, "持股")
    found = last(scoring)
    assert isinstance(found, s.BoardRestated)
    assert (found.removed, found.scheme_version) == (("app-yi",), 1)
    assert scoring.board() == everyone - {"app-yi"}


@pytest.mark.parametrize("again", [False, True])
def test_what_a_bar_kept_away_is_judged_by_the_newest_version_at_the_next_draw_R5_R22(
    scoring: Scoring, *, again: bool
) -> None:
    scoring.hear(BAR)
    accepted(scoring)
    everyone = scoring.drawn()
    assert "app-jia" not in everyone
    if again:
        adopt_second(scoring)
    scoring.hear(LIFTED)
    assert scoring.drawn() == ({"app-jia"} if again else everyone | {"app-jia"})


def test_the_published_version_is_shown_whatever_was_restated_unheard_R9_R19(
    scoring: Scoring,
) -> None:
    """Scoring heard the withdrawal, restated, and then of the publication that had overtaken it."""
    accepted(scoring)
    scoring.drawn()
    of = {"application": "app-jia", "enterprise": "usc-jia", "season": SEASON}
    scoring.hear(i.ApplicationWithdrawn(**of, category=CATEGORY, board=BOARD))
    published = ANY_PUBLISHED.event()
    assert isinstance(published, r.Published)
    scoring.hear(
        replace(published, board=BOARD, version=1),
        i.WithdrawalOvertaken(**of, category=CATEGORY, board=BOARD, version=1),
    )
    with scoring.acting() as tx:
        assert boards_shown.current_version(tx.views, BOARD) == 1
        assert (tx.views.get("candidate", "app-jia") or {})["state"] == "accepted"


def test_a_refusal_is_of_the_result_by_one_scheme_version_R5_R15(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(REFUSED)
    assert scoring.drawn() == everyone - {"app-jia"}
    adopt_second(scoring)
    # It is drawn again, to be asked about what it has not seen.
    assert scoring.drawn() == {"app-jia"}
    scoring.hear(REFUSED)
    assert scoring.drawn() == set()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("reference_date: 2021-", "reference_date: 2020-", "$.reference_date"),
        ('min_composite: "0"', 'min_composite: "501"', "$.leaders.min_composite"),
    ],
)
def test_a_draft_that_cannot_work_is_refused_by_line_and_field_R1_R7_R13(
    scoring: Scoring, old: str, new: str, field: str
) -> None:
    text = SCHEME_TEXT.replace(old, new)
    with scoring.acting() as tx, pytest.raises(SchemeInvalid) as refused:
        schemes.draft(tx, text)
    [told] = refused.value.details["errors"]
    line = next(at for at, words in enumerate(text.splitlines(), 1) if new in words)
    assert (told["field"], told["line"]) == (field, line)
