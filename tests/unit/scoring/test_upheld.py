"""What scoring does when an objection is upheld, joined or withdrawn (R18)."""

from dataclasses import replace

import pytest

from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.scoring.domain import scheme_life
from services.scoring.domain.refusals import ObjectionsOpen, SchemeCorrected, SeasonClosed
from services.scoring.usecases.schemes import adopt
from tests.support.published import golden
from tests.unit.auditor.telling import BOARD, SEASON
from tests.unit.scoring.test_annulled_bar import ANY, BODY, Scoring, accepted, scoring

__all__ = ["scoring"]


def upheld(effect: str) -> r.ObjectionUpheld:
    return r.ObjectionUpheld(
        objection="obj-1",
        notice="n1",
        board=BOARD,
        effect=effect,
        application="app-jia",
        reasons="承诺不实",
    )


def made(scoring: Scoring, *kinds: type[Event]) -> list[Event]:
    with scoring.acting() as tx:
        found = [*tx.entries(f"board:{BOARD}"), *tx.entries("entry:app-jia")]
    return [event for event in (one.event() for one in found) if isinstance(event, kinds)]


def restated(scoring: Scoring) -> s.BoardRestated:
    [event] = made(scoring, s.BoardRestated)
    assert isinstance(event, s.BoardRestated)
    assert (event.version, event.cause, event.cause_id) == (2, "objection_upheld", "obj-1")
    return event


def test_removal_takes_the_row_off_and_it_does_not_come_back_R18(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(upheld("removal"))
    assert restated(scoring).removed == ("app-jia",)
    assert scoring.board() == everyone - {"app-jia"}
    assert scoring.drawn() == everyone - {"app-jia"}


def test_a_rescore_judges_again_and_shows_the_board_anew_R18(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    before = len(made(scoring, s.Scored))
    scoring.hear(upheld("rescore"))
    assert len(made(scoring, s.Scored)) == before + 1
    # The same promises bring the same place, and the public sees the board again all the same.
    assert restated(scoring).removed == ()
    assert scoring.board() == everyone


def test_what_a_rescore_finds_unfit_leaves_the_board_R18(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    with scoring.acting() as tx:
        # As if the body had kept it to itself until the objection.
        tx.views.put("conflict", f"{SEASON}/usc-jia", {"body": "body"})
    scoring.hear(upheld("rescore"))
    assert restated(scoring).removed == ("app-jia",)
    assert scoring.board() == everyone - {"app-jia"}


def test_a_correction_touches_words_and_no_row_R18(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    before = len(made(scoring, s.Scored))
    scoring.hear(upheld("correction"))
    assert made(scoring, s.BoardRestated) == []
    assert len(made(scoring, s.Scored)) == before
    assert scoring.board() == everyone


# --- what a scheme's adoption waits for


def filed(objection: str) -> r.ObjectionFiled:
    event = golden("lingpao.registry.objection_filed.v1").event()
    assert isinstance(event, r.ObjectionFiled)
    return r.ObjectionFiled(**{**vars(event), "objection": objection, "notice": "n1"})


def joined(objection: str, into: str) -> r.ObjectionJoined:
    return r.ObjectionJoined(objection=objection, notice="n1", board=BOARD, into=into)


def withdrawn(objection: str) -> r.ObjectionWithdrawn:
    return r.ObjectionWithdrawn(objection=objection, notice="n1", board=BOARD)


DISMISSED = r.ObjectionDismissed(objection="o1", notice="n1", board=BOARD, reasons="x")


def noticed(scoring: Scoring) -> None:
    """A second version of the scheme whose notice has closed over an objection."""
    about = f"{BOARD}@2"
    with scoring.acting() as tx:
        [first] = [one for one in tx.entries(f"scheme:{BOARD}") if "drafted" in one.type]
        drafted = first.event()
        assert isinstance(drafted, s.SchemeDrafted)
        second = replace(drafted, version=2)
        tx.append(f"scheme:{BOARD}", second, scheme_life.submit(scheme_life.Version(second)))
    opened = golden("lingpao.registry.notice_opened.v1").event()
    closed = golden("lingpao.registry.notice_closed.v1").event()
    assert isinstance(opened, r.NoticeOpened)
    assert isinstance(closed, r.NoticeClosed)
    told = {"notice": "n1", "kind": "scheme", "about": about, "season": SEASON}
    scoring.hear(replace(opened, **told), filed("obj-1"), replace(closed, **told))


def adopted(scoring: Scoring) -> None:
    with scoring.acting(replace(BODY, organisation=ANY.actororg, role="bureau")) as tx:
        adopt(tx, BOARD, 2)


def test_a_corrected_scheme_version_is_never_adopted_R5_R18(scoring: Scoring) -> None:
    """An upheld correction changes the scheme's words: a later version has to carry it."""
    noticed(scoring)
    with pytest.raises(ObjectionsOpen):
        adopted(scoring)
    scoring.hear(upheld("correction"))
    with pytest.raises(SchemeCorrected) as refused:
        adopted(scoring)
    assert refused.value.details == {"scheme": BOARD, "version": 2, "objections": "obj-1"}


def test_a_dismissed_objection_lets_the_scheme_be_adopted_R5_R18(scoring: Scoring) -> None:
    noticed(scoring)
    scoring.hear(replace(DISMISSED, objection="obj-1"))
    adopted(scoring)


def test_in_a_closed_season_nothing_is_drawn_or_adopted_R24_R1(scoring: Scoring) -> None:
    accepted(scoring)
    noticed(scoring)
    scoring.hear(replace(DISMISSED, objection="obj-1"), r.SeasonClosed(season=SEASON))
    with pytest.raises(SeasonClosed):
        scoring.drawn()
    with pytest.raises(SeasonClosed):
        adopted(scoring)


@pytest.mark.parametrize(
    ("events", "waiting"),
    [
        ((), {"o1", "o2", "o3"}),
        ((withdrawn("o1"),), {"o2", "o3"}),
        ((joined("o2", "o1"),), {"o1", "o3"}),
        ((joined("o2", "o1"), DISMISSED), {"o3"}),
        ((joined("o2", "o1"), withdrawn("o1")), {"o2", "o3"}),
        ((joined("o2", "o1"), withdrawn("o2"), withdrawn("o1")), {"o3"}),
        ((joined("o3", "o2"), joined("o2", "o1"), withdrawn("o1")), {"o2", "o3"}),
        ((joined("o3", "o2"), joined("o2", "o1"), DISMISSED), set()),
    ],
)
def test_open_objections_are_those_that_ask_for_an_answer_R5_R18(
    scoring: Scoring, events: tuple[Event, ...], waiting: set[str]
) -> None:
    scoring.hear(*(filed(one) for one in ("o1", "o2", "o3")), *events)
    with scoring.acting() as tx:
        found = {one["objection"] for one in tx.views.all("objection", "notice", "n1")}
    assert found == waiting
