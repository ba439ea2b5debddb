"""The way out of a title: grounds, hearing, decision and bar, annulment (R21, R22, R32)."""

from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import (
    BarImposed,
    BarLifted,
    EnterpriseHeard,
    RevocationAnnulled,
    RevocationExecutedByBody,
    RevocationExecutedByBureau,
    RevocationProposalDropped,
    RevocationProposed,
    Revoked,
)
from services.registry.domain import exit_refusals, refusals
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.decision import annul, decide, execute, execute_instead
from services.registry.domain.grounds import GROUNDS
from services.registry.domain.revocation import drop, evolve, hear, propose
from services.registry.domain.title import Title

DAYS = WorkingDays(built_in_to=2026)
PROPOSED = RevocationProposed(
    revocation="rev-1",
    title="title-1",
    enterprise="ent-1",
    ground=2,
    facts="C1：≤5 min → ≤9 min",
    evidence=("standard-1@3", "standard-1@4"),
    proposed_by="system",
    hearing_last_day=date(2022, 5, 16),
)
HEARD = EnterpriseHeard(
    revocation="rev-1",
    title="title-1",
    enterprise="ent-1",
    how="statement",
    statement_commitment="c0ffee",
)
EXECUTED = RevocationExecutedByBody(revocation="rev-1", title="title-1", enterprise="ent-1")
ANNULLED = RevocationAnnulled(
    revocation="rev-1", title="title-1", enterprise="ent-1", reasons="认定有误"
)


DROPPED = RevocationProposalDropped(
    revocation="rev-1", title="title-1", enterprise="ent-1", reasons="经复核不成立"
)


def title(state="valid"):
    return Title(
        title="title-1",
        enterprise="ent-1",
        board="finance-2021.branch-service",
        season="finance-2021",
        category="branch-service",
        application="app-1",
        standard="standard-1",
        standard_version=3,
        scheme="finance-2021.branch-service",
        scheme_version=1,
        valid_from=date(2021, 10, 18),
        last_valid_day=date(2022, 10, 17),
        state=state,
    )


def revocation(*events):
    return reduce(evolve, events, None)


def revoked(served=date(2022, 5, 17), last=date(2025, 5, 17)):
    return Revoked(
        revocation="rev-1",
        title="title-1",
        enterprise="ent-1",
        board="finance-2021.branch-service",
        season="finance-2021",
        category="branch-service",
        ground=2,
        facts="C1：≤5 min → ≤9 min",
        evidence=("standard-1@3", "standard-1@4"),
        legal_basis="晋市市监〔2021〕77号 三.7(2)",
        decision_number="晋市市监〔2022〕1号",
        served_on=served,
        first_barred_day=served,
        last_barred_day=last,
    )


def proposed(of=None, existing=(), **changes):
    asked = {
        "ground": 2,
        "facts": "C1：≤5 min → ≤9 min",
        "evidence": ("standard-1@3", "standard-1@4"),
        "proposed_by": "system",
        "today": date(2022, 5, 9),
    } | changes
    return propose(
        of or title(),
        existing,
        revocation="rev-1",
        calendar=DAYS,
        hearing_working_days=5,
        **asked,
    )


def decision(state, of=None, **changes):
    asked = {
        "decision_number": "晋市市监〔2022〕1号",
        "legal_basis": "晋市市监〔2021〕77号 三.7(2)",
        "numbers": (),
        "documents": ("晋市市监〔2021〕77号",),
        "heard": ("ent-1",),
        "barred": ("ent-1",),
        "today": date(2022, 5, 17),
    } | changes
    return decide(state, of or title(), **asked)


def test_there_are_seven_grounds_in_two_languages_R21():
    assert sorted(GROUNDS) == [1, 2, 3, 4, 5, 6, 7]
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in GROUNDS.values())


def test_a_lowered_core_indicator_is_proposed_by_the_system_R21():
    assert proposed() == PROPOSED


@pytest.mark.parametrize("ground", [1, 2, 3, 4, 5, 6, 7])
def test_the_bureau_proposes_on_each_ground_R21(ground):
    assert proposed(ground=ground, proposed_by="bureau").ground == ground


