"""What follows from a revocation: opened, sent, acknowledged, overdue, done (R22, R32)."""

from datetime import date, timedelta
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.identity import check_organisation
from services.chassis.web.refusals import NotFound
from services.contracts.registry import ConsequenceDone, ConsequencesOpened
from services.contracts.values import Document
from services.registry.credit import forms
from services.registry.domain import consequences as rules
from services.registry.domain import opening
from services.registry.domain.calendar import End
from services.registry.domain.refusals import NotDecided

from . import notifying
from .seasons import calendar, owned_season

#: The role whose organisations are told of each kind.
_ROLES = {rules.REGULATOR: "regulator", rules.CREDIT: "credit_consumer"}
_LOOK_AGAIN = timedelta(days=1)


def after_decision(tx: Transaction, revocation: str, enterprise: str) -> None:
    """Open what follows from a decision, and send its record to the credit systems (R22)."""
    end = _end(tx, tx.today)
    event = opening.open_after_decision(
        revocation,
        enterprise,
        regulators=_organisations(tx, rules.REGULATOR),
        receivers=_organisations(tx, rules.CREDIT),
        due=end.last_day,
    )
    _open(tx, event, end)


def after_annulment(tx: Transaction, revocation: str) -> None:
    """Tell everyone again who was told of a decision that was wrong (R32)."""
    state = tx.fold(_stream(revocation), rules.evolve)
    if state is not None:
        end = _end(tx, tx.today)
        _open(tx, opening.open_after_annulment(state, end.last_day), end)


def add(tx: Transaction, revocation: str, consequence: str, addressee: str) -> dict[str, Any]:
    """Tell one more regulator concerned, or a credit system connected since (R22)."""
    found = _decided(tx, revocation)
    if found["state"] != "revoked":
        raise NotDecided(revocation=revocation, state=found["state"])
    if addressee not in _organisations(tx, consequence):
        raise NotFound(what=_ROLES[consequence], id=addressee)
    state = tx.fold(_stream(revocation), rules.evolve) or rules.Consequences(
        revocation=revocation, enterprise=found["enterprise"]
    )
    end = _end(tx, tx.today)
    _open(tx, opening.open_for(state, consequence, addressee, end.last_day), end)
    return {}


def complete(
    tx: Transaction,
    revocation: str,
    *,
    of: str,
    consequence: str,
    addressee: str,
    receipt: str,
    documents: list[dict[str, Any]],
) -> dict[str, Any]:
    """Record a consequence as done, with the receipt that the bureau has in hand (R22)."""
    _decided(tx, revocation)
    event = rules.complete_by_hand(
        _state(tx, revocation),
        of,
        consequence,
        addressee,
        receipt=receipt,
        documents=msgspec.convert(documents, tuple[Document, ...]),
        connected=_is_connected(tx, consequence, addressee),
    )
    return _done(tx, event)


def executed(tx: Transaction, revocation: str, receipt: str) -> None:
    """Close what was to be cancelled; decisions of before it was tracked have nothing to close.

    :param receipt: the entry by which it was cancelled.
    """
    state = tx.fold(_stream(revocation), rules.evolve)
    key = (rules.REVOCATION, rules.EXECUTION, "")
    if state is not None and key in state.tasks:
        _done(tx, rules.complete(state, *key, receipt=receipt, documents=()))


def acknowledge(tx: Transaction, revocation: str, of: str, receipt: str) -> dict[str, Any]:
    """Take a regulator's word that it was told (R22)."""
    key = (of, rules.REGULATOR, tx.actor.organisation)
    return _done(tx, rules.complete(_state(tx, revocation), *key, receipt=receipt, documents=()))


def _done(tx: Transaction, event: ConsequenceDone) -> dict[str, Any]:
    tx.append(_stream(event.revocation), event, reason="R22")
    key = (event.of, event.consequence, event.addressee)
    tx.timers.cancel(_timer(event.revocation, key))
    return {}


