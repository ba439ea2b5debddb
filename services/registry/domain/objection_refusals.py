"""What whoever objected is refused, one class a rule (R18). The words are in ``texts.yaml``."""

from services.contracts.refusal import Malformed, Refusal


class ObjectionGone(Refusal):
    """The objector took the objection back (R18)."""

    CODE = "registry.objection_gone"


class TooManySupplements(Refusal):
    """The objection was added to as often as one can (R18)."""

    CODE = "registry.too_many_supplements"


class AttachmentUnknown(Malformed):
    """A cited attachment was not uploaded, has been used, or waited too long (R18)."""

    CODE = "registry.attachment_unknown"


class NoRoomForAttachment(Refusal):
    """Too many uploaded files wait to be cited: try again later (R18)."""

    CODE = "registry.no_room_for_attachment"
    STATUS = 503


class NothingToCorrect(Refusal):
    """The objection was not upheld for a correction, or its correction was shown (R18)."""

    CODE = "registry.nothing_to_correct"


class CorrectionNotShown(Refusal):
    """A correction is shown by an official text, or by a later version of the board (R18)."""

    CODE = "registry.correction_not_shown"


class CorrectionAwaited(Refusal):
    """Nothing is published while an upheld correction has not been shown (R18)."""

    CODE = "registry.correction_awaited"
