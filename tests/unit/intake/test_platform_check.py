"""Checks with the public platform: what its answers mean for the step that waits (R7, R31)."""

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest

from services.contracts import intake as i
from services.contracts.event import Event
from services.intake.domain import platform_check as rules
from services.intake.domain import refusals
from services.intake.domain import standard as standards
from services.intake.domain.platform_record import MOST_DIFFERENCES, Gone, Shown
from services.intake.domain.standard import text_sha256
from tests.unit.intake.declaring import DECLARED, PLATFORM, REQUEST, USCC, shown, value

TODAY = date(2021, 9, 1)
ABOUT = {
    "check": "application/a1/a1",
    "enterprise": USCC,
    "application": "a1",
    "standard": "s1",
    "version": 1,
    "step": "application",
    "about": "a1",
}
CONFIRMED = i.PlatformTextConfirmed(**ABOUT, text_sha256=text_sha256(DECLARED))
GONE = i.PlatformRecordGone(**ABOUT)
ABOLISHED = i.PlatformRecordAbolished(**ABOUT, abolished=TODAY)
SILENT = i.PlatformDidNotAnswer(check="application/a1/a1", enterprise=USCC, trouble="HTTP 500")


def given(*events: Event) -> rules.Check:
    state = reduce(rules.evolve, events, None)
    assert state is not None
    return state


def answered(shown_now: Shown) -> Event:
    return rules.answer(given(REQUEST), DECLARED, shown_now, TODAY)


DIFFERED = answered(shown(name="网点"))


def test_the_text_applied_with_is_confirmed_R31() -> None:
    assert answered(shown()) == CONFIRMED


def test_another_text_is_told_with_both_hashes_and_the_fields_R31() -> None:
    event = answered(shown(name="网点"))
    assert isinstance(event, i.PlatformTextDiffered)
    assert event == i.PlatformTextDiffered(
        **ABOUT,
        applied_sha256=text_sha256(DECLARED),
        found_sha256=text_sha256(replace(DECLARED, name="网点")),
        count=1,
        differences=(i.PlatformDifference(field="name", declared="营业网点服务", shown="网点"),),
    )


def test_of_very_many_differences_the_first_are_named_and_all_counted_R31() -> None:
    event = answered(shown(values=tuple(value(f"N{n}", "=", "1") for n in range(90))))
    assert isinstance(event, i.PlatformTextDiffered)
    assert len(event.differences) == MOST_DIFFERENCES
    assert event.count == 92


def test_a_record_that_is_gone_is_public_no_longer_R7_R31() -> None:
    assert answered(Gone()) == GONE


def test_a_standard_abolished_on_the_platform_is_not_in_force_from_its_day_R7_R31() -> None:
    assert answered(shown(abolished=TODAY)) == ABOLISHED
    assert answered(shown(abolished=date(2021, 9, 2))) == CONFIRMED


def test_an_answer_is_recorded_once_R31() -> None:
    assert rules.is_news(given(REQUEST), CONFIRMED)
    for event in (CONFIRMED, DIFFERED, GONE, ABOLISHED):
        assert not rules.is_news(given(REQUEST, event), event)
    assert rules.is_news(given(REQUEST, DIFFERED), CONFIRMED)
    assert rules.is_news(given(REQUEST, DIFFERED), answered(shown(name="第三")))


def test_trouble_is_recorded_when_it_begins_and_changes_and_an_answer_ends_it_R31() -> None:
    assert rules.did_not_answer(given(REQUEST), "HTTP 500") == SILENT
    assert rules.is_news(given(REQUEST), SILENT)
    assert not rules.is_news(given(REQUEST, SILENT), SILENT)
    assert rules.is_news(given(REQUEST, SILENT), replace(SILENT, trouble="cut off"))
    assert rules.is_news(given(REQUEST, DIFFERED, SILENT), DIFFERED)
    assert given(REQUEST, SILENT, DIFFERED).trouble == ""


def test_a_platform_that_falls_silent_after_it_confirmed_stops_nothing_R31() -> None:
    assert not rules.is_news(given(REQUEST, CONFIRMED), SILENT)


def check_confirmed(state: rules.Check | None, *, connected: bool = True) -> None:
    rules.check_confirmed(state, connected=connected, since="2021-08-23T01:00:00.000000Z")


def test_acceptance_waits_and_says_for_what_since_when_and_why_R31() -> None:
    with pytest.raises(refusals.PlatformAwaited) as refused:
        check_confirmed(given(REQUEST, SILENT))
    assert refused.value.details == {
        "standard": "s1",
        "platform": PLATFORM,
        "record_number": "EX-1",
        "since": "2021-08-23T01:00:00.000000Z",
        "trouble": "HTTP 500",
    }
    with pytest.raises(refusals.PlatformAwaited) as refused:
        check_confirmed(given(REQUEST))
    assert refused.value.details["trouble"] == "—"


