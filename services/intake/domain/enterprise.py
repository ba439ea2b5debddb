"""An enterprise: the legal person, by its USCC."""

from dataclasses import dataclass

from services.contracts.event import Event
from services.contracts.intake import EnterpriseRegistered

from .refusals import EnterpriseKnown


@dataclass(frozen=True)
class Enterprise:
    """A registered enterprise; ``region`` is the six-digit code of its registered place."""

    enterprise: str
    name: str
    kind: str
    region: str


def evolve(_: Enterprise | None, event: Event) -> Enterprise:
    """Apply one event of an enterprise's stream."""
    if isinstance(event, EnterpriseRegistered):
        return Enterprise(event.enterprise, event.name, event.kind, event.region)
    raise ValueError(f"{event.TYPE} is no event of an enterprise")


def register(
    state: Enterprise | None, uscc: str, name: str, kind: str, region: str
) -> EnterpriseRegistered:
    """Register an enterprise, once.

    :raises EnterpriseKnown: when it is registered.
    """
    if state is not None:
        raise EnterpriseKnown(enterprise=uscc)
    return EnterpriseRegistered(enterprise=uscc, name=name, kind=kind, region=region)