def acknowledge_report(
    tx: Transaction, report: str, record_sha256: str, receipt: str
) -> dict[str, Any]:
    """Take a receiver's word that it entered the record, and which bytes it has (R22, R23)."""
    sent = tx.views.get("credit_report", report)
    if sent is None:
        raise NotFound(what="report", id=report)
    check_organisation(sent["receiver"], report)
    revocation = sent["revocation"]
    event = rules.acknowledge(
        _state(tx, revocation), report, record_sha256=record_sha256, receipt=receipt
    )
    tx.append(_stream(revocation), event, reason="R22")
    tx.timers.cancel(_timer(revocation, (event.of, rules.CREDIT, event.receiver)))
    return {}


def overdue(tx: Transaction, payload: dict[str, Any]) -> None:
    """Show that a consequence is late, and send its report again; the timer's work (R22).

    It comes again for as long as the consequence is open. While a year is unannounced nothing is
    late yet, and it looks again the next day.
    """
    revocation, key = payload["revocation"], (*payload["key"],)
    days, end = calendar(tx), _end(tx, date.fromisoformat(payload["since"]))
    if end.last_day is None or not days.reached(end.last_day, tx.now):
        due = tx.now + _LOOK_AGAIN if end.last_day is None else days.closing_instant(end.last_day)
        tx.timers.set(_timer(revocation, key), due, "consequence_due", **payload)
        return
    events = rules.remind(_state(tx, revocation), key, end.last_day)
    if events:
        tx.append(_stream(revocation), *events, reason="R22")
        notifying.after(tx, *events)
        _set_timer(tx, revocation, key, _end(tx, tx.today))


def _open(tx: Transaction, event: ConsequencesOpened, end: End) -> None:
    stream = _stream(event.revocation)
    tx.append(stream, event, reason="R32" if event.of == rules.ANNULMENT else "R22")
    for one in event.consequences:
        if one.consequence == rules.CREDIT and one.addressee:
            record = _record(tx, event.revocation)
            state = _state(tx, event.revocation)
            tx.append(
                stream,
                rules.send(state, event.of, one.addressee, tx.new_id(), record),
                reason="R22(c)",
            )
        key = (event.of, one.consequence, one.addressee)
        _set_timer(tx, event.revocation, key, end)


def _record(tx: Transaction, revocation: str) -> Document:
    """Keep the record as it stands now, and return how to cite it."""
    found = tx.views.get("credit_record", revocation)
    if found is None:
        raise NotFound(what="record", id=revocation)
    return tx.documents.put(forms.as_json(found), forms.MEDIA_TYPES["json"])


def _set_timer(tx: Transaction, revocation: str, key: rules.Key, end: End) -> None:
    tx.timers.set(
        _timer(revocation, key),
        calendar(tx).closing_instant(end.earliest),
        "consequence_due",
        revocation=revocation,
        key=key,
        since=tx.today.isoformat(),
    )


def _timer(revocation: str, key: rules.Key) -> str:
    return f"consequence:{revocation}/{'/'.join(key)}"


def _end(tx: Transaction, since: date) -> End:
    return calendar(tx).nth_after(since, rules.WORKING_DAYS)


def _organisations(tx: Transaction, consequence: str) -> set[str]:
    accounts = tx.views.all("account", "role", _ROLES[consequence])
    return {account["organisation"] for account in accounts}


def _is_connected(tx: Transaction, consequence: str, addressee: str) -> bool:
    """Tell whether an organisation can acknowledge by itself: an account of its role is open."""
    accounts = tx.views.all("account", "role", _ROLES.get(consequence, ""))
    return any(one["organisation"] == addressee and one["closed"] is None for one in accounts)


def _decided(tx: Transaction, revocation: str) -> Body:
    """Return a decided revocation of a season that the caller's organisation owns."""
    found = tx.views.get("revocation", revocation)
    if found is None:
        raise NotFound(what="revocation", id=revocation)
    if "season" not in found:
        raise NotDecided(revocation=revocation, state=found["state"])
    owned_season(tx, found["season"])
    return found


def _state(tx: Transaction, revocation: str) -> rules.Consequences:
    state = tx.fold(_stream(revocation), rules.evolve)
    if state is None:
        raise NotFound(what="consequences", id=revocation)
    return state


def _stream(revocation: str) -> str:
    return f"consequences:{revocation}"
