"""Titles and revocations as they stand, for every use case of the exit (R21)."""

from dataclasses import replace

from services.chassis.store.transaction import Transaction
from services.chassis.web.refusals import NotFound
from services.registry.domain import revocation as rules
from services.registry.domain import title as titles


def title_of(tx: Transaction, title: str) -> titles.Title:
    """Return a title's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(f"title:{title}", titles.evolve)
    if state is None:
        raise NotFound(what="title", id=title)
    # A title's own stream ends with its expiry; its withdrawal stands in the revocation's.
    shown = tx.views.get("title", title) or {}
    return replace(state, state=shown["state"])


def revocation_of(tx: Transaction, revocation: str) -> rules.Revocation:
    """Return a revocation's state.

    :raises NotFound: when there is none.
    """
    state = tx.fold(stream_of(revocation), rules.evolve)
    if state is None:
        raise NotFound(what="revocation", id=revocation)
    return state


def stream_of(revocation: str) -> str:
    """Return the name of a revocation's stream."""
    return f"revocation:{revocation}"
