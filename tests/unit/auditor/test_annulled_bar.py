"""A bank that a wrong bar took off the board belongs on the next draw again (R15, R22)."""

from datetime import date

from services.contracts import intake as i
from services.contracts import registry as r
from tests.unit.auditor.telling import BOARD, Telling, on, told
from tests.unit.auditor.test_replay import ALL, replayed

REST = ("yi", "bing", "ding")


def taken_off() -> Telling:
    telling = told()
    telling.draw(ALL, on("2021-09-06"))
    bar = r.BarImposed(
        enterprise="usc-jia",
        revocation="rev-1",
        first_day=date(2021, 9, 7),
        last_day=date(2024, 9, 7),
    )
    cause = telling.say(bar, on("2021-09-07")).entry.id
    telling.restate(
        REST, on("2021-09-07", 2), 2, cause="bar_imposed", cause_id=cause, removed=["app-jia"]
    )
    return telling


def lifted(telling: Telling) -> None:
    telling.say(r.BarLifted(enterprise="usc-jia", revocation="rev-1"), on("2021-09-08"))


def test_a_bar_that_stands_keeps_it_off_the_next_draw_R22() -> None:
    telling = taken_off()
    telling.draw(REST, on("2021-09-09"), 3)
    assert replayed(telling).differences == ()
    shown_anyway = taken_off()
    shown_anyway.draw(ALL, on("2021-09-09"), 3)
    assert replayed(shown_anyway).differences


def test_an_annulled_bar_gives_it_its_place_in_the_next_draw_R22() -> None:
    telling = taken_off()
    lifted(telling)
    telling.draw(ALL, on("2021-09-09"), 3)
    assert replayed(telling).differences == ()
    left_out = taken_off()
    lifted(left_out)
    left_out.draw(REST, on("2021-09-09"), 3)
    assert replayed(left_out).differences


def test_who_refused_meanwhile_stays_away_R15() -> None:
    telling = taken_off()
    refusal = i.ConsentRefused(
        application="app-jia", enterprise="usc-jia", board=BOARD, reason_commitment=""
    )
    telling.say(refusal, on("2021-09-07", 5))
    lifted(telling)
    telling.draw(REST, on("2021-09-09"), 3)
    assert replayed(telling).differences == ()
