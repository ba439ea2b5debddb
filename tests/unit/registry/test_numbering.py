"""Numbers of documents, one register of them, and what a decision may rest on (R21, R32)."""

from datetime import date

import pytest

from services.registry.domain import refusals
from services.registry.domain.numbering import check_basis, check_number, normal

DOCUMENTS = ("晋市市监[2021]137号", "晋市市监〔2021〕77号")


@pytest.mark.parametrize(
    "number", ["晋市市监[2022]56号", "晋市市监［2022］56号", "晋市市监〔２０２２〕56号"]
)
def test_brackets_and_widths_make_no_other_number_R32(number, refused):
    assert normal(number) == "晋市市监〔2022〕56号"
    with refused(refusals.AlreadyThere, id=number):
        check_number("document_number", number, date(2022, 1, 5), ("晋市市监〔2022〕56号",))


@pytest.mark.parametrize(
    "basis",
    [
        "晋市市监〔2021〕77号 三.7(4)",
        "晋市市监[2021]77号",
        "《企业标准化促进办法》第二十八条",
        "国市监标准〔2018〕84号 三、（四）",
    ],
)
def test_a_legal_basis_is_of_the_season_or_a_document_with_its_clause_R21_R32(basis):
    check_basis(basis, DOCUMENTS)


@pytest.mark.parametrize(
    "basis", [".", "77", "77 三.7", "《》第一条", "《企业标准化促进办法》", "第三条", "依据规定"]
)
def test_what_names_no_document_is_no_legal_basis_R21_R32(basis, refused):
    with refused(refusals.FieldWrong, field="legal_basis", found=basis):
        check_basis(basis, DOCUMENTS)


@pytest.mark.parametrize("number", ["晋市市监〔2021〕201号", "晋市市监[2021]137号"])
def test_a_document_number_names_organ_year_and_sequence(number, refused):
    check_number("document_number", number, date(2021, 9, 27), ())
    with refused(refusals.AlreadyThere, id=number):
        check_number("document_number", number, date(2021, 9, 27), (number,))
    with refused(refusals.FieldWrong, expected="晋市市监〔2022〕1号"):
        check_number("document_number", number, date(2022, 1, 1), ())


@pytest.mark.parametrize(
    "number", ["", "201", "晋市市监2021-201号", "〔2021〕1号", "晋市市监〔2021〕0号", "晋〔2021〕1"]
)
def test_what_is_no_document_number_is_refused(number, refused):
    with refused(refusals.FieldWrong, field="document_number"):
        check_number("document_number", number, date(2021, 9, 27), ())
