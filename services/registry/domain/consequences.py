"""What follows from a revocation, each thing tracked to done with its receipt (R22, R32).

Of the five consequences the bar (d) takes effect with the decision; announcement (a), report to
the regulators (b), entry in the credit system (c) and loss of preferential policies (e) are work,
open until it is done. Whoever was told of a decision is told of its annulment.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import (
    ConsequenceDone,
    ConsequenceOverdue,
    ConsequencesOpened,
    CreditReportAcknowledged,
    CreditReportSent,
)
from services.contracts.values import Document

from . import exit_refusals, refusals

#: Working days for each consequence, and between reminders: a credit record's customary term.
WORKING_DAYS = 7

REVOCATION, ANNULMENT = "revocation", "annulment"
ANNOUNCEMENT, REGULATOR, CREDIT, POLICIES = "announcement", "regulator", "credit", "policies"
#: The cancellation that the bureau asks the evaluation body for, whichever it is (R21).
EXECUTION = "execution"
#: In the order of R22; ``bar`` is done by the decision itself.
ORDER = (ANNOUNCEMENT, REGULATOR, CREDIT, "bar", POLICIES, EXECUTION)
OPEN, DONE, LAPSED = "open", "done", "lapsed"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One consequence for one addressee.

    ``state`` is ``open``, ``done`` or ``lapsed``: fallen away with an annulment, as nobody had
    been told. ``reminders`` counts how often it was found overdue; ``report``, ``record`` and
    ``attempts`` tell what was sent to a credit system.
    """

    of: str
    consequence: str
    addressee: str
    state: str = OPEN
    reminders: int = 0
    report: str = ""
    record: Document | None = None
    attempts: int = 0


#: Of what, which consequence, for whom.
Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """All that follows from one revocation, as it stands."""

    revocation: str
    enterprise: str
    tasks: dict[Key, Task] = field(default_factory=dict)


def evolve(state: Consequences | None, event: Event) -> Consequences:
    """Return what follows from a revocation after an event of its stream."""
    if isinstance(event, ConsequencesOpened):
        return _opened(state, event)
    if state is None:
        raise ValueError(f"{event.TYPE} before the consequences were opened")
    match event:
        case ConsequenceDone():
            return _with(state, _known(state, event), state=DONE)
        case ConsequenceOverdue():
            return _with(state, _known(state, event), reminders=event.reminder)
        case CreditReportSent():
            task = state.tasks[event.of, CREDIT, event.receiver]
            sent = {"report": event.report, "record": event.record, "attempts": event.attempt}
            return _with(state, task, **sent)
        case CreditReportAcknowledged():
            return _with(state, state.tasks[event.of, CREDIT, event.receiver], state=DONE)
    raise ValueError(f"{event.TYPE} is no event of consequences")


def _opened(state: Consequences | None, event: ConsequencesOpened) -> Consequences:
    known = state or Consequences(revocation=event.revocation, enterprise=event.enterprise)
    tasks = dict(known.tasks)
    if event.of == ANNULMENT:
        for key, task in tasks.items():
            if task.state == OPEN and not task.addressee:
                tasks[key] = replace(task, state=LAPSED)
    for one in event.consequences:
        made = Task(of=event.of, consequence=one.consequence, addressee=one.addressee)
        tasks[event.of, one.consequence, one.addressee] = made
    return replace(known, tasks=tasks)


def _known(state: Consequences, event: ConsequenceDone | ConsequenceOverdue) -> Task:
    return state.tasks[event.of, event.consequence, event.addressee]


def _with(state: Consequences, task: Task, /, **changes: object) -> Consequences:
    changed = replace(task, **changes)  # type: ignore[arg-type] # named by the caller above
    return replace(
        state, tasks={**state.tasks, (task.of, task.consequence, task.addressee): changed}
    )


def complete(
    state: Consequences,
    of: str,
    consequence: str,
    addressee: str,
    *,
    receipt: str,
    documents: tuple[Document, ...],
) -> ConsequenceDone:
    """Record that a consequence is done, with its receipt (R22).

    :param receipt: what shows it: an address, a letter's number, an acknowledgement.
    :raises Unknown: when nothing of the kind was opened.
    :raises ConsequenceOver: when it is done or has lapsed.
    :raises EarlierFirst: for an annulment whose decision the addressee has not acknowledged.
    :raises FieldWrong: without a receipt.
    """
    _open_task(state, of, consequence, addressee)
    if not receipt.strip():
        raise refusals.FieldWrong(field="receipt", found=receipt, expected="1")
    return ConsequenceDone(
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=of,
        consequence=consequence,
        addressee=addressee,
        receipt=receipt,
        documents=documents,
    )


