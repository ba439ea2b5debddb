"""A subject's story: what names it, at any depth, in an order of cause and time."""

import pytest

from services.auditor.history import concerns, history, in_order
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, Telling, on, told


def organisation(telling: Telling, name: str, time: str, **changes: str):
    return telling.say(r.OrganisationRegistered(organisation=name, name="单位"), time, **changes)


def consent(telling: Telling, time: str, **changes: str):
    return telling.say(
        i.ConsentGiven(application="app-jia", enterprise="usc-jia", board=BOARD), time, **changes
    )


def places(told_in_order) -> list[str]:
    return [f"{one.service}#{one.index}" for one in told_in_order]


def test_time_decides_between_services() -> None:
    telling = Telling()
    organisation(telling, "a", on("2021-08-10"))
    organisation(telling, "b", on("2021-08-12"))
    consent(telling, on("2021-08-11"))
    assert places(in_order(telling.logs)) == ["registry#0", "intake#0", "registry#1"]


def test_an_effect_never_comes_before_its_cause_although_clocks_tie_or_differ() -> None:
    for effect_time in (on("2021-08-10"), on("2021-08-09")):
        telling = Telling()
        cause = organisation(telling, "a", on("2021-08-10"))
        consent(telling, effect_time, cause=cause.entry.id)
        assert places(in_order(telling.logs)) == ["registry#0", "intake#0"]


def test_a_chain_over_three_services_is_told_link_by_link() -> None:
    telling = Telling()
    first = organisation(telling, "a", on("2021-08-10", 3))
    second = consent(telling, on("2021-08-10", 2), cause=first.entry.id)
    third = telling.say(
        s.ConflictOfInterestDeclared(
            body="b", enterprise="usc-jia", season=SEASON, grounds="持股"
        ),
        on("2021-08-10", 1),
        cause=second.entry.id,
    )  # fmt: skip
    organisation(telling, "b", on("2021-08-10"), cause=third.entry.id)
    assert places(in_order(telling.logs)) == ["registry#0", "intake#0", "scoring#0", "registry#1"]


def test_a_log_keeps_its_own_order_whatever_its_times_say() -> None:
    telling = Telling()
    organisation(telling, "a", on("2021-08-12"))
    organisation(telling, "b", on("2021-08-10"))
    consent(telling, on("2021-08-11"))
    assert places(in_order(telling.logs)) == ["intake#0", "registry#0", "registry#1"]


def test_ties_are_told_the_same_each_time_whatever_the_order_of_the_logs() -> None:
    telling = told()
    turned = dict(reversed(list(telling.logs.items())))
    assert places(in_order(telling.logs)) == places(in_order(turned))


def test_a_cause_that_no_log_has_keeps_nothing_waiting() -> None:
    telling = Telling()
    consent(telling, on("2021-08-10"), cause="from elsewhere")
    assert places(in_order(telling.logs)) == ["intake#0"]


def test_causes_in_a_ring_are_refused() -> None:
    telling = Telling()
    organisation(telling, "a", on("2021-08-10"), cause="intake-0")
    consent(telling, on("2021-08-10"), cause="registry-0")
    with pytest.raises(ValueError, match="wait for causes"):
        list(in_order(telling.logs))


def test_an_entry_concerns_what_its_data_name_at_any_depth_its_stream_and_its_actor() -> None:
    telling = Telling()
    nominated = telling.say(
        s.LeadersNominated(
            board=BOARD,
            version=1,
            season=SEASON,
            category=CATEGORY,
            leaders=(s.Nomination(application="app-jia", enterprise="usc-jia", rank=1, star=5),),
            number_reason="一家",
            skipped=(s.Skip(application="app-yi", reason="缺材料"),),
        ),
        on("2021-09-10"),
        stream="board:the-stream",
        actor="desk-7",
    )
    for subject in ("app-jia", "usc-jia", "app-yi", BOARD, SEASON, "the-stream", "desk-7"):
        assert concerns(nominated, subject), subject
    for stranger in ("app", "usc-ji", "usc-jia ", "", "1", "leaders", "bureau"):
        assert not concerns(nominated, stranger), stranger


def test_a_banks_story_is_its_own_entries_and_no_other_banks() -> None:
    telling = told()
    names = [one.entry.type.split(".")[2] for one in history(telling.logs, "usc-jia")]
    expected = ["enterprise_registered", "standard_declared", "application_accepted", "scored"]
    assert names == expected


def test_nobody_has_no_story() -> None:
    assert history(told().logs, "usc-nobody") == []
