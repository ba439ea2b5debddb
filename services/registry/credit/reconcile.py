"""What was decided, what was sent, what was acknowledged: every difference, from the log alone (R32).

Nothing is asked of the read models: each record is made again from its decision and compared with
the bytes that were sent, so a record that was changed on the way is found as well.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.chassis.entry import Entry
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.domain.consequences import ANNULMENT, CREDIT, REVOCATION

from . import forms, record

#: Of which revocation, the decision or its annulment, for which receiver.
Key = tuple[str, str, str]

NOT_SENT = "not_sent"
NOT_ACKNOWLEDGED = "not_acknowledged"
SENT_OTHERWISE = "sent_otherwise"
ACKNOWLEDGED_OTHERWISE = "acknowledged_otherwise"
NOT_DECIDED = "not_decided"
BY_HAND = "by_hand"


@dataclass(frozen=True)
class Difference:
    """One difference.

    ``kind`` is ``not_sent``; ``not_acknowledged``; ``sent_otherwise``, other bytes than follow from
    the decision; ``acknowledged_otherwise``, other bytes than were sent; ``not_decided``, sent
    without a decision; or ``by_hand``, with the bureau's word for a receipt. ``receiver`` is empty
    where the bureau hands the record over by itself.
    """

    kind: str
    revocation: str
    of: str
    receiver: str


@dataclass
class Reconciled:
    """How much there was of each, and the differences in the order of the log.

    ``notices`` tell of what the bureau handed over by itself, as nobody was connected: the log
    cannot say what the receiver has, and nothing differs.
    """

    decided: int = 0
    sent: int = 0
    acknowledged: int = 0
    differences: list[Difference] = field(default_factory=list)
    notices: list[Difference] = field(default_factory=list)


@dataclass
class _Books:
    names: dict[str, str] = field(default_factory=dict)
    records: dict[str, record.Record] = field(default_factory=dict)
    #: (revocation, of) -> SHA-256 of the record that follows from the decision.
    decided: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: dict[Key, set[str]] = field(default_factory=dict)
    acknowledged: dict[Key, str] = field(default_factory=dict)
    #: Handed over by the bureau, or acknowledged to it.
    by_hand: set[Key] = field(default_factory=set)


def reconcile(log: Iterable[tuple[int, Entry]]) -> Reconciled:
    """Compare what a registry's log says of decisions, reports and receipts.

    :param log: every entry with its index, in order.
    """
    books = _Books()
    for index, entry in log:
        _enter(books, index, entry, entry.event())
    found = Reconciled(len(books.decided), len(books.sent), len(books.acknowledged))
    for (revocation, of), expected in books.decided.items():
        for receiver in _expected_receivers(books, revocation, of):
            found.differences += _compare(books, (revocation, of, receiver), expected)
    found.notices = [Difference(BY_HAND, *key) for key in sorted(books.by_hand) if not key[2]]
    found.differences += [
        Difference(NOT_DECIDED, *key) for key in books.sent if key[:2] not in books.decided
    ]
    return found


def _enter(books: _Books, index: int, entry: Entry, event: Event) -> None:
    match event:
        case r.OrganisationRegistered():
            books.names[event.organisation] = event.name
        case r.Revoked():
            made = record.of_decision(event, entry, index, lambda one: books.names.get(one, ""))
            _decide(books, event.revocation, REVOCATION, made)
        case r.RevocationAnnulled():
            if before := books.records.get(event.revocation):
                made = record.of_annulment(before, event, entry, index)
                _decide(books, event.revocation, ANNULMENT, made)
        case r.CreditReportSent():
            key = (event.revocation, event.of, event.receiver)
            books.sent.setdefault(key, set()).add(event.record.sha256)
        case r.CreditReportAcknowledged():
            key = (event.revocation, event.of, event.receiver)
            books.acknowledged[key] = event.record_sha256
        case r.ConsequenceDone() if event.consequence == CREDIT:
            books.by_hand.add((event.revocation, event.of, event.addressee))


def _decide(books: _Books, revocation: str, of: str, made: record.Record) -> None:
    books.records[revocation] = made
    books.decided[revocation, of] = hashlib.sha256(forms.as_json(made)).hexdigest()


def _expected_receivers(books: _Books, revocation: str, of: str) -> list[str]:
    """Return who was told, or must be: whoever was told of a decision is told of its annulment."""
    told = {key[2] for key in (*books.sent, *books.by_hand) if key[:2] == (revocation, REVOCATION)}
    if of == ANNULMENT:
        return sorted(told)
    return sorted(told) or [""]


def _compare(books: _Books, key: Key, expected: str) -> list[Difference]:
    sent = books.sent.get(key, set())
    found = [Difference(SENT_OTHERWISE, *key)] if sent - {expected} else []
    if key in books.by_hand:
        # A receiver that has a name is connected, or was: it should have said so itself.
        return [*found, *([Difference(BY_HAND, *key)] if key[2] else [])]
    if not sent:
        return [Difference(NOT_SENT, *key)]
    if key not in books.acknowledged:
        found.append(Difference(NOT_ACKNOWLEDGED, *key))
    elif books.acknowledged[key] not in sent:
        found.append(Difference(ACKNOWLEDGED_OTHERWISE, *key))
    return found
