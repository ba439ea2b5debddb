"""A board derived again from entries: what follows from them is found equal, what does not is named."""

from datetime import date
from decimal import Decimal

import pytest

from services.auditor.replay import NoBoardYet, Replayed, replay
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.values import Document
from tests.unit.auditor.telling import (
    BOARD,
    CATEGORY,
    PROMISES,
    RANKS,
    SCHEME_TEXT,
    SEASON,
    Telling,
    on,
    told,
)

DRAWN = on("2021-09-06")
END = "9999"
ALL = tuple(PROMISES)


def replayed(telling: Telling, moment: str = END) -> Replayed:
    return replay(telling.logs, telling.document, BOARD, moment)


def banks(found: Replayed) -> set[str]:
    return {row.candidate.application.removeprefix("app-") for row in found.rows}


# -- equal ---------------------------------------------------------------------------------


def test_a_board_follows_from_entries_byte_for_byte_R11() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    found = replayed(telling)
    assert found.differences == ()
    ranks = {row.candidate.application: row.rank for row in found.rows}
    assert ranks == {f"app-{bank}": rank for bank, rank in RANKS.items()}
    composites = {row.candidate.application: row.candidate.score.composite for row in found.rows}
    assert composites["app-jia"] == Decimal(500)
    assert composites["app-ding"] == Decimal(300)


def test_each_place_has_its_reason_and_what_would_lift_it_R12() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    reasons = {one.application: one for one in replayed(telling).reasons}
    assert reasons["app-jia"].behind == ""
    assert reasons["app-jia"].rises == ()
    assert reasons["app-ding"].behind == "composite"
    # 300 points; C1 at five stars brings 100 more: 400, and more five-star indicators than 乙.
    assert [(rise.indicator, rise.new_rank) for rise in reasons["app-ding"].rises] == [("C1", 2)]


def test_an_empty_board_is_derived_too_R30() -> None:
    telling = told(scored=())
    telling.draw((), DRAWN)
    assert replayed(telling).differences == ()


# -- the moment ----------------------------------------------------------------------------


def test_the_board_of_a_moment_is_the_last_one_said_by_then_that_moment_included() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    telling.draw(ALL, on("2021-09-08"), version=2)
    assert replayed(telling, DRAWN).said.version == 1
    assert replayed(telling, on("2021-09-07")).said.version == 1
    assert replayed(telling, on("2021-09-08")).said.version == 2


def test_before_the_first_draw_there_is_no_board_and_its_day_is_told() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    with pytest.raises(NoBoardYet) as caught:
        replayed(telling, on("2021-09-05"))
    assert caught.value.first == DRAWN


def test_a_board_that_never_was_is_not_made_up() -> None:
    with pytest.raises(NoBoardYet) as caught:
        replayed(told())
    assert caught.value.first is None


def test_what_is_scored_after_the_draw_does_not_matter_R11() -> None:
    telling = told(scored=("jia", "yi"))
    telling.draw(("jia", "yi"), DRAWN)
    telling.score("ding", on("2021-09-07"))
    assert replayed(telling).differences == ()


def test_what_scoring_had_not_heard_at_the_draw_does_not_matter_R9() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    telling.say(
        i.ApplicationWithdrawn(
            application="app-jia", enterprise="usc-jia", season=SEASON, category=CATEGORY,
            board=BOARD,
        ),
        on("2021-09-05"),
    )  # fmt: skip
    found = replayed(telling)
    assert found.differences == ()
    assert "jia" in banks(found)


# -- who belongs ---------------------------------------------------------------------------


def withdrawn(telling: Telling) -> None:
    telling.say(
        i.ApplicationWithdrawn(
            application="app-jia", enterprise="usc-jia", season=SEASON, category=CATEGORY,
            board=BOARD,
        ),
        on("2021-09-01"),
    )  # fmt: skip


