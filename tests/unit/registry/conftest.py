"""Refusals are expected by class, and their words must fill from the details they carry."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

import services.registry
from services.chassis.texts import LANGUAGES, Catalogue
from services.contracts.refusal import Malformed, Refusal
from tests.support.counter import Counter, Opening, open_counter

_PACKAGE = Path(services.registry.__file__).parent
_CATALOGUE = Catalogue(
    [_PACKAGE / "texts.yaml", _PACKAGE.parent / "contracts" / "texts.yaml"],
)


@contextmanager
def _refused(kind: type[Refusal], **details: object) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    refusal = caught.value
    for part in ("title", "detail"):
        for language in LANGUAGES:
            said = _CATALOGUE.say(refusal.CODE, part, language, refusal.details)
            assert "None" not in said
    if isinstance(refusal, Malformed):
        assert refusal.details["field"]
    found = {name: refusal.details[name] for name in details}
    assert found == details


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[None]]:
    """Expect a refusal of a class, with at least these details, that can be told to a person."""
    return _refused


@pytest.fixture
def counter(tmp_path: Path) -> Opening:
    """Open a registry of its own whose clock stands at a moment."""

    def opened(begins: datetime) -> Counter:
        return open_counter(tmp_path, begins)

    return opened
