"""An enterprise under a bar may hold other titles: each is put to the bureau and decided (R22, A22)."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.chassis.store.transaction import Context
from services.contracts.registry import (
    BarImposed,
    OtherTitleDecided,
    OtherTitlePut,
    TitleExpired,
    TitleGranted,
)
from services.registry.domain import exit_refusals, refusals, title
from services.registry.domain.other_titles import check, decide, evolve, put
from tests.support.counter import BOARD, CATEGORY, ROW, SEASON, at
from tests.unit.registry.test_exit import DECISION, PROPOSAL, proposed, published

NEXT = "91140599DEM000030P"
BAR = BarImposed(
    enterprise=ROW, revocation="r1", first_day=date(2021, 11, 10), last_day=date(2024, 11, 10)
)
GRANTED = TitleGranted(
    title="t2",
    enterprise=ROW,
    board=BOARD,
    season=SEASON,
    category=CATEGORY,
    application="app-9",
    standard="standard-9",
    standard_version=1,
    scheme=BOARD,
    scheme_version=1,
    valid_from=date(2021, 10, 18),
    last_valid_day=date(2022, 10, 17),
)
PUT = OtherTitlePut(revocation="r1", title="t2", enterprise=ROW, season=SEASON)
HELD = title.evolve(None, GRANTED)
TODAY = date(2021, 11, 10)


def test_each_other_valid_title_is_put_to_the_bureau_once_R22_A22():
    revoked = replace(HELD, title="t1", state="revoked")
    assert put(BAR, "t1", [revoked, HELD], (), TODAY) == (PUT,)
    assert put(BAR, "t1", [HELD], ("t2",), TODAY) == ()
    assert put(BAR, "t2", [HELD], (), TODAY) == ()
    expired = title.evolve(HELD, TitleExpired(title="t2", enterprise=ROW))
    assert put(BAR, "t1", [expired], (), TODAY) == ()
    # The timer that expires a title may be late.
    assert put(BAR, "t1", [HELD], (), date(2022, 10, 18)) == ()


@pytest.mark.parametrize("outcome", ["kept", "withdrawn"])
def test_it_is_decided_once_with_reasons_A22(outcome, refused):
    waits = evolve(None, PUT)
    check(waits, outcome, "理由")
    event = decide(waits, outcome, "理由", "r2" if outcome == "withdrawn" else "")
    assert event == OtherTitleDecided(
        revocation="r1",
        title="t2",
        enterprise=ROW,
        outcome=outcome,
        reasons="理由",
        proposal="r2" if outcome == "withdrawn" else "",
    )
    over = reduce(evolve, [PUT, event], None)
    with refused(exit_refusals.OtherTitleOver, state=outcome):
        check(over, outcome, "理由")
    with refused(refusals.FieldWrong, field="reasons"):
        check(waits, outcome, " ")


@pytest.mark.parametrize("outcome", ["lapsed", "void"])
def test_another_outcome_is_refused_A22(outcome, refused):
    with refused(refusals.FieldWrong, field="outcome", found=outcome):
        check(evolve(None, PUT), outcome, "理由")


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="bar_imposed"):
        reduce(evolve, [PUT, BAR], None)


# --- as a clerk meets it


def granted(desk, enterprise=ROW):
    with desk.store.writing(Context(desk.store.system, correlation="test")) as tx:
        tx.append("title:t2", replace(GRANTED, enterprise=enterprise))


def barred(counter):
    """The enterprise has lost one of its two titles."""
    desk, lost = published(counter)
    granted(desk)
    revocation = proposed(desk, lost)
    desk.clock(at("2021-11-10"))
    desk.made(f"/v1/revocations/{revocation}/decision", DECISION)
    return desk, revocation


def listed(desk, state="open"):
    return desk.get(f"/v1/other-titles?state={state}", "bureau")["items"]


def test_losing_one_title_puts_the_other_to_the_bureau_and_takes_nothing_R22_A22(counter):
    desk, revocation = barred(counter)
    [waits] = listed(desk)
    assert (waits["title"], waits["revocation"], waits["enterprise"]) == ("t2", revocation, ROW)
    assert desk.get("/v1/titles/t2")["state"] == "valid"
    path = f"/v1/revocations/{revocation}/other-titles/t2/decision"
    kept = {"outcome": "kept", "reasons": "该标准未受影响"}
    desk.account("other-bureau", "bureau")
    assert desk.refused(path, kept, "other-bureau") == "registry.not_your_season"
    assert desk.made(path, kept)["proposal"] == ""
    assert listed(desk) == []
    [decided] = listed(desk, "kept")
    assert (decided["reasons"], decided["decided_by"]) == (kept["reasons"], "first-bureau")
    assert desk.refused(path, kept) == "registry.other_title_over"
    unknown = f"/v1/revocations/{revocation}/other-titles/t9/decision"
    assert desk.refused(unknown, kept) == "web.not_found"


def test_withdrawing_the_other_proposes_it_and_the_enterprise_is_heard_R21_A22(counter):
    desk, revocation = barred(counter)
    path = f"/v1/revocations/{revocation}/other-titles/t2/decision"
    made = desk.made(path, {"outcome": "withdrawn", "reasons": "同一弄虚作假行为"})
    found = desk.get(f"/v1/revocations/{made['proposal']}")
    assert (found["title"], found["ground"], found["state"]) == ("t2", 7, "proposed")
    assert DECISION["decision_number"] in found["evidence"][0]
    assert desk.get("/v1/titles/t2")["state"] == "valid"
    assert desk.refused(f"/v1/revocations/{made['proposal']}/decision", DECISION) == (
        "registry.not_heard_yet"
    )


def test_an_annulled_revocation_leaves_nothing_to_decide_R22_A22(counter):
    desk, revocation = barred(counter)
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复检合格"})
    assert listed(desk) == []
    assert [one["title"] for one in listed(desk, "lapsed")] == ["t2"]


def test_what_waits_lapses_with_its_title_R20_A22(counter):
    desk, _ = barred(counter)
    second = desk.made("/v1/titles/t2/revocation-proposals", PROPOSAL)["revocation"]
    desk.clock(at("2021-11-30"))
    decided = {**DECISION, "decision_number": "晋市市监（示例）〔2021〕2号"}
    desk.made(f"/v1/revocations/{second}/decision", decided)
    assert listed(desk) == []
    assert [one["reasons"] for one in listed(desk, "lapsed")] == [decided["decision_number"]]


def test_a_successors_own_title_is_put_to_the_bureau_with_the_bar_R34_A22(counter):
    desk, lost = published(counter)
    granted(desk, NEXT)
    revocation = proposed(desk, lost)
    desk.clock(at("2021-11-10"))
    desk.made(f"/v1/revocations/{revocation}/decision", DECISION)
    assert listed(desk) == []
    document = desk.store.documents.put(b"%PDF-1.4 merger", "application/pdf")
    kept = {
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
    }
    said = {
        "enterprise": ROW,
        "successor": NEXT,
        "kind": "merger",
        "grounds": "吸收合并",
        "document": kept,
    }
    desk.made("/v1/successions", said)
    assert [(one["title"], one["enterprise"]) for one in listed(desk)] == [("t2", NEXT)]
