"""The little of a database cursor that the chassis needs, whichever database stands behind."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]


class Cursor(Protocol):
    """A cursor inside one transaction; rows are read by column name."""

    def execute(self, statement: str, params: Sequence[Any] = (), /) -> None:
        """Run one statement."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchall(self) -> Any:
        """Return all rows left."""
