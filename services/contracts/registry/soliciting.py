"""Openly soliciting implementation plans, choosing one, issuing it ([77] 三.1, R3)."""

from datetime import date

from services.contracts.event import Event, event
from services.contracts.values import Document


@event("registry.plans_solicited", key="season")
class PlansSolicited(Event):
    """The bureau openly asks professional bodies for implementation plans (公开征集评估实施方案).

    Plans are taken to ``last_day``, 24:00 in Asia/Shanghai; ``address`` is where the call is public.
    """

    season: str
    requirements: str
    address: str
    last_day: date


@event("registry.plan_received", key="season")
class PlanReceived(Event):
    """An organisation handed in its implementation plan; a later one takes its place."""

    season: str
    plan: str
    organisation: str
    document: Document


@event("registry.plan_chosen", key="season")
class PlanChosen(Event):
    """A plan was chosen, with the grounds (比选): its organisation is to evaluate."""

    season: str
    plan: str
    organisation: str
    grounds: str


@event("registry.plan_issued", key="season")
class PlanIssued(Event):
    """The chosen plan was issued (印发实施方案), in this form and under the bureau's number."""

    season: str
    plan: str
    document_number: str
    document: Document
