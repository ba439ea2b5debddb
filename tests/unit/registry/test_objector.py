"""What whoever objected may still do before the answer: add, attach, withdraw (R18)."""

from datetime import date
from functools import reduce

from services.contracts.registry import (
    NoticeClosed,
    NoticeOpened,
    NoticeReopened,
    ObjectionAttachmentKept,
    ObjectionDismissed,
    ObjectionFiled,
    ObjectionJoined,
    ObjectionReceiptIssued,
    ObjectionSupplemented,
    ObjectionUpheld,
    ObjectionWithdrawn,
)
from services.registry.domain import objector, refusals
from services.registry.domain.notice import evolve
from services.registry.domain.objection import decide, join
from services.registry.domain.objection_refusals import (
    NoRoomForAttachment,
    ObjectionGone,
    TooManySupplements,
)
from tests.support.counter import BOARD, SEASON

END = date(2021, 10, 15)
OPENED = NoticeOpened(
    notice="n1",
    kind="results",
    about="s1",
    season=SEASON,
    category="branch-service",
    opened=date(2021, 9, 27),
    working_days=10,
    last_day=END,
    provisional_last_day=END,
    calendar="x",
)
CLOSED = NoticeClosed(
    notice="n1", kind="results", about="s1", season=SEASON, category="branch-service", last_day=END
)
WITHDRAWN = ObjectionWithdrawn(objection="o1", notice="n1", board=BOARD)
DISMISSED = ObjectionDismissed(objection="o1", notice="n1", board=BOARD, reasons="x")


def filed(objection):
    return ObjectionFiled(
        objection=objection,
        notice="n1",
        board=BOARD,
        number="异议〔2021〕1号",
        about="",
        anonymous=False,
        grounds_commitment="c",
        evidence=(),
        answer_by=date(2021, 10, 8),
    )


def joined(objection, into):
    return ObjectionJoined(objection=objection, notice="n1", board=BOARD, into=into)


def attached(attachment, supplement=""):
    return ObjectionAttachmentKept(
        objection="o1",
        notice="n1",
        board=BOARD,
        supplement=supplement,
        attachment=attachment,
        commitment=f"c-{attachment}",
    )


def notice(*events):
    return reduce(evolve, (OPENED, *events), None)


def decided(state, objection, decision="dismissed", effect=""):
    return decide(
        state,
        objection,
        decision=decision,
        effect=effect,
        application="app-1" if effect else "",
        reasons="理由",
        deciding_organisation="b",
        filing_organisation="",
    )


# --- withdrawing


def test_a_withdrawn_objection_is_open_no_more_R18(refused):
    state = notice(filed("o1"))
    assert objector.withdraw(state, "o1") == WITHDRAWN
    after = evolve(state, WITHDRAWN)
    assert after.open_objections == ()
    for refuse in (
        lambda: decided(after, "o1"),
        lambda: objector.withdraw(after, "o1"),
        lambda: objector.supplement(after, "o1", supplement="s", text_commitment="c"),
        lambda: join(evolve(after, filed("o2")), "o2", "o1"),
    ):
        with refused(ObjectionGone, objection="o1"):
            refuse()


def test_an_answered_objection_is_not_withdrawn_and_an_unknown_one_neither_R18(refused):
    with refused(refusals.ObjectionDecided, objection="o1"):
        objector.withdraw(notice(filed("o1"), DISMISSED), "o1")
    with refused(refusals.Unknown, id="o1"):
        objector.withdraw(notice(), "o1")


def test_after_the_notice_an_open_objection_may_still_be_withdrawn_R18():
    assert objector.withdraw(notice(filed("o1"), CLOSED), "o1") == WITHDRAWN


def test_when_the_joined_to_is_withdrawn_the_others_wait_for_their_own_answer_R18():
    state = notice(filed("o1"), filed("o2"), filed("o3"), joined("o2", "o1"), WITHDRAWN)
    assert state.open_objections == ("o2", "o3")
    assert state.waits("o2")
    assert decided(state, "o2").objection == "o2"


def test_a_joined_one_may_be_withdrawn_and_the_other_still_waits_R18(refused):
    state = notice(filed("o1"), filed("o2"), joined("o1", "o2"))
    assert state.open_objections == ("o2",)
    assert objector.withdraw(state, "o1") == WITHDRAWN
    after = evolve(state, WITHDRAWN)
    assert after.open_objections == ("o2",)
    # Withdrawn for good: it does not come back with the other's withdrawal.
    other = ObjectionWithdrawn(objection="o2", notice="n1", board=BOARD)
    assert evolve(after, other).open_objections == ()
    answered = ObjectionDismissed(objection="o2", notice="n1", board=BOARD, reasons="x")
    with refused(refusals.ObjectionDecided, objection="o1"):
        objector.withdraw(evolve(state, answered), "o1")


