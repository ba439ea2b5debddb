"""Everything here has its stores on a real PostgreSQL, in databases of their own."""

from collections.abc import Iterator

import pytest

from tests.support import ledger
from tests.support.postgres import nothing_left, server

# The tests that run here as well are written elsewhere; their failures are to be told as well.
pytest.register_assert_rewrite("tests.unit.chassis", "tests.integration.chassis")


@pytest.fixture(scope="module", autouse=True)
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        server(tmp_path_factory.mktemp("postgres")) as admin,
        nothing_left(admin),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(ledger.STORES_ON, admin)
        yield admin
