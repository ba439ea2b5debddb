"""What is refused on the way out of a title, one class a rule. The words are in ``texts.yaml``."""

from services.contracts.refusal import Refusal


class AcknowledgesItself(Refusal):
    """Whoever is connected says itself that it was told; nobody else's word counts (R22, R23)."""

    CODE = "registry.acknowledges_itself"
    STATUS = 403


class BodyHasTime(Refusal):
    """The evaluation body is to cancel first; it has its working days for it (R21)."""

    CODE = "registry.body_has_time"


class TextIssued(Refusal):
    """A matter has one official text; a later one is a correction that names it (R32)."""

    CODE = "registry.text_issued"


class OtherTitleOver(Refusal):
    """The other title was decided, or there is nothing to decide any more (R21)."""

    CODE = "registry.other_title_over"
