"""A scheme version is drafted, shown, commented, answered and adopted, and then stands (R5)."""

from dataclasses import replace
from functools import reduce

import pytest

from services.contracts.event import Event
from services.contracts.scoring import (
    SchemeAdopted,
    SchemeCommentAnswered,
    SchemeCommented,
    SchemeDrafted,
    SchemeSubmittedForNotice,
)
from services.contracts.values import Document
from services.scoring.domain import scheme_life
from services.scoring.domain.refusals import (
    CommentAnswered,
    CommentsOpen,
    CommentUnknown,
    NoticeNotRunning,
    SchemeNotInState,
    SchemeSuperseded,
    SchemeUnknown,
)
from services.scoring.domain.scheme_life import ADOPTED, DRAFT, SUBMITTED, Version, Versions

DRAFTED = SchemeDrafted(
    scheme="s.c",
    version=1,
    season="s",
    category="c",
    name="评估方案",
    family="weighted",
    content_sha256="a" * 64,
    document=Document(sha256="b" * 64, size=1, media_type="application/yaml"),
)
SHOWN = SchemeSubmittedForNotice(
    scheme="s.c", version=1, season="s", category="c", content_sha256="a" * 64
)
COMMENTED = SchemeCommented(scheme="s.c", version=1, comment="c1", text_commitment="d" * 64)
ANSWERED = SchemeCommentAnswered(
    scheme="s.c", version=1, comment="c1", adopted=False, answer="指标已有出处"
)
ADOPTION = SchemeAdopted(
    scheme="s.c",
    version=1,
    season="s",
    category="c",
    content_sha256="a" * 64,
    document=DRAFTED.document,
    notice="n1",
)


def history(*events: Event) -> Versions:
    versions = reduce(scheme_life.evolve, (DRAFTED, *events), None)
    assert versions is not None
    return versions


def version(*events: Event) -> Version:
    return scheme_life.version_of(history(*events), "s.c", 1)


def comment(of: Version, *, running: bool = True) -> SchemeCommented:
    return scheme_life.comment(
        of, comment="c1", text_commitment="d" * 64, notice_running=running
    )  # fmt: skip


def answer(of: Version, which: str = "c1") -> SchemeCommentAnswered:
    return scheme_life.answer(of, comment=which, answer="指标已有出处", adopted=False)


# -- the straight way --------------------------------------------------------------------


def test_a_scheme_is_drafted_shown_commented_answered_and_adopted_R5() -> None:
    assert version().state == DRAFT
    assert scheme_life.submit(version()) == SHOWN
    assert version(SHOWN).state == SUBMITTED
    assert comment(version(SHOWN)) == COMMENTED
    assert version(SHOWN, COMMENTED).comments == {"c1": False}
    assert answer(version(SHOWN, COMMENTED)) == ANSWERED
    assert version(SHOWN, COMMENTED, ANSWERED).comments == {"c1": True}
    assert scheme_life.adopt(version(SHOWN, COMMENTED, ANSWERED), notice="n1") == ADOPTION
    assert version(SHOWN, COMMENTED, ANSWERED, ADOPTION).state == ADOPTED


def test_a_scheme_without_any_comment_is_adopted_after_its_notice_R5() -> None:
    assert scheme_life.adopt(version(SHOWN), notice="n1") == ADOPTION


def test_the_very_document_that_was_shown_is_adopted_R5() -> None:
    adopted = scheme_life.adopt(version(SHOWN), notice="n1")
    assert (adopted.content_sha256, adopted.document) == (DRAFTED.content_sha256, DRAFTED.document)


# -- refusals ----------------------------------------------------------------------------


@pytest.mark.parametrize("events", [(SHOWN,), (SHOWN, ADOPTION)])
def test_a_version_is_submitted_once_R5(events: tuple[Event, ...]) -> None:
    with pytest.raises(SchemeNotInState) as refused:
        scheme_life.submit(version(*events))
    assert refused.value.details == {
        "scheme": "s.c",
        "version": 1,
        "state": ADOPTED if ADOPTION in events else SUBMITTED,
        "needed": DRAFT,
    }


def test_a_draft_that_nobody_was_shown_is_not_adopted_R5() -> None:
    with pytest.raises(SchemeNotInState) as refused:
        scheme_life.adopt(version(), notice="n1")
    assert (refused.value.details["state"], refused.value.details["needed"]) == (DRAFT, SUBMITTED)


def test_nothing_is_adopted_before_its_notice_has_closed_R5() -> None:
    with pytest.raises(SchemeNotInState) as refused:
        scheme_life.adopt(version(SHOWN), notice=None)
    assert "not closed" in refused.value.details["state"]


