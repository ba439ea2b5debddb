"""Applications: routed by field, barred first, decided by the right authority (R9, R10, R14, R15)."""

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest

from services.contracts.event import Event
from services.contracts.intake import (
    ApplicationSubmitted,
    ConsentGiven,
    ConsentRefused,
    ResultConsidered,
)
from services.contracts.phases import StepOutsidePhase
from services.contracts.values import Category, Document, Field, Phase
from services.intake.domain import application as rules
from services.intake.domain import refusals
from services.intake.domain.consent import Asked, answer_consent
from services.intake.domain.enterprise import Enterprise
from services.intake.domain.facts import Bar, Season
from services.intake.domain.standard import Standard, Text

BANK = Enterprise("91140599DEM0000142", "乌有农村商业银行", "rural_commercial_bank", "140521")
FINANCE = Field(
    code="commercial-banking",
    name="商业银行服务",
    applications_to="central_bank",
    categories=(Category(code="branch-service", name="网点"),),
)
STEEL = Field(
    code="steel",
    name="钢铁铸造",
    applications_to="county_bureau",
    categories=(Category(code="casting", name="铸件"),),
)
SEASON = Season(
    season="s",
    fields=(FINANCE, STEEL),
    phases=(
        Phase(
            code="one", name="动员部署", first=date(2021, 8, 10), last=date(2021, 8, 31),
            steps=("apply", "decide_application"),
        ),
        Phase(
            code="two", name="评估发布", first=date(2021, 9, 1), last=date(2021, 10, 31),
            steps=("decide_application", "consent"),
        ),
    ),
    invited=(),
    closed=False,
)  # fmt: skip
FIRST_TEXT = Text(1, "Q/WYNS 0001-2021", date(2021, 8, 1), "a" * 64)
STANDARD = Standard("s1", BANK.enterprise, "branch-service", (FIRST_TEXT,))
FIRST_ASKED = Asked(first=1, version=1)
APPLIED, JUDGED, CONSENTING = date(2021, 8, 23), date(2021, 8, 30), date(2021, 9, 8)
DOCUMENT = Document(sha256="0" * 64, size=1, media_type="application/pdf")


def submit(**changes: Any) -> ApplicationSubmitted:
    asked: dict[str, Any] = {
        "application": "a1",
        "enterprise": BANK,
        "season_id": "s",
        "season": SEASON,
        "category": "branch-service",
        "standard_id": "s1",
        "standard": STANDARD,
        "bars": (),
        "live_application_exists": False,
        "today": APPLIED,
    }
    return rules.submit(**{**asked, **changes})


def decide(state: rules.Application, season: Season = SEASON, **changes: Any) -> Event:
    asked: dict[str, Any] = {
        "accepted": True,
        "grounds": "",
        "role": "central_bank",
        "organisation": "branch-1",
        "organisation_region": "",
        "bars": (),
        "current_text_sha256": "a" * 64,
        "today": JUDGED,
    }
    return rules.decide(state, season, **{**asked, **changes})


def given(*events: Event) -> rules.Application:
    state = reduce(rules.evolve, events, None)
    assert state is not None
    return state


def accepted() -> rules.Application:
    return given(submit(), decide(given(submit())))


def bar(first: date, last: date) -> Bar:
    return Bar(revocation="r1", first_day=first, last_day=last)


def test_a_finance_application_goes_to_the_central_bank_R9() -> None:
    event = submit()
    assert (event.authority, event.region, event.version) == ("central_bank", "140521", 1)


def test_the_field_routes_and_not_the_kind_of_enterprise_R9() -> None:
    event = submit(category="casting", standard=replace(STANDARD, category="casting"))
    assert event.authority == "county_bureau"


def test_a_barred_enterprise_is_refused_with_revocation_and_last_day_R10() -> None:
    under = bar(date(2020, 1, 1), APPLIED)
    with pytest.raises(refusals.Barred) as refused:
        submit(bars=(under,))
    assert refused.value.details == {
        "revocation": "r1", "last_barred_day": APPLIED.isoformat()
    }  # fmt: skip


