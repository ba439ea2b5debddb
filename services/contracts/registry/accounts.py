"""Organisations, their accounts, and the keys by which they speak."""

from datetime import datetime

from services.contracts.event import Event, event


@event("registry.organisation_registered", key="organisation")
class OrganisationRegistered(Event):
    """An organisation that may hold accounts. An enterprise's id is its USCC."""

    organisation: str
    name: str


@event("registry.account_opened", key="account")
class AccountOpened(Event):
    """A person of an organisation got an account with one role; the name is kept apart (R25)."""

    account: str
    organisation: str
    role: str


@event("registry.key_issued", key="account")
class KeyIssued(Event):
    """A bearer key of an account: ``key_hash`` is HMAC-SHA-256 of the secret, hex."""

    key_id: str
    key_hash: str
    account: str
    organisation: str
    role: str
    expires: datetime


@event("registry.key_revoked", key="account")
class KeyRevoked(Event):
    """The key is dead in every service from here on."""

    key_id: str
    account: str
