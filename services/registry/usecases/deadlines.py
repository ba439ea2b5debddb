"""What a notice's length means for the season's phases, told wherever somebody looks (R27)."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import msgspec

from services.chassis import clock
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.values import Phase
from services.registry.domain import deadlines as rules
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.season import Season

from .seasons import calendar_of

#: The step of a season's phases that a kind of notice is.
STEP = {"scheme": "scheme", "results": "notice"}


def warnings(
    season: Season, step: str, opening: date, working_days: int, days: WorkingDays
) -> list[Body]:
    """Return the warning that a notice opened on a day would outlast its phase; else nothing."""
    found = rules.fit(season.phases, step, opening, working_days, days)
    return _warned(found, season=season.season)


def season_document(season: str) -> tuple[Body, str]:
    """Return a season with the latest days to open its notices, its warnings, and its place.

    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body, told = views.get("season", season), views.told("season", season)
        if body is None:
            raise NotFound(what="season", id=season)
        days = calendar_of(views)
        return {**body, **_of_season(views, body, today, days)}, told


def notice_document(notice: str) -> tuple[Body, str]:
    """Return a notice with what is left of it, its warnings, and its place.

    :raises NotFound: when there is none.
    """
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        body, told = views.get("notice", notice), views.told("notice", notice)
        if body is None:
            raise NotFound(what="notice", id=notice)
        days = calendar_of(views)
        season = views.get("season", body["season"]) or {}
        found = _running_too_long(body, season, days)
        more = {
            "left": remaining(body, today, days),
            "review": views.get("flag", notice),
            # Of the scheme version that it shows; submissions are flagged as boards (R33).
            "about_review": views.get("flag", body["about"]),
        }
        return {**body, **more, "warnings": found}, told


def running_notices(most: int) -> list[Body]:
    """Return the open notices, each with what is left of it and its official texts (R17)."""
    store = current_store()
    with store.reading_cursor() as cursor:
        views, today = Views(cursor), clock.shanghai_date(store.now(cursor))
        days = calendar_of(views)
        return [
            {
                **one,
                "left": remaining(one, today, days),
                "texts": views.all("official_text", "about", one["notice"]),
            }
            for one in views.page("notice", "state", "open", limit=most).items
        ]


def remaining(notice: Body, today: date, days: WorkingDays) -> Body | None:
    """Return the days and working days left of a notice; None when it is closed (R17)."""
    if notice["state"] != "open":
        return None
    last_day, provisional = notice["last_day"], notice["provisional_last_day"]
    return asdict(
        rules.left(
            date.fromisoformat(last_day) if last_day else None,
            date.fromisoformat(provisional),
            today,
            days,
        )
    )


def _of_season(views: Views, season: Body, today: date, days: WorkingDays) -> Body:
    phases, length = _phases(season), season["notice_working_days"]
    fits = {step: rules.fit(phases, step, today, length, days) for step in STEP.values()}
    warned = [
        warning
        for notice in views.all("notice", "season", season["season"])
        if notice["state"] == "open"
        for warning in _running_too_long(notice, season, days)
    ]
    if not season["closed"]:
        warned += [
            warning
            for category in _categories(season)
            if views.get("public_board", f"{season['season']}.{category}") is None
            for warning in _warned(fits["notice"], season=season["season"], category=category)
        ]
    return {
        "deadlines": [_told(one) for one in fits.values() if one is not None],
        "warnings": warned,
    }


def _running_too_long(notice: Body, season: Body, days: WorkingDays) -> list[Body]:
    step = STEP.get(notice["kind"], "")
    opened = date.fromisoformat(notice["opened"])
    found = rules.fit(_phases(season), step, opened, notice["working_days"], days)
    if notice["state"] != "open" or found is None:
        return []
    # As it was announced: an amended calendar may say otherwise (R34).
    last_day = date.fromisoformat(notice["last_day"] or notice["provisional_last_day"])
    shown = replace(found, last_day=last_day)
    return _warned(shown, season=notice["season"], category=notice["category"])


def _warned(found: rules.Fit | None, **about: str) -> list[Body]:
    if found is None or found.fits:
        return []
    return [{"code": "warning.notice_does_not_fit", **about, **_told(found)}]


def _told(found: rules.Fit) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain


def _phases(season: Body) -> tuple[Phase, ...]:
    return msgspec.convert(season.get("phases", []), tuple[Phase, ...])


def _categories(season: Body) -> list[str]:
    return [one["code"] for field in season["fields"] for one in field["categories"]]
