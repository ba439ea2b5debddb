"""The products that a standard covers, linked to it with their proofs (关联产品, R8 c).

Whether they are final and in mass production is for scoring to judge, by the day its scheme names.
"""

from collections.abc import Sequence
from datetime import date

from services.contracts.intake import ProductsLinked
from services.contracts.values import Product

from .refusals import FieldWrong, ProductsInEvaluation, StandardNotInForce
from .standard import Standard


def link(
    state: Standard, products: Sequence[Product], *, application: str | None, today: date
) -> ProductsLinked:
    """Link products to the version in force; the list is given whole and replaces the one before.

    :param application: one with this standard that is on its way, None when there is none.
    :raises StandardNotInForce: when the standard was abolished.
    :raises ProductsInEvaluation: while an application rests on the list (R31).
    :raises FieldWrong: for no product, a model named twice, a day to come, or mass production
        from before the design was final.
    """
    if state.abolished is not None:
        raise StandardNotInForce(standard=state.standard, day=state.abolished.isoformat())
    if application is not None:
        raise ProductsInEvaluation(standard=state.standard, application=application)
    if not products:
        raise FieldWrong(field="products", found="0", expected="≥ 1")
    models = [product.model for product in products]
    for product in products:
        if models.count(product.model) > 1:
            raise FieldWrong(
                field="products", found=product.model, expected="每个型号一次 each model once"
            )
        _check_days(product, today)
    return ProductsLinked(
        standard=state.standard,
        version=state.text_on(today).version,
        enterprise=state.enterprise,
        products=tuple(products),
    )


def _check_days(product: Product, today: date) -> None:
    for proof in (product.finalised, product.in_production):
        if proof is not None and proof.day > today:
            raise FieldWrong(
                field="products", found=f"{product.model} {proof.day}", expected=f"≤ {today}"
            )
    first, then = product.finalised, product.in_production
    if first is not None and then is not None and then.day < first.day:
        raise FieldWrong(
            field="products", found=f"{product.model} {then.day}", expected=f"≥ {first.day}"
        )
