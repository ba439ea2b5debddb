"""An application to be ranked: made, decided, withdrawn; report and evidence (R9, R14)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.intake import (
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ConformityReportFiled,
    ConsentGiven,
    ConsentRefused,
    EvidenceFiled,
    ResultConsidered,
    WithdrawalOvertaken,
)
from services.contracts.phases import check_step
from services.contracts.values import Document

from . import refusals
from .enterprise import Enterprise
from .facts import Bar, Season, bar_on
from .standard import Standard

SUBMITTED, ACCEPTED, DECLINED, WITHDRAWN = "submitted", "accepted", "declined", "withdrawn"


@dataclass(frozen=True)
class Application:
    """An application as it stands.

    ``considered`` is the board version that its consent is about, None for the first one shown.
    """

    submitted: ApplicationSubmitted
    state: str = SUBMITTED
    consent: str | None = None
    considered: int | None = None

    @property
    def board(self) -> str:
        """The board it is for."""
        return f"{self.submitted.season}.{self.submitted.category}"


def evolve(state: Application | None, event: Event) -> Application:
    """Apply one event of an application's stream."""
    if isinstance(event, ApplicationSubmitted):
        return Application(event)
    if state is None:
        raise ValueError(f"{event.TYPE} before the application was submitted")
    if isinstance(event, ApplicationAccepted | WithdrawalOvertaken):
        return replace(state, state=ACCEPTED)
    if isinstance(event, ApplicationDeclined):
        return replace(state, state=DECLINED)
    if isinstance(event, ApplicationWithdrawn):
        return replace(state, state=WITHDRAWN)
    if isinstance(event, ResultConsidered):
        return replace(state, considered=event.board_version)
    if isinstance(event, ConsentGiven):
        return replace(state, consent="given")
    if isinstance(event, ConsentRefused):
        return replace(state, consent="refused")
    if isinstance(event, ConformityReportFiled | EvidenceFiled):
        return state
    raise ValueError(f"{event.TYPE} is no event of an application")


def submit(
    *,
    application: str,
    enterprise: Enterprise | None,
    season_id: str,
    season: Season | None,
    category: str,
    standard_id: str,
    standard: Standard | None,
    bars: Iterable[Bar],
    live_application_exists: bool,
    today: date,
) -> ApplicationSubmitted:
    """Apply with a standard of one's own; the field says which authority takes it (R9).

    The bar is asked first, so that its refusal does not depend on anything else (R10).

    :raises Barred: naming the revocation and the last barred day.
    :raises SeasonUnknown: and so on: each refusal names what must be different.
    """
    _check_bar(bars, today)
    if enterprise is None:
        raise refusals.EnterpriseUnknown
    if season is None:
        raise refusals.SeasonUnknown(season=season_id)
    check_open(season, season_id)
    field = season.field_of(category)
    if field is None:
        known = " | ".join(c.code for one in season.fields for c in one.categories)
        raise refusals.CategoryUnknown(field="category", found=category, expected=known)
    check_step(season.phases, "apply", today)
    if season.invited and enterprise.enterprise not in season.invited:
        raise refusals.NotInvited(season=season_id, enterprise=enterprise.enterprise)
    if standard is None or standard.enterprise != enterprise.enterprise:
        raise refusals.StandardUnknown(standard=standard_id)
    if standard.category != category:
        raise refusals.CategoryUnknown(field="category", found=category, expected=standard.category)
    if not standard.in_force_on(today):
        raise refusals.StandardNotInForce(standard=standard_id, day=today.isoformat())
    if live_application_exists:
        raise refusals.AppliedAlready(standard=standard_id, season=season_id, category=category)
    text = standard.text_on(today)
    return ApplicationSubmitted(
        application=application,
        enterprise=enterprise.enterprise,
        season=season_id,
        category=category,
        standard=standard.standard,
        version=text.version,
        text_sha256=text.text_sha256,
        authority=field.applications_to,
        region=enterprise.region,
    )


def _check_bar(bars: Iterable[Bar], today: date) -> None:
    if bar := bar_on(bars, today):
        raise refusals.Barred(revocation=bar.revocation, last_barred_day=bar.last_day.isoformat())


