"""An enterprise by its USCC: standards, applications, scores, titles, bars, across the logs."""

from datetime import date

from services.auditor.source import Logged
from services.chassis.clock import from_text, shanghai_date
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event

from .matter import Fact, Known
from .title import given_back


def fold(known: Known, one: Logged, event: Event) -> None:
    """Take what an entry says of the enterprise."""
    if known.id not in (getattr(event, "enterprise", None), getattr(event, "successor", None)):
        return
    known.cite(one)
    match one.service:
        case "intake":
            _declared(known, one, event)
        case "scoring":
            _judged(known, one, event)
        case "registry":
            _registered(known, one, event)


def finish(known: Known) -> None:
    """Tell whether the enterprise was barred on the day of the moment (R22)."""
    day = shanghai_date(from_text(known.moment)).isoformat()
    for bar in known.lists.get("bars", {}).values():
        if bar.value != "lifted" and bar.value["first_day"] <= day <= bar.value["last_day"]:
            known.facts["barred_to"] = Fact(bar.value["last_day"], bar.said)


def _declared(known: Known, one: Logged, event: Event) -> None:
    match event:
        case i.EnterpriseRegistered():
            known.copy(one, event, "name", region=event.region, form=event.kind)
        case i.StandardDeclared() | i.StandardRevised():
            told = {"number": event.number, "edition": event.edition, "version": event.version}
            known.list(one, "standards", event.standard, told)
        case i.StandardAbolished():
            known.list(one, "standards", event.standard, {"abolished": str(event.abolished)})
        case i.ApplicationSubmitted():
            known.list(one, "applications", event.application, "submitted")
        case i.ApplicationAccepted() | i.WithdrawalOvertaken():
            known.list(one, "applications", event.application, "accepted")
        case i.ApplicationDeclined():
            known.list(one, "applications", event.application, "declined")
        case i.ApplicationWithdrawn():
            known.list(one, "applications", event.application, "withdrawn")
        case i.ConsentGiven():
            known.list(one, "consents", event.application, "given")
        case i.ConsentRefused():
            known.list(one, "consents", event.application, "refused")


def _judged(known: Known, one: Logged, event: Event) -> None:
    match event:
        case s.StandardFoundEligible():
            known.list(one, "eligibility", event.application, "eligible")
        case s.StandardFoundIneligible():
            grounds = sorted({finding.ground for finding in event.findings})
            known.list(one, "eligibility", event.application, {"ineligible": grounds})
        case s.Scored():
            told = {"star": event.star, "composite": f"{event.composite:f}", "bonus": event.bonus}
            known.list(one, "scores", event.application, told)


def _registered(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.ConsentRequested():
            told = {"version": event.board_version, "rank": event.rank, "star": event.star}
            known.list(one, "places", event.board, told)
        case r.TitleGranted():
            known.list(one, "titles", event.title, "valid")
        case r.TitleExpired():
            known.list(one, "titles", event.title, "expired")
        case r.TitleInherited():
            mine = event.successor == known.id
            known.list(
                one, "titles", event.title, "valid" if mine else {"gone_to": event.successor}
            )
        case r.SuccessorRecorded():
            mine = event.successor == known.id
            name, other = (
                ("predecessors", event.enterprise) if mine else ("successors", event.successor)
            )
            known.list(one, name, other, event.kind)
        case r.AwardRecorded():
            known.list(one, "awards", event.award, event.name)
        case r.StandingRecorded():
            known.list(one, "standings", event.standing, event.name)
        case _:
            _left(known, one, event)


def _left(known: Known, one: Logged, event: Event) -> None:
    match event:
        case r.RevocationProposed():
            known.list(one, "revocations", event.revocation, "proposed")
        case r.RevocationProposalDropped():
            known.list(one, "revocations", event.revocation, "dropped")
        case r.Revoked():
            known.list(one, "revocations", event.revocation, "revoked")
            known.list(one, "titles", event.title, "revoked")
        case r.RevocationAnnulled():
            known.list(one, "revocations", event.revocation, "annulled")
            known.list(one, "titles", event.title, given_back(known, event.title))
        case r.BarImposed():
            known.list(one, "bars", event.revocation, _days(event.first_day, event.last_day))
        case r.BarLifted():
            known.list(one, "bars", event.revocation, "lifted")


def _days(first: date, last: date) -> dict[str, str]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat()}