@pytest.mark.parametrize("ground", [0, 8])
def test_there_is_no_eighth_ground_R21(ground, refused):
    with refused(refusals.GroundUnknown, found=ground):
        proposed(ground=ground, proposed_by="bureau")


@pytest.mark.parametrize("ground", [1, 3, 4, 5, 6, 7])
def test_the_system_proposes_on_no_other_ground_R21(ground, refused):
    with refused(refusals.FieldWrong, field="proposed_by"):
        proposed(ground=ground)


def test_a_proposal_names_facts_and_evidence_R21(refused):
    with refused(refusals.EvidenceMissing, field="facts"):
        proposed(facts=" ")
    for evidence in ((), (" ",)):
        with refused(refusals.EvidenceMissing, field="evidence"):
            proposed(evidence=evidence)


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_only_a_valid_title_can_be_withdrawn_R21(state, refused):
    with refused(refusals.TitleEnded, state=state):
        proposed(title(state))


def test_the_last_valid_day_counts_and_not_the_timer_R20_R21(refused):
    assert proposed(today=date(2022, 10, 17))
    with refused(refusals.TitleEnded, state="expired", last_day="2022-10-17"):
        proposed(today=date(2022, 10, 18))


def test_fraud_found_after_expiry_lies_inside_the_validity_R21_A23(refused):
    late = {"ground": 6, "proposed_by": "bureau", "today": date(2023, 3, 1)}
    assert proposed(title("expired"), **late).ground == 6
    assert proposed(title("valid"), **late).ground == 6
    with refused(refusals.TitleEnded, state="revoked"):
        proposed(title("revoked"), **late)


@pytest.mark.parametrize("events", [(PROPOSED,), (PROPOSED, HEARD)])
def test_one_proposal_runs_at_a_time_R21(events, refused):
    with refused(refusals.RevocationRunning, revocation="rev-1"):
        proposed(existing=[revocation(*events)])


def test_an_annulled_revocation_stands_in_nobodys_way_R22():
    over = revocation(PROPOSED, HEARD, revoked(), ANNULLED)
    assert proposed(existing=[over]) == PROPOSED


def test_the_hearing_runs_in_working_days_R21():
    # The day of the proposal is not counted; off to 05-04, and Saturday 05-07 is worked.
    assert proposed(today=date(2022, 4, 29)).hearing_last_day == date(2022, 5, 10)


def test_the_hearings_end_in_an_unannounced_year_is_open_R17_R21():
    over = {"ground": 6, "proposed_by": "bureau"}
    assert proposed(today=date(2026, 12, 28), **over).hearing_last_day is None


@pytest.mark.parametrize("how", ["statement", "waived"])
def test_the_enterprise_speaks_or_waives_to_the_last_day_R21(how, refused):
    event = hear(revocation(PROPOSED), "ent-1", how, "c0ffee", date(2022, 5, 16))
    assert (event.how, event.statement_commitment) == (how, "c0ffee")
    with refused(refusals.HearingOver, last_day="2022-05-16"):
        hear(revocation(PROPOSED), "ent-1", how, "c0ffee", date(2022, 5, 17))


def test_silence_is_recorded_after_the_last_day_only_R21(refused):
    assert hear(revocation(PROPOSED), "ent-1", "silent", "", date(2022, 5, 17)).how == "silent"
    with refused(refusals.NotHeardYet, last_day="2022-05-16"):
        hear(revocation(PROPOSED), "ent-1", "silent", "", date(2022, 5, 16))


def test_while_the_last_day_is_open_one_may_speak_but_silence_says_nothing_R21(refused):
    state = revocation(proposed(today=date(2026, 12, 28), ground=6, proposed_by="bureau"))
    assert hear(state, "ent-1", "waived", "", date(2027, 3, 1)).how == "waived"
    with refused(refusals.NotHeardYet):
        hear(state, "ent-1", "silent", "", date(2027, 3, 1))


def test_the_enterprise_is_heard_once_and_in_one_of_three_ways_R21(refused):
    with refused(refusals.RevocationOver, state="statement"):
        hear(revocation(PROPOSED, HEARD), "ent-1", "statement", "c0ffee", date(2022, 5, 12))
    with refused(refusals.RevocationOver, state="revoked"):
        hear(revocation(PROPOSED, HEARD, revoked()), "ent-1", "waived", "", date(2022, 5, 12))
    with refused(refusals.FieldWrong, field="how"):
        hear(revocation(PROPOSED), "ent-1", "shouted", "", date(2022, 5, 12))


