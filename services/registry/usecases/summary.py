"""The season's report: how things stand, and closing it (R24)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.chassis import clock
from services.chassis.log import canon
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.texts import Catalogue
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain import season_report as rules
from services.registry.summary import pdf
from services.registry.summary.content import TEXTS, Report, Say, compose
from services.registry.summary.facts import Documents, facts_of

from .seasons import owned_season

_JSON, _PDF = "application/json", "application/pdf"
_CATALOGUE = Catalogue([TEXTS])


def close(
    tx: Transaction,
    season: str,
    *,
    experience: str,
    proposals: Sequence[str],
) -> dict[str, Any]:
    """Close the report with the bureau's words; another version may follow while the phase runs."""
    state = owned_season(tx, season)
    shown = _season(tx.views, season)
    words = rules.Words(experience, tuple(proposals))
    rules.check_words(state, words, tx.today)
    version = len(tx.entries(_stream(season))) + 1
    facts = facts_of(tx.views, tx.documents.get, shown, words)
    event = rules.close_report(
        season,
        words,
        version=version,
        facts=tx.documents.put(canon.encode(facts), _JSON),
        report=tx.documents.put(document(facts, tx.now, version), _PDF),
        pins=tx.pins(),
    )
    tx.append(_stream(season), event, reason="R24")
    return {"version": version, "report": msgspec.to_builtins(event.report)}


def document(facts: Body, closed: datetime, version: int) -> bytes:
    """Return the report of some facts as PDF, in Chinese; the same bytes for the same facts."""
    say = words_in("zh")
    return pdf.render(compose(facts, say), say, closed, version)


def words_in(language: str) -> Say:
    """Return what says the report's texts in a language."""

    def say(code: str, **details: Any) -> str:
        return _CATALOGUE.say(f"report.{code}", "text", language, details)

    return say


def season_facts(season: str) -> Body:
    """Return the season's facts as they stand, with the bureau's last words, and every report.

    :raises NotFound: when there is no such season.
    """
    store = current_store()
    with store.reading() as views:
        return told(views, store.documents.get, season)


def told(views: Views, documents: Documents, season: str) -> Body:
    """Return the facts that the read models tell of a season, and the reports closed on it."""
    reports = views.all("report", "season", season)
    last = reports[-1] if reports else {"experience": "", "proposals": []}
    words = msgspec.convert({name: last[name] for name in _WORDS}, rules.Words)
    facts = facts_of(views, documents, _season(views, season), words)
    return {**facts, "reports": [{name: one[name] for name in _REPORT} for one in reports]}


_WORDS = ("experience", "proposals")
_REPORT = ("version", "closed", "facts", "report")


def shown(season: str, language: str) -> tuple[Report, list[Body]]:
    """Return the season's report in a language, as it stands, and the reports closed."""
    facts = season_facts(season)
    return compose(facts, words_in(language)), facts["reports"]


def closed_report(season: str) -> bytes:
    """Return the PDF of the last report closed.

    :raises NotFound: when none is.
    """
    store = current_store()
    with store.reading() as views:
        reports = views.all("report", "season", season)
    if not reports:
        raise NotFound(what="report", id=season)
    return store.documents.get(reports[-1]["report"]["sha256"])


def regenerate(views: Views, documents: Documents, season: str) -> bytes:
    """Return the PDF of the last report anew from the read models, to hold it to the one kept."""
    facts = told(views, documents, season)
    last = facts["reports"][-1]
    return document(facts, clock.from_text(last["closed"]), last["version"])


def _season(views: Views, season: str) -> Body:
    found = views.get("season", season)
    if found is None:
        raise NotFound(what="season", id=season)
    return found


def _stream(season: str) -> str:
    return f"season_report:{season}"
