"""Steps of the banks, and what the authority answers them (R7, R9, R14, R15)."""

from typing import Any

from . import steps
from .desk import Desk
from .documents import evidence_text, report_text, standard_text
from .model import Bank, Text, Value
from .moves import take


@take.register
def register(step: steps.Register, desk: Desk) -> None:
    """Each bank enters itself."""
    for name in step.banks:
        bank = desk.bank(name)
        body = {
            "enterprise": bank.uscc,
            "name": bank.name,
            "kind": bank.kind,
            "region": bank.region,
        }
        desk.send(step, "/intake/v1/enterprises", body, by=name, part=name)


@take.register
def declare(step: steps.Declare, desk: Desk) -> None:
    """Each bank declares its standard (R7)."""
    for name in step.standards:
        bank, standard = desk.bank(name), desk.standard(name)
        body = _declaration(desk, bank, standard.category, standard)
        answer = desk.send(step, "/intake/v1/standards", body, by=bank.id, part=name)
        desk.keep("standard", name, answer["standard"])
        desk.in_force[name] = standard


@take.register
def revise(step: steps.Revise, desk: Desk) -> None:
    """A bank replaces the version in force (R7)."""
    bank, standard = desk.bank(step.standard), desk.standard(step.standard)
    text = standard.revisions[step.revision - 1]
    body = _declaration(desk, bank, standard.category, text)
    path = f"/intake/v1/standards/{desk.made('standard', step.standard)}/revisions"
    desk.send(step, path, body)
    desk.in_force[step.standard] = text


def _declaration(desk: Desk, bank: Bank, category: str, text: Text) -> dict[str, Any]:
    """Upload a version's document and return the request that declares it."""
    return {
        "category": category,
        "platform": text.platform,
        "record_number": text.record_number,
        "number": text.number,
        "name": text.name,
        "edition": text.edition,
        "published": text.published.isoformat(),
        "effective": text.effective.isoformat(),
        "covers": list(text.covers),
        "references": [{"number": r.number, "title": r.title} for r in text.references],
        "values": [_promise(value) for value in text.values],
        "document": desk.upload(bank.id, text.record_number, standard_text(bank, text)),
    }


def _promise(value: Value) -> dict[str, Any]:
    parts = value.parts()
    if parts is None:
        raise ValueError(f"{value.promise!r} is no promise")  # read_folder has refused it
    operator, exact, unit = parts
    return {
        "indicator": value.indicator,
        "operator": operator,
        "value": exact,
        "unit": unit,
        "clause": value.clause,
        "page": value.page,
    }


@take.register
def apply(step: steps.Apply, desk: Desk) -> None:
    """Each bank applies with its standard (R9)."""
    season = step.season or desk.folder.season.season
    kind = "application" if step.season == steps.FIRST else f"application of {season}"
    for name in step.standards:
        bank, standard = desk.bank(name), desk.standard(name)
        body = {
            "season": season,
            "category": standard.category,
            "standard": desk.made("standard", name),
        }
        answer = desk.send(step, "/intake/v1/applications", body, by=bank.id, part=name)
        desk.keep(kind, name, answer["application"])


@take.register
def decide_applications(step: steps.DecideApplications, desk: Desk) -> None:
    """The authority accepts or declines (R9)."""
    body: dict[str, Any] = {"accepted": step.accepted}
    if step.grounds:
        body["grounds"] = step.grounds
    for name in step.applications:
        path = f"/intake/v1/applications/{desk.made('application', name)}/decision"
        desk.send(step, path, body, part=name)


@take.register
def consent(step: steps.Consent, desk: Desk) -> None:
    """Each bank consents (R15)."""
    for name in step.applications:
        path = f"/intake/v1/applications/{desk.made('application', name)}/consent"
        desk.send(step, path, {"consent": True}, by=desk.bank(name).id, part=name)


@take.register
def refuse_consent(step: steps.RefuseConsent, desk: Desk) -> None:
    """A bank refuses to be on the board (R15)."""
    path = f"/intake/v1/applications/{desk.made('application', step.application)}/consent"
    desk.send(step, path, {"consent": False, "reason": step.reason})


@take.register
def file_reports(step: steps.FileReports, desk: Desk) -> None:
    """Each shortlisted bank files its conformity report (R14)."""
    for name in step.applications:
        bank = desk.bank(name)
        text = report_text(bank, desk.in_force[name])
        document = desk.upload(bank.id, f"report {name}", text)
        path = f"/intake/v1/applications/{desk.made('application', name)}/conformity-report"
        desk.send(step, path, {"document": document}, by=bank.id, part=name)


@take.register
def file_evidence(step: steps.FileEvidence, desk: Desk) -> None:
    """Each shortlisted bank files every item that the scheme asks for (R14)."""
    for name in step.applications:
        bank, standard = desk.bank(name), desk.standard(name)
        path = f"/intake/v1/applications/{desk.made('application', name)}/evidence"
        for item in desk.folder.schemes[standard.category].items:
            text = evidence_text(bank, desk.in_force[name], item)
            document = desk.upload(bank.id, f"evidence {name} {item}", text)
            body = {"item": item, "document": document}
            desk.send(step, path, body, by=bank.id, part=f"{name} {item}")


@take.register
def make_statement(step: steps.MakeStatement, desk: Desk) -> None:
    """The bank is heard (R21)."""
    body: dict[str, Any] = {"how": step.how}
    if step.statement:
        body["statement"] = step.statement
    path = f"/registry/v1/revocations/{desk.made('revocation', step.by)}/statement"
    desk.send(step, path, body)
