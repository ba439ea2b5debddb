"""The unified social credit code, outer and inner check (GB 32100-2015, GB 11714)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from services.contracts.uscc import is_uscc, organisation_check, uscc_check
from services.intake.domain.refusals import UsccMalformed
from services.intake.domain.uscc import check_uscc

#: Codes in public registers, with letters among the first seventeen, and the check '0'.
VALID = [
    "91100000100003962T",
    "911100001000044477",
    "911000001000013428",
    "9144030010001686XA",
    "9131000010000595XD",
    "9111000071093465XC",
    "91350100M000100Y43",
    "91140599DEM0000810",
    "91140599DEM0000142",
    "91140599DEM00009XP",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", VALID)
def test_valid_codes_pass_as_they_are(code: str) -> None:
    assert check_uscc(code) == code
    assert oracle.is_valid(code)


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_the_outer_check_agrees_with_another_implementation(first: str) -> None:
    assert uscc_check(first) == oracle.calc_check_digit(first)


def test_an_outer_remainder_of_31_is_written_0() -> None:
    assert uscc_check("91140599DEM000081") == "0"


@given(
    st.text(ALPHABET, min_size=16, max_size=16),
    st.integers(0, 17),
    st.sampled_from(ALPHABET),
)
def test_one_wrong_character_in_any_code_is_caught(first: str, at: int, other: str) -> None:
    inner = first + organisation_check(first[8:])
    code = inner + uscc_check(inner)
    assert check_uscc(code) == code
    if code[at] != other:
        with pytest.raises(UsccMalformed):
            check_uscc(code[:at] + other + code[at + 1 :])


def test_every_single_substitution_is_caught() -> None:
    code = "911000001000013428"
    tried = 0
    for at, other in itertools.product(range(18), ALPHABET):
        if code[at] != other:
            tried += 1
            with pytest.raises(UsccMalformed):
                check_uscc(code[:at] + other + code[at + 1 :])
    assert tried == 540


def test_every_swap_of_neighbours_is_caught() -> None:
    code = "911000001000013428"
    for at in range(17):
        if code[at] != code[at + 1]:
            with pytest.raises(UsccMalformed):
                check_uscc(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_the_inner_organisation_code_has_its_own_check() -> None:
    wrong = "91140599DEM0000155"
    assert oracle.is_valid(wrong), "the outer digit alone would let it pass"
    with pytest.raises(UsccMalformed) as refused:
        check_uscc(wrong)
    assert refused.value.details["expected"] == "4"
    assert "GB 11714" in refused.value.details["why"]


def test_the_outer_check_that_would_be_right_is_told() -> None:
    with pytest.raises(UsccMalformed) as refused:
        check_uscc("91350100M000100Y44")
    assert refused.value.details["expected"] == "3"
    assert "GB 32100" in refused.value.details["why"]


def test_a_letter_outside_the_set_is_told_with_its_place() -> None:
    with pytest.raises(UsccMalformed) as refused:
        check_uscc("91140599DEMO000142")
    assert "12" in refused.value.details["why"]
    assert refused.value.details["expected"] == ALPHABET


@pytest.mark.parametrize(
    "text",
    [" 91140599dem0000142 ", "9114 0599-DEM00001-42", "９１１４０５９９ＤＥＭ００００１４２"],
)
def test_what_a_person_types_is_normalised(text: str) -> None:
    assert check_uscc(text) == "91140599DEM0000142"


@pytest.mark.parametrize(
    "text", ["", "1" * 17, "1" * 19, "91140599DEMO000142", "①" * 18, "\x00" * 18]
)
def test_what_is_no_code_is_told_so_with_the_field(text: str) -> None:
    with pytest.raises(UsccMalformed) as refused:
        check_uscc(text)
    assert refused.value.details["field"] == "enterprise"


def test_a_stored_code_is_told_from_a_wrong_one_wherever_it_comes_from() -> None:
    for code in VALID:
        assert is_uscc(code)
        for at, char in itertools.product(range(18), "0123456789ABCDEFGHJKLMNPQRTUWXY"):
            changed = code[:at] + char + code[at + 1 :]
            assert is_uscc(changed) is (changed == code)
    for text in ("", "91140599DEM0000155", "91140599dem0000142", VALID[0] + "0", VALID[0][:-1]):
        assert not is_uscc(text)
