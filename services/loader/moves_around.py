"""Steps around the titles: cultivation, standing elsewhere, publicity, awards (R24, R33)."""

from . import steps
from .desk import Desk
from .moves import take


@take.register
def cultivate(step: steps.Cultivate, desk: Desk) -> None:
    """List what a county cultivates (R33)."""
    body = {
        "year": step.year,
        "field": step.field,
        "enterprises": [desk.enterprise(name).uscc for name in step.enterprises],
        "plan": step.plan,
    }
    desk.send(step, "/registry/v1/cultivation-lists", body)


@take.register
def record_standing(step: steps.RecordStanding, desk: Desk) -> None:
    """Record a standing at another level (R33)."""
    body = {
        "enterprise": desk.enterprise(step.enterprise).uscc,
        "level": step.level,
        "name": step.name,
        "granted_by": step.granted_by,
        "since": step.since.isoformat(),
    }
    desk.send(step, "/registry/v1/standings", body)


@take.register
def record_publicity(step: steps.RecordPublicity, desk: Desk) -> None:
    """Record publicity (R33)."""
    body = {
        "occasion": step.occasion,
        "channel": step.channel,
        "held_on": step.held_on.isoformat(),
    }
    desk.send(step, f"/registry/v1/seasons/{desk.folder.season.season}/publicity", body)


@take.register
def record_award(step: steps.RecordAward, desk: Desk) -> None:
    """Record an award (R24)."""
    body = {
        "enterprise": desk.enterprise(step.title).uscc,
        "name": step.name,
        "granted_by": step.granted_by,
        "document_number": step.document_number,
        "granted_on": step.granted_on.isoformat(),
    }
    desk.send(step, f"/registry/v1/titles/{desk.title(step.title)}/awards", body)