def test_the_bar_is_asked_before_anything_else_R10() -> None:
    under = bar(date(2020, 1, 1), date(2030, 1, 1))
    with pytest.raises(refusals.Barred):
        submit(bars=(under,), season=replace(SEASON, closed=True), today=date(2022, 6, 13))
    with pytest.raises(refusals.Barred):
        submit(bars=(under,), enterprise=None, season=None, standard=None)


def test_the_day_after_the_last_barred_day_is_free_R10() -> None:
    assert submit(bars=(bar(date(2018, 8, 22), date(2021, 8, 22)),))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"enterprise": None}, refusals.EnterpriseUnknown),
        ({"season": None}, refusals.SeasonUnknown),
        ({"season": replace(SEASON, closed=True)}, refusals.SeasonClosed),
        ({"category": "tourism"}, refusals.CategoryUnknown),
        ({"today": date(2021, 9, 1)}, StepOutsidePhase),
        ({"season": replace(SEASON, invited=("other",))}, refusals.NotInvited),
        ({"standard": None}, refusals.StandardUnknown),
        ({"standard": replace(STANDARD, enterprise="other")}, refusals.StandardUnknown),
        ({"category": "casting"}, refusals.CategoryUnknown),
        ({"standard": replace(STANDARD, abolished=APPLIED)}, refusals.StandardNotInForce),
        (
            {
                "standard": replace(
                    STANDARD, texts=(replace(FIRST_TEXT, effective=date(2021, 8, 24)),)
                )
            },
            refusals.StandardNotInForce,
        ),
        ({"live_application_exists": True}, refusals.AppliedAlready),
    ],
)
def test_what_must_be_different_is_said_R7_R9(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        submit(**changes)


def test_acceptance_names_the_very_text_applied_with_R31() -> None:
    state = accepted()
    assert state.state == "accepted"
    with pytest.raises(refusals.TextDiffers):
        decide(given(submit()), current_text_sha256="b" * 64)


@pytest.mark.parametrize("role", ["county_bureau", "bureau", "evaluation_body"])
def test_another_authority_decides_nothing_R9(role: str) -> None:
    with pytest.raises(refusals.NotYourField):
        decide(given(submit()), role=role)


def test_a_county_bureau_decides_for_its_county_only_R9() -> None:
    event = submit(category="casting", standard=replace(STANDARD, category="casting"))
    with pytest.raises(refusals.NotYourField):
        decide(given(event), role="county_bureau", organisation_region="140522")
    assert decide(given(event), role="county_bureau", organisation_region="140521")


def test_the_branch_that_organises_the_season_decides_and_no_other_branch_R9_R26() -> None:
    shared = replace(SEASON, co_owner="branch-2")
    with pytest.raises(refusals.NotYourField):
        decide(given(submit()), shared)
    assert decide(given(submit()), shared, organisation="branch-2")


def test_declining_needs_grounds_and_deciding_happens_once_R9() -> None:
    with pytest.raises(refusals.GroundsMissing):
        decide(given(submit()), accepted=False)
    declined = decide(given(submit()), accepted=False, grounds="编号不一致")
    with pytest.raises(refusals.WrongState):
        decide(given(submit(), declined))


def test_a_bar_that_came_meanwhile_stops_acceptance_R10() -> None:
    with pytest.raises(refusals.Barred):
        decide(given(submit()), bars=(bar(JUDGED, date(2024, 8, 30)),))


def test_withdrawal_is_possible_until_publication_R9() -> None:
    assert rules.withdraw(accepted(), published=False).board == "s.branch-service"
    with pytest.raises(refusals.PublishedAlready):
        rules.withdraw(accepted(), published=True)
    gone = given(submit(), rules.withdraw(given(submit()), published=False))
    with pytest.raises(refusals.WrongState):
        rules.withdraw(gone, published=False)


def test_in_a_closed_season_nothing_is_decided_filed_or_consented_to_R24() -> None:
    closed = replace(SEASON, closed=True)
    with pytest.raises(refusals.SeasonClosed):
        decide(given(submit()), closed)
    with pytest.raises(refusals.SeasonClosed):
        rules.file_report(accepted(), closed, shortlisted=True, document=DOCUMENT)
    with pytest.raises(refusals.SeasonClosed):
        rules.file_evidence(accepted(), closed, asked=("x",), item="x", document=DOCUMENT)
    with pytest.raises(refusals.SeasonClosed):
        answer_consent(
            accepted(), closed, asked=FIRST_ASKED, consent=True, reason_commitment="",
            today=CONSENTING,
        )  # fmt: skip


def test_report_and_evidence_are_asked_of_the_shortlisted_only_R14() -> None:
    with pytest.raises(refusals.NotShortlisted):
        rules.file_report(accepted(), SEASON, shortlisted=False, document=DOCUMENT)
    with pytest.raises(refusals.NotShortlisted):
        rules.file_evidence(accepted(), SEASON, asked=None, item="承诺书", document=DOCUMENT)
    with pytest.raises(refusals.ItemNotAsked):
        rules.file_evidence(accepted(), SEASON, asked=("承诺书",), item="奖状", document=DOCUMENT)
    filed = rules.file_evidence(
        accepted(), SEASON, asked=("承诺书",), item="承诺书", document=DOCUMENT
    )
    assert filed.item == "承诺书"


def consent(state: rules.Application, **changes: Any) -> tuple[Event, ...]:
    asked: dict[str, Any] = {
        "asked": FIRST_ASKED, "consent": True, "reason_commitment": "", "today": CONSENTING
    }  # fmt: skip
    return answer_consent(state, SEASON, **{**asked, **changes})


def answered(state: rules.Application, **changes: Any) -> rules.Application:
    return reduce(rules.evolve, consent(state, **changes), state)


def test_consent_is_given_when_asked_and_once_R15() -> None:
    with pytest.raises(refusals.ConsentNotAsked):
        consent(accepted(), asked=None)
    given_once = answered(accepted())
    with pytest.raises(refusals.ConsentAnswered):
        consent(given_once, consent=False)


def test_a_refusal_keeps_its_reason_to_itself_and_has_no_way_back_R15_R25() -> None:
    [event] = consent(accepted(), consent=False, reason_commitment="c" * 64)
    assert "c" * 64 in vars(event).values()
    with pytest.raises(refusals.ConsentAnswered):
        consent(rules.evolve(accepted(), event))


@pytest.mark.parametrize("first", [True, False])
def test_a_later_result_is_answered_anew_and_the_answer_names_it_R15(*, first: bool) -> None:
    later = Asked(first=1, version=3)
    events = consent(answered(accepted(), consent=first), asked=later, consent=not first)
    considered, told = events
    assert isinstance(considered, ResultConsidered)
    assert (considered.application, considered.board_version) == ("a1", 3)
    assert isinstance(told, ConsentRefused if first else ConsentGiven)
    again = answered(answered(accepted(), consent=first), asked=later, consent=not first)
    with pytest.raises(refusals.ConsentAnswered) as refused:
        consent(again, asked=later)
    assert refused.value.details["answer"] == ("refused" if first else "given")


def test_who_was_silent_about_the_first_result_answers_about_the_last_R15() -> None:
    considered, told = consent(accepted(), asked=Asked(first=1, version=2))
    assert isinstance(considered, ResultConsidered)
    assert isinstance(told, ConsentGiven)


def test_consent_belongs_to_its_phase_R1() -> None:
    with pytest.raises(StepOutsidePhase):
        consent(accepted(), today=date(2021, 11, 1))


def test_who_applies_before_a_revision_takes_effect_applies_with_the_text_in_force_R7_R31() -> None:
    to_come = replace(FIRST_TEXT, version=2, effective=date(2022, 1, 1), text_sha256="b" * 64)
    state = replace(STANDARD, texts=(FIRST_TEXT, to_come))
    event = submit(standard=state)
    assert (event.version, event.text_sha256) == (1, "a" * 64)
    event = submit(standard=replace(state, texts=(FIRST_TEXT, replace(to_come, effective=APPLIED))))
    assert (event.version, event.text_sha256) == (2, "b" * 64)