def test_a_version_is_adopted_once_R5() -> None:
    with pytest.raises(SchemeNotInState) as refused:
        scheme_life.adopt(version(SHOWN, ADOPTION), notice="n2")
    assert refused.value.details["state"] == ADOPTED


def test_comments_are_taken_while_the_notice_runs_and_not_before_or_after_R5() -> None:
    for events in ((), (SHOWN,), (SHOWN, ADOPTION)):
        with pytest.raises(NoticeNotRunning) as refused:
            comment(version(*events), running=False)
        assert refused.value.details == {"scheme": "s.c", "version": 1}


def test_each_comment_gets_an_answer_before_adoption_R5() -> None:
    second = replace(COMMENTED, comment="c2")
    third = replace(COMMENTED, comment="c0")
    with pytest.raises(CommentsOpen) as refused:
        scheme_life.adopt(version(SHOWN, COMMENTED, second, third, ANSWERED), notice="n1")
    assert refused.value.details == {"count": 2, "comments": "c0, c2"}


@pytest.mark.parametrize("adopted", [True, False])
def test_a_comment_is_answered_once_whether_or_not_it_was_followed_R5(adopted: bool) -> None:
    answered = replace(ANSWERED, adopted=adopted)
    with pytest.raises(CommentAnswered) as refused:
        answer(version(SHOWN, COMMENTED, answered))
    assert refused.value.details == {"comment": "c1"}


def test_only_a_comment_that_was_made_is_answered_R5() -> None:
    with pytest.raises(CommentUnknown) as refused:
        answer(version(SHOWN, COMMENTED), "c9")
    assert refused.value.details == {"comment": "c9"}


def test_a_version_that_was_never_drafted_is_unknown_R5() -> None:
    for versions, number in ((None, 1), ({}, 1), (history(), 2), (history(), 0)):
        with pytest.raises(SchemeUnknown) as refused:
            scheme_life.version_of(versions, "s.c", number)
        assert refused.value.details == {"scheme": "s.c", "version": number}


# -- versions ----------------------------------------------------------------------------

SECOND = replace(DRAFTED, version=2, content_sha256="e" * 64)


def test_a_new_draft_is_a_new_version_and_the_adopted_one_stands_R5() -> None:
    versions = history(SHOWN, COMMENTED, ANSWERED, ADOPTION, SECOND)
    assert sorted(versions) == [1, 2]
    assert versions[1] == version(SHOWN, COMMENTED, ANSWERED, ADOPTION)
    assert versions[2] == Version(SECOND, DRAFT, {})


def test_a_new_version_needs_a_notice_and_comments_of_its_own_R5() -> None:
    second = history(SHOWN, COMMENTED, ADOPTION, SECOND)[2]
    with pytest.raises(SchemeNotInState):
        scheme_life.adopt(second, notice="n1")
    with pytest.raises(CommentUnknown):
        answer(second)
    assert scheme_life.submit(second).version == 2
    assert scheme_life.submit(second).content_sha256 == "e" * 64


SECOND_SHOWN = replace(SHOWN, version=2, content_sha256="e" * 64)
SECOND_ADOPTION = replace(ADOPTION, version=2, content_sha256="e" * 64, notice="n2")


@pytest.mark.parametrize("earlier", [(), (SHOWN,), (SHOWN, ADOPTION)])
def test_an_older_version_is_neither_shown_nor_adopted_after_a_newer_one_R5(
    earlier: tuple[Event, ...],
) -> None:
    versions = history(*earlier, SECOND, SECOND_SHOWN, SECOND_ADOPTION)
    for step in (scheme_life.submit, lambda one: scheme_life.adopt(one, notice="n1")):
        with pytest.raises(SchemeSuperseded) as refused:
            step(versions[1])
        assert refused.value.details == {"scheme": "s.c", "version": 1, "adopted": 2}
    assert (versions[2].state, versions[2].superseded_by) == (ADOPTED, 0)


def test_an_older_version_is_adopted_while_the_newer_one_is_only_a_draft_R5() -> None:
    versions = history(SHOWN, SECOND, SECOND_SHOWN)
    assert scheme_life.adopt(versions[1], notice="n1") == ADOPTION
    third = replace(SECOND, version=3)
    after = reduce(scheme_life.evolve, (ADOPTION, SECOND_ADOPTION, third), versions)
    assert scheme_life.submit(after[3]).version == 3, "what comes after the newest may go on"


def test_events_leave_the_state_before_them_as_it_was_R5() -> None:
    before = history(SHOWN)
    after = scheme_life.evolve(before, COMMENTED)
    assert (before[1].comments, after[1].comments) == ({}, {"c1": False})
    assert scheme_life.evolve(before, SECOND).keys() - before.keys() == {2}
