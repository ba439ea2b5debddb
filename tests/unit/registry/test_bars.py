"""What an enterprise's last message on the feed of bars says: all bars that stand (R22)."""

from datetime import date
from functools import reduce

from services.contracts.event import EVENT_TYPES
from services.contracts.registry import (
    BARS,
    Bar,
    BarImposed,
    BarLifted,
    BarsStanding,
    OrganisationRegistered,
)
from services.registry.domain.bars import evolve, standing

TODAY = date(2022, 5, 17)


def imposed(revocation, first=date(2022, 5, 17), last=date(2025, 5, 17)):
    return BarImposed(enterprise="ent-1", revocation=revocation, first_day=first, last_day=last)


def lifted(revocation):
    return BarLifted(enterprise="ent-1", revocation=revocation)


def told(*events, today=TODAY):
    return standing("ent-1", reduce(evolve, events, None), today)


def bar(revocation, first=date(2022, 5, 17), last=date(2025, 5, 17)):
    return Bar(revocation=revocation, first_day=first, last_day=last)


def test_the_feed_carries_what_stands_and_no_single_change_R22():
    assert {kind for kind in EVENT_TYPES.values() if BARS in kind.FEEDS} == {BarsStanding}


def test_one_of_two_bars_lifted_leaves_the_other_told_R22():
    both = (imposed("rev-1"), imposed("rev-2", last=date(2025, 6, 1)))
    assert told(*both).bars == (bar("rev-1"), bar("rev-2", last=date(2025, 6, 1)))
    assert told(*both, lifted("rev-1")).bars == (bar("rev-2", last=date(2025, 6, 1)),)
    assert told(*both, lifted("rev-2")).bars == (bar("rev-1"),)


def test_none_left_is_told_as_none_R22():
    assert told(imposed("rev-1"), lifted("rev-1")) == BarsStanding(enterprise="ent-1", bars=())


def test_a_bar_runs_through_its_last_day_and_is_over_after_it_R22():
    old = imposed("rev-1", date(2019, 5, 17), date(2022, 5, 17))
    assert told(old, imposed("rev-2")).bars[0].revocation == "rev-1"
    assert told(old, imposed("rev-2"), today=date(2022, 5, 18)).bars == (bar("rev-2"),)


def test_what_is_no_bar_leaves_the_bars_as_they_are_R22():
    named = OrganisationRegistered(organisation="ent-1", name="甲银行（虚构）")
    assert told(imposed("rev-1"), named).bars == (bar("rev-1"),)
    assert told(named) == BarsStanding(enterprise="ent-1", bars=())
