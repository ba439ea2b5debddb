"""What whoever objected may still do: attach files, add words, take the objection back (R18).

Only while it waits for its answer, also after the notice has ended: a notice that has closed does
not make an open objection dumb. Neither moves the day by which the answer is due.
"""

from collections.abc import Iterable, Sequence

from services.contracts.registry import (
    ObjectionAttachmentKept,
    ObjectionSupplemented,
    ObjectionWithdrawn,
)

from . import refusals
from .notice import Notice
from .objection_refusals import NoRoomForAttachment, ObjectionGone, TooManySupplements

#: A file's bytes at most. What proves a fact about a bank's counter is a photo or a few pages.
MOST_BYTES = 5 * 1024 * 1024
#: Files of one objection, those of its supplements included.
MOST_ATTACHMENTS = 5
MOST_SUPPLEMENTS = 5
#: How long an uploaded file waits to be cited before it is erased, and how much of all may wait.
WAITING_MINUTES = 60
MOST_WAITING, MOST_WAITING_BYTES = 500, 200 * 1024 * 1024


def check_room(waiting: Sequence[int], size: int) -> None:
    """Refuse a file when too many others wait to be cited, so that nobody fills the disk.

    :param waiting: the sizes of those that wait, in bytes.
    :raises NoRoomForAttachment: also the sender of a good file then has to wait.
    """
    if len(waiting) >= MOST_WAITING or sum(waiting) + size > MOST_WAITING_BYTES:
        raise NoRoomForAttachment(minutes=WAITING_MINUTES)


def attach(
    notice: Notice, objection: str, supplement: str, kept: Iterable[tuple[str, str]]
) -> tuple[ObjectionAttachmentKept, ...]:
    """Keep files with an objection just filed, or with its supplement (R18).

    :param kept: of each file its id and the commitment to its bytes.
    :raises FieldWrong: when the objection would have more than :data:`MOST_ATTACHMENTS`.
    """
    files = tuple(kept)
    count = notice.attached.get(objection, 0) + len(files)
    if count > MOST_ATTACHMENTS:
        raise refusals.FieldWrong(
            field="attachments", found=str(count), expected=f"≤ {MOST_ATTACHMENTS}"
        )
    return tuple(
        ObjectionAttachmentKept(
            objection=objection,
            notice=notice.notice,
            board=_board(notice),
            supplement=supplement,
            attachment=attachment,
            commitment=commitment,
        )
        for attachment, commitment in files
    )


def supplement(
    notice: Notice, objection: str, *, supplement: str, text_commitment: str
) -> ObjectionSupplemented:
    """Add words to an objection that waits for its answer (R18).

    :raises ObjectionDecided: when it has its answer.
    :raises ObjectionGone: when it was withdrawn.
    :raises FieldWrong: without words.
    :raises TooManySupplements: after :data:`MOST_SUPPLEMENTS`.
    """
    check_waits(notice, objection)
    if not text_commitment:
        raise refusals.FieldWrong(field="text", found="", expected="补充的内容 what is added")
    if notice.supplemented.get(objection, 0) >= MOST_SUPPLEMENTS:
        raise TooManySupplements(objection=objection, most=MOST_SUPPLEMENTS)
    return ObjectionSupplemented(
        objection=objection,
        notice=notice.notice,
        board=_board(notice),
        supplement=supplement,
        text_commitment=text_commitment,
    )


def withdraw(notice: Notice, objection: str) -> ObjectionWithdrawn:
    """Take an objection back before it is answered; it holds up nothing any more (R18).

    :raises ObjectionDecided: when it has its answer.
    :raises ObjectionGone: when it was withdrawn.
    """
    check_waits(notice, objection)
    return ObjectionWithdrawn(objection=objection, notice=notice.notice, board=_board(notice))


def check_waits(notice: Notice, objection: str) -> None:
    """Refuse what can be done only until the answer, which may be one for several (R18).

    :raises Unknown: when the notice has no such objection.
    :raises ObjectionDecided: when it has its answer.
    :raises ObjectionGone: when it was withdrawn.
    """
    if objection not in notice.objections:
        raise refusals.Unknown(what="objection", id=objection)
    if objection in notice.withdrawn:
        raise ObjectionGone(objection=objection)
    if not notice.waits(objection):
        raise refusals.ObjectionDecided(objection=objection)


def _board(notice: Notice) -> str:
    return f"{notice.season}.{notice.category}"
