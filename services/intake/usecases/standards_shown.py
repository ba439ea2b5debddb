"""Standards as they are shown: which text is in force is a matter of the day of reading (R7)."""

from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.in_force import told_in_force


def on(body: Body, today: date) -> Body:
    """Return a standard with its text in force today, or the newest while none is.

    ``version``, ``current`` and ``products`` are of that text; ``in_force`` says whether it is.
    """
    versions = body["versions"]
    days = [(one["version"], one["effective"]) for one in versions]
    counts = told_in_force(days, today)
    current = next((one for one in versions if one["version"] == counts), versions[-1])
    over = body["abolished"] is not None and body["abolished"] <= today.isoformat()
    return {
        **body,
        "version": current["version"],
        "current": current,
        "products": current["products"],
        "in_force": counts is not None and not over,
    }


def show(standard: str) -> tuple[Body, str]:
    """Return a standard, and where on the bus it was last told of.

    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body, told = views.get("standard", standard), views.told("standard", standard)
    if body is None:
        raise NotFound(what="standard", id=standard)
    return on(body, today), told


def listing(query: dict[str, Any]) -> tuple[Body, list[str]]:
    """Return a page of standards, of one enterprise or of all, and where they were told of."""
    store, enterprise = current_store(), query["enterprise"]
    by = ("enterprise", enterprise) if enterprise else ("all", "")
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        found = views.page("standard", *by, after=query["after"], limit=query["limit"])
    items = [on(body, today) for body in found.items]
    return {"items": items, "next": found.next}, found.told
