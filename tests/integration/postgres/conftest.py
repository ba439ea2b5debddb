"""Everything here has its stores on a real PostgreSQL, in databases of their own."""

from collections.abc import Iterator

import pytest

from tests.support import ledger
from tests.support.postgres import databases, nothing_left, server
from tests.support.running import System, running_system


@pytest.fixture(scope="module", autouse=True)
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        server(tmp_path_factory.mktemp("postgres")) as admin,
        nothing_left(admin),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(ledger.STORES_ON, admin)
        yield admin


@pytest.fixture(scope="module")
def demo_system(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A simulation in which the whole season of the story has been played."""
    folder = tmp_path_factory.mktemp("demo")
    address = databases(postgres, str(folder))
    with running_system(folder / "data", demo=True, database=address) as made:
        yield made
