"""Lists that belong to a season: of one that does not exist there is none, not an empty one."""

from typing import Any

from flask import Response

from services.chassis.web import lists
from services.registry.usecases.seasons import check_known


def page(kind: str, query: dict[str, Any], season: str) -> Response:
    """Answer with a page of a season's documents of a kind.

    :raises NotFound: when there is no such season.
    """
    check_known(season)
    return lists.page(kind, query, "season", season)