def test_a_difference_stops_acceptance_and_names_the_fields_R31() -> None:
    with pytest.raises(refusals.PlatformTextDiffers) as refused:
        check_confirmed(given(REQUEST, DIFFERED))
    assert refused.value.details == {
        "standard": "s1",
        "platform": PLATFORM,
        "record_number": "EX-1",
        "count": 1,
        "fields": "name: 营业网点服务 → 网点",
    }


@pytest.mark.parametrize(("event", "state"), [(GONE, "gone"), (ABOLISHED, "abolished")])
def test_what_is_not_in_force_on_the_platform_is_not_accepted_R7_R31(
    event: Event, state: str
) -> None:
    with pytest.raises(refusals.PlatformRecordMissing) as refused:
        check_confirmed(given(REQUEST, event))
    assert refused.value.details["state"] == state


def test_the_declared_text_shown_again_lets_the_step_go_on_R31() -> None:
    check_confirmed(given(REQUEST, DIFFERED, CONFIRMED))
    check_confirmed(given(REQUEST, GONE, SILENT, CONFIRMED))


def test_nobody_waits_for_a_platform_that_is_not_connected_R31() -> None:
    check_confirmed(None)
    check_confirmed(given(REQUEST, SILENT), connected=False)


def test_what_a_platform_said_while_it_was_connected_still_counts_R31() -> None:
    with pytest.raises(refusals.PlatformTextDiffers):
        check_confirmed(given(REQUEST, DIFFERED), connected=False)


def ask_again(*checks: rules.Check, **changes: Any) -> list[i.PlatformCheckRequested]:
    asked: dict[str, Any] = {"step_ahead": True, "connected": True, "officer": False}
    return rules.ask_again(checks, application="a1", **{**asked, **changes})


def test_an_enterprise_asks_again_after_it_has_put_the_text_right_R31() -> None:
    assert ask_again(given(REQUEST, DIFFERED)) == [REQUEST]
    again = given(REQUEST, DIFFERED, REQUEST)
    assert (again.asked, again.state) == (2, "waiting")
    with pytest.raises(refusals.PlatformAwaited):
        check_confirmed(again)


def test_asking_again_does_not_wait_for_the_next_try_R31() -> None:
    assert ask_again(given(REQUEST, SILENT)) == [REQUEST]


def test_what_is_about_to_be_asked_is_not_asked_twice() -> None:
    with pytest.raises(refusals.CheckUnderWay):
        ask_again(given(REQUEST))


def test_only_an_officer_doubts_what_was_confirmed() -> None:
    with pytest.raises(refusals.NothingToCheck):
        ask_again(given(REQUEST, CONFIRMED))
    assert ask_again(given(REQUEST, CONFIRMED), officer=True) == [REQUEST]


def test_nothing_is_asked_where_no_step_depends_on_it() -> None:
    for checks, officer in (((), True), ((given(REQUEST, ABOLISHED),), True)):
        with pytest.raises(refusals.NothingToCheck):
            ask_again(*checks, officer=officer)
    with pytest.raises(refusals.NothingToCheck):
        ask_again(given(REQUEST, DIFFERED), step_ahead=False)


def test_nobody_is_asked_who_is_not_connected() -> None:
    with pytest.raises(refusals.PlatformNotConnected):
        ask_again(given(REQUEST, SILENT), connected=False)


def test_abolition_is_taken_over_from_the_platform_once_R7() -> None:
    state = standards.Standard(
        "s1", USCC, "c", (standards.Text(2, "Q/X", date(2021, 1, 1), "a" * 64),)
    )
    event = standards.abolished_on_platform(state, date(2021, 8, 1))
    assert event == i.StandardAbolished(
        standard="s1", version=2, enterprise=USCC, abolished=date(2021, 8, 1)
    )
    assert standards.abolished_on_platform(standards.evolve(state, event), TODAY) is None


@pytest.mark.parametrize("event", [SILENT, CONFIRMED])
def test_a_check_begins_with_its_request(event: Event) -> None:
    with pytest.raises(ValueError, match="before the check"):
        rules.evolve(None, event)


def test_an_event_of_another_stream_is_no_check() -> None:
    with pytest.raises(ValueError, match="no event of a check"):
        rules.evolve(given(REQUEST), i.PlatformConnected(platform="x"))