def test_nothing_is_decided_before_the_enterprise_was_heard_R21(refused):
    with refused(refusals.NotHeardYet):
        decision(revocation(PROPOSED))


def test_the_served_decision_withdraws_the_title_and_starts_the_bar_R21_R22_R32():
    withdrawn, [bar] = decision(revocation(PROPOSED, HEARD))
    assert withdrawn == revoked()
    assert bar == BarImposed(
        enterprise="ent-1",
        revocation="rev-1",
        first_day=date(2022, 5, 17),
        last_day=date(2025, 5, 17),
    )


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2021, 12, 31), date(2024, 12, 31)),
    ],
)
def test_the_bar_runs_to_the_same_date_three_years_on_R22_A20(served, last):
    number = f"晋市市监〔{served.year}〕1号"
    heard = revocation(PROPOSED, HEARD)
    withdrawn, [bar] = decision(heard, today=served, decision_number=number)
    assert (withdrawn.first_barred_day, withdrawn.last_barred_day) == (served, last)
    assert (bar.first_day, bar.last_day) == (served, last)


def test_a_title_that_expired_during_the_hearing_is_withdrawn_all_the_same_R21():
    withdrawn, _ = decision(revocation(PROPOSED, HEARD), title("expired"))
    assert withdrawn == revoked()


@pytest.mark.parametrize("given", [" ", "x", "."])
@pytest.mark.parametrize("field", ["decision_number", "legal_basis"])
def test_a_decision_has_its_number_and_legal_basis_R21_R32(field, given, refused):
    with refused(refusals.FieldWrong, field=field, found=given):
        decision(revocation(PROPOSED, HEARD), **{field: given})


def test_a_decisions_number_is_of_its_year_and_nobody_elses_R32(refused):
    heard = revocation(PROPOSED, HEARD)
    with refused(refusals.FieldWrong, field="decision_number", expected="晋市市监〔2022〕1号"):
        decision(heard, decision_number="晋市市监〔2021〕1号")
    with refused(refusals.AlreadyThere, id="晋市市监〔2022〕1号"):
        decision(heard, numbers=("晋市市监[2022]1号",))


def test_everybody_who_would_be_barred_is_heard_or_lets_the_time_pass_R21_R34(refused):
    both = {"heard": ("ent-1", "ent-2"), "today": date(2022, 5, 16)}
    with refused(refusals.NotHeardYet, last_day="2022-05-16"):
        decision(revocation(PROPOSED, HEARD), **both)
    second = hear(revocation(PROPOSED, HEARD), "ent-2", "waived", "", date(2022, 5, 16))
    assert second.enterprise == "ent-2"
    assert decision(revocation(PROPOSED, HEARD, second), **both)
    # Whoever came to be concerned only then is not waited for.
    late = {**both, "today": date(2022, 5, 17)}
    assert decision(revocation(PROPOSED, HEARD), **late)


def test_the_decision_bars_each_holder_and_successor_alike_R22_R34():
    _, bars = decision(revocation(PROPOSED, HEARD), barred=("ent-0", "ent-1"))
    assert [(one.enterprise, one.revocation, one.last_day) for one in bars] == [
        ("ent-0", "rev-1", date(2025, 5, 17)),
        ("ent-1", "rev-1", date(2025, 5, 17)),
    ]


def test_a_revocation_is_decided_once_R21(refused):
    with refused(refusals.RevocationOver, state="revoked"):
        decision(revocation(PROPOSED, HEARD, revoked()))
    with refused(refusals.RevocationOver, state="annulled"):
        decision(revocation(PROPOSED, HEARD, revoked(), ANNULLED))
    with refused(refusals.TitleEnded, state="revoked"):
        decision(revocation(PROPOSED, HEARD), title("revoked"))


@pytest.mark.parametrize("events", [(PROPOSED,), (PROPOSED, HEARD)])
def test_an_unfounded_proposal_is_dropped_with_reasons_and_frees_the_title_R21(events, refused):
    assert drop(revocation(*events), "经复核不成立") == DROPPED
    assert proposed(existing=[revocation(*events, DROPPED)]) == PROPOSED
    with refused(refusals.FieldWrong, field="reasons"):
        drop(revocation(*events), " ")


