"""Organisations, their accounts, the keys by which they speak; private words that were erased."""

from datetime import date, datetime

from services.contracts.erasure import Erased
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


@event("registry.account_closed", key="account")
class AccountClosed(Event):
    """An account acts no more: its person left or handed over on ``handed_over`` (经办人变更).

    All its keys were revoked with it. ``successor`` is the account that was opened in its place,
    in the same organisation and role; empty when nobody took over. The id is never used again.
    """

    account: str
    organisation: str
    role: str
    handed_over: date
    successor: str


@event("registry.words_erased", key="subject")
class WordsErased(Erased, Event):
    """Private words that the registry kept are gone for good; the commitment to them stays (R25).

    ``kind`` and ``about`` name what they belonged to, such as ``objection`` and its id. ``cause``
    is ``person`` (shown by the receipt), ``organisation``, ``authority`` or ``retention``.
    """
