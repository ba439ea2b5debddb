"""Words of natural persons that were erased: what every service tells of it, never the words (R25)."""

from dataclasses import dataclass

#: Why words were erased: whoever wrote them asked, shown by a receipt; the organisation that gave
#: them asked; the authority or the operator decided, with a reason; they had been kept long enough.
PERSON, ORGANISATION, AUTHORITY, RETENTION = "person", "organisation", "authority", "retention"


@dataclass(frozen=True, kw_only=True)
class Erased:
    """Private words and their salt are gone for good; the commitment to them stays.

    ``kind`` and ``about`` name what they belonged to, such as ``objection`` and its id;
    ``subject`` is the key of the event that holds the ``commitment``. ``cause`` is ``person``,
    ``organisation``, ``authority`` or ``retention``. Who did it and why, the entry says.
    """

    subject: str
    commitment: str
    kind: str
    about: str
    cause: str
