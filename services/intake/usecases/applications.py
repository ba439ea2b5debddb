"""Applications: made, decided, withdrawn; evidence and consent (R9, R14, R15)."""

from typing import Any

import msgspec
from flask import Response

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web import lists
from services.chassis.web.identity import actor, check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.contracts.refusal import CauseNotHeard
from services.contracts.registry import Published
from services.contracts.rows import read_rows
from services.contracts.values import Document
from services.intake.domain import application as rules
from services.intake.domain import consent as consents
from services.intake.domain import enterprise as enterprises
from services.intake.domain import standard as standards
from services.intake.domain.facts import Season

from . import platform
from .heard import bars_of, season_of


def apply(tx: Transaction, season: str, category: str, standard: str) -> dict[str, Any]:
    """Apply to have a standard of one's own ranked; routed by the field (R9, R10)."""
    enterprise = tx.actor.organisation
    event = rules.submit(
        application=tx.new_id(),
        enterprise=tx.fold(f"enterprise:{enterprise}", enterprises.evolve),
        season=season_of(tx, season),
        season_id=season,
        category=category,
        standard=tx.fold(f"standard:{standard}", standards.evolve),
        standard_id=standard,
        bars=bars_of(tx, enterprise),
        live_application_exists=_has_live(tx, season, category, enterprise, standard),
        today=tx.today,
    )
    tx.append(_stream(event.application), event, reason="R9")
    platform.ask_for_application(tx, tx.views.get("application", event.application) or {})
    return {"application": event.application, "authority": event.authority}


def _has_live(tx: Transaction, season: str, category: str, enterprise: str, standard: str) -> bool:
    return any(
        one["state"] in {"submitted", "accepted"}
        and one["season"] == season
        and one["category"] == category
        and one["standard"] == standard
        for one in tx.views.all("application", "enterprise", enterprise)
    )


def decide(tx: Transaction, application: str, *, accepted: bool, grounds: str) -> dict[str, Any]:
    """Accept or decline, by the authority that the field names (R9)."""
    state = _application(tx, application)
    standard = tx.fold(f"standard:{state.submitted.standard}", standards.evolve)
    event = rules.decide(
        state,
        _season(tx, state),
        accepted=accepted,
        grounds=grounds,
        role=tx.actor.role,
        organisation=tx.actor.organisation,
        organisation_region=_region_of(tx.actor.organisation),
        bars=bars_of(tx, state.submitted.enterprise),
        current_text_sha256=standard.text_on(tx.today).text_sha256 if standard else "",
        today=tx.today,
    )
    if accepted:
        platform.check_confirmed(tx, application)
    tx.append(_stream(application), event, reason="R9")
    return {}


def _region_of(organisation: str) -> str:
    """Return the region a county bureau's organisation id ends in, empty when it has none."""
    _, _, region = organisation.rpartition("-")
    return region if len(region) == 6 and region.isdecimal() else ""  # noqa: PLR2004 - GB/T 2260


def withdraw(tx: Transaction, application: str) -> dict[str, Any]:
    """Withdraw one's own application, possible until publication (R9)."""
    state = _own(tx, application)
    published = tx.views.get("published", state.board) is not None
    event = rules.withdraw(state, published=published)
    tx.append(_stream(application), event, reason="R9")
    return {}


def answer_overtaken(tx: Transaction, published: Published) -> None:
    """Let withdrawals stand back that the publication of their row has overtaken (R9, R19)."""
    for row in read_rows(tx.documents.get(published.rows.sha256)):
        stream = _stream(row["application"])
        state = tx.fold(stream, rules.evolve)
        if state is None:
            raise CauseNotHeard(f"application {row['application']}")
        if event := rules.overtaken(state, version=published.version):
            tx.append(stream, event, reason="R9, R19")


def file_report(tx: Transaction, application: str, document: dict[str, Any]) -> dict[str, Any]:
    """File the conformity report of a shortlisted standard (R14)."""
    state = _own(tx, application)
    listed = tx.views.get("shortlisted", application)
    event = rules.file_report(
        state,
        _season(tx, state),
        shortlisted=listed is not None,
        document=msgspec.convert(document, Document),
    )
    tx.append(_stream(application), event, reason="R14")
    return {}


def file_evidence(
    tx: Transaction, application: str, item: str, document: dict[str, Any]
) -> dict[str, Any]:
    """File a piece of evidence that the scheme asks for (R14)."""
    state = _own(tx, application)
    listed = tx.views.get("shortlisted", application)
    event = rules.file_evidence(
        state,
        _season(tx, state),
        asked=tuple(listed["items"]) if listed else None,
        item=item,
        document=msgspec.convert(document, Document),
    )
    tx.append(_stream(application), event, reason="R14")
    return {}


def answer_consent(
    tx: Transaction, application: str, *, consent: bool, reason: str
) -> dict[str, Any]:
    """Consent to be on the board, or refuse; the reason stays private (R15, R25)."""
    state = _own(tx, application)
    asked = tx.views.get("consent_request", application)
    events = consents.answer_consent(
        state,
        _season(tx, state),
        asked=consents.Asked(asked["first"], asked["board_version"]) if asked else None,
        consent=consent,
        reason_commitment="" if consent else tx.keep_private(text=reason),
        today=tx.today,
    )
    tx.append(_stream(application), *events, reason="R15")
    return {}


def listing(query: dict[str, Any]) -> Response:
    """List applications by enterprise, board or season; an enterprise sees its own."""
    enterprise = query["enterprise"]
    if actor().role == "enterprise":
        enterprise = actor().organisation
    if enterprise:
        return lists.page("application", query, "enterprise", enterprise)
    if query["season"] and query["category"]:
        board = f"{query['season']}.{query['category']}"
        return lists.page("application", query, "board", board)
    if query["season"]:
        return lists.page("application", query, "season", query["season"])
    return lists.page("application", query)


def visible(application: str) -> Body:
    """Return an application if the caller may see it.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        found = views.get("application", application)
        shown = platform.told(views, found) if found else {}
    if found is None:
        raise NotFound(what="application", id=application)
    if actor().role == "enterprise":
        check_organisation(found["enterprise"], application)
    return {**found, "platform": shown}


def _application(tx: Transaction, application: str) -> rules.Application:
    state = tx.fold(_stream(application), rules.evolve)
    if state is None:
        raise NotFound(what="application", id=application)
    return state


def _own(tx: Transaction, application: str) -> rules.Application:
    state = _application(tx, application)
    check_organisation(state.submitted.enterprise, application)
    return state


def _season(tx: Transaction, state: rules.Application) -> Season:
    season = season_of(tx, state.submitted.season)
    if season is None:
        raise NotFound(what="season", id=state.submitted.season)
    return season


def _stream(application: str) -> str:
    return f"application:{application}"
