"""A season's facts, put together from the read models as plain JSON values (R24).

No day of today, no order of arrival and no position of a log is in them: the same events, heard in
whatever order, give the same facts. Refusals of consent and ineligible standards are counted, never
named; of a pending revocation only its number is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from services.chassis import clock
from services.chassis.store.views import Body, Views
from services.contracts.rows import read_rows
from services.registry.domain.season_report import Words

#: How many rows of a board the report shows; the whole board stands at its address.
TOP = 20

_OF_SEASON = ("season", "year", "region", "name", "profile", "legal_basis")
_APPLICATION_STATES = ("accepted", "declined", "withdrawn")
_TITLE = ("title", "enterprise", "category", "valid_from", "last_valid_day", "state")
_AWARD = ("enterprise", "granted_by", "document_number", "granted_on")
_REVOKED = (
    "revocation",
    "enterprise",
    "ground",
    "decision_number",
    "served_on",
    "first_barred_day",
    "last_barred_day",
    "state",
)

#: Returns a document's bytes by its SHA-256.
Documents = Callable[[str], bytes]


def facts_of(views: Views, documents: Documents, season: Body, words: Words) -> Body:
    """Return the facts of a season, with the bureau's words.

    :param season: its read model.
    """
    code = season["season"]
    titles = _titles(views, code, _categories(season))
    boards = [
        _board(views, documents, season["season"], category)
        for category in _categories(season)
        if views.get("public_board", f"{season['season']}.{category}")
    ]
    return {
        **{name: season[name] for name in _OF_SEASON},
        "fields": season["fields"],
        "phases": [
            {name: one[name] for name in ("code", "name", "first", "last")}
            for one in season["phases"]
        ],
        "body": _organisation(views, season["body"]),
        "participation": _participation(views, season, boards, titles),
        "boards": boards,
        "leaders": [_named(views, one, _TITLE) for one in titles],
        "notices": _notices(views, season["season"]),
        "objections": _objections(views, season["season"]),
        "revocations": _revocations(views, titles),
        "experience": words.experience,
        "awards": [
            {**_named(views, one, _AWARD), "award": one["name"]}
            for one in views.all("award", "season", code)
        ],
        "publicity": [
            {name: one[name] for name in ("occasion", "channel", "held_on")}
            for one in views.all("publicity", "season", code)
        ],
        "proposals": list(words.proposals),
    }


def _categories(season: Body) -> list[str]:
    return [one["code"] for field in season["fields"] for one in field["categories"]]


def _titles(views: Views, season: str, categories: Iterable[str]) -> list[Body]:
    found = [
        one
        for category in categories
        for one in views.all("title", "board", f"{season}.{category}")
    ]
    return sorted(found, key=lambda one: (one["category"], one["enterprise"], one["application"]))


def _named(views: Views, body: Body, fields: Iterable[str]) -> Body:
    known = views.get("report_enterprise", body["enterprise"]) or {"name": ""}
    return {"name": known["name"], **{field: body[field] for field in fields}}


def _organisation(views: Views, organisation: str | None) -> Body | None:
    if organisation is None:
        return None
    known = views.get("organisation", organisation) or {"name": ""}
    return {"organisation": organisation, "name": known["name"]}


def _participation(
    views: Views, season: Body, boards: list[Body], titles: list[Body]
) -> dict[str, Any]:
    applications = views.all("report_application", "season", season["season"])
    states = Counter((one["category"], one["state"]) for one in applications)
    ineligible = Counter(
        one["category"] for one in views.all("report_ineligible", "season", season["season"])
    )
    on_board = {board["category"]: board["row_count"] for board in boards}
    leaders = Counter(one["category"] for one in titles)
    told = []
    for category in _categories(season):
        consents = views.all("consent", "board", f"{season['season']}.{category}")
        answers = Counter(one["answer"] for one in consents)
        told.append(
            {
                "category": category,
                "submitted": sum(n for (code, _), n in states.items() if code == category),
                **{state: states[category, state] for state in _APPLICATION_STATES},
                "ineligible": ineligible[category],
                "consented": answers["given"],
                "refused": answers["refused"],
                "on_board": on_board.get(category, 0),
                "leaders": leaders[category],
            }
        )
    return {
        "applications": len(applications),
        "enterprises": len({one["enterprise"] for one in applications}),
        "categories": told,
    }


def _board(views: Views, documents: Documents, season: str, category: str) -> Body:
    shown = views.get("public_board", f"{season}.{category}") or {}
    rows = read_rows(documents(shown["rows"]["sha256"]))
    leaders = {one["application"] for one in shown["leaders"]}
    stars = Counter(int(row["star"]) for row in rows)
    fields = ("rank", "enterprise", "number", "star", "composite")
    return {
        "board": shown["board"],
        "category": category,
        "state": shown["state"],
        "version": shown["version"],
        "address": shown.get("address", ""),
        "published": _day(shown["published"]) if "published" in shown else None,
        "rows": shown["rows"],
        "row_count": len(rows),
        "stars": [{"star": n, "count": stars[n]} for n in sorted(stars, reverse=True)],
        "top": [
            {
                "name": row["enterprise_name"],
                **{field: row[field] for field in fields},
                "leader": row["application"] in leaders,
            }
            for row in rows[:TOP]
        ],
    }


def _notices(views: Views, season: str) -> list[Body]:
    told = []
    for one in views.all("notice", "season", season):
        counted = views.get("report_notice", one["notice"]) or {"reopened": 0}
        fields = ("kind", "category", "opened", "last_day", "working_days", "state")
        told.append({**{field: one[field] for field in fields}, **counted})
    return sorted(told, key=lambda one: (one["kind"], one["category"], one["opened"]))


def _is_late(objection: Body, answered: str | None) -> bool:
    # While its last day waits for a calendar nothing is late.
    certain = objection["answer_by_certain"]
    return bool(certain and answered is not None and answered > objection["answer_by"])


def _objections(views: Views, season: str) -> Body:
    items = []
    for notice in views.all("notice", "season", season):
        for one in views.all("objection", "notice", notice["notice"]):
            answered = _day(one["answered"]) if one["answered"] else None
            items.append(
                {
                    "number": one["number"],
                    "kind": notice["kind"],
                    "category": notice["category"],
                    "filed": _day(one["filed"]),
                    "answer_by": one["answer_by"],
                    "answered": answered,
                    "late": _is_late(one, answered),
                    "state": one["state"],
                    "effect": one["effect"] or "",
                    "joined": one["joined_to"] is not None,
                }
            )
    states = Counter(one["state"] for one in items)
    effects = Counter(one["effect"] for one in items if one["effect"] and not one["joined"])
    return {
        "filed": len(items),
        **{state: states[state] for state in ("open", "dismissed", "upheld", "withdrawn")},
        "late": sum(one["late"] for one in items),
        "effects": dict(sorted(effects.items())),
        "items": sorted(items, key=lambda one: str(one["number"])),
    }


def _revocations(views: Views, titles: list[Body]) -> Body:
    found = [one for title in titles for one in views.all("revocation", "title", title["title"])]
    served = [one for one in found if one["state"] in {"revoked", "annulled"}]
    served.sort(key=lambda one: (one["served_on"], one["decision_number"], one["revocation"]))
    return {
        "pending": sum(one["state"] == "proposed" for one in found),
        "items": [_named(views, one, (*_REVOKED, "category")) for one in served],
    }


def _day(moment: str) -> str:
    day: date = clock.shanghai_date(clock.from_text(moment))
    return day.isoformat()
