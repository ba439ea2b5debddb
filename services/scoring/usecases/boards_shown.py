"""Boards and scores as they are shown to whoever may see them (R12, R19)."""

from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.rows import read_rows


def show(board: str, version: int | None = None) -> Body:
    """Return a board's version with its rows.

    :param version: None for the published one (R19), and before that for the newest.
    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading() as views:
        wanted = current_version(views, board) if version is None else version
        found = views.get("board_version", f"{board}@{wanted}")
        if found is None:
            raise NotFound(what="board", id=board)
        listed = views.get("shortlist", f"{board}@{found['version']}") or {}
        nominated = views.get("nomination", f"{board}@{found['version']}")
        scheme = views.get("scheme_version", f"{found['scheme']}@{found['scheme_version']}") or {}
    rows = read_rows(store.documents.get(found["rows"]["sha256"]))
    return {
        **found,
        "row_list": rows,
        "shortlist": listed.get("applications"),
        "leaders": nominated["leaders"] if nominated else None,
        "scheme_review": scheme.get("review"),
    }


def current_version(views: Views, board: str) -> int | None:
    """Return the published version of a board, before that the newest, None for none (R19)."""
    found = views.get("published", board) or views.get("board", board)
    return None if found is None else int(found["version"])


def show_score(application: str) -> Body:
    """Return an application's eligibility and score; an enterprise sees its own.

    :raises NotFound: when it has not been evaluated.
    """
    with current_store().reading() as views:
        scored = views.get("score", application)
        excluded = views.get("excluded", application)
    found = scored or excluded
    if found is None:
        raise NotFound(what="score", id=application)
    if actor().role == "enterprise":
        check_organisation(found["enterprise"], application)
    return {**found, "eligible": scored is not None}
