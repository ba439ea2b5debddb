"""A title from grant to expiry or revocation (R20-R22)."""

from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import (
    BarLifted,
    RevocationAnnulled,
    Revoked,
    TitleExpired,
    TitleGranted,
    TitleSuperseded,
)
from services.registry.domain import refusals
from services.registry.domain.title import evolve, expire, supersede

GRANTED = TitleGranted(
    title="title-1",
    enterprise="ent-1",
    board="finance-2021.branch-service",
    season="finance-2021",
    category="branch-service",
    application="app-1",
    standard="standard-1",
    standard_version=3,
    scheme="finance-2021.branch-service",
    scheme_version=1,
    valid_from=date(2021, 10, 18),
    last_valid_day=date(2022, 10, 17),
)
EXPIRED = TitleExpired(title="title-1", enterprise="ent-1")
REVOKED = Revoked(
    revocation="rev-1",
    title="title-1",
    enterprise="ent-1",
    board="finance-2021.branch-service",
    season="finance-2021",
    category="branch-service",
    ground=6,
    facts="事实",
    evidence=("材料",),
    legal_basis="晋市市监〔2021〕77号 三.7(6)",
    decision_number="晋市市监〔2022〕1号",
    served_on=date(2022, 5, 17),
    first_barred_day=date(2022, 5, 17),
    last_barred_day=date(2025, 5, 17),
)
ANNULLED = RevocationAnnulled(
    revocation="rev-1", title="title-1", enterprise="ent-1", reasons="认定有误"
)


def title(*events):
    return reduce(evolve, events, None)


def test_a_title_expires_after_its_last_valid_day_R20(refused):
    assert expire(title(GRANTED), date(2022, 10, 18)) == EXPIRED
    with refused(refusals.TitleEnded, state="valid", last_day="2022-10-17"):
        expire(title(GRANTED), date(2022, 10, 17))


@pytest.mark.parametrize("end", [EXPIRED, REVOKED])
def test_a_title_ends_once_R20_R21(end, refused):
    with refused(refusals.TitleEnded):
        expire(title(GRANTED, end), date(2022, 10, 18))


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((GRANTED,), "valid"),
        ((GRANTED, EXPIRED), "expired"),
        ((GRANTED, REVOKED), "revoked"),
        ((GRANTED, REVOKED, ANNULLED), "valid"),
        ((GRANTED, EXPIRED, REVOKED, ANNULLED), "expired"),
    ],
)
def test_an_annulled_revocation_gives_back_what_there_was_R22(events, state):
    assert title(*events).state == state


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="bar_lifted"):
        title(GRANTED, BarLifted(enterprise="ent-1", revocation="rev-1"))
    with pytest.raises(ValueError, match="before the title"):
        title(EXPIRED)


# --- the next list of the category

NEXT = {"publication": "p2", "board": "finance-2022.branch-service"}
SUPERSEDED = TitleSuperseded(
    title="title-1", enterprise="ent-1", last_valid_day=date(2022, 8, 31), **NEXT
)


def test_the_next_list_ends_a_title_the_day_before_it_R20():
    title = reduce(evolve, [GRANTED], None)
    assert supersede(title, **NEXT, today=date(2022, 9, 1)) == (SUPERSEDED, EXPIRED)
    ended = reduce(evolve, [GRANTED, SUPERSEDED, EXPIRED], None)
    assert (ended.state, ended.last_valid_day) == ("expired", date(2022, 8, 31))
    assert supersede(ended, **NEXT, today=date(2022, 9, 2)) == ()


def test_a_revoked_title_would_come_back_for_no_longer_than_the_next_list_R20_R22():
    revoked = reduce(evolve, [GRANTED, REVOKED], None)
    assert supersede(revoked, **NEXT, today=date(2022, 9, 1)) == (SUPERSEDED,)
    again = reduce(evolve, [GRANTED, REVOKED, SUPERSEDED, ANNULLED], None)
    assert expire(again, date(2022, 9, 1)) == EXPIRED


def test_a_title_that_began_that_day_or_is_over_is_not_ended_by_a_list_R20():
    title = reduce(evolve, [GRANTED], None)
    assert supersede(title, **NEXT, today=date(2021, 10, 18)) == ()
    assert supersede(title, **NEXT, today=date(2022, 10, 18)) == ()
