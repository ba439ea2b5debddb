"""Openly soliciting implementation plans, and choosing the body that made the best ([77] 三.1, R3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import PlanChosen, PlanIssued, PlanReceived, PlansSolicited

from . import refusals
from .season_refusals import OtherPlanChosen, SolicitationOver, SolicitationRunning


@dataclass(frozen=True)
class Solicitation:
    """A season's call as it stands; ``plans`` says whose each is, the last of each organisation."""

    season: str
    last_day: date
    plans: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""
    issued: bool = False

    @property
    def chosen_organisation(self) -> str:
        """Whose plan was chosen, empty while none is."""
        return self.plans.get(self.chosen, "")


def evolve(state: Solicitation | None, event: Event) -> Solicitation:
    """Apply one event of a season's call."""
    if isinstance(event, PlansSolicited):
        return Solicitation(event.season, event.last_day)
    if state is None:
        raise ValueError(f"{event.TYPE} before plans were solicited")
    match event:
        case PlanReceived():
            others = {one: of for one, of in state.plans.items() if of != event.organisation}
            return replace(state, plans={**others, event.plan: event.organisation})
        case PlanChosen():
            return replace(state, chosen=event.plan, issued=False)
        case PlanIssued():
            return replace(state, issued=True)
    raise ValueError(f"{event.TYPE} is no event of a call for plans")


def solicit(state: Solicitation | None, asked: PlansSolicited, today: date) -> PlansSolicited:
    """Call for plans, once a season.

    :raises AlreadyThere: when the season has its call.
    :raises FieldWrong: when the last day is not to come.
    """
    if state is not None:
        raise refusals.AlreadyThere(what="solicitation", id=asked.season)
    if asked.last_day <= today:
        raise _wrong("last_day", asked.last_day.isoformat(), f"> {today}")
    return asked


def receive(state: Solicitation, asked: PlanReceived, today: date) -> PlanReceived:
    """Take a plan, to the last day.

    :raises SolicitationOver: after it.
    """
    if today > state.last_day:
        raise SolicitationOver(season=state.season, last_day=state.last_day.isoformat())
    return asked


def choose(state: Solicitation, plan: str, grounds: str, today: date) -> PlanChosen:
    """Choose a plan after the last day, or another in its place, with the grounds.

    :raises SolicitationRunning: while plans are taken.
    :raises Unknown: when no such plan stands.
    :raises AlreadyThere: when it is chosen.
    :raises FieldWrong: without grounds.
    """
    if today <= state.last_day:
        raise SolicitationRunning(season=state.season, last_day=state.last_day.isoformat())
    if plan not in state.plans:
        raise refusals.Unknown(what="plan", id=plan)
    if plan == state.chosen:
        raise refusals.AlreadyThere(what="choice", id=plan)
    if not grounds.strip():
        raise _wrong("grounds", "", "比选理由 the grounds of the choice")
    return PlanChosen(
        season=state.season, plan=plan, organisation=state.plans[plan], grounds=grounds
    )


def issue(state: Solicitation, asked: PlanIssued) -> PlanIssued:
    """Issue the chosen plan, once.

    :raises OtherPlanChosen: for another plan than the chosen one.
    :raises AlreadyThere: when it was issued.
    """
    if asked.plan != state.chosen:
        raise OtherPlanChosen(season=state.season, chosen=state.chosen or "—")
    if state.issued:
        raise refusals.AlreadyThere(what="issued plan", id=asked.plan)
    return asked


def check_chosen(state: Solicitation | None, body: str) -> None:
    """Refuse to appoint whoever's plan was not chosen; without a call the grounds alone speak.

    :raises OtherPlanChosen: naming the organisation whose plan was chosen.
    """
    if state is not None and state.chosen_organisation != body:
        raise OtherPlanChosen(season=state.season, chosen=state.chosen_organisation or "—")


def _wrong(name: str, found: str, expected: str) -> refusals.FieldWrong:
    return refusals.FieldWrong(field=name, found=found, expected=expected)
