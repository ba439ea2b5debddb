"""What the public sees of a board."""

from typing import Any

from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.rows import read_rows


def public_board(board: str) -> Body:
    """Return a board in notice or published, with its rows and the names of its season.

    :raises NotFound: when the public may not see it yet.
    """
    store = current_store()
    with store.reading() as views:
        shown = views.get("public_board", board)
        if shown is None:
            raise NotFound(what="board", id=board)
        names = _names(views, shown["season"], shown["category"])
        flag = views.get("flag", board)
        drawn = views.get("board_version", f"{board}@{shown['version']}") or {}
        scheme = f"{drawn.get('scheme')}@{drawn.get('scheme_version')}"
        of_scheme = views.get("flag", scheme)
    rows = read_rows(store.documents.get(shown["rows"]["sha256"]))
    return {**shown, **names, "review": flag, "scheme_review": of_scheme, "row_list": rows}


def _names(views: Views, season: str, category: str) -> dict[str, Any]:
    found = views.get("season", season) or {}
    categories = [one for field in found["fields"] for one in field["categories"]]
    name = next((one["name"] for one in categories if one["code"] == category), category)
    return {"season_name": found["name"], "category_name": name}
