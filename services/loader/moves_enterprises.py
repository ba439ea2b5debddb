"""Steps of the enterprises, and what the authority answers them (R7, R9, R14, R15)."""

from typing import Any

from . import steps
from .desk import Desk
from .documents import evidence_text, proof_text, report_text, standard_text
from .model import Enterprise, Product, Text, Value
from .moves import take


@take.register
def register(step: steps.Register, desk: Desk) -> None:
    """Each enterprise enters itself."""
    for name in step.enterprises:
        enterprise = desk.enterprise(name)
        body = {
            "enterprise": enterprise.uscc,
            "name": enterprise.name,
            "kind": enterprise.kind,
            "region": enterprise.region,
        }
        desk.send(step, "/intake/v1/enterprises", body, by=name, part=name)


@take.register
def declare(step: steps.Declare, desk: Desk) -> None:
    """Each enterprise declares its standard (R7)."""
    for name in step.standards:
        enterprise, standard = desk.enterprise(name), desk.standard(name)
        body = _declaration(desk, enterprise, standard.category, standard)
        answer = desk.send(step, "/intake/v1/standards", body, by=enterprise.id, part=name)
        desk.keep("standard", name, answer["standard"])
        desk.in_force[name] = standard


@take.register
def link_products(step: steps.LinkProducts, desk: Desk) -> None:
    """Each enterprise links the products that its standard covers (R8 c)."""
    for name in step.standards:
        enterprise, text = desk.enterprise(name), desk.in_force[name]
        body = {"products": [_product(desk, enterprise, one) for one in text.products]}
        path = f"/intake/v1/standards/{desk.made('standard', name)}/products"
        desk.send(step, path, body, by=enterprise.id, part=name)


def _product(desk: Desk, enterprise: Enterprise, product: Product) -> dict[str, Any]:
    """Upload a product's proofs and return what is told of it."""
    told: dict[str, Any] = {"model": product.model, "name": product.name}
    days = {"finalised": product.finalised, "in_production": product.in_production}
    for what, day in days.items():
        told[what] = None
        if day is not None:
            text = proof_text(enterprise, product, what, day)
            document = desk.upload(enterprise.id, f"{what} {product.model}", text)
            told[what] = {"day": day.isoformat(), "document": document}
    return told


@take.register
def revise(step: steps.Revise, desk: Desk) -> None:
    """An enterprise replaces the version in force (R7)."""
    enterprise, standard = desk.enterprise(step.standard), desk.standard(step.standard)
    text = standard.revisions[step.revision - 1]
    body = _declaration(desk, enterprise, standard.category, text)
    path = f"/intake/v1/standards/{desk.made('standard', step.standard)}/revisions"
    desk.send(step, path, body)
    desk.in_force[step.standard] = text


def _declaration(desk: Desk, enterprise: Enterprise, category: str, text: Text) -> dict[str, Any]:
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
        "document": desk.upload(enterprise.id, text.record_number, standard_text(enterprise, text)),
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
    """Each enterprise applies with its standard (R9)."""
    season = step.season or desk.folder.season.season
    kind = "application" if step.season == steps.FIRST else f"application of {season}"
    for name in step.standards:
        enterprise, standard = desk.enterprise(name), desk.standard(name)
        body = {
            "season": season,
            "category": standard.category,
            "standard": desk.made("standard", name),
        }
        answer = desk.send(step, "/intake/v1/applications", body, by=enterprise.id, part=name)
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
    """Each enterprise consents (R15)."""
    for name in step.applications:
        path = f"/intake/v1/applications/{desk.made('application', name)}/consent"
        desk.send(step, path, {"consent": True}, by=desk.enterprise(name).id, part=name)


@take.register
def refuse_consent(step: steps.RefuseConsent, desk: Desk) -> None:
    """An enterprise refuses to be on the board (R15)."""
    path = f"/intake/v1/applications/{desk.made('application', step.application)}/consent"
    desk.send(step, path, {"consent": False, "reason": step.reason})


@take.register
def file_reports(step: steps.FileReports, desk: Desk) -> None:
    """Each shortlisted enterprise files its conformity report (R14)."""
    for name in step.applications:
        enterprise = desk.enterprise(name)
        text = report_text(enterprise, desk.in_force[name])
        document = desk.upload(enterprise.id, f"report {name}", text)
        path = f"/intake/v1/applications/{desk.made('application', name)}/conformity-report"
        desk.send(step, path, {"document": document}, by=enterprise.id, part=name)


@take.register
def file_evidence(step: steps.FileEvidence, desk: Desk) -> None:
    """Each shortlisted enterprise files every item that the scheme asks for (R14)."""
    for name in step.applications:
        enterprise, standard = desk.enterprise(name), desk.standard(name)
        path = f"/intake/v1/applications/{desk.made('application', name)}/evidence"
        for item in desk.folder.schemes[standard.category].items:
            text = evidence_text(enterprise, desk.in_force[name], item)
            document = desk.upload(enterprise.id, f"evidence {name} {item}", text)
            body = {"item": item, "document": document}
            desk.send(step, path, body, by=enterprise.id, part=f"{name} {item}")