def send(
    state: Consequences, of: str, receiver: str, report: str, record: Document, *, attempt: int = 1
) -> CreditReportSent:
    """Send the credit record, for the first time or again (R22)."""
    return CreditReportSent(
        report=report,
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=of,
        receiver=receiver,
        attempt=attempt,
        record=record,
    )


def acknowledge(
    state: Consequences, report: str, *, record_sha256: str, receipt: str
) -> CreditReportAcknowledged:
    """Take a receiver's word that it entered the record, and which bytes it has (R22, R23).

    :raises Unknown: when there is no such report.
    :raises ConsequenceOver: when it is acknowledged.
    :raises EarlierFirst: for an annulment before its decision.
    :raises RecordDiffers: when the receiver has other bytes.
    :raises FieldWrong: without a receipt.
    """
    sent = next((task for task in state.tasks.values() if task.report == report), None)
    if sent is None or sent.record is None:
        raise refusals.Unknown(what="report", id=report)
    task = _open_task(state, sent.of, CREDIT, sent.addressee)
    if record_sha256 != sent.record.sha256:
        raise refusals.RecordDiffers(
            field="record_sha256", found=record_sha256, expected=sent.record.sha256
        )
    if not receipt.strip():
        raise refusals.FieldWrong(field="receipt", found=receipt, expected="1")
    return CreditReportAcknowledged(
        report=report,
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=task.of,
        receiver=task.addressee,
        record_sha256=record_sha256,
        receipt=receipt,
    )


def remind(state: Consequences, key: Key, due: date) -> tuple[Event, ...]:
    """Say that a consequence is overdue, and send its report again; nothing once it is closed.

    :param due: the day that has passed.
    """
    task = state.tasks[key]
    if task.state != OPEN:
        return ()
    overdue = ConsequenceOverdue(
        revocation=state.revocation,
        enterprise=state.enterprise,
        of=task.of,
        consequence=task.consequence,
        addressee=task.addressee,
        due=due,
        reminder=task.reminders + 1,
    )
    if task.record is None:
        return (overdue,)
    attempt = task.attempts + 1
    again = send(state, task.of, task.addressee, task.report, task.record, attempt=attempt)
    return overdue, again


def complete_by_hand(
    state: Consequences,
    of: str,
    consequence: str,
    addressee: str,
    *,
    receipt: str,
    documents: tuple[Document, ...],
    connected: bool,
) -> ConsequenceDone:
    """Record a receipt that the bureau has in hand: of its own work, or of one not connected (R22).

    :param connected: whether the addressee has an account to acknowledge with: nobody else's word
        is its receipt then (R23).
    :raises AcknowledgesItself: for a connected addressee.
    :raises FieldWrong: for the cancellation, which the body records, or the bureau in its place.
    """
    if (of, consequence) == (REVOCATION, EXECUTION):
        expected = "/execution | /own-announcement"
        raise refusals.FieldWrong(field="consequence", found=consequence, expected=expected)
    event = complete(state, of, consequence, addressee, receipt=receipt, documents=documents)
    if connected:
        raise exit_refusals.AcknowledgesItself(consequence=consequence, addressee=addressee)
    return event


def _open_task(state: Consequences, of: str, consequence: str, addressee: str) -> Task:
    task = state.tasks.get((of, consequence, addressee))
    if task is None:
        raise refusals.Unknown(what=consequence, id=f"{of} {addressee}".strip())
    if task.state != OPEN:
        raise refusals.ConsequenceOver(
            revocation=state.revocation,
            consequence=consequence,
            addressee=addressee or "—",
            state=task.state,
        )
    before = state.tasks.get((REVOCATION, consequence, addressee))
    if of == ANNULMENT and addressee and before is not None and before.state == OPEN:
        raise refusals.EarlierFirst(revocation=state.revocation, addressee=addressee)
    return task
