"""What follows from a decision or its annulment, and for whom it is opened (R22, R32)."""

from collections.abc import Iterable
from datetime import date

from services.contracts.registry import Consequence, ConsequencesOpened

from . import refusals
from .consequences import (
    ANNOUNCEMENT,
    ANNULMENT,
    CREDIT,
    DONE,
    EXECUTION,
    POLICIES,
    REGULATOR,
    REVOCATION,
    Consequences,
)


def open_after_decision(
    revocation: str,
    enterprise: str,
    *,
    regulators: Iterable[str],
    receivers: Iterable[str],
    due: date | None,
) -> ConsequencesOpened:
    """Open what follows from a decision (R22).

    :param regulators: the organisations to report to; where none is connected the bureau reports
        by itself and records the receipt.
    :param receivers: the credit systems, likewise.
    :param due: the last working day for each, None while unannounced.
    """
    told = (
        *(Consequence(consequence=REGULATOR, addressee=one) for one in sorted(regulators) or ("",)),
        *(Consequence(consequence=CREDIT, addressee=one) for one in sorted(receivers) or ("",)),
    )
    return ConsequencesOpened(
        revocation=revocation,
        enterprise=enterprise,
        of=REVOCATION,
        consequences=(
            Consequence(consequence=ANNOUNCEMENT, addressee=""),
            *told,
            Consequence(consequence=POLICIES, addressee=""),
            Consequence(consequence=EXECUTION, addressee=""),
        ),
        due=due,
    )


def open_after_annulment(state: Consequences, due: date | None) -> ConsequencesOpened:
    """Open what takes a wrong revocation back everywhere it was told (R32).

    A connected organisation has been told from the decision on, whether it has said so or not.
    What the bureau sees to by itself is taken back if it was done, and falls away if not.
    """
    return ConsequencesOpened(
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=ANNULMENT,
        consequences=tuple(
            Consequence(consequence=task.consequence, addressee=task.addressee)
            for task in state.tasks.values()
            if task.addressee or task.state == DONE
        ),
        due=due,
    )


def open_for(
    state: Consequences, consequence: str, addressee: str, due: date | None
) -> ConsequencesOpened:
    """Open one more: another regulator concerned, or a credit system connected since (R22).

    :raises AlreadyThere: when it is open for that organisation, or was.
    """
    if (REVOCATION, consequence, addressee) in state.tasks:
        raise refusals.AlreadyThere(what=consequence, id=addressee)
    return ConsequencesOpened(
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=REVOCATION,
        consequences=(Consequence(consequence=consequence, addressee=addressee),),
        due=due,
    )
