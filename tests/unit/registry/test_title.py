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
)
from services.registry.domain import refusals
from services.registry.domain.title import evolve, expire

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
