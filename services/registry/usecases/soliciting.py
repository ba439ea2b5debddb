"""Calling for implementation plans, receiving, choosing and issuing them (R3)."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.identity import current_store
from services.chassis.web.refusals import NotFound
from services.contracts.registry import PlanIssued, PlanReceived, PlansSolicited
from services.contracts.values import Document
from services.registry.domain import solicitation as rules
from services.registry.domain.access import BODY, check_apart
from services.registry.domain.numbering import check_number
from services.registry.domain.refusals import FieldWrong
from services.registry.domain.season import check_open

from . import register
from .access import roles_of
from .seasons import owned_season, season_of, solicitation_of


def solicit(
    tx: Transaction, season: str, requirements: str, address: str, last_day: date
) -> dict[str, Any]:
    """Call for plans."""
    check_open(owned_season(tx, season, jointly=True))
    asked = PlansSolicited(
        season=season, requirements=requirements, address=address, last_day=last_day
    )
    event = rules.solicit(solicitation_of(tx, season), asked, tx.today)
    tx.append(_stream(season), event, reason="R3")
    return {}


def receive(
    tx: Transaction, season: str, organisation: str, document: dict[str, Any]
) -> dict[str, Any]:
    """Take a plan: a body's own, or one that the season's bureau was handed."""
    check_open(season_of(tx, season))
    state = _called(tx, season)
    if tx.actor.role == BODY:
        if organisation not in {"", tx.actor.organisation}:
            expected = tx.actor.organisation
            raise FieldWrong(field="organisation", found=organisation, expected=expected)
        organisation = tx.actor.organisation
    else:
        owned_season(tx, season)
        if tx.views.get("organisation", organisation) is None:
            raise NotFound(what="organisation", id=organisation)
        check_apart(organisation, {BODY, *roles_of(tx, organisation)})
    event = PlanReceived(
        season=season,
        plan=tx.new_id(),
        organisation=organisation,
        document=msgspec.convert(document, Document),
    )
    tx.append(_stream(season), rules.receive(state, event, tx.today), reason="R3")
    return {"plan": event.plan}


def choose(tx: Transaction, season: str, plan: str, grounds: str) -> dict[str, Any]:
    """Choose a plan, with the grounds."""
    check_open(owned_season(tx, season, jointly=True))
    event = rules.choose(_called(tx, season), plan, grounds, tx.today)
    tx.append(_stream(season), event, reason=grounds)
    return {"organisation": event.organisation}


def issue(
    tx: Transaction, season: str, plan: str, document_number: str, document: dict[str, Any]
) -> dict[str, Any]:
    """Issue the chosen plan under the bureau's number."""
    check_open(owned_season(tx, season))
    asked = PlanIssued(
        season=season,
        plan=plan,
        document_number=document_number,
        document=msgspec.convert(document, Document),
    )
    event = rules.issue(_called(tx, season), asked)
    check_number("document_number", document_number, tx.today, register.numbers(tx))
    tx.append(_stream(season), event, reason=document_number)
    return {}


def solicitation_document(season: str) -> tuple[Body, str]:
    """Return a season's call with its plans and its place.

    :raises NotFound: when there is none.
    """
    with current_store().reading() as views:
        body, told = views.get("solicitation", season), views.told("solicitation", season)
    if body is None:
        raise NotFound(what="solicitation", id=season)
    return body, told


def _called(tx: Transaction, season: str) -> rules.Solicitation:
    state = solicitation_of(tx, season)
    if state is None:
        raise NotFound(what="solicitation", id=season)
    return state


def _stream(season: str) -> str:
    return f"solicitation:{season}"
