"""Why a command is refused: one named class per rule, told to a person in two languages.

The class carries a stable ``code``; the words live in the catalogue of the service
(``texts.yaml``) under that code, filled with the refusal's parameters.
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """A rule of the domain says no.

    :param details: what the words need: which field, what was found, what would be right.
    """

    #: ``service.short_name``, stable; key of the catalogue and of the problem type.
    CODE: ClassVar[str]
    #: The HTTP status that says the same: 409 for a step out of order, 422 for wrong content.
    STATUS: ClassVar[int] = 409

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(f"{self.CODE} {details}")


class Malformed(Refusal):
    """Base of refusals about what was sent, rather than when. ``field`` names the place."""

    STATUS = 422


class CauseNotHeard(Exception):
    """A message builds on a fact that has not arrived yet: wait for it, this is no fault.

    Order holds within a key and not across topics, so a consumer meets this in normal life.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"has not heard of {what} yet")
