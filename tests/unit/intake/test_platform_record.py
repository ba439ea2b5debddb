"""A platform's record held against a declaration, field by field (R31)."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from services.contracts.values import Reference
from services.intake.domain.platform_record import (
    MOST_CHARACTERS,
    PlatformRecord,
    compare,
)
from services.intake.domain.standard import text_sha256
from tests.unit.intake.declaring import DECLARED, RECORD, shown, value

C1, LEAST, MOST = DECLARED.values


def test_the_declared_text_shown_again_is_no_difference_R31() -> None:
    found = compare(DECLARED, RECORD)
    assert found.differences == ()
    assert found.found_sha256 == text_sha256(DECLARED)


@pytest.mark.parametrize(
    ("changes", "field", "declared", "now"),
    [
        ({"number": "Q/WYNS 0002-2021"}, "number", "Q/WYNS 0001-2021", "Q/WYNS 0002-2021"),
        ({"name": "网点"}, "name", "营业网点服务", "网点"),
        ({"edition": "2022"}, "edition", "2021", "2022"),
        ({"published": date(2021, 7, 2)}, "published", "2021-07-01", "2021-07-02"),
        ({"effective": date(2021, 8, 2)}, "effective", "2021-08-01", "2021-08-02"),
        ({"covers": ("柜面服务",)}, "covers", "柜面服务；自助服务", "柜面服务"),
        ({"covers": ()}, "covers", "柜面服务；自助服务", "—"),
        (
            {"references": (Reference(number="JR/T 1"),)},
            "references",
            "GB/T 32320-2015《指南》；JR/T 1",
            "JR/T 1",
        ),
        ({"document_sha256": "1" * 64}, "document", "0" * 64, "1" * 64),
    ],
)
def test_each_field_edited_silently_is_named_with_both_sides_R31(
    changes: dict[str, Any], field: str, declared: str, now: str
) -> None:
    found = compare(DECLARED, shown(**changes))
    [one] = found.differences
    assert (one.field, one.declared, one.shown) == (field, declared, now)
    assert found.found_sha256 != text_sha256(DECLARED)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (replace(C1, value=value("C1", "≤", "8").value), "≤8 min (5.1 p.7)"),
        (replace(C1, operator="<"), "<5.0 min (5.1 p.7)"),
        (replace(C1, unit="h"), "≤5.0 h (5.1 p.7)"),
        (replace(C1, clause="5.2"), "≤5.0 min (5.2 p.7)"),
        (replace(C1, page=8), "≤5.0 min (5.1 p.8)"),
    ],
)
def test_a_promised_value_edited_silently_is_named_by_its_indicator_R31_R28(
    changed: Any, told: str
) -> None:
    [one] = compare(DECLARED, shown(values=(changed, LEAST, MOST))).differences
    assert (one.field, one.declared, one.shown) == ("values.C1", "≤5.0 min (5.1 p.7)", told)


def test_a_value_added_or_taken_away_is_a_difference_R31() -> None:
    fewer = compare(DECLARED, shown(values=(C1, LEAST))).differences
    more = compare(DECLARED, shown(values=(*DECLARED.values, value("C9", "=", "1")))).differences
    assert [(one.field, one.shown) for one in fewer] == [("values.C2", "≥90 % (5.1 p.7)")]
    assert [(one.field, one.declared) for one in more] == [("values.C9", "—")]


def test_order_and_zeros_at_the_end_are_no_part_of_the_text_R31() -> None:
    turned = shown(
        values=(MOST, value("C1", "≤", "5"), LEAST),
        covers=DECLARED.covers[::-1],
        references=DECLARED.references[::-1],
    )
    assert compare(DECLARED, turned).differences == ()


def test_several_edits_are_all_named_in_the_order_of_a_declaration_R31() -> None:
    found = compare(DECLARED, shown(name="x", document_sha256="1" * 64, values=(LEAST, MOST)))
    assert [one.field for one in found.differences] == ["name", "values.C1", "document"]


def test_long_words_are_cut_so_that_they_fit_a_log_entry() -> None:
    [one] = compare(DECLARED, shown(name="长" * 5_000)).differences
    assert len(one.shown) == MOST_CHARACTERS


def test_every_field_of_the_record_but_its_place_and_status_is_compared_R31() -> None:
    outside = {"record_number", "abolished"}
    other: dict[str, Any] = {
        "published": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "covers": (),
        "references": (),
        "values": (),
    }
    for field in fields(PlatformRecord):
        if field.name not in outside:
            changed = shown(**{field.name: other.get(field.name, "x")})
            assert compare(DECLARED, changed).differences, field.name
