"""What the platform showed decides who belongs on a drawn board, told from the logs alone (R31)."""

from services.contracts import intake as i
from services.contracts.event import Event
from tests.unit.auditor.telling import BOARD, Telling, on, told
from tests.unit.auditor.test_replay import ALL, replayed

REST = ("yi", "bing", "ding")
ABOUT = {
    "check": f"scoring/{BOARD}@1/app-jia",
    "enterprise": "usc-jia",
    "application": "app-jia",
    "standard": "std-jia",
    "version": 1,
    "step": "scoring",
    "about": f"{BOARD}@1",
}
DIFFERED = i.PlatformTextDiffered(
    **ABOUT, applied_sha256="a" * 64, found_sha256="b" * 64, count=0, differences=()
)
GONE = i.PlatformRecordGone(**ABOUT)
CONFIRMED = i.PlatformTextConfirmed(**ABOUT, text_sha256="a" * 64)


def drawn_after(*events: Event) -> Telling:
    telling = told()
    telling.draw(ALL, on("2021-09-06"))
    for hour, event in enumerate(events, 1):
        telling.say(event, on("2021-09-07", hour))
    return telling


def test_a_text_that_differed_last_is_not_on_the_next_draw_R31() -> None:
    telling = drawn_after(DIFFERED)
    telling.draw(REST, on("2021-09-09"), 2)
    assert replayed(telling).differences == ()
    shown_anyway = drawn_after(DIFFERED)
    shown_anyway.draw(ALL, on("2021-09-09"), 2)
    assert replayed(shown_anyway).differences


def test_a_text_shown_again_is_on_the_next_draw_R31() -> None:
    telling = drawn_after(DIFFERED, CONFIRMED)
    telling.draw(ALL, on("2021-09-09"), 2)
    assert replayed(telling).differences == ()
    left_out = drawn_after(DIFFERED, CONFIRMED)
    left_out.draw(REST, on("2021-09-09"), 2)
    assert replayed(left_out).differences


def taken_off(*after: Event) -> Telling:
    telling = drawn_after(GONE)
    gone = telling.logs["intake"][-1].entry.id
    telling.restate(
        REST, on("2021-09-08"), 2, cause="record_gone", cause_id=gone, removed=["app-jia"]
    )
    for hour, event in enumerate(after, 2):
        telling.say(event, on("2021-09-08", hour))
    return telling


def test_a_record_that_was_gone_and_came_back_is_on_the_next_draw_R31() -> None:
    telling = taken_off()
    telling.draw(REST, on("2021-09-09"), 3)
    assert replayed(telling).differences == ()
    back = taken_off(CONFIRMED)
    back.draw(ALL, on("2021-09-09"), 3)
    assert replayed(back).differences == ()
