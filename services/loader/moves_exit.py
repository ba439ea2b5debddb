"""Steps out of a title, and what follows from them (R21, R22, R32, R34)."""

from typing import Any

from . import steps
from .desk import REACTION_SECONDS, Desk, Unexpected
from .documents import succession_text
from .moves import take


@take.register
def propose_revocation(step: steps.ProposeRevocation, desk: Desk) -> None:
    """Propose to revoke a title (R21)."""
    body = {"ground": step.ground, "facts": step.facts, "evidence": list(step.evidence)}
    answer = desk.send(
        step, f"/registry/v1/titles/{desk.title(step.title)}/revocation-proposals", body
    )
    if answer["hearing_last_day"] != step.last_day.isoformat():
        heard = answer["hearing_last_day"]
        raise Unexpected(f"the enterprise may be heard to {heard}, not {step.last_day}")
    desk.keep("revocation", desk.enterprise(step.title).id, answer["revocation"])


@take.register
def wait_for_proposal(step: steps.WaitForProposal, desk: Desk) -> None:
    """Wait until the system has proposed a revocation (R21 ground 2)."""
    enterprise = desk.enterprise(step.enterprise).uscc

    def proposed() -> list[str]:
        found = desk.client.items("/registry/v1/revocations", enterprise=enterprise)
        return [str(one["revocation"]) for one in found if one["ground"] == step.ground]

    (revocation, *_) = desk.client.wait_until(
        proposed,
        bool,
        what=f"a proposal to revoke the title of {step.enterprise} on ground {step.ground}",
        seconds=REACTION_SECONDS,
    )
    desk.keep("revocation", step.enterprise, revocation)


@take.register
def make_statement(step: steps.MakeStatement, desk: Desk) -> None:
    """The enterprise is heard (R21)."""
    body: dict[str, Any] = {"how": step.how}
    if step.statement:
        body["statement"] = step.statement
    desk.send(step, f"{_revocation(desk, step.by)}/statement", body)


@take.register
def decide_revocation(step: steps.DecideRevocation, desk: Desk) -> None:
    """Serve the decision (R21, R22)."""
    body = {"decision_number": step.decision_number, "legal_basis": step.legal_basis}
    desk.send(step, f"{_revocation(desk, step.enterprise)}/decision", body)


@take.register
def execute_revocation(step: steps.ExecuteRevocation, desk: Desk) -> None:
    """Cancel the title on the body's side (R21)."""
    desk.send(step, f"{_revocation(desk, step.enterprise)}/execution", {})


@take.register
def complete(step: steps.Complete, desk: Desk) -> None:
    """Record a consequence as done (R22)."""
    body = {"of": "revocation", "consequence": step.consequence, "receipt": step.receipt}
    desk.send(step, f"{_revocation(desk, step.enterprise)}/completions", body)


@take.register
def acknowledge_revocation(step: steps.AcknowledgeRevocation, desk: Desk) -> None:
    """Acknowledge a revocation as a regulator (R22)."""
    body = {"of": "revocation", "receipt": step.receipt}
    desk.send(step, f"{_revocation(desk, step.enterprise)}/acknowledgement", body)


@take.register
def acknowledge_credit_report(step: steps.AcknowledgeCreditReport, desk: Desk) -> None:
    """Acknowledge the record that was sent, by the hash of its bytes (R23, R32)."""
    receiver = desk.folder.actors[step.by].organisation
    shown = desk.client.get(_revocation(desk, step.enterprise))
    reports = [
        one for one in shown["consequences"] if one["addressee"] == receiver and one["report"]
    ]
    if not reports:
        raise Unexpected(f"no record of {step.enterprise} was sent to {receiver}")
    sent = reports[0]
    body = {"record_sha256": sent["record_sha256"], "receipt": step.receipt}
    desk.send(step, f"/registry/v1/credit/reports/{sent['report']}/acknowledgement", body)


@take.register
def record_successor(step: steps.RecordSuccessor, desk: Desk) -> None:
    """Record a successor on a document (R34)."""
    before, after = desk.enterprise(step.enterprise), desk.enterprise(step.successor)
    text = succession_text(before, after, step.kind, step.grounds)
    body = {
        "enterprise": before.uscc,
        "successor": after.uscc,
        "kind": step.kind,
        "grounds": step.grounds,
        "document": desk.upload(step.by, f"succession {step.id}", text),
        "takes_titles": step.takes_titles,
    }
    answer = desk.send(step, "/registry/v1/successions", body)
    came = len(answer["titles"]), len(answer["bars"])
    if came != (step.titles, step.bars):
        raise Unexpected(f"titles and bars that came: {came}, not {(step.titles, step.bars)}")


def _revocation(desk: Desk, enterprise: str) -> str:
    return f"/registry/v1/revocations/{desk.made('revocation', enterprise)}"