def abolished(telling: Telling) -> None:
    telling.say(
        i.StandardAbolished(
            standard="std-jia", version=1, enterprise="usc-jia", abolished=date(2021, 9, 6)
        ),
        on("2021-09-01"),
    )


def revised(telling: Telling) -> None:
    changed = vars(telling.declared["jia"]) | {
        "version": 2, "text_sha256": "f" * 64, "replaces": "Q/jia 001",
    }  # fmt: skip
    telling.say(i.StandardRevised(**changed), on("2021-09-01"))


def barred(telling: Telling) -> None:
    telling.say(
        r.BarImposed(
            enterprise="usc-jia", revocation="rev-1", first_day=date(2021, 9, 6),
            last_day=date(2024, 9, 5),
        ),
        on("2021-09-01"),
    )  # fmt: skip


def kept_away(telling: Telling) -> None:
    telling.say(
        s.ConflictOfInterestDeclared(
            body="body", enterprise="usc-jia", season=SEASON, grounds="持股"
        ),
        on("2021-09-01"),
    )


def found_ineligible(telling: Telling) -> None:
    telling.say(
        s.StandardFoundIneligible(
            application="app-jia", enterprise="usc-jia", season=SEASON, category=CATEGORY,
            standard="std-jia", version=1, scheme=BOARD, scheme_version=1, findings=(),
        ),
        on("2021-09-01"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(withdrawn, id="withdrawn_R9"),
        pytest.param(abolished, id="abolished_R31"),
        pytest.param(revised, id="text_changed_R31"),
        pytest.param(barred, id="barred_R10"),
        pytest.param(kept_away, id="conflict_of_interest_R3"),
        pytest.param(found_ineligible, id="ineligible_R8"),
    ],
)
def test_who_does_not_belong_is_not_on_the_board_and_is_named_when_shown(happens) -> None:
    honest = told()
    happens(honest)
    honest.draw(("yi", "bing", "ding"), DRAWN)
    assert replayed(honest).differences == ()

    shown_anyway = told()
    happens(shown_anyway)
    shown_anyway.draw(ALL, DRAWN)
    assert any("rows differ" in one for one in replayed(shown_anyway).differences)


def test_a_revision_to_come_keeps_nobody_away_before_its_day_R7_R31() -> None:
    def revised(effective: date) -> Telling:
        telling = told()
        changed = vars(telling.declared["jia"]) | {
            "version": 2, "text_sha256": "f" * 64, "replaces": "Q/jia 001", "effective": effective,
        }  # fmt: skip
        telling.say(i.StandardRevised(**changed), on("2021-09-01"))
        telling.draw(ALL, DRAWN)
        return telling

    assert replayed(revised(date(2021, 9, 7))).differences == ()
    assert any("rows differ" in one for one in replayed(revised(date(2021, 9, 6))).differences)


def test_a_bar_that_begins_later_or_was_lifted_keeps_nobody_away_R22() -> None:
    telling = told()
    for revocation, first in (("rev-1", date(2021, 9, 7)), ("rev-2", date(2021, 1, 1))):
        telling.say(
            r.BarImposed(
                enterprise="usc-jia", revocation=revocation, first_day=first,
                last_day=date(2024, 9, 5),
            ),
            on("2021-09-01"),
        )  # fmt: skip
    telling.say(r.BarLifted(enterprise="usc-jia", revocation="rev-2"), on("2021-09-02"))
    telling.draw(ALL, DRAWN)
    assert replayed(telling).differences == ()


# -- restated ------------------------------------------------------------------------------


def refused(telling: Telling, bank: str = "jia") -> str:
    return telling.say(
        i.ConsentRefused(
            application=f"app-{bank}", enterprise=f"usc-{bank}", board=BOARD, reason_commitment=""
        ),
        on("2021-09-09"),
    ).entry.id


