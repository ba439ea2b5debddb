"""量产的定型产品: every model of a product standard is final and in mass production (R8 c)."""

from datetime import date

import pytest

from services.contracts.scoring import Finding
from services.contracts.values import Document, Product, Proof
from services.scoring.domain.eligibility import judge
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme import PRODUCT, SERVICE
from services.scoring.domain.scheme_reader import read_scheme
from tests.unit.scoring.builders import BRANCH, WORKED, changed, declaration

SCHEME = read_scheme(changed("family:", "subject: product\nfamily:"))
PAPER = Document(sha256="0" * 64, size=1, media_type="text/plain")
#: The scheme's own reference date, the last that is in time.
REFERENCE = "2021-09-01"


def product(model: str, finalised: str | None, in_production: str | None) -> Product:
    def proof(day: str | None) -> Proof | None:
        return Proof(day=date.fromisoformat(day), document=PAPER) if day else None

    return Product(
        model=model, name="镜头", finalised=proof(finalised), in_production=proof(in_production)
    )


def findings(*products: Product) -> tuple[Finding, ...]:
    return judge(SCHEME, declaration(WORKED, products=products))


def finding(model: str, declared: str, required: str) -> Finding:
    return Finding(
        ground="production", indicator=model, declared=declared, required=required, clause="R8"
    )


def test_a_scheme_says_whether_it_is_for_a_product_and_is_for_a_service_otherwise_R8() -> None:
    assert (SCHEME.subject, BRANCH.subject) == (PRODUCT, SERVICE)
    said = read_scheme(changed("family:", "subject: service\nfamily:"))
    assert said.sha256 == BRANCH.sha256
    assert SCHEME.sha256 != BRANCH.sha256
    with pytest.raises(SchemeInvalid) as caught:
        read_scheme(changed("family:", "subject: goods\nfamily:"))
    (row,) = caught.value.details["errors"]
    assert (row["field"], row["found"], row["expected"]) == (
        "$.subject", "goods", "service | product",
    )  # fmt: skip


def test_models_final_and_in_mass_production_by_the_reference_date_may_be_ranked_R8() -> None:
    early, last = product("QY-20", "2019-06-12", "2019-09-01"), product("Z", REFERENCE, REFERENCE)
    assert findings(early, last) == ()


def test_a_product_standard_without_a_model_may_not_be_ranked_R8() -> None:
    assert findings() == (finding("products", "—", "型号 models"),)


@pytest.mark.parametrize(
    ("finalised", "in_production", "missing"),
    [
        (None, "2019-09-01", [("—", "定型 final")]),
        ("2021-09-02", "2021-09-02",
         [("2021-09-02", "定型 final"), ("2021-09-02", "量产 in mass production")]),
        ("2019-06-12", None, [("—", "量产 in mass production")]),
        ("2019-06-12", "2021-09-02", [("2021-09-02", "量产 in mass production")]),
        (None, None, [("—", "定型 final"), ("—", "量产 in mass production")]),
    ],
)  # fmt: skip
def test_one_model_that_is_not_made_keeps_the_standard_out_and_is_named_R8(
    finalised: str | None, in_production: str | None, missing: list[tuple[str, str]]
) -> None:
    good, bad = product("QY-20", "2019-06-12", "2019-09-01"), ("QY-35", finalised, in_production)
    assert findings(good, product(*bad)) == tuple(
        finding("QY-35", declared, f"{state} ≤{REFERENCE}") for declared, state in missing
    )


def test_of_a_service_no_model_is_asked_R8() -> None:
    unmade = product("QY-35", None, None)
    assert judge(BRANCH, declaration(WORKED, products=(unmade,))) == ()
