"""Real systems that a module's tests share; each module has its own, for tests leave marks."""

from collections.abc import Iterator

import pytest

from tests.support.running import System, running_system


@pytest.fixture(scope="module")
def demo_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A simulation in which the whole season of the story has been played."""
    with running_system(tmp_path_factory.mktemp("demo") / "data", demo=True) as made:
        yield made


@pytest.fixture(scope="module")
def bare_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A real store with nothing in it but the first keys."""
    with running_system(tmp_path_factory.mktemp("bare") / "data") as made:
        yield made