def test_those_joined_before_follow_into_the_next_R18():
    state = notice(filed("o1"), filed("o2"), filed("o3"), joined("o2", "o1"), joined("o1", "o3"))
    assert state.open_objections == ("o3",)
    assert [state.waits(one) for one in ("o1", "o2", "o3")] == [True, True, True]
    answered = ObjectionDismissed(objection="o3", notice="n1", board=BOARD, reasons="x")
    after = evolve(state, answered)
    assert [after.waits(one) for one in ("o1", "o2", "o3")] == [False, False, False]


def test_what_was_withdrawn_or_joined_stays_so_when_the_notice_reopens_R18():
    upheld = ObjectionUpheld(
        objection="o3",
        notice="n1",
        board=BOARD,
        effect="rescore",
        application="app-1",
        reasons="x",
    )
    again = NoticeReopened(
        notice="n1",
        kind="results",
        about="s1",
        season=SEASON,
        category="branch-service",
        opened=date(2021, 10, 12),
        working_days=10,
        last_day=date(2021, 10, 26),
        provisional_last_day=date(2021, 10, 26),
        calendar="y",
        board_version=2,
        change="objection_upheld:o3",
    )
    before = notice(filed("o1"), filed("o2"), filed("o3"), joined("o2", "o3"), WITHDRAWN, upheld)
    state = reduce(evolve, (CLOSED, again), before)
    assert (state.state, state.opened, state.last_day) == ("open", again.opened, again.last_day)
    assert (state.board_version, state.unsettled) == (2, frozenset())
    assert (state.withdrawn, state.joined) == (frozenset({"o1"}), {"o2": "o3"})
    assert state.open_objections == ()


# --- adding


def test_words_are_added_until_the_answer_R18(refused):
    state = notice(filed("o1"), CLOSED)
    added = objector.supplement(state, "o1", supplement="s1", text_commitment="c1")
    assert added == ObjectionSupplemented(
        objection="o1", notice="n1", board=BOARD, supplement="s1", text_commitment="c1"
    )
    assert evolve(state, added).open_objections == ("o1",)
    with refused(refusals.FieldWrong, field="text"):
        objector.supplement(state, "o1", supplement="s1", text_commitment="")
    with refused(refusals.ObjectionDecided):
        objector.supplement(evolve(state, DISMISSED), "o1", supplement="s1", text_commitment="c1")


def test_a_joined_objection_may_be_added_to_R18():
    state = notice(filed("o1"), filed("o2"), joined("o1", "o2"))
    assert objector.supplement(state, "o1", supplement="s1", text_commitment="c1")


def test_an_objection_is_added_to_five_times_at_most_R18(refused):
    state = notice(filed("o1"), filed("o2"))
    for number in range(5):
        added = objector.supplement(state, "o1", supplement=f"s{number}", text_commitment="c")
        state = evolve(state, added)
    with refused(TooManySupplements, most=5):
        objector.supplement(state, "o1", supplement="s5", text_commitment="c")
    assert objector.supplement(state, "o2", supplement="s5", text_commitment="c")


# --- attaching


def test_files_are_cited_by_commitment_R18_R25():
    kept = objector.attach(notice(), "o1", "s1", [("a1", "c-a1"), ("a2", "c-a2")])
    assert kept == (attached("a1", "s1"), attached("a2", "s1"))


def test_an_objection_has_five_files_at_most_with_its_supplements_R18(refused):
    state = notice(filed("o1"), *(attached(f"a{n}") for n in range(3)))
    assert len(objector.attach(state, "o1", "s1", [("a3", "c"), ("a4", "c")])) == 2
    with refused(refusals.FieldWrong, field="attachments", found="6"):
        objector.attach(state, "o1", "s1", [("a3", "c"), ("a4", "c"), ("a5", "c")])
    assert objector.attach(state, "o2", "", [("b", "c")] * 5)


def test_those_who_upload_and_never_object_do_not_fill_the_disk_R18(refused):
    objector.check_room([], objector.MOST_BYTES)
    objector.check_room([1] * 499, 1)
    with refused(NoRoomForAttachment, minutes=60):
        objector.check_room([1] * 500, 1)
    full = [objector.MOST_BYTES] * 40
    assert sum(full) == objector.MOST_WAITING_BYTES
    objector.check_room(full[1:], objector.MOST_BYTES)
    with refused(NoRoomForAttachment):
        objector.check_room(full, 1)


def test_the_receipt_leaves_the_notice_as_it_is_R18():
    issued = ObjectionReceiptIssued(objection="o1", notice="n1", board=BOARD, secret_hash="ab")
    state = notice(filed("o1"))
    assert evolve(state, issued) == state
