"""The real-input season is whole: names, codes, dates and the cases it is there for."""

import re
from datetime import timedelta
from itertools import pairwise

import chinese_calendar
from stdnum.cn import uscc as stdnum_uscc

from services.loader import Folder, steps, uscc
from services.loader.checks import moment


def test_every_uscc_is_valid_inside_and_outside(season: Folder) -> None:
    assert len(season.enterprises) >= 24
    for bank in season.enterprises.values():
        assert stdnum_uscc.is_valid(bank.uscc), bank
        assert uscc.is_valid(bank.uscc), bank


def test_every_uscc_bears_the_unassigned_county_code(season: Folder) -> None:
    assert all(bank.uscc.startswith("91140599") for bank in season.enterprises.values())


def test_a_wrong_inner_or_outer_check_character_is_told() -> None:
    assert uscc.is_valid("91140599DEM0000810")
    assert uscc.is_valid("91140599DEM00009XP")
    assert not uscc.is_valid("91140599DEM0000155")
    assert not uscc.is_valid("91140599DEM0000143")
    assert not uscc.is_valid("91140599DEM000014I")


def test_every_declared_indicator_is_known_to_its_scheme_R6(season: Folder) -> None:
    for name, standard in season.standards.items():
        scheme = season.schemes[standard.category]
        for text in (standard, *standard.revisions):
            declared = {value.indicator for value in text.values}
            assert declared <= set(scheme.units), name
            core = {code for code in scheme.units if code[0] in "CD"}
            assert core <= declared, name


def test_every_promise_has_operator_exact_number_unit_clause_and_page_R28(season: Folder) -> None:
    for standard in season.standards.values():
        for text in (standard, *standard.revisions):
            for value in text.values:
                operator, exact, unit = value.parts() or ("", "", "")
                assert operator in "<≤=≥>", value
                assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", exact), value
                assert unit, value
                assert value.clause, value
                assert value.page > 0, value


def test_all_five_operators_are_in_use_R28(season: Folder) -> None:
    used = {
        value.promise[0]
        for standard in season.standards.values()
        for text in (standard, *standard.revisions)
        for value in text.values
    }
    assert used == set("<≤=≥>")


def test_phases_are_those_of_the_notice_R1(season: Folder) -> None:
    phases = {phase.code: phase for phase in season.season.phases}
    days = {code: (str(phase.first), str(phase.last)) for code, phase in phases.items()}
    assert days == {
        "mobilisation": ("2021-08-10", "2021-08-31"),
        "evaluation": ("2021-09-01", "2021-10-31"),
        "summary": ("2021-11-01", "2021-11-30"),
    }
    assert phases["mobilisation"].steps == ("scheme", "apply", "decide_application")
    assert "apply" not in phases["evaluation"].steps
    assert phases["summary"].steps == ("close",)


def test_finance_applications_go_to_the_central_bank_R9(season: Folder) -> None:
    (field,) = season.season.fields
    assert field.applications_to == "central_bank"
    assert [category.code for category in field.categories] == ["branch-service", "online-banking"]


def test_notices_end_on_the_tenth_working_day_of_the_real_calendar_R17(season: Folder) -> None:
    for step in season.story:
        if isinstance(step, steps.OpenSchemeNotice | steps.OpenResultsNotice):
            day, counted = moment(step.at).date(), 0
            while counted < season.season.notice_working_days:
                day += timedelta(days=1)
                counted += chinese_calendar.is_workday(day)
            assert day == step.last_day, step.id


def test_the_reopened_notice_still_ends_inside_the_phase_R18(season: Folder) -> None:
    reopened = season.step_named("branch-notice-runs-again", steps.WaitForNoticeEnd)
    assert str(reopened.last_day) == "2021-10-26"
    assert reopened.last_day <= season.season.phases[1].last


def test_the_story_runs_forward(season: Folder) -> None:
    times = [moment(step.at) for step in season.story]
    assert all(before <= after for before, after in pairwise(times))


def test_every_standard_is_declared_and_applied_with_once_R9(season: Folder) -> None:
    declared = [
        name for step in season.story if isinstance(step, steps.Declare) for name in step.standards
    ]
    assert sorted(declared) == sorted(season.standards)
    assert sorted(season.applications()) == sorted(season.standards)


def test_the_barred_bank_meets_a_refusal_R10(season: Folder) -> None:
    step = season.step_named("zixu-applies-again", steps.Apply)
    assert step.expect == steps.Refused(status=409, code="intake.barred")
