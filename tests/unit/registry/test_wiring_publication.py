"""What publication asks of the registry's own store, one fact spoilt at a time (R19, R20)."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from services.chassis.clock import SHANGHAI
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts.event import Event
from services.registry.domain import refusals
from tests.support import published
from tests.unit.registry.at_the_desk import BOARD, BODY, CATEGORY, SEASON
from tests.unit.registry.publishing import DAY_AFTER, LAST_DAY, Publishing, declared, of

BAR = r.BarImposed(
    enterprise="usc-yi",
    revocation="rev-1",
    first_day=date(2021, 9, 1),
    last_day=date(2024, 8, 31),
)
SUBMITTED = i.ApplicationSubmitted(
    **of("yi"), season=SEASON, category=CATEGORY, standard="std-yi", version=1,
    text_sha256="a" * 64, authority="central_bank", region="1",
)  # fmt: skip
WITHDRAWN = i.ApplicationWithdrawn(**of("yi"), season=SEASON, category=CATEGORY, board=BOARD)


def revised(effective: date) -> i.StandardRevised:
    first = declared("yi")
    changed = {"version": 2, "effective": effective, "text_sha256": "b" * 64}
    return i.StandardRevised(**{**vars(first), **changed, "replaces": first.number})


def abolished(day: date) -> i.StandardAbolished:
    return i.StandardAbolished(standard="std-yi", version=1, enterprise="usc-yi", abolished=day)


@pytest.fixture
def registry(tmp_path: Path) -> Publishing:
    return Publishing(tmp_path)


@pytest.fixture
def ready(registry: Publishing) -> Publishing:
    """A board whose notice has closed: nothing stands in its way."""
    registry.noticed()
    registry.on(DAY_AFTER)
    return registry


def titles(registry: Publishing, kind: type[Event], title: str) -> list[Event]:
    return registry.stored(f"title:{title}", kind)


# --- the way to publication


def test_a_board_is_published_after_its_notice_with_its_titles_R19_R20(ready: Publishing) -> None:
    [title] = ready.publish()
    [event] = ready.stored(f"board:{BOARD}", r.Published)
    assert isinstance(event, r.Published)
    assert [one.application for one in event.leaders] == ["app-jia"]
    [granted] = titles(ready, r.TitleGranted, title)
    assert isinstance(granted, r.TitleGranted)
    assert (granted.valid_from, granted.last_valid_day) == (DAY_AFTER, date(2022, 9, 29))


def test_a_board_that_was_never_shown_is_not_published_R19(registry: Publishing) -> None:
    registry.drawn()
    registry.consented()
    registry.passed()
    with pytest.raises(refusals.NotReadyForNotice):
        registry.publish()


def test_a_board_is_not_published_while_its_notice_runs_R19(registry: Publishing) -> None:
    registry.noticed()
    registry.on(LAST_DAY)
    with pytest.raises(refusals.NoticeRunning) as refused:
        registry.publish()
    assert refused.value.details["last_day"] == LAST_DAY.isoformat()


def test_a_board_is_not_published_while_an_objection_waits_R18_R19(registry: Publishing) -> None:
    notice = registry.noticed()
    registry.object_to(notice)
    registry.on(DAY_AFTER)
    with pytest.raises(refusals.ObjectionOpen):
        registry.publish()


def test_an_objection_to_an_earlier_notice_stops_publication_too_R18_R19(
    ready: Publishing,
) -> None:
    with ready.acting(BODY) as tx:
        [first] = tx.views.all("notice", "board", BOARD)
    ready.drawn(version=2)
    ready.notice(ready.passed())
    ready.on(date(2021, 10, 31))
    # One that was joined to another asks for its own answer again when that is withdrawn.
    ready.object_to(first["notice"])
    with pytest.raises(refusals.ObjectionOpen):
        ready.publish()


# --- what the registry knows of a row, whatever scoring has heard


def test_an_enterprise_that_the_registry_bars_is_not_published_R22(ready: Publishing) -> None:
    proposed = published.golden(r.RevocationProposed.TYPE).event()
    assert isinstance(proposed, r.RevocationProposed)
    with ready.acting(BODY) as tx:
        tx.append("revocation:rev-1", replace(proposed, revocation="rev-1"), BAR)
    with pytest.raises(refusals.RowBarred) as refused:
        ready.publish()
    assert refused.value.details["enterprises"] == "usc-yi"


def test_a_row_withdrawn_and_not_restated_yet_is_not_published_R9(ready: Publishing) -> None:
    ready.hear(SUBMITTED, WITHDRAWN)
    with pytest.raises(refusals.RowOutdated) as refused:
        ready.publish()
    assert refused.value.details["enterprises"] == "usc-yi"


def test_a_row_whose_text_another_has_replaced_is_not_published_R31(ready: Publishing) -> None:
    ready.hear(revised(DAY_AFTER))
    with pytest.raises(refusals.RowOutdated) as refused:
        ready.publish()
    assert refused.value.details["enterprises"] == "usc-yi"


def test_a_row_whose_standard_is_abolished_is_not_published_from_its_day_on_R7_R31(
    ready: Publishing,
) -> None:
    ready.hear(abolished(date(2021, 10, 8)))
    ready.on(date(2021, 10, 8))
    with pytest.raises(refusals.RowOutdated) as refused:
        ready.publish()
    assert refused.value.details["enterprises"] == "usc-yi"


def test_what_takes_effect_later_does_not_stop_publication_R7(ready: Publishing) -> None:
    ready.hear(revised(date(2021, 10, 1)), abolished(date(2021, 10, 8)))
    assert len(ready.publish()) == 1


def test_a_refusal_not_restated_yet_stops_publication_R15(ready: Publishing) -> None:
    ready.hear(i.ConsentRefused(**of("yi"), board=BOARD, reason_commitment=""))
    with pytest.raises(refusals.ConsentMissing) as refused:
        ready.publish()
    assert refused.value.details["enterprises"] == "usc-yi"


def test_a_board_without_consent_is_not_handed_in_R15(registry: Publishing) -> None:
    registry.drawn()
    with pytest.raises(refusals.ConsentMissing) as refused:
        registry.passed()
    assert refused.value.details["enterprises"] == "usc-jia、usc-yi"


# --- the title's end


def test_a_title_is_valid_to_the_end_of_its_last_day_and_expires_on_the_next_R20(
    ready: Publishing,
) -> None:
    [title] = ready.publish()
    timer = ready.timer(f"expire:{title}")
    assert timer is not None
    assert timer.due == datetime.combine(date(2022, 9, 30), time(), SHANGHAI)
    ready.on(date(2022, 9, 29))
    assert titles(ready, r.TitleExpired, title) == []
    ready.on(date(2022, 9, 30))
    assert len(titles(ready, r.TitleExpired, title)) == 1
