"""A row that left a restated board is held against the cause the board names (R5, R9, R15, R18)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.scoring import Finding
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, Telling, on, told
from tests.unit.auditor.test_replay import ALL, replayed

REST = ("yi", "bing", "ding")
ABOUT_JIA = {"application": "app-jia", "enterprise": "usc-jia"}


def upheld(effect: str, application: str = "app-jia") -> r.ObjectionUpheld:
    return r.ObjectionUpheld(
        objection="o1", notice="n1", board=BOARD, effect=effect, application=application,
        reasons="属实",
    )  # fmt: skip


def unfit(*grounds: str, scheme_version: int = 1) -> s.StandardFoundIneligible:
    return s.StandardFoundIneligible(
        **ABOUT_JIA, season=SEASON, category=CATEGORY, standard="std-jia", version=1,
        scheme=BOARD, scheme_version=scheme_version,
        findings=tuple(
            Finding(ground=ground, indicator="C1", declared="rev-1", required="", clause="")
            for ground in grounds
        ),
    )  # fmt: skip


def restated(
    *before: Event, cause: str, cause_id: str = "", removed: Sequence[str] = ("app-jia",)
) -> Telling:
    """Draw four banks, tell what happened, and take 甲 off for a cause: the last told, or named."""
    telling = told()
    telling.draw(ALL, on("2021-09-06"))
    for event in before:
        named = telling.say(event, on("2021-09-07")).entry.id
    telling.restate(
        REST, on("2021-09-08"), 2, cause=cause, cause_id=cause_id or named, removed=removed
    )
    return telling


CONFLICT = s.ConflictOfInterestDeclared(
    body="body", enterprise="usc-jia", season=SEASON, grounds="持股"
)
WITHDRAWN = i.ApplicationWithdrawn(
    **ABOUT_JIA, season=SEASON, category=CATEGORY, board=BOARD
)  # fmt: skip
ABOLISHED = {"standard": "std-jia", "version": 1, "enterprise": "usc-jia"}


def test_a_restatement_follows_from_the_cause_it_names_R9_R18() -> None:
    for told_by, cause, id in (
        ([WITHDRAWN], "application_withdrawn", ""),
        ([CONFLICT], "conflict_declared", ""),
        ([upheld("removal")], "objection_upheld", "o1"),
        ([CONFLICT, upheld("rescore"), unfit("conflict")], "objection_upheld", "o1"),
        (
            [i.StandardAbolished(**ABOLISHED, abolished=date(2021, 9, 8))],
            "standard_abolished",
            "",
        ),
    ):
        telling = restated(*told_by, cause=cause, cause_id=id)
        assert replayed(telling).differences == (), cause


@pytest.mark.parametrize(
    ("told_by", "cause", "id"),
    [
        pytest.param([], "objection_upheld", "o1", id="no_objection_R18"),
        pytest.param([upheld("removal")], "objection_upheld", "o2", id="another_objection_R18"),
        pytest.param(
            [upheld("removal", "app-yi")], "objection_upheld", "o1", id="of_another_bank_R18"
        ),
        pytest.param([upheld("correction")], "objection_upheld", "o1", id="words_only_R18"),
        pytest.param([upheld("rescore")], "objection_upheld", "o1", id="scored_and_fit_R18"),
        pytest.param(
            [upheld("rescore"), unfit("level")], "objection_upheld", "o1", id="made_up_R8"
        ),
        pytest.param([upheld("rescore"), unfit()], "objection_upheld", "o1", id="no_finding_R8"),
        pytest.param(
            [upheld("rescore"), unfit("bar")], "objection_upheld", "o1", id="no_such_bar_R10"
        ),
        pytest.param(
            [CONFLICT, upheld("rescore"), unfit("conflict", scheme_version=2)],
            "objection_upheld",
            "o1",
            id="by_another_scheme_version_R5",
        ),
        pytest.param([WITHDRAWN], "consent_refused", "", id="another_kind_of_cause_R15"),
        pytest.param(
            [i.ConsentRefused(
                application="app-yi", enterprise="usc-yi", board=BOARD, reason_commitment=""
            )],
            "consent_refused", "", id="of_another_bank_R15",
        ),
        pytest.param(
            [i.StandardAbolished(**ABOLISHED, abolished=date(2021, 9, 9))],
            "standard_abolished",
            "",
            id="before_its_day_R31",
        ),
    ],
)  # fmt: skip
def test_a_removal_without_its_cause_is_told_as_a_difference(
    told_by: list[Any], cause: str, id: str
) -> None:
    telling = restated(*told_by, cause=cause, cause_id=id)
    [found] = replayed(telling).differences
    assert found.startswith("app-jia: removed by version 2 without its cause")


def test_a_restatement_by_another_scheme_version_than_the_draw_is_told_R5() -> None:
    telling = told()
    telling.draw(ALL, on("2021-09-06"))
    telling.adopt(on("2021-09-07"), version=2)
    telling.say(upheld("removal"), on("2021-09-07"))
    telling.restate(
        REST, on("2021-09-08"), 2, cause="objection_upheld", cause_id="o1", removed=["app-jia"],
        scheme_version=2,
    )  # fmt: skip
    assert "version 2 by scheme version 2, drawn by 1" in replayed(telling).differences


def test_scores_by_a_version_adopted_since_are_no_part_of_a_restated_board_R5() -> None:
    telling = told()
    telling.draw(ALL, on("2021-09-06"))
    telling.score("yi", on("2021-09-07"), scheme_version=2)
    telling.say(upheld("removal"), on("2021-09-07"))
    telling.restate(
        REST, on("2021-09-08"), 2, cause="objection_upheld", cause_id="o1", removed=["app-jia"]
    )
    assert replayed(telling).differences == ()


def test_after_publication_the_published_version_is_replayed_R9_R19() -> None:
    """Scoring had restated for a withdrawal that the registry had not heard of."""
    telling = told()
    drawn = telling.draw(ALL, on("2021-09-06"))
    rows = drawn.entry.event().rows
    withdrawn = telling.say(WITHDRAWN, on("2021-09-07")).entry.id
    telling.restate(
        REST, on("2021-09-07", 2), 2, cause="application_withdrawn", cause_id=withdrawn,
        removed=["app-jia"],
    )  # fmt: skip
    telling.say(
        r.Published(
            publication="p1", board=BOARD, season=SEASON, category=CATEGORY, version=1,
            submission="sub-1", notice="n1", rows=rows, leaders=(), address="/b", pins=(),
        ),
        on("2021-09-07", 3),
    )  # fmt: skip
    telling.say(
        i.WithdrawalOvertaken(
            **ABOUT_JIA, season=SEASON, category=CATEGORY, board=BOARD, version=1
        ),
        on("2021-09-07", 4),
    )
    found = replayed(telling)
    assert (found.said.version, found.differences) == (1, ())
    assert replayed(telling, on("2021-09-07", 2)).said.version == 2


@pytest.mark.parametrize("lapsed", [True, False])
def test_a_refusal_is_of_the_result_by_one_scheme_version_R5_R15(*, lapsed: bool) -> None:
    refusal = i.ConsentRefused(**ABOUT_JIA, board=BOARD, reason_commitment="")
    telling = restated(refusal, cause="consent_refused")
    version = 2 if lapsed else 1
    telling.adopt(on("2021-09-09"), version=2)
    for bank in ALL:
        telling.score(bank, on("2021-09-10"), scheme_version=version)
    telling.draw(ALL if lapsed else REST, on("2021-09-10"), 3, scheme_version=version)
    assert replayed(telling).differences == ()


def test_a_second_standard_that_got_no_row_does_not_move_up_R30() -> None:
    """A restatement takes away and never adds."""
    telling = told()
    weaker = replace(
        telling.declared["jia"], standard="std-jia-2", values=telling.declared["ding"].values
    )
    telling.declared["jia-2"] = weaker
    telling.say(weaker, on("2021-08-26"))
    telling.accept("jia-2", on("2021-08-26"))
    telling.score("jia-2", on("2021-08-26"))
    telling.draw(ALL, on("2021-09-06"))
    withdrawn = telling.say(WITHDRAWN, on("2021-09-07")).entry.id
    telling.restate(
        REST, on("2021-09-08"), 2, cause="application_withdrawn", cause_id=withdrawn,
        removed=["app-jia"],
    )  # fmt: skip
    assert replayed(telling).differences == ()
