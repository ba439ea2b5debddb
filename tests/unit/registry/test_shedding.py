"""Nobody sheds a bar by passing the title on, and everybody who would be barred is heard (R22, R34)."""

import pytest

from services.registry.domain.succession import KINDS, concerned, going_on
from tests.support.counter import OTHER, ROW, at
from tests.unit.registry.test_succession import NEXT, THIRD, barred, follow, published


def test_a_revocation_concerns_every_holder_and_whoever_follows_one_R34():
    followers = {"a": ["b", "c"], "b": ["c"], "c": []}
    assert concerned(["a", "b"], followers.__getitem__) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("kinds", "speaks"),
    [((), True), (("split", "split"), True), (("split", "merger"), False)]
    + [((kind,), False) for kind in KINDS if kind != "split"],
)
def test_a_successor_speaks_for_who_is_no_more_and_not_for_who_was_split_R21_R34(kinds, speaks):
    assert (going_on(["a"], lambda _: kinds) == ("a",)) is speaks


# --- as a clerk meets it


def test_a_bar_is_not_shed_by_passing_the_title_to_a_part_of_a_split_R22_R34(counter):
    desk, title_id = published(counter)
    assert follow(desk, ROW, NEXT, kind="split").json["titles"] == [title_id]
    assert follow(desk, ROW, THIRD, kind="split", takes_titles=False).status_code == 201
    proposal = {"ground": 6, "facts": "弄虚作假入选", "evidence": ["核查报告"]}
    proposed = desk.made(f"/v1/titles/{title_id}/revocation-proposals", proposal)["revocation"]
    for bank in (ROW, NEXT, THIRD, OTHER):
        desk.account(bank, "enterprise")
    # The old holder goes on after a split: it is heard too, and nobody is heard for another.
    path = f"/v1/revocations/{proposed}"
    desk.made(f"{path}/statement", {"how": "statement", "statement": "原持有人意见"}, ROW)
    assert desk.refused(f"{path}/statement", {"how": "waived"}, ROW) == "registry.revocation_over"
    assert desk.refused(f"{path}/statement", {"how": "waived"}, OTHER) == "web.not_yours"
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    assert desk.refused(f"{path}/decision", decided) == "registry.not_heard_yet"
    desk.made(f"{path}/statement", {"how": "statement", "statement": "现持有人意见"}, NEXT)
    desk.clock(at("2021-11-10"))
    shown = desk.get(path)
    assert [(one["enterprise"], one["how"]) for one in shown["hearings"]] == [
        (ROW, "statement"),
        (NEXT, "statement"),
        (THIRD, "silent"),
    ]
    assert shown["heard"] == "statement"
    words = f"{path}/words"
    assert desk.get(words, "bureau")["text"] == "原持有人意见"
    assert desk.get(f"{words}?enterprise={NEXT}", "bureau")["text"] == "现持有人意见"
    desk.made(f"{path}/decision", decided)
    for enterprise in (ROW, NEXT, THIRD):
        assert barred(desk, enterprise) == [(proposed, "2024-11-10")], enterprise
    notified = desk.get("/v1/notifications?limit=500", "bureau")["items"]
    for kind in ("hearing_opened", "revocation_decided"):
        assert {one["recipient"] for one in notified if one["kind"] == kind} == {ROW, NEXT, THIRD}
    desk.made(f"{path}/annulment", {"reasons": "复核有误"})
    for enterprise in (ROW, NEXT, THIRD):
        assert barred(desk, enterprise) == []


def test_only_who_was_not_heard_is_reminded_R21_R27_R34(counter):
    desk, title_id = published(counter)
    follow(desk, ROW, NEXT, kind="split")
    proposal = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
    proposed = desk.made(f"/v1/titles/{title_id}/revocation-proposals", proposal)["revocation"]
    desk.account(NEXT, "enterprise")
    desk.made(f"/v1/revocations/{proposed}/statement", {"how": "waived"}, NEXT)
    desk.clock(at("2021-10-22"))
    notified = desk.get("/v1/notifications?limit=500", "bureau")["items"]
    assert [one["recipient"] for one in notified if one["kind"] == "hearing_near"] == [ROW]
