"""A product's board follows from the models that were linked when it applied (R8, R11)."""

from datetime import date

import pytest

from services.auditor.replay import replay
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.values import Document, Product, Proof
from services.scoring.domain.scheme_reader import read_scheme
from tests.unit.auditor.telling import BOARD, CATEGORY, SCHEME_TEXT, SEASON, Telling, on

PRODUCT_TEXT = SCHEME_TEXT.replace("family:", "subject: product\nfamily:", 1)
PROVEN = Proof(
    day=date(2020, 1, 1), document=Document(sha256="0" * 64, size=1, media_type="text/plain")
)
MADE = Product(model="M1", name="镜头", finalised=PROVEN, in_production=PROVEN)
UNMADE = Product(model="M2", name="镜头", finalised=PROVEN, in_production=None)


def link(telling: Telling, product: Product, time: str) -> None:
    declared = telling.declared["jia"]
    event = i.ProductsLinked(
        standard=declared.standard,
        version=declared.version,
        enterprise=declared.enterprise,
        products=(product,),
    )
    telling.say(event, time)


def apply(telling: Telling, time: str) -> None:
    declared = telling.declared["jia"]
    event = i.ApplicationSubmitted(
        application="app-jia",
        enterprise=declared.enterprise,
        season=SEASON,
        category=CATEGORY,
        standard=declared.standard,
        version=declared.version,
        text_sha256=declared.text_sha256,
        authority="county_bureau",
        region="140502",
    )
    telling.say(event, time)


@pytest.mark.parametrize(
    ("linked", "differences"),
    [
        ([MADE, "apply"], ()),
        # What is linked later is for a later application.
        ([MADE, "apply", UNMADE], ()),
        ([UNMADE, MADE, "apply"], ()),
        ([UNMADE, "apply", MADE], ("app-jia: M2 production",)),
        (["apply", MADE], ("app-jia: products production",)),
    ],
)
def test_only_what_was_linked_before_the_application_counts_R8(
    linked: list[Product | str], differences: tuple[str, ...]
) -> None:
    telling = Telling()
    telling.adopt(on("2021-08-20"), PRODUCT_TEXT, content_sha256=read_scheme(PRODUCT_TEXT).sha256)
    telling.declare("jia", on("2021-08-21"))
    for number, one in enumerate(linked):
        time = on("2021-08-22", number)
        if isinstance(one, str):
            apply(telling, time)
        else:
            link(telling, one, time)
    accepted = telling.accept("jia", on("2021-08-25"))
    sha256 = read_scheme(PRODUCT_TEXT).sha256
    telling.score("jia", on("2021-08-25", 2), cause=accepted.entry.id, scheme_sha256=sha256)
    telling.draw(("jia",), on("2021-09-06"), scheme_sha256=sha256)
    found = replay(telling.logs, telling.document, BOARD, "9999")
    assert isinstance(found.said, s.BoardDrawn)
    assert found.differences == differences
