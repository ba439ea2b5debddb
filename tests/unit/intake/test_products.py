"""The products linked to a standard: each model once, each proof of a day that has come (R8 c)."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.contracts.event import Event
from services.contracts.intake import ProductsLinked
from services.contracts.values import Document, Product, Proof
from services.intake.domain.products import link
from services.intake.domain.refusals import FieldWrong, ProductsInEvaluation, StandardNotInForce
from services.intake.domain.standard import Standard, Text, evolve

TODAY = date(2021, 5, 20)
PAPER = Document(sha256="0" * 64, size=1, media_type="text/plain")
SECOND = Text(2, "Q/QY 001-2021", date(2021, 5, 1), "a" * 64)
STANDARD = Standard("s1", "91140599DEM001017J", "lens", (SECOND,))


def proof(day: str) -> Proof:
    return Proof(day=date.fromisoformat(day), document=PAPER)


def product(model: str = "QY-20", finalised: str = "", in_production: str = "") -> Product:
    return Product(
        model=model,
        name="工业镜头",
        finalised=proof(finalised) if finalised else None,
        in_production=proof(in_production) if in_production else None,
    )


def linked(*products: Product, state: Standard = STANDARD) -> ProductsLinked:
    return link(state, products, application=None, today=TODAY)


def test_products_are_linked_whole_to_the_version_in_force_R8() -> None:
    made = product(finalised="2019-06-12", in_production="2019-09-01")
    designed = product("QY-35")
    assert linked(made, designed) == ProductsLinked(
        standard="s1", version=2, enterprise="91140599DEM001017J", products=(made, designed)
    )


def test_they_are_linked_again_and_the_standard_stays_as_it_is_R8() -> None:
    events: list[Event] = [linked(product()), linked(product(finalised="2021-05-20"))]
    assert reduce(evolve, events, STANDARD) == STANDARD
    with pytest.raises(ValueError, match="no event of a standard"):
        evolve(None, events[0])


@pytest.mark.parametrize(
    ("finalised", "in_production"),
    [("2021-05-20", ""), ("", "2021-05-20"), ("2021-05-20", "2021-05-20")],
)
def test_a_proof_may_be_of_today_and_production_may_begin_the_day_of_the_design_R8(
    finalised: str, in_production: str
) -> None:
    asked = product(finalised=finalised, in_production=in_production)
    assert linked(asked).products == (asked,)


@pytest.mark.parametrize(
    ("products", "found", "expected"),
    [
        ((), "0", "≥ 1"),
        ((product(), product()), "QY-20", "每个型号一次 each model once"),
        ((product(finalised="2021-05-21"),), "QY-20 2021-05-21", "≤ 2021-05-20"),
        ((product(in_production="2021-05-21"),), "QY-20 2021-05-21", "≤ 2021-05-20"),
        (
            (product(finalised="2019-06-12", in_production="2019-06-11"),),
            "QY-20 2019-06-11",
            "≥ 2019-06-12",
        ),
        ((product(), product("QY-35", "2021-06-01")), "QY-35 2021-06-01", "≤ 2021-05-20"),
    ],
)
def test_what_cannot_be_of_a_product_is_told_R8(
    products: tuple[Product, ...], found: str, expected: str
) -> None:
    with pytest.raises(FieldWrong) as caught:
        linked(*products)
    assert caught.value.details == {"field": "products", "found": found, "expected": expected}


def test_an_application_on_its_way_rests_on_the_list_R8_R31() -> None:
    with pytest.raises(ProductsInEvaluation) as caught:
        link(STANDARD, [product()], application="a1", today=TODAY)
    assert caught.value.details == {"standard": "s1", "application": "a1"}


def test_nothing_is_linked_to_an_abolished_standard_R8() -> None:
    with pytest.raises(StandardNotInForce) as caught:
        linked(product(), state=replace(STANDARD, abolished=date(2021, 12, 31)))
    assert caught.value.details == {"standard": "s1", "day": "2021-12-31"}


def test_products_are_linked_to_the_version_in_force_and_not_to_one_to_come_R7_R8() -> None:
    third = replace(SECOND, version=3, effective=date(2022, 1, 1))
    state = replace(STANDARD, texts=(SECOND, third))
    assert linked(product(), state=state).version == 2
    before = replace(STANDARD, texts=(replace(SECOND, effective=date(2022, 1, 1)),))
    assert linked(product(), state=before).version == 2