def test_a_refusal_takes_one_row_away_and_the_board_before_stays_known_R15() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    cause = refused(telling)
    telling.restate(
        ("yi", "bing", "ding"), on("2021-09-09", 2), 2, cause="consent_refused", cause_id=cause,
        removed=["app-jia"],
    )  # fmt: skip
    now = replayed(telling)
    assert now.differences == ()
    assert [row.rank for row in now.rows] == [1, 1, 3]
    before = replayed(telling, on("2021-09-09"))
    assert before.said.version == 1
    assert banks(before) == set(ALL)


def test_a_row_dropped_by_a_restatement_that_does_not_name_it_is_found_R18() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    cause = refused(telling)
    telling.restate(
        ("yi", "ding"), on("2021-09-09", 2), 2, cause="consent_refused", cause_id=cause,
        removed=["app-jia"],
    )  # fmt: skip
    assert any("rows differ" in one for one in replayed(telling).differences)


# -- what does not follow is named -----------------------------------------------------------


def test_a_recorded_score_that_the_scheme_does_not_give_is_named_R11() -> None:
    telling = told(scored=("yi", "bing", "ding"))
    telling.score("jia", on("2021-08-25", 3), composite=Decimal(499))
    telling.draw(ALL, DRAWN)
    [difference] = replayed(telling).differences
    assert "app-jia" in difference
    assert "recorded score" in difference


def test_a_board_that_leaves_a_bank_out_in_silence_is_found_R11() -> None:
    telling = told()
    telling.draw(("jia", "bing", "ding"), DRAWN)
    assert any("rows differ" in one for one in replayed(telling).differences)


def test_the_first_row_that_differs_is_named() -> None:
    telling = told()
    honest = telling.manifest(ALL, 1)["rows"]
    lines = telling.documents[honest.sha256].splitlines(keepends=True)
    forged = telling.keep(
        b"".join([*lines[:2], lines[2].replace("银行".encode(), b"??"), lines[3]])
    )
    telling.draw(ALL, DRAWN, rows=forged)
    assert any("first at row 3" in one for one in replayed(telling).differences)


def test_another_root_over_the_rows_is_named() -> None:
    telling = told()
    telling.draw(ALL, DRAWN, rows_root="A" * 43 + "=")
    [difference] = replayed(telling).differences
    assert "root" in difference


def test_other_scoring_rules_are_named() -> None:
    telling = told()
    telling.draw(ALL, DRAWN, engine="lingpao-scoring/0")
    [difference] = replayed(telling).differences
    assert "lingpao-scoring/0" in difference


def test_a_board_by_a_scheme_that_was_never_adopted_is_refused_R5() -> None:
    telling = told()
    telling.draw(ALL, DRAWN, scheme_version=2)
    with pytest.raises(LookupError, match="never adopted"):
        replayed(telling)


def test_a_scheme_document_of_another_meaning_is_refused_R5() -> None:
    telling = Telling()
    telling.adopt(on("2021-08-20"), SCHEME_TEXT.replace("weight: 50", "weight: 51"))
    telling.draw((), DRAWN)
    with pytest.raises(ValueError, match="another content hash"):
        replayed(telling)


def test_comments_and_layout_of_the_scheme_do_not_matter_R5() -> None:
    telling = Telling()
    telling.adopt(on("2021-08-20"), "# 说明\n" + SCHEME_TEXT)
    telling.draw((), DRAWN)
    assert replayed(telling).differences == ()


# -- where it stood --------------------------------------------------------------------------


def notice(event: type, **changes: object):
    return event(
        **{
            "notice": "n1", "kind": "results", "about": "sub-1", "season": SEASON,
            "category": CATEGORY, "opened": date(2021, 9, 13), "working_days": 10,
            "last_day": date(2021, 9, 28), "provisional_last_day": date(2021, 9, 28),
            "calendar": "c", **changes,
        }
    )  # fmt: skip


