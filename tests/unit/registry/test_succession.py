"""Successors inherit titles and bars; a bar is not shed by re-registering (R34)."""

from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import (
    BarImposed,
    SuccessorRecorded,
    TitleGranted,
    TitleInherited,
)
from services.contracts.values import Document
from services.registry.domain import refusals, title
from services.registry.domain.succession import KINDS, inherit_bars, inherit_titles, record
from services.registry.usecases.results import is_barred
from tests.support.counter import BOARD, OTHER, ROW, SEASON, at

NEXT = "91140599DEM000030P"
THIRD = "91140599DEM000049L"
DOCUMENT = Document(sha256="0" * 64, size=1, media_type="application/pdf")
GRANTED = TitleGranted(
    title="t1",
    enterprise=ROW,
    board=BOARD,
    season=SEASON,
    category="branch-service",
    application="app-1",
    standard="standard-1",
    standard_version=1,
    scheme=BOARD,
    scheme_version=1,
    valid_from=date(2021, 10, 18),
    last_valid_day=date(2022, 10, 17),
)
BAR = BarImposed(
    enterprise=ROW, revocation="r1", first_day=date(2022, 5, 17), last_day=date(2025, 5, 17)
)


def asked(**changes):
    plain = {
        "succession": "s1",
        "enterprise": ROW,
        "successor": NEXT,
        "kind": "merger",
        "grounds": "吸收合并",
        "document": DOCUMENT,
        "takes_titles": True,
        "predecessors": (),
        "recorded": (),
        "titles_taken": False,
    }
    return {**plain, **changes}


@pytest.mark.parametrize("kind", KINDS)
def test_a_successor_is_recorded_on_a_document_R34(kind):
    assert record(**asked(kind=kind)) == SuccessorRecorded(
        succession="s1",
        enterprise=ROW,
        successor=NEXT,
        kind=kind,
        grounds="吸收合并",
        document=DOCUMENT,
        takes_titles=True,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "takeover"}, "kind"),
        ({"successor": "91140599DEM0000155"}, "successor"),  # its inner check is wrong
        ({"enterprise": "x"}, "enterprise"),
        ({"successor": ROW}, "successor"),
        ({"predecessors": (OTHER, NEXT)}, "successor"),  # it would follow itself
        ({"grounds": " "}, "grounds"),
        ({"titles_taken": True}, "takes_titles"),
    ],
)
def test_a_succession_that_cannot_be_is_refused_R34(change, field, refused):
    with refused(refusals.FieldWrong, field=field):
        record(**asked(**change))


def test_a_succession_is_recorded_once_and_a_split_for_each_of_its_parts_R34(refused):
    with refused(refusals.AlreadyThere, what="succession"):
        record(**asked(recorded=(NEXT,)))
    second = asked(recorded=(OTHER,), titles_taken=True, takes_titles=False, kind="split")
    assert record(**second).takes_titles is False


def test_valid_titles_go_to_the_successor_with_their_days_R20_R34():
    valid = reduce(title.evolve, [GRANTED], None)
    [moved] = inherit_titles([valid], NEXT)
    assert moved == TitleInherited(title="t1", enterprise=ROW, successor=NEXT)
    after = title.evolve(valid, moved)
    assert (after.enterprise, after.last_valid_day) == (NEXT, date(2022, 10, 17))
    expired = title.evolve(valid, title.expire(valid, date(2022, 10, 18)))
    assert inherit_titles([expired], NEXT) == ()


def test_a_bar_goes_to_the_successor_with_its_days_until_it_is_over_R22_R34():
    expected = BarImposed(
        enterprise=NEXT, revocation="r1", first_day=BAR.first_day, last_day=BAR.last_day
    )
    assert inherit_bars([BAR], (), NEXT, date(2025, 5, 17)) == (expected,)
    assert inherit_bars([BAR], (), NEXT, date(2025, 5, 18)) == ()
    assert inherit_bars([BAR], ("r1",), NEXT, date(2023, 1, 1)) == ()


# --- as a clerk meets it


def published(counter):
    """A season whose one leader has its title."""
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn(enterprises=(ROW, OTHER))
    desk.noticed()
    desk.clock(at("2021-10-18"))
    [title_id] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    return desk, title_id


def follow(desk, enterprise, successor, by="bureau", **changes):
    document = desk.store.documents.put(b"%PDF-1.4 merger", "application/pdf")
    body = {
        "enterprise": enterprise,
        "successor": successor,
        "kind": "merger",
        "grounds": "吸收合并",
        "document": {
            "sha256": document.sha256,
            "size": document.size,
            "media_type": document.media_type,
        },
        **changes,
    }
    return desk.post("/v1/successions", body, by)


def revoke(desk, title_id, silent_until="2021-11-10"):
    proposal = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
    proposed = desk.made(f"/v1/titles/{title_id}/revocation-proposals", proposal)["revocation"]
    desk.clock(at(silent_until))
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    desk.made(f"/v1/revocations/{proposed}/decision", decided)
    return proposed


