"""Organisations, accounts and bearer keys of everyone in the story, through the operator.

A key is shown once. It is kept in a file that only its owner can read, and read from there
when a second run gets the same answer back without the key. When the file has been lost, a
further key is issued; the earlier one, held by nobody, expires by itself.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.client import Client, Problem

from .folder import Folder
from .request_ids import request_id

_ENTERPRISE = "enterprise"
#: The story reaches into the year after, and a simulated clock may be moved further by hand.
_DAYS = 1500
_MOST_KEYS = 100
_KNOWN = "registry.already_there"


@dataclass(frozen=True)
class Holder:
    """Who gets a key: the actor's name in the story, its account, organisation and role."""

    actor: str
    account: str
    organisation: str
    name: str
    role: str


def holders(folder: Folder) -> Iterator[Holder]:
    """Tell everyone who needs a key: the offices, then the enterprises."""
    for actor in folder.actors.values():
        yield Holder(actor.id, actor.account, actor.organisation, actor.name, actor.role)
    for enterprise in folder.enterprises.values():
        yield Holder(
            enterprise.id,
            f"enterprise-{enterprise.id}",
            enterprise.uscc,
            enterprise.name,
            _ENTERPRISE,
        )


class KeysLost(Exception):
    """The keys file has been lost more often than anybody would by mistake."""


class KeysFile:
    """Bearer keys by account, in a file with mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def get(self, account: str) -> str | None:
        """Return the kept key of an account."""
        return self._keys.get(account)

    def keep(self, account: str, key: str) -> None:
        """Keep a key; the file is never half-written and never readable by others."""
        self._keys[account] = key
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        content = json.dumps(self._keys, indent=1, sort_keys=True).encode()
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        aside.replace(self._path)


def admit(client: Client, season: str, operator_key: str, file: KeysFile, holder: Holder) -> str:
    """Make a holder's organisation and account where they are missing, and return its key.

    :raises Problem: when a service refuses, for example an operator's key that is not one.
    :raises KeysLost: when every key that may be issued has been.
    """

    def send(path: str, body: dict[str, Any], *names: str) -> dict[str, Any]:
        key = request_id(season, *names)
        return client.post(path, body, key=operator_key, idempotency_key=key).body

    organisation = {"organisation": holder.organisation, "name": holder.name}
    try:
        send("/registry/v1/organisations", organisation, "organisation", holder.organisation)
    except Problem as problem:
        # Somebody else registered it before; that it is there is all that is needed.
        if problem.code != _KNOWN:
            raise
    account = {
        "account": holder.account,
        "organisation": holder.organisation,
        "role": holder.role,
    }
    send("/registry/v1/accounts", account, "account", holder.account)
    path = f"/registry/v1/accounts/{holder.account}/keys"
    for number in range(1, _MOST_KEYS + 1):
        made = send(path, {"days": _DAYS}, "key", holder.account, str(number))["key"]
        if made is not None:
            # A fresh key replaces a kept one: that one was of another installation.
            file.keep(holder.account, str(made))
            return str(made)
        if kept := file.get(holder.account):
            return kept
    raise KeysLost(f"{_MOST_KEYS} keys of {holder.account} have been issued and lost")
