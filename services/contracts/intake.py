"""Events of intake: enterprises, standards, applications, evidence, consent; platforms beside."""

from datetime import date

from .erasure import Erased
from .event import Event, event
from .platform import *  # noqa: F403 - a chapter of its own
from .values import DeclaredValue, Document, Product, Reference


@event("intake.enterprise_registered", key="enterprise")
class EnterpriseRegistered(Event):
    """An enterprise (legal person) entered, identified by its USCC (GB 32100-2015).

    ``region`` is the six-digit code of its registered place; ``kind`` is data
    (``rural_commercial_bank``, ``village_bank`` …).
    """

    enterprise: str
    name: str
    kind: str
    region: str


@event("intake.standard_declared", key="enterprise")
class StandardDeclared(Event):
    """An enterprise's standard was self-declared on the public platform (R7).

    ``standard`` is our id for its life across revisions, as the Q/ number changes (R31).
    ``text_sha256`` is the hash of the declared text and values, compared again at application,
    scoring and publication (R31).
    """

    standard: str
    version: int
    enterprise: str
    category: str
    platform: str
    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    covers: tuple[str, ...]
    references: tuple[Reference, ...]
    values: tuple[DeclaredValue, ...]
    document: Document
    text_sha256: str


@event("intake.standard_revised", key="enterprise")
class StandardRevised(Event):
    """A new version replaced the one in force (R7); ``replaces`` is the old Q/ number."""

    standard: str
    version: int
    enterprise: str
    category: str
    platform: str
    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    covers: tuple[str, ...]
    references: tuple[Reference, ...]
    values: tuple[DeclaredValue, ...]
    document: Document
    text_sha256: str
    replaces: str


@event("intake.products_linked", key="enterprise")
class ProductsLinked(Event):
    """The enterprise linked the products that a version of its standard covers (关联产品, R8 c).

    The last list before an application counts for it; it is always given whole.
    """

    standard: str
    version: int
    enterprise: str
    products: tuple[Product, ...]


@event("intake.standard_abolished", key="enterprise")
class StandardAbolished(Event):
    """The standard is no longer in force from ``abolished`` on (R31)."""

    standard: str
    version: int
    enterprise: str
    abolished: date


@event("intake.application_submitted", key="enterprise")
class ApplicationSubmitted(Event):
    """An enterprise applied to have one standard ranked (R9).

    ``authority`` is the role that the field routes it to, ``region`` the county it belongs to.
    """

    application: str
    enterprise: str
    season: str
    category: str
    standard: str
    version: int
    text_sha256: str
    authority: str
    region: str


@event("intake.application_accepted", key="enterprise")
class ApplicationAccepted(Event):
    """The authority accepted the application (R9)."""

    application: str
    enterprise: str
    season: str
    category: str
    standard: str
    version: int
    text_sha256: str


@event("intake.application_declined", key="enterprise")
class ApplicationDeclined(Event):
    """The authority declined the application; ``grounds`` are official and public."""

    application: str
    enterprise: str
    season: str
    category: str
    grounds: str


@event("intake.application_withdrawn", key="enterprise")
class ApplicationWithdrawn(Event):
    """The enterprise withdrew, possible until publication (R9)."""

    application: str
    enterprise: str
    season: str
    category: str
    board: str


@event("intake.withdrawal_overtaken", key="enterprise")
class WithdrawalOvertaken(Event):
    """A withdrawal came too late: the board had been published with the row on it (R9, R19).

    Intake had accepted it before it heard of the publication, and the registry published before it
    heard of the withdrawal. ``version`` of the board is the published one. The application stands.
    """

    application: str
    enterprise: str
    season: str
    category: str
    board: str
    version: int


@event("intake.conformity_report_filed", key="enterprise")
class ConformityReportFiled(Event):
    """A shortlisted enterprise filed its conformity report (标准符合性报告, R14)."""

    application: str
    enterprise: str
    board: str
    document: Document


@event("intake.evidence_filed", key="enterprise")
class EvidenceFiled(Event):
    """A shortlisted enterprise filed evidence ``item`` that the scheme asks for (R14)."""

    application: str
    enterprise: str
    board: str
    item: str
    document: Document


@event("intake.result_considered", key="enterprise")
class ResultConsidered(Event):
    """The enterprise looked at a later result than the first it was asked about (R15).

    The consent or refusal that follows for the application is about this version of the board;
    one that follows none of these is about the first.
    """

    application: str
    enterprise: str
    board: str
    board_version: int


@event("intake.consent_given", key="enterprise")
class ConsentGiven(Event):
    """The enterprise consents to be on the board (R15)."""

    application: str
    enterprise: str
    board: str


@event("intake.consent_refused", key="enterprise")
class ConsentRefused(Event):
    """The enterprise refuses to be on the board (R15); its reason stays private.

    ``reason_commitment`` is SHA-256 over a random salt and the reason, empty without one.
    """

    application: str
    enterprise: str
    board: str
    reason_commitment: str


@event("intake.words_erased", key="subject")
class WordsErased(Erased, Event):
    """Private words that intake kept are gone for good; the commitment to them stays (R25).

    ``kind`` and ``about`` name what they belonged to: ``consent_reason`` and the application.
    ``cause`` is ``organisation``, ``authority`` or ``retention``.
    """