def test_a_dropped_proposal_is_past_every_step_R21(refused):
    over = revocation(PROPOSED, HEARD, DROPPED)
    for step in (
        lambda: drop(over, "再次"),
        lambda: decision(over),
        lambda: hear(over, "ent-1", "waived", "", date(2022, 5, 12)),
    ):
        with refused(refusals.RevocationOver, state="dropped"):
            step()
    for step in (lambda: execute(over), lambda: annul(over, "认定有误")):
        with refused(refusals.NotDecided, state="dropped"):
            step()


def test_what_was_decided_is_annulled_and_not_dropped_R21_R22(refused):
    with refused(refusals.RevocationOver, state="revoked"):
        drop(revocation(PROPOSED, HEARD, revoked()), "认定有误")
    with refused(refusals.RevocationOver, state="annulled"):
        drop(revocation(PROPOSED, HEARD, revoked(), ANNULLED), "认定有误")


def test_the_body_cancels_after_the_decision_and_once_R21(refused):
    assert execute(revocation(PROPOSED, HEARD, revoked())) == EXECUTED
    with refused(refusals.NotDecided, state="proposed"):
        execute(revocation(PROPOSED, HEARD))
    with refused(refusals.RevocationOver, state="executed"):
        execute(revocation(PROPOSED, HEARD, revoked(), EXECUTED))
    with refused(refusals.NotDecided, state="annulled"):
        execute(revocation(PROPOSED, HEARD, revoked(), ANNULLED))


def instead(state, reasons="机构逾期未执行", **changes):
    asked = {"body": "body-1", "last_day": date(2022, 5, 26), "today": date(2022, 5, 27)} | changes
    return execute_instead(state, reasons, **asked)


def test_past_the_bodys_last_day_the_bureau_announces_by_itself_R21_A19(refused):
    state = revocation(PROPOSED, HEARD, revoked())
    made = instead(state)
    assert made == RevocationExecutedByBureau(
        revocation="rev-1", title="title-1", enterprise="ent-1", reasons="机构逾期未执行"
    )
    with refused(exit_refusals.BodyHasTime, body="body-1", last_day="2022-05-26"):
        instead(state, today=date(2022, 5, 26))
    with refused(exit_refusals.BodyHasTime, last_day="—"):
        instead(state, last_day=None)
    with refused(refusals.FieldWrong, field="reasons"):
        instead(state, " ")
    after = revocation(PROPOSED, HEARD, revoked(), made)
    for step in (lambda: execute(after), lambda: instead(after)):
        with refused(refusals.RevocationOver, state="executed"):
            step()


def test_without_a_body_the_bureau_waits_for_nobody_R21_A19(refused):
    state = revocation(PROPOSED, HEARD, revoked())
    assert instead(state, body=None, today=date(2022, 5, 17))
    with refused(refusals.NotDecided, state="proposed"):
        instead(revocation(PROPOSED, HEARD), body=None)


@pytest.mark.parametrize("more", [(), (EXECUTED,)])
def test_a_wrong_revocation_is_annulled_and_the_bar_lifts_R22(more):
    state = revocation(PROPOSED, HEARD, revoked(), *more)
    assert annul(state, "认定有误") == (
        ANNULLED,
        BarLifted(enterprise="ent-1", revocation="rev-1"),
    )


def test_an_annulment_needs_a_decision_and_reasons_and_happens_once_R22(refused):
    with refused(refusals.NotDecided):
        annul(revocation(PROPOSED), "认定有误")
    with refused(refusals.FieldWrong, field="reasons"):
        annul(revocation(PROPOSED, HEARD, revoked()), " ")
    with refused(refusals.RevocationOver, state="annulled"):
        annul(revocation(PROPOSED, HEARD, revoked(), ANNULLED), "认定有误")


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="bar_lifted"):
        revocation(PROPOSED, BarLifted(enterprise="ent-1", revocation="rev-1"))
    with pytest.raises(ValueError, match="before the revocation"):
        revocation(HEARD)