def test_the_standing_follows_the_registry_step_by_step_R15_to_R22() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    rows = Document(sha256="a" * 64, size=1, media_type="application/jsonl")
    leader = s.Nomination(application="app-jia", enterprise="usc-jia", rank=1, star=5)
    of_board = {"board": BOARD, "season": SEASON, "category": CATEGORY}
    objection = {"objection": "o1", "notice": "n1", "board": BOARD}
    title = {"title": "t1", "enterprise": "usc-jia"}
    steps = [
        (
            "submitted",
            r.ResultsSubmitted(
                submission="sub-1", version=1, rows=rows, leaders=(leader,), **of_board
            ),
        ),
        ("returned", r.FormalReviewReturned(submission="sub-1", board=BOARD, defects=("缺页",))),
        ("reviewed", r.FormalReviewPassed(submission="sub-1", board=BOARD)),
        ("in notice", notice(r.NoticeOpened)),
        (
            "in notice",
            r.ObjectionFiled(
                **objection, number="1号", about="rank", anonymous=True, grounds_commitment="c",
                evidence=(), answer_by=date(2021, 9, 22),
            ),
        ),
        ("in notice", r.ObjectionDismissed(**objection, reasons="无据")),
        (
            "notice closed",
            r.NoticeClosed(
                notice="n1", kind="results", about="sub-1", season=SEASON, category=CATEGORY,
                last_day=date(2021, 9, 28),
            ),
        ),
        (
            "published",
            r.Published(
                publication="p1", version=1, submission="sub-1", notice="n1", rows=rows,
                leaders=(leader,), address="/boards", pins=(), **of_board,
            ),
        ),
        (
            "published",
            r.TitleGranted(
                **title, **of_board, application="app-jia", standard="std-jia",
                standard_version=1, scheme=BOARD, scheme_version=1,
                valid_from=date(2021, 9, 29), last_valid_day=date(2023, 9, 28),
            ),
        ),
        (
            "published",
            r.Revoked(
                revocation="rev-1", **title, **of_board, ground=2, facts="降低", evidence=(),
                legal_basis="b", decision_number="d", served_on=date(2022, 5, 16),
                first_barred_day=date(2022, 5, 17), last_barred_day=date(2025, 5, 17),
            ),
        ),
        ("published", r.RevocationAnnulled(revocation="rev-1", **title, reasons="有误")),
        ("published", r.TitleExpired(**title)),
    ]  # fmt: skip
    for day, (_, event) in enumerate(steps, 7):
        telling.say(event, on(f"2021-10-{day:02d}"))
    seen = [replayed(telling, on(f"2021-10-{day:02d}")).standing for day in range(6, 19)]
    assert seen[0].state == "drawn"
    assert [one.state for one in seen[1:]] == [state for state, _ in steps]
    assert seen[4].notice_last_day == "2021-09-28"
    assert [one.open_objections for one in seen[4:7]] == [set(), {"o1"}, set()]
    assert seen[7].leaders == ()
    assert seen[8].leaders == ("app-jia",)
    states = [one.titles.get("t1", ("", ""))[1] for one in seen[8:]]
    assert states == ["", "valid", "revoked", "valid", "expired"]


def test_a_reopened_notice_runs_to_its_new_day_R18() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    telling.say(notice(r.NoticeOpened), on("2021-09-13"))
    again = notice(
        r.NoticeReopened, last_day=None, provisional_last_day=date(2021, 10, 20),
        board_version=2, change="objection_upheld:o1",
    )  # fmt: skip
    telling.say(again, on("2021-10-01"))
    standing = replayed(telling).standing
    assert (standing.state, standing.notice_last_day) == ("in notice", "2021-10-20")


def test_the_notice_of_another_board_or_of_a_scheme_is_not_this_ones_R17() -> None:
    telling = told()
    telling.draw(ALL, DRAWN)
    telling.say(notice(r.NoticeOpened, notice="n2", kind="scheme"), on("2021-09-13"))
    telling.say(notice(r.NoticeOpened, notice="n3", category="other"), on("2021-09-13"))
    assert replayed(telling).standing.state == "drawn"
