"""What an upheld objection corrects in words is followed up until it is shown (R18)."""

from services.contracts.registry import CorrectionShown

from . import refusals
from .notice import Notice
from .objection_refusals import CorrectionAwaited, CorrectionNotShown, NothingToCorrect


def show(
    notice: Notice,
    objection: str,
    *,
    words: str,
    text: str,
    handed_in: int,
    shown: int,
) -> CorrectionShown:
    """Say that a correction was shown, by an official text or by a later version of the board.

    :param text: the official text issued for it, empty when a later version shows it.
    :param handed_in: the version that was handed in for the notice; ``shown`` the one the public
        sees now.
    :raises Unknown: when the notice has no such objection.
    :raises NothingToCorrect: when it was not upheld for a correction, or that was shown.
    :raises FieldWrong: without the corrected words.
    :raises CorrectionNotShown: when neither a text nor a later version shows it.
    """
    if objection not in notice.objections:
        raise refusals.Unknown(what="objection", id=objection)
    if objection not in notice.corrections:
        raise NothingToCorrect(objection=objection)
    if not words.strip():
        raise refusals.FieldWrong(field="words", found="", expected="更正后的文字 what is right")
    objected = notice.corrections[objection] or handed_in
    if not text and shown <= objected:
        raise CorrectionNotShown(objection=objection, version=shown)
    return CorrectionShown(
        objection=objection,
        notice=notice.notice,
        board=f"{notice.season}.{notice.category}",
        words=words,
        text=text,
        board_version=0 if text else shown,
    )


def check_shown(notice: Notice) -> None:
    """Refuse to publish while a correction has not been shown (R18).

    :raises CorrectionAwaited: naming the objections.
    """
    if notice.corrections:
        raise CorrectionAwaited(
            board=f"{notice.season}.{notice.category}",
            objections="、".join(sorted(notice.corrections)),
        )
