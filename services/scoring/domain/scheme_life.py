"""The life of a scheme version: drafted, shown, commented, answered, adopted (R5)."""

from dataclasses import dataclass, field, replace

from services.contracts.event import Event
from services.contracts.scoring import (
    SchemeAdopted,
    SchemeCommentAnswered,
    SchemeCommented,
    SchemeDrafted,
    SchemeSubmittedForNotice,
)

from .refusals import (
    CommentAnswered,
    CommentsOpen,
    CommentUnknown,
    NoticeNotRunning,
    SchemeNotInState,
    SchemeSuperseded,
    SchemeUnknown,
)

DRAFT, SUBMITTED, ADOPTED = "draft", "submitted", "adopted"


@dataclass(frozen=True)
class Version:
    """One version; ``comments`` says of each whether it has been answered.

    ``superseded_by`` is the later version that was adopted, 0 while there is none.
    """

    drafted: SchemeDrafted
    state: str = DRAFT
    comments: dict[str, bool] = field(default_factory=dict)
    superseded_by: int = 0


#: A scheme's versions, by number. A new draft is a new version, so none is ever rewritten.
Versions = dict[int, Version]


def evolve(versions: Versions | None, event: Event) -> Versions:
    """Apply one event of a scheme's stream."""
    known = dict(versions or {})
    if isinstance(event, SchemeDrafted):
        known[event.version] = Version(event)
    elif isinstance(event, SchemeSubmittedForNotice):
        known[event.version] = replace(known[event.version], state=SUBMITTED)
    elif isinstance(event, SchemeAdopted):
        known[event.version] = replace(known[event.version], state=ADOPTED)
        for number in (one for one in known if one < event.version):
            known[number] = replace(known[number], superseded_by=event.version)
    elif isinstance(event, SchemeCommented | SchemeCommentAnswered):
        version = known[event.version]
        answered = isinstance(event, SchemeCommentAnswered)
        comments = {**version.comments, event.comment: answered}
        known[event.version] = replace(version, comments=comments)
    return known


def version_of(versions: Versions | None, scheme: str, number: int) -> Version:
    """Return a version.

    :raises SchemeUnknown: when there is none of that number.
    """
    if not versions or number not in versions:
        raise SchemeUnknown(scheme=scheme, version=number)
    return versions[number]


def submit(version: Version) -> SchemeSubmittedForNotice:
    """Ask for the public notice of a draft.

    :raises SchemeSuperseded: when a later version has been adopted.
    :raises SchemeNotInState: when it was asked for before.
    """
    _check_state(version, DRAFT)
    drafted = version.drafted
    return SchemeSubmittedForNotice(
        scheme=drafted.scheme,
        version=drafted.version,
        season=drafted.season,
        category=drafted.category,
        content_sha256=drafted.content_sha256,
    )


def comment(
    version: Version, *, comment: str, text_commitment: str, notice_running: bool
) -> SchemeCommented:
    """Take a comment, by anybody, while the notice runs.

    :raises NoticeNotRunning: before and after.
    """
    if not notice_running:
        raise NoticeNotRunning(scheme=version.drafted.scheme, version=version.drafted.version)
    return SchemeCommented(
        scheme=version.drafted.scheme,
        version=version.drafted.version,
        comment=comment,
        text_commitment=text_commitment,
    )


def answer(version: Version, *, comment: str, answer: str, adopted: bool) -> SchemeCommentAnswered:
    """Answer a comment, once.

    :raises CommentUnknown: when there is no such comment.
    :raises CommentAnswered: when it was answered before.
    """
    if comment not in version.comments:
        raise CommentUnknown(comment=comment)
    if version.comments[comment]:
        raise CommentAnswered(comment=comment)
    return SchemeCommentAnswered(
        scheme=version.drafted.scheme,
        version=version.drafted.version,
        comment=comment,
        adopted=adopted,
        answer=answer,
    )


def adopt(version: Version, *, notice: str | None) -> SchemeAdopted:
    """Adopt a version whose notice has run its course.

    :param notice: the notice that has closed over this version, None when none has.
    :raises SchemeSuperseded: when a later version has been adopted: time does not run back.
    :raises SchemeNotInState: before its notice has closed, or when adopted already.
    :raises CommentsOpen: while a comment waits for its answer.
    """
    _check_state(version, SUBMITTED)
    drafted = version.drafted
    if notice is None:
        raise SchemeNotInState(
            scheme=drafted.scheme,
            version=drafted.version,
            state="公示未结束 notice not closed",
            needed="公示已结束 notice closed",
        )
    if waiting := sorted(one for one, done in version.comments.items() if not done):
        raise CommentsOpen(count=len(waiting), comments=", ".join(waiting))
    return SchemeAdopted(
        scheme=drafted.scheme,
        version=drafted.version,
        season=drafted.season,
        category=drafted.category,
        content_sha256=drafted.content_sha256,
        document=drafted.document,
        notice=notice,
    )


def _check_state(version: Version, needed: str) -> None:
    if version.superseded_by:
        raise SchemeSuperseded(
            scheme=version.drafted.scheme,
            version=version.drafted.version,
            adopted=version.superseded_by,
        )
    if version.state != needed:
        raise SchemeNotInState(
            scheme=version.drafted.scheme,
            version=version.drafted.version,
            state=version.state,
            needed=needed,
        )
