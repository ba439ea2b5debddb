"""Whatever a unit test meets: each refusal can be told to a person, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services import contracts
from services.chassis.texts import LANGUAGES, Catalogue
from services.contracts.refusal import Malformed, Refusal

_SERVICES = Path(contracts.__file__).parents[1]
_ROOMS = ("contracts", "chassis", "intake", "scoring", "registry")
_CATALOGUE = Catalogue(_SERVICES / room / "texts.yaml" for room in _ROOMS)
#: Where rules refuse; what the web refuses names headers and other things as fields.
_DOMAIN = re.compile(r"services\.(?:contracts|\w+\.domain)\.")
_FIELD = re.compile(r"\$|[a-z][a-z0-9_]*(?:[.\[][a-z0-9_\]]+)*")


@pytest.fixture(scope="session", autouse=True)
def every_refusal_can_be_told() -> Iterator[None]:
    """Fail where a refusal is made without what its words need, or with nothing in its place."""
    made = Refusal.__init__

    def checked(self: Refusal, **details: Any) -> None:
        made(self, **details)
        if _DOMAIN.match(type(self).__module__):
            _check(self)

    Refusal.__init__ = checked  # type: ignore[method-assign]
    yield
    Refusal.__init__ = made  # type: ignore[method-assign]


def _check(refusal: Refusal) -> None:
    details = refusal.details
    assert None not in details.values(), f"{refusal.CODE}: {details}"
    for part in ("title", "detail"):
        for language in LANGUAGES:
            assert _CATALOGUE.say(refusal.CODE, part, language, details)
    if isinstance(refusal, Malformed) and "field" in details:
        assert _FIELD.fullmatch(details["field"]), f"{refusal.CODE}: no field {details['field']}"
