"""A season's opening, phases, evaluation body and end (R1-R3, R24, R26)."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.contracts.phases import STEPS, StepOutsidePhase, UnknownStep
from services.contracts.registry import (
    EvaluationBodyAppointed,
    NoticeClosed,
    PhaseExtended,
    SeasonClosed,
    SeasonOpened,
)
from services.contracts.values import Category, Field, Phase
from services.registry.domain import refusals
from services.registry.domain.ownership import check_owner, share
from services.registry.domain.season import (
    Matters,
    appoint_body,
    check_takes,
    close_season,
    evolve,
    extend_phase,
    open_season,
)
from services.registry.domain.season_refusals import MattersOpen, ReportMissing

MOBILISATION = Phase(
    code="mobilisation",
    name="动员部署阶段",
    first=date(2021, 8, 10),
    last=date(2021, 8, 31),
    steps=("scheme", "apply"),
)
EVALUATION = Phase(
    code="evaluation",
    name="评估发布阶段",
    first=date(2021, 9, 1),
    last=date(2021, 10, 31),
    steps=("evaluate", "publish"),
)
SUMMARY = Phase(
    code="summary",
    name="总结评价阶段",
    first=date(2021, 11, 1),
    last=date(2021, 11, 30),
    steps=("close",),
)
BANKING = Field(
    code="commercial-banking",
    name="商业银行服务",
    applications_to="central_bank",
    categories=(
        Category(code="branch-service", name="商业银行营业网点服务"),
        Category(code="online-banking", name="网上银行服务"),
    ),
)
OPENED = SeasonOpened(
    season="finance-2021",
    year=2021,
    region="140500",
    name="2021年金融领域企业标准“领跑者”活动",
    profile="finance-137",
    fields=(BANKING,),
    phases=(MOBILISATION, EVALUATION, SUMMARY),
    invited=(),
    notice_working_days=10,
    hearing_working_days=5,
    title_years=1,
    legal_basis=("晋市市监[2021]137号",),
)
APPOINTED = EvaluationBodyAppointed(
    season="finance-2021", body="body-1", grounds="比选", pilot_approval="试点批文"
)
CLOSED = SeasonClosed(season="finance-2021")


def season(*events):
    return reduce(evolve, events, None)


def test_a_season_opens_as_asked_R1():
    assert open_season(None, OPENED) is OPENED
    state = season(OPENED)
    assert (state.season, state.profile, state.phases) == (
        "finance-2021",
        "finance-137",
        OPENED.phases,
    )
    assert (state.body, state.closed) == (None, False)


def test_a_season_opens_once_R1(refused):
    with refused(refusals.AlreadyThere, id="finance-2021"):
        open_season(season(OPENED), OPENED)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"profile": "finance-138"}, "profile"),
        ({"region": "14050"}, "region"),
        ({"region": "14050O"}, "region"),
        ({"notice_working_days": 9}, "notice_working_days"),
        ({"hearing_working_days": 0}, "hearing_working_days"),
        ({"title_years": 0}, "title_years"),
        ({"phases": (EVALUATION, MOBILISATION)}, "phases"),
        ({"phases": (MOBILISATION, replace(EVALUATION, first=date(2021, 8, 31)))}, "phases"),
        ({"phases": (replace(SUMMARY, last=date(2021, 10, 31)),)}, "phases"),
        ({"phases": (MOBILISATION, replace(EVALUATION, code="mobilisation"))}, "phases"),
        ({"fields": (BANKING, replace(BANKING, code="other"))}, "fields"),
        ({"fields": (replace(BANKING, categories=(Category(code="a.b", name="甲"),)),)}, "fields"),
    ],
)
def test_a_season_that_does_not_hold_together_is_refused_R1_R2_R17(change, field, refused):
    with refused(refusals.FieldWrong, field=field):
        open_season(None, replace(OPENED, **change))


def test_a_phase_names_known_steps_only_R1(refused):
    odd = replace(MOBILISATION, steps=("scheme", "vote"))
    with refused(UnknownStep, found="vote"):
        open_season(None, replace(OPENED, phases=(odd,)))


def test_finance_applications_go_to_the_central_bank_R9_R26(refused):
    fields = (replace(BANKING, applications_to="county_bureau"),)
    with refused(refusals.FieldWrong, found="county_bureau", expected="central_bank"):
        open_season(None, replace(OPENED, fields=fields))


@pytest.mark.parametrize("authority", ["county_bureau", "central_bank"])
def test_a_general_season_routes_by_field_R9_R26(authority):
    fields = (replace(BANKING, applications_to=authority),)
    asked = replace(OPENED, profile="general-77", fields=fields)
    assert open_season(None, asked) is asked


def test_a_phase_is_extended_with_a_reason_R1():
    event = extend_phase(season(OPENED), "evaluation", date(2021, 11, 5), "公示须重新进行")
    assert event == PhaseExtended(season="finance-2021", phase="evaluation", last=date(2021, 11, 5))
    phases = season(OPENED, event).phases
    assert [phase.last for phase in phases] == [
        date(2021, 8, 31),
        date(2021, 11, 5),
        date(2021, 11, 30),
    ]


@pytest.mark.parametrize("last", [date(2021, 10, 30), date(2021, 10, 31)])
def test_an_extension_is_later_R1(last, refused):
    with refused(refusals.FieldWrong, field="last"):
        extend_phase(season(OPENED), "evaluation", last, "理由")


def test_an_extension_needs_its_reason_and_its_phase_R1(refused):
    with refused(refusals.FieldWrong, field="reason"):
        extend_phase(season(OPENED), "evaluation", date(2021, 11, 5), " ")
    with refused(refusals.Unknown, id="review"):
        extend_phase(season(OPENED), "review", date(2021, 11, 5), "理由")


def test_a_closed_season_gets_no_more_time_and_no_body_R24(refused):
    closed = season(OPENED, CLOSED)
    with refused(refusals.SeasonClosed):
        extend_phase(closed, "summary", date(2021, 12, 5), "理由")
    with refused(refusals.SeasonClosed):
        appoint_body(closed, "body-1", "比选", "试点批文")


def test_the_body_is_appointed_with_its_grounds_R3(refused):
    assert appoint_body(season(OPENED), "body-1", "比选", "试点批文") == APPOINTED
    assert season(OPENED, APPOINTED).body == "body-1"
    with refused(refusals.FieldWrong, field="grounds"):
        appoint_body(season(OPENED), "body-1", " ", "试点批文")


def test_a_finance_season_needs_an_approved_pilot_unit_R3(refused):
    with refused(refusals.PilotApprovalMissing):
        appoint_body(season(OPENED), "body-1", "比选", " ")
    general = season(replace(OPENED, profile="general-77"))
    assert appoint_body(general, "body-1", "比选", "").pilot_approval == ""


def test_another_body_may_follow_but_not_the_same_one_R3(refused):
    state = season(OPENED, APPOINTED)
    with refused(refusals.BodyAppointed, body="body-1"):
        appoint_body(state, "body-1", "比选", "试点批文")
    other = appoint_body(state, "body-2", "原机构回避", "试点批文")
    assert season(OPENED, APPOINTED, other).body == "body-2"


def test_a_season_closes_in_its_phase_and_once_R24(refused):
    done = Matters()
    assert close_season(season(OPENED), date(2021, 11, 30), done) == CLOSED
    with refused(StepOutsidePhase, step="close"):
        close_season(season(OPENED), date(2021, 10, 31), done)
    with refused(refusals.SeasonClosed):
        close_season(season(OPENED, CLOSED), date(2021, 11, 30), done)


@pytest.mark.parametrize("open_still", ["notices", "objections", "reviews", "unpublished"])
def test_a_season_is_not_closed_while_something_waits_for_its_end_R24_R1(open_still, refused):
    with refused(MattersOpen, **{open_still: "n1、n2"}):
        matters = replace(Matters(), **{open_still: ("n1", "n2")})
        close_season(season(OPENED), date(2021, 11, 30), matters)


def test_a_season_is_not_closed_without_its_report_R24(refused):
    with refused(ReportMissing, season="finance-2021"):
        close_season(season(OPENED), date(2021, 11, 30), Matters(reports=0))


@pytest.mark.parametrize("step", STEPS)
def test_a_closed_season_takes_no_step_even_in_its_phase_R24_R1(step, refused):
    for free in (OPENED, replace(OPENED, phases=())):
        with refused(refusals.SeasonClosed):
            check_takes(season(free, CLOSED), step, date(2021, 9, 15))


def test_an_event_of_another_stream_is_a_fault():
    foreign = NoticeClosed(
        notice="n",
        kind="results",
        about="s",
        season="finance-2021",
        category="branch-service",
        last_day=date(2021, 10, 15),
    )
    with pytest.raises(ValueError, match="notice_closed"):
        season(OPENED, foreign)
    with pytest.raises(ValueError, match="before the season"):
        season(CLOSED)


def test_only_its_owner_acts_on_a_season_and_a_co_owner_where_both_do_R1_R26(refused):
    state = season(OPENED)
    check_owner(state, "bureau-1", "bureau-1")
    with refused(refusals.NotYourSeason, owner="bureau-1"):
        check_owner(state, "bureau-1", "bureau-2", jointly=True)
    shared = season(OPENED, share(state, "branch-1", "central_bank", "[137] 五.1"))
    assert shared.co_owner == "branch-1"
    check_owner(shared, "bureau-1", "branch-1", jointly=True)
    with refused(refusals.NotYourSeason):
        check_owner(shared, "bureau-1", "branch-1")


def test_a_season_is_shared_as_its_notice_says_and_once_R26(refused):
    state = season(OPENED)
    with refused(refusals.FieldWrong, field="co_owner", expected="central_bank"):
        share(state, "bureau-2", "bureau", "理由")
    with refused(refusals.FieldWrong, field="grounds"):
        share(state, "branch-1", "central_bank", " ")
    with refused(refusals.FieldWrong, field="co_owner"):
        share(season(replace(OPENED, profile="general-77")), "branch-1", "central_bank", "理由")
    with refused(refusals.AlreadyThere, id="branch-1"):
        share(
            season(OPENED, share(state, "branch-1", "central_bank", "理由")),
            "branch-2",
            "central_bank",
            "理由",
        )
    with refused(refusals.SeasonClosed):
        share(season(OPENED, CLOSED), "branch-1", "central_bank", "理由")
