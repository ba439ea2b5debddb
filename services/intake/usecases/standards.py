"""Enterprises and their declared standards (R7)."""

from datetime import date
from typing import Any

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.web.identity import check_organisation
from services.chassis.web.refusals import NotFound
from services.contracts.values import Product
from services.intake.domain import enterprise as enterprises
from services.intake.domain import products as linking
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
    """Replace the version in force from the new one's effective day on (R7)."""
    event = rules.revise(_standard(tx, standard), declared=_declared(body))
    tx.append(f"standard:{standard}", event, reason="R7")
    return _made(standard, event.version, event.text_sha256)


def link_products(tx: Transaction, standard: str, products: list[dict[str, Any]]) -> dict[str, Any]:
    """Link the products that the version in force covers, each with its proofs (R8 c)."""
    state = _standard(tx, standard)
    event = linking.link(
        state,
        msgspec.convert(products, tuple[Product, ...]),
        application=_application_on_its_way(tx, state),
        today=tx.today,
    )
    tx.append(f"standard:{standard}", event, reason="R8 c")
    return {"standard": standard, "version": event.version}


def _application_on_its_way(tx: Transaction, state: rules.Standard) -> str | None:
    """Return an application with the standard whose board is not published, None without one."""
    for one in tx.views.all("application", "enterprise", state.enterprise):
        live = one["standard"] == state.standard and one["state"] in {"submitted", "accepted"}
        if live and tx.views.get("published", f"{one['season']}.{one['category']}") is None:
            return str(one["application"])
    return None


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
