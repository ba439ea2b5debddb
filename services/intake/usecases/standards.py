"""Enterprises and their declared standards (R7)."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import check_organisation
from services.chassis.web.refusals import NotFound
from services.intake.domain import enterprise as enterprises
from services.intake.domain import standard as rules
from services.intake.domain.uscc import check_uscc


def register_enterprise(
    tx: Transaction, enterprise: str, name: str, kind: str, region: str
) -> dict[str, Any]:
    """Register the caller's own enterprise under its USCC (GB 32100-2015)."""
    uscc = check_uscc(enterprise)
    check_organisation(uscc, uscc)
    known = tx.fold(f"enterprise:{uscc}", enterprises.evolve)
    event = enterprises.register(known, uscc, name, kind, region)
    tx.append(f"enterprise:{uscc}", event, reason="R9")
    return {"enterprise": uscc}


def declare_standard(tx: Transaction, body: dict[str, Any]) -> dict[str, Any]:
    """Declare a standard of the caller's enterprise."""
    event = rules.declare(
        standard=tx.new_id(),
        enterprise=tx.fold(f"enterprise:{tx.actor.organisation}", enterprises.evolve),
        declared=_declared(body),
    )
    tx.append(f"standard:{event.standard}", event, reason="R7")
    return _made(event.standard, event.version, event.text_sha256)


def revise_standard(tx: Transaction, standard: str, body: dict[str, Any]) -> dict[str, Any]:
    """Replace the version in force; the earlier ones stay on record."""
    event = rules.revise(_standard(tx, standard), declared=_declared(body))
    tx.append(f"standard:{standard}", event, reason="R7")
    return _made(standard, event.version, event.text_sha256)


def abolish_standard(tx: Transaction, standard: str, abolished: date) -> dict[str, Any]:
    """Declare a standard no longer in force (R31)."""
    event = rules.abolish(_standard(tx, standard), abolished=abolished, today=tx.today)
    tx.append(f"standard:{standard}", event, reason="R31")
    return {"standard": standard}


def _standard(tx: Transaction, standard: str) -> rules.Standard:
    state = tx.fold(f"standard:{standard}", rules.evolve)
    if state is None:
        raise NotFound(what="standard", id=standard)
    check_organisation(state.enterprise, standard)
    return state


def _declared(body: dict[str, Any]) -> rules.Declared:
    return msgspec.convert(body, rules.Declared)


def _made(standard: str, version: int, text_sha256: str) -> dict[str, Any]:
    return {"standard": standard, "version": version, "text_sha256": text_sha256}
