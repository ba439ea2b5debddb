"""Publication, titles, and who inherits them."""

from datetime import date

from services.contracts.event import Event, event
from services.contracts.scoring import Nomination
from services.contracts.values import Document, Pin


@event("registry.published", key="board")
class Published(Event):
    """Board and leaders of a category were published together (R19)."""

    publication: str
    board: str
    season: str
    category: str
    version: int
    submission: str
    notice: str
    rows: Document
    leaders: tuple[Nomination, ...]
    address: str
    pins: tuple[Pin, ...]


@event("registry.title_granted", key="enterprise")
class TitleGranted(Event):
    """A leader title (称号) with first and last valid day (R20)."""

    title: str
    enterprise: str
    board: str
    season: str
    category: str
    application: str
    standard: str
    standard_version: int
    scheme: str
    scheme_version: int
    valid_from: date
    last_valid_day: date


@event("registry.title_expired", key="enterprise")
class TitleExpired(Event):
    """The last valid day has passed (R20)."""

    title: str
    enterprise: str


@event("registry.title_superseded", key="enterprise")
class TitleSuperseded(Event):
    """The next list of the category was published, and the title's season says it ends then (R20).

    ``publication`` and ``board`` are the next list's; ``last_valid_day`` is the day before it. A
    valid title expires with it.
    """

    title: str
    enterprise: str
    publication: str
    board: str
    last_valid_day: date


@event("registry.successor_recorded", key="enterprise")
class SuccessorRecorded(Event):
    """Another enterprise follows this one, on a document (R34).

    ``kind`` is ``merger``, ``split``, ``rename`` or ``reregistration``. Every bar goes to the
    successor; the titles where ``takes_titles`` says so, as only one part of a split has them.
    """

    succession: str
    enterprise: str
    successor: str
    kind: str
    grounds: str
    document: Document
    takes_titles: bool


@event("registry.title_inherited", key="enterprise")
class TitleInherited(Event):
    """A valid title went from its holder to the successor (R34); its days stay as granted."""

    title: str
    enterprise: str
    successor: str
