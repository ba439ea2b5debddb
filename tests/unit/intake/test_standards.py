"""Declared standards: versions, text hash, what is in force (R7, R28, R31)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from services.contracts.values import DeclaredValue, Document, Reference
from services.intake.domain import standard as rules
from services.intake.domain.enterprise import Enterprise
from services.intake.domain.refusals import (
    EnterpriseUnknown,
    FieldWrong,
    StandardNotInForce,
    TextUnchanged,
)
from services.intake.domain.standard_number import read_number

BANK = Enterprise("91140599DEM0000142", "乌有农村商业银行", "rural_commercial_bank", "140599")
TODAY = date(2021, 8, 12)
TEXT = rules.Declared(
    category="branch-service",
    platform="企业标准信息公共服务平台",
    record_number="1",
    number="Q/WYNS 0001-2021",
    name="营业网点服务",
    edition="2021",
    published=date(2021, 7, 1),
    effective=date(2021, 8, 1),
    covers=("柜面服务",),
    references=(Reference(number="GB/T 32320-2015"),),
    values=(
        DeclaredValue(indicator="C1", operator="≤", value=Decimal("5.0"), unit="min", clause="5.1"),
        DeclaredValue(indicator="C2", operator="≥", value=Decimal(95), unit="%", clause="5.2"),
    ),
    document=Document(sha256="0" * 64, size=1, media_type="text/plain"),
)


def promising(**changes: Any) -> rules.Declared:
    return replace(TEXT, values=(replace(TEXT.values[0], **changes),))


def declared() -> rules.Standard:
    event = rules.declare(standard="s1", enterprise=BANK, declared=TEXT)
    state = reduce(rules.evolve, [event], None)
    assert state is not None
    return state


def test_a_declaration_is_version_one_with_the_hash_of_its_text_R7_R31() -> None:
    event = rules.declare(standard="s1", enterprise=BANK, declared=TEXT)
    assert (event.version, event.enterprise) == (1, BANK.enterprise)
    assert event.text_sha256 == rules.text_sha256(TEXT)


@pytest.mark.parametrize(
    "changed",
    [
        replace(TEXT, values=(replace(TEXT.values[0], operator="<"), TEXT.values[1])),
        replace(TEXT, values=(replace(TEXT.values[0], value=Decimal(5)), TEXT.values[1])),
        replace(TEXT, name="营业网点服务规范"),
        replace(TEXT, document=replace(TEXT.document, sha256="1" * 64)),
    ],
)
def test_any_edit_of_text_or_values_shows_in_the_hash_R31(changed: rules.Declared) -> None:
    assert rules.text_sha256(changed) != rules.text_sha256(TEXT)


def test_a_revision_is_the_next_version_and_names_what_it_replaces_R31() -> None:
    revised = replace(TEXT, number="Q/WYRCB 0009-2022", edition="2022")
    event = rules.revise(declared(), declared=revised)
    assert (event.version, event.standard, event.replaces) == (2, "s1", TEXT.number)


def revised(state: rules.Standard, effective: date, edition: str) -> rules.Standard:
    text = replace(TEXT, effective=effective, edition=edition)
    return rules.evolve(state, rules.revise(state, declared=text))


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2021, 8, 1), 1),
        (date(2021, 12, 31), 1),
        (date(2022, 1, 1), 2),
        (date(2023, 1, 1), 2),
    ],
)
def test_a_revision_takes_effect_on_its_day_and_the_old_text_is_in_force_until_then_R7(
    day: date, version: int
) -> None:
    state = revised(declared(), date(2022, 1, 1), "2022")
    assert state.in_force_on(day)
    assert state.text_on(day).version == version


def test_before_any_text_is_in_force_none_is_R7() -> None:
    state = revised(declared(), date(2022, 1, 1), "2022")
    assert not state.in_force_on(date(2021, 7, 31))
    assert state.text_on(date(2021, 7, 31)).version == 2


def test_a_later_revision_that_takes_effect_sooner_replaces_the_one_to_come_R7() -> None:
    state = revised(revised(declared(), date(2022, 1, 1), "2022"), date(2021, 12, 1), "2021-2")
    counts = [state.text_on(date(2021, 11, 30)), state.text_on(date(2021, 12, 1))]
    counts.append(state.text_on(date(2022, 1, 1)))
    assert [one.version for one in counts] == [1, 3, 3]


def test_an_abolition_ends_the_text_to_come_as_well_R7_R31() -> None:
    state = revised(declared(), date(2022, 1, 1), "2022")
    state = rules.evolve(state, rules.abolish(state, abolished=date(2021, 9, 1), today=TODAY))
    assert state.in_force_on(date(2021, 8, 31))
    assert not state.in_force_on(date(2022, 1, 1))


def test_a_revision_that_says_the_same_is_none() -> None:
    with pytest.raises(TextUnchanged):
        rules.revise(declared(), declared=TEXT)


def test_an_abolished_standard_is_out_of_force_from_its_day_R7() -> None:
    event = rules.abolish(declared(), abolished=date(2021, 9, 1), today=TODAY)
    state = rules.evolve(declared(), event)
    assert state.in_force_on(date(2021, 8, 31))
    assert not state.in_force_on(date(2021, 9, 1))
    assert not declared().in_force_on(date(2021, 7, 31)), "not yet effective"
    with pytest.raises(StandardNotInForce):
        rules.revise(state, declared=replace(TEXT, edition="x"))
    with pytest.raises(StandardNotInForce):
        rules.abolish(state, abolished=date(2021, 10, 1), today=TODAY)


def test_a_revision_stays_in_its_category_and_obeys_the_rules_of_a_declaration_R7() -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.revise(declared(), declared=replace(TEXT, category="casting", edition="2022"))
    assert refused.value.details["field"] == "category"
    with pytest.raises(FieldWrong):
        rules.revise(declared(), declared=replace(TEXT, number="2022"))


def test_nobody_abolishes_for_a_day_that_is_past_R31() -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.abolish(declared(), abolished=date(2021, 8, 11), today=TODAY)
    assert refused.value.details["field"] == "abolished"
    assert rules.abolish(declared(), abolished=TODAY, today=TODAY).abolished == TODAY


@pytest.mark.parametrize("operator", ["<", "≤", "=", "≥", ">"])
def test_a_promise_has_one_of_five_operators_R28(operator: str) -> None:
    rules.declare(standard="s", enterprise=BANK, declared=promising(operator=operator))


@pytest.mark.parametrize("operator", ["", "<=", "≈", "≦"])
def test_another_operator_is_refused_R28(operator: str) -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.declare(standard="s", enterprise=BANK, declared=promising(operator=operator))
    assert refused.value.details["expected"] == "< ≤ = ≥ >"


@pytest.mark.parametrize("value", ["0", "-1.5", "0.00", "9" * 18, "0." + "0" * 17 + "1"])
def test_a_promise_is_an_exact_decimal_R28(value: str) -> None:
    event = rules.declare(standard="s", enterprise=BANK, declared=promising(value=Decimal(value)))
    assert event.values[0].value == Decimal(value)


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "9" * 19, "0." + "0" * 18 + "1", "1E+3"]
)
def test_what_is_no_plain_decimal_of_18_digits_is_refused_R28(value: str) -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.declare(standard="s", enterprise=BANK, declared=promising(value=Decimal(value)))
    assert refused.value.details["field"] == "values"


def test_nobody_declares_before_registering() -> None:
    with pytest.raises(EnterpriseUnknown):
        rules.declare(standard="s", enterprise=None, declared=TEXT)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (replace(TEXT, number="GB/T 32320-2015"), "number"),
        (replace(TEXT, effective=date(2021, 6, 30)), "effective"),
        (replace(TEXT, values=(TEXT.values[0], TEXT.values[0])), "values"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(text: rules.Declared, field: str) -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.declare(standard="s", enterprise=BANK, declared=text)
    assert refused.value.details["field"] == field


def ends(*promised: tuple[str, int, str]) -> rules.Declared:
    values = tuple(
        DeclaredValue(indicator="C1", operator=operator, value=Decimal(value), unit=unit)
        for operator, value, unit in promised
    )
    return replace(TEXT, values=values)


def test_a_range_is_promised_by_its_two_ends_R28() -> None:
    for first, second in ((("≥", 18, "°C"), ("≤", 26, "°C")), (("<", 26, "°C"), (">", 18, "°C"))):
        event = rules.declare(standard="s", enterprise=BANK, declared=ends(first, second))
        assert [value.operator for value in event.values] == [first[0], second[0]]


@pytest.mark.parametrize(
    "promised",
    [
        (("≥", 18, "°C"), ("≥", 20, "°C")),
        (("≤", 18, "°C"), ("<", 20, "°C")),
        (("≥", 18, "°C"), ("=", 20, "°C")),
        (("≥", 27, "°C"), ("≤", 26, "°C")),
        (("≥", 18, "°C"), ("≤", 26, "min")),
        (("≥", 18, "°C"), ("≤", 26, "°C"), ("≤", 25, "°C")),
    ],
)
def test_two_promises_that_are_no_range_are_refused_R28(
    promised: tuple[tuple[str, int, str], ...],
) -> None:
    with pytest.raises(FieldWrong) as refused:
        rules.declare(standard="s", enterprise=BANK, declared=ends(*promised))
    assert refused.value.details["field"] == "values"


@pytest.mark.parametrize(
    "printed",
    [
        "Q/RGRCB 0005-2024",
        "Q/DHNSH000022024",
        "Q/130624FPDS002—2019",
        "Q/SXDJX001-2021",
        "Q/SJX 0001S-2020",
        "Ｑ／ABC 001.1-2021",
        "Q/(JC)WYNS 001-2021",
        "Q/WYNS/F 01‐2021",
    ],
)
def test_numbers_are_kept_as_printed(printed: str) -> None:
    assert read_number(printed) == printed


@pytest.mark.parametrize("printed", ["", "Q/", "Q/ABC", "GB/T 1-2020", "ABC 001-2021", "Q/A 1<b>"])
def test_what_is_no_enterprise_number_at_all_is_refused(printed: str) -> None:
    with pytest.raises(FieldWrong) as refused:
        read_number(printed)
    assert refused.value.details["field"] == "number"