def barred(desk, enterprise):
    bars = desk.get(f"/v1/bars/{enterprise}")["bars"]
    return [(one["revocation"], one["last_day"]) for one in bars]


def test_a_bar_is_not_shed_by_re_registering_however_often_R34(counter):
    desk, title_id = published(counter)
    revocation = revoke(desk, title_id)
    first = follow(desk, ROW, NEXT, kind="reregistration")
    assert first.status_code == 201, first.text
    assert first.json["bars"] == [{"enterprise": NEXT, "revocation": revocation}]
    assert follow(desk, NEXT, THIRD, kind="rename").status_code == 201
    for enterprise in (ROW, NEXT, THIRD):
        assert barred(desk, enterprise) == [(revocation, "2024-11-10")], enterprise
    # Annulled, it lifts from everyone who carries it.
    desk.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "复核有误"})
    for enterprise in (ROW, NEXT, THIRD):
        assert barred(desk, enterprise) == []


def test_a_revocation_decided_after_the_succession_bars_the_successors_too_R22_R34(counter):
    desk, title_id = published(counter)
    proposal = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
    proposed = desk.made(f"/v1/titles/{title_id}/revocation-proposals", proposal)["revocation"]
    assert follow(desk, ROW, NEXT).json["titles"] == [title_id]
    assert follow(desk, NEXT, THIRD).json["titles"] == [title_id]
    # The successor speaks for the enterprise that is no more.
    desk.account(THIRD, "enterprise")
    desk.account(OTHER, "enterprise")
    said = {"how": "waived"}
    assert desk.refused(f"/v1/revocations/{proposed}/statement", said, OTHER) == "web.not_yours"
    desk.made(f"/v1/revocations/{proposed}/statement", said, THIRD)
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    desk.made(f"/v1/revocations/{proposed}/decision", decided)
    for enterprise in (ROW, NEXT, THIRD):
        assert [one for one, _ in barred(desk, enterprise)] == [proposed]


def test_a_title_goes_to_the_successor_and_stays_revocable_there_R21_R34(counter):
    desk, title_id = published(counter)
    assert follow(desk, ROW, NEXT).json["titles"] == [title_id]
    [held] = desk.get(f"/v1/titles?enterprise={NEXT}")["items"]
    assert (held["title"], held["holders"], held["state"]) == (title_id, [ROW, NEXT], "valid")
    assert desk.get(f"/v1/titles?enterprise={ROW}")["items"] == []
    [told] = desk.get(f"/v1/successions?enterprise={ROW}")["items"]
    assert (told["successor"], told["kind"]) == (NEXT, "merger")
    assert desk.get(f"/v1/successions/{told['succession']}")["successor"] == NEXT
    revocation = revoke(desk, title_id)
    assert [one for one, _ in barred(desk, NEXT)] == [revocation]
    assert desk.get(f"/v1/titles/{title_id}")["state"] == "revoked"


def test_of_a_split_one_part_takes_the_titles_R34(counter):
    desk, title_id = published(counter)
    assert follow(desk, ROW, NEXT, kind="split", takes_titles=False).json["titles"] == []
    assert follow(desk, ROW, THIRD, kind="split").json["titles"] == [title_id]
    again = follow(desk, ROW, OTHER, kind="split")
    assert (again.status_code, again.json["code"]) == (422, "registry.field_wrong")


def test_of_a_split_every_part_has_the_bar_R34(counter):
    desk, title_id = published(counter)
    revocation = revoke(desk, title_id)
    follow(desk, ROW, NEXT, kind="split", takes_titles=False)
    follow(desk, ROW, THIRD, kind="split")
    for enterprise in (NEXT, THIRD):
        assert [one for one, _ in barred(desk, enterprise)] == [revocation]


def test_a_board_with_a_successor_under_the_bar_is_not_published_R10_R34(counter):
    desk, title_id = published(counter)
    revocation = revoke(desk, title_id)
    assert follow(desk, ROW, OTHER).json["bars"] == [
        {"enterprise": OTHER, "revocation": revocation}
    ]
    with desk.store.writing() as tx:
        assert is_barred(tx, OTHER)
        assert not is_barred(tx, THIRD)


def test_a_strange_bureau_moves_neither_titles_nor_bars_R1_R34(counter):
    desk, title_id = published(counter)
    desk.account("other-bureau", "bureau")
    answer = follow(desk, ROW, NEXT, by="other-bureau")
    assert (answer.status_code, answer.json["code"]) == (403, "registry.not_your_season")
    revoke(desk, title_id)
    answer = follow(desk, ROW, NEXT, by="other-bureau")
    assert (answer.status_code, answer.json["code"]) == (403, "registry.not_your_season")
    assert barred(desk, NEXT) == []
    assert desk.get("/v1/successions")["items"] == []


def test_a_succession_cites_a_document_that_is_kept_R34(counter):
    desk, _ = published(counter)
    missing = {"sha256": "0" * 64, "size": 1, "media_type": "application/pdf"}
    answer = follow(desk, ROW, NEXT, document=missing)
    assert (answer.status_code, answer.json["code"]) == (422, "web.document_unknown")
