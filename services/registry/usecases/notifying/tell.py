"""How a notification is told: to whom, about what, in which place; and how a reminder is set."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.registry.domain import notification as rules

from .. import notifications
from ..seasons import calendar

#: The kind of the timers that remind.
TIMER = "remind"


def tell(
    tx: Transaction,
    kind: str,
    where: Body,
    *,
    about: str,
    to: Iterable[str],
    told: Mapping[str, Any] | None = None,
    last_day: date | None = None,
    reason: str,
) -> None:
    """Let a notification become due for each organisation.

    :param where: as :func:`place` returns it.
    :param last_day: of what they may or must do.
    """
    for organisation in to:
        name = {"recipient_name": _name(tx, organisation), "about": about}
        notifications.due(
            tx,
            kind,
            season=where["season"],
            about=about,
            recipient=organisation,
            last_day=last_day,
            told={**where, **name, **(told or {})},
            reason=reason,
        )


def remind_of(tx: Transaction, kind: str, about: str, last_day: date | None) -> None:
    """Set a reminder; none where the day is not known, or it would come at once."""
    if last_day is None:
        return
    moment = rules.near(last_day, calendar(tx))
    if moment > tx.now:
        due = last_day.isoformat()
        tx.timers.set(f"{kind}:{about}", moment, TIMER, kind=kind, about=about, due=due)


def place(tx: Transaction, season: str, category: str) -> Body:
    """Return what each text says of where it belongs."""
    found = tx.views.get("season", season) or {}
    names = {c["code"]: c["name"] for field in found["fields"] for c in field["categories"]}
    return {
        "season": season,
        "season_name": found["name"],
        "category_name": names.get(category, category),
        "owner": found["owner"],
    }


def place_of_title(tx: Transaction, title: str) -> Body:
    """Return what each text says of where a title belongs."""
    found = tx.views.get("title", title) or {}
    return place(tx, found["season"], found["category"])


def _name(tx: Transaction, organisation: str) -> str:
    known = tx.views.get("report_enterprise", organisation) or tx.views.get(
        "organisation", organisation
    )
    return str((known or {"name": organisation})["name"])