def decide(
    state: Application,
    season: Season,
    *,
    accepted: bool,
    grounds: str,
    role: str,
    organisation: str,
    organisation_region: str,
    bars: Iterable[Bar],
    current_text_sha256: str,
    today: date,
) -> ApplicationAccepted | ApplicationDeclined:
    """Accept or decline, once, by the authority that the field and the place name (R9).

    :param organisation_region: the region of a county bureau, empty for one of the whole city.
    :raises NotYourField: for another authority, a bureau of another county, or another branch of
        the central bank than the one that organises the season (R26).
    :raises SeasonClosed: when the season is closed (R24).
    :raises TextDiffers: when the text in force is not the one applied with (R31).
    """
    applied = state.submitted
    elsewhere = organisation_region and organisation_region != applied.region
    another_branch = role == "central_bank" and season.co_owner not in {None, organisation}
    wrong_place = (role == "county_bureau" and elsewhere) or another_branch
    if role != applied.authority or wrong_place:
        raise refusals.NotYourField(authority=applied.authority, region=applied.region)
    check_state(state, SUBMITTED)
    check_open(season, applied.season)
    check_step(season.phases, "decide_application", today)
    if not accepted:
        if not grounds.strip():
            raise refusals.GroundsMissing(field="grounds")
        return ApplicationDeclined(
            application=applied.application,
            enterprise=applied.enterprise,
            season=applied.season,
            category=applied.category,
            grounds=grounds,
        )
    _check_bar(bars, today)
    if current_text_sha256 != applied.text_sha256:
        raise refusals.TextDiffers(standard=applied.standard, version=applied.version)
    return ApplicationAccepted(
        application=applied.application,
        enterprise=applied.enterprise,
        season=applied.season,
        category=applied.category,
        standard=applied.standard,
        version=applied.version,
        text_sha256=applied.text_sha256,
    )


def withdraw(state: Application, *, published: bool) -> ApplicationWithdrawn:
    """Withdraw, possible until publication (R9).

    :raises PublishedAlready: after it.
    """
    if state.state not in {SUBMITTED, ACCEPTED}:
        raise _wrong_state(state, f"{SUBMITTED} | {ACCEPTED}")
    if published:
        raise refusals.PublishedAlready(board=state.board)
    applied = state.submitted
    return ApplicationWithdrawn(
        application=applied.application,
        enterprise=applied.enterprise,
        season=applied.season,
        category=applied.category,
        board=state.board,
    )


def overtaken(state: Application, *, version: int) -> WithdrawalOvertaken | None:
    """Tell that a withdrawal was overtaken by the publication of the row (R9, R19).

    The registry refuses to publish a row whose withdrawal it has heard of, so a row that was
    published and withdrawn was withdrawn unheard. Publication is the legal act (R26): it stands.

    :param version: of the board that was published with the application on it.
    :returns: None for an application that was not withdrawn.
    """
    if state.state != WITHDRAWN:
        return None
    applied = state.submitted
    return WithdrawalOvertaken(
        application=applied.application,
        enterprise=applied.enterprise,
        season=applied.season,
        category=applied.category,
        board=state.board,
        version=version,
    )


def file_report(
    state: Application, season: Season, *, shortlisted: bool, document: Document
) -> ConformityReportFiled:
    """File the conformity report that is asked of shortlisted enterprises (R14).

    :raises NotShortlisted: before it is asked for.
    :raises SeasonClosed: when the season is closed (R24).
    """
    check_state(state, ACCEPTED)
    check_open(season, state.submitted.season)
    if not shortlisted:
        raise refusals.NotShortlisted(application=state.submitted.application)
    return ConformityReportFiled(
        application=state.submitted.application,
        enterprise=state.submitted.enterprise,
        board=state.board,
        document=document,
    )


def file_evidence(
    state: Application,
    season: Season,
    *,
    asked: tuple[str, ...] | None,
    item: str,
    document: Document,
) -> EvidenceFiled:
    """File a piece of evidence that the scheme asks for (R14).

    :param asked: the items asked for, None before the shortlist.
    :raises NotShortlisted: before it is asked for.
    :raises ItemNotAsked: for an item that the scheme does not name.
    :raises SeasonClosed: when the season is closed (R24).
    """
    check_state(state, ACCEPTED)
    check_open(season, state.submitted.season)
    if asked is None:
        raise refusals.NotShortlisted(application=state.submitted.application)
    if item not in asked:
        raise refusals.ItemNotAsked(field="item", found=item, expected=" | ".join(asked))
    return EvidenceFiled(
        application=state.submitted.application,
        enterprise=state.submitted.enterprise,
        board=state.board,
        item=item,
        document=document,
    )


def check_open(season: Season, id: str) -> None:
    """Refuse what comes after the season was closed (R24)."""
    if season.closed:
        raise refusals.SeasonClosed(season=id)


def check_state(state: Application, needed: str) -> None:
    """Refuse a step that the application's state does not allow."""
    if state.state != needed:
        raise _wrong_state(state, needed)


def _wrong_state(state: Application, needed: str) -> refusals.WrongState:
    return refusals.WrongState(
        application=state.submitted.application, state=state.state, needed=needed
    )
