"""What the public platform shows of a text that is on its way to a board, or on it (R7, R31)."""

from services.chassis.entry import Entry
from services.contracts import intake as i
from services.contracts import scoring as s
from tests.unit.auditor.telling import BOARD
from tests.unit.scoring.test_annulled_bar import REFUSED, Scoring, accepted, scoring

__all__ = ["scoring"]

ABOUT = {
    "check": f"scoring/{BOARD}@1/app-jia",
    "enterprise": "usc-jia",
    "application": "app-jia",
    "standard": "std-jia",
    "version": 1,
    "step": "scoring",
    "about": f"{BOARD}@1",
}
DIFFERED = i.PlatformTextDiffered(
    **ABOUT,
    applied_sha256="a" * 64,
    found_sha256="b" * 64,
    count=1,
    differences=(i.PlatformDifference(field="name", declared="a", shown="b"),),
)
CONFIRMED = i.PlatformTextConfirmed(**ABOUT, text_sha256="a" * 64)
GONE = i.PlatformRecordGone(**ABOUT)


def said(scoring: Scoring, kind: type[s.DeclarationTextDiffered | s.BoardRestated]) -> list[Entry]:
    with scoring.acting() as tx:
        stored = scoring._store.entries_in(tx.cursor, 0, 1_000)
    return [one for one in map(Entry.from_bytes, stored) if one.type == kind.TYPE]


def test_a_difference_on_the_platform_is_recorded_and_the_board_stands_R31(
    scoring: Scoring,
) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(DIFFERED)
    assert scoring.board() == everyone
    [event] = [one.event() for one in said(scoring, s.DeclarationTextDiffered)]
    assert isinstance(event, s.DeclarationTextDiffered)
    assert (event.application, event.found_sha256) == ("app-jia", "b" * 64)


def test_the_next_draw_leaves_a_differing_text_out_until_it_is_shown_again_R31(
    scoring: Scoring,
) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(DIFFERED)
    assert scoring.drawn() == everyone - {"app-jia"}
    scoring.hear(CONFIRMED)
    assert scoring.drawn() == everyone


def test_a_record_that_is_gone_takes_its_row_off_the_board_R7_R31(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(GONE)
    assert scoring.board() == everyone - {"app-jia"}
    [event] = [one.event() for one in said(scoring, s.BoardRestated)]
    assert isinstance(event, s.BoardRestated)
    assert (event.cause, event.removed) == ("record_gone", ("app-jia",))
    assert scoring.drawn() == everyone - {"app-jia"}


def test_a_record_that_came_back_is_ranked_with_the_next_draw_R31(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(GONE, CONFIRMED)
    assert scoring.board() == everyone - {"app-jia"}
    assert scoring.drawn() == everyone


def test_who_refused_consent_meanwhile_does_not_come_back_R15(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(GONE, REFUSED, CONFIRMED)
    assert scoring.drawn() == everyone - {"app-jia"}


def test_what_is_not_accepted_here_leaves_no_trace_R31(scoring: Scoring) -> None:
    scoring.hear(DIFFERED, GONE)
    assert said(scoring, s.DeclarationTextDiffered) == []
