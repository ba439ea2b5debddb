"""A notice that outlasts its phase is warned of (R27); what is left of one that runs (R17)."""

from datetime import date

import pytest

from services.contracts.registry import CalendarAnnounced
from services.contracts.values import Phase
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.deadlines import Left, fit, latest_opening, left
from tests.support.arrangement import arrangement
from tests.support.counter import BOARD, OWNER, SEASON, SEASON_BODY, at

DAYS = WorkingDays(built_in_to=2026)
EVALUATION = Phase(
    code="evaluation",
    name="评估发布阶段",
    first=date(2021, 9, 1),
    last=date(2021, 10, 31),
    steps=("notice", "publish"),
)


@pytest.mark.parametrize(
    ("opening", "last_day", "fits"),
    [
        ("2021-09-27", "2021-10-15", True),
        ("2021-10-14", "2021-10-28", True),
        ("2021-10-15", "2021-10-29", True),  # the last working day to open it
        ("2021-10-16", "2021-10-29", True),  # Saturday and Sunday open as well as Friday
        ("2021-10-17", "2021-10-29", True),
        ("2021-10-18", "2021-11-01", False),
        ("2021-10-31", "2021-11-12", False),
    ],
)
def test_for_2021_the_last_working_day_to_open_is_10_15_R27(opening, last_day, fits):
    found = fit([EVALUATION], "notice", date.fromisoformat(opening), 10, DAYS)
    assert found.last_day == date.fromisoformat(last_day)
    assert found.fits is fits
    assert (found.latest_working_day, found.latest_opening) == (
        date(2021, 10, 15),
        date(2021, 10, 17),
    )
    assert (found.phase, found.phase_last) == ("evaluation", date(2021, 10, 31))


def test_an_extended_phase_moves_the_last_day_to_open_R1_R27():
    longer = Phase(
        code="evaluation", name="阶段", first=EVALUATION.first, last=date(2021, 11, 1),
        steps=("notice",),
    )  # fmt: skip
    found = fit([longer], "notice", date(2021, 10, 18), 10, DAYS)
    assert (found.fits, found.latest_working_day) == (True, date(2021, 10, 18))


def test_of_several_phases_that_name_the_step_the_last_one_counts_R27():
    early = Phase(
        code="early", name="阶段", first=date(2021, 8, 1), last=date(2021, 8, 31), steps=("notice",)
    )
    assert fit([EVALUATION, early], "notice", date(2021, 9, 1), 10, DAYS).phase == "evaluation"


def test_a_step_that_no_phase_names_is_free_R1_R27():
    assert fit([EVALUATION], "scheme", date(2021, 9, 1), 10, DAYS) is None


def test_the_latest_opening_is_the_last_that_ends_in_time_whatever_the_length_R27():
    for length in (1, 2, 9, 10, 15, 40):
        for last in (date(2021, 10, 9), date(2021, 10, 10), date(2021, 10, 31), date(2026, 3, 1)):
            latest = latest_opening(last, length, DAYS)
            assert DAYS.nth_after(latest, length).earliest <= last
            assert DAYS.nth_after(date.fromordinal(latest.toordinal() + 1), length).earliest > last


def test_an_end_in_an_unannounced_year_is_warned_of_as_far_as_it_is_known_R17_R27():
    phase = Phase(
        code="late",
        name="阶段",
        first=date(2026, 12, 1),
        last=date(2026, 12, 31),
        steps=("notice",),
    )
    assert fit([phase], "notice", date(2026, 12, 17), 10, DAYS).fits
    late = fit([phase], "notice", date(2026, 12, 18), 10, DAYS)
    assert (late.fits, late.certain, late.last_day) == (False, False, date(2027, 1, 1))


def test_days_left_count_after_today_and_the_last_day_lasts_to_midnight_R17():
    end = date(2021, 10, 15)
    assert left(end, end, date(2021, 9, 27), DAYS) == Left(days=18, working_days=10, certain=True)
    assert left(end, end, date(2021, 10, 8), DAYS) == Left(days=7, working_days=6, certain=True)
    assert left(end, end, date(2021, 10, 15), DAYS) == Left(days=0, working_days=0, certain=True)
    assert left(end, end, date(2021, 10, 16), DAYS).days == 0


def test_days_left_of_a_provisional_end_are_said_to_be_so_R17():
    found = left(None, date(2027, 1, 1), date(2026, 12, 30), DAYS)
    assert found == Left(days=2, working_days=2, certain=False)
    new_year = CalendarAnnounced(
        year=2027, version=1, document_number="示例", days_off=(date(2027, 1, 1),), make_up_days=()
    )
    days = WorkingDays([new_year], built_in_to=2026)
    assert left(None, date(2027, 1, 1), date(2026, 12, 30), days).working_days == 1


# --- as a clerk meets it


def test_a_submission_in_time_is_not_warned_of_and_a_late_one_is_R27(counter):
    desk = counter(at("2021-10-15"))
    desk.season()
    desk.drawn()
    assert desk.submitted()["warnings"] == []
    season = desk.get(f"/v1/seasons/{SEASON}")
    assert season["warnings"] == []
    [scheme, notice] = season["deadlines"]
    assert (scheme["latest_working_day"], notice["latest_working_day"]) == (
        "2021-08-17",
        "2021-10-15",
    )
    desk.clock(at("2021-10-18"))
    [warned] = desk.get(f"/v1/seasons/{SEASON}")["warnings"]
    assert (warned["code"], warned["category"], warned["last_day"]) == (
        "warning.notice_does_not_fit",
        "branch-service",
        "2021-11-01",
    )
    assert "最迟应于 2021-10-15" in warned["text"]["zh"]
    assert "2021-10-15" in warned["text"]["en"]


def test_a_late_submission_is_warned_of_in_its_answer_R27(counter):
    desk = counter(at("2021-10-18"))
    desk.season()
    desk.drawn()
    [warned] = desk.submitted()["warnings"]
    assert (warned["latest_working_day"], warned["latest_opening"]) == ("2021-10-15", "2021-10-17")


def test_a_late_notice_opens_and_says_so_everywhere_until_the_phase_is_extended_R1_R27(counter):
    desk = counter(at("2021-10-18"))
    desk.season()
    desk.drawn()
    made = desk.noticed()
    assert [one["last_day"] for one in made["warnings"]] == ["2021-11-01"]
    notice = f"/v1/notices/{made['notice']}"
    assert [one["phase"] for one in desk.get(notice)["warnings"]] == ["evaluation"]
    assert [one["phase"] for one in desk.get(f"/v1/seasons/{SEASON}")["warnings"]] == ["evaluation"]
    more = {"last": "2021-11-05", "reason": "公示期限"}
    desk.made(f"/v1/seasons/{SEASON}/phases/evaluation/extension", more)
    assert desk.get(notice)["warnings"] == []
    assert desk.get(f"/v1/seasons/{SEASON}")["warnings"] == []


def test_a_notice_counts_down_and_is_silent_when_closed_R17(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    notice = f"/v1/notices/{desk.noticed()['notice']}"
    assert desk.get(notice)["left"] == {"days": 18, "working_days": 10, "certain": True}
    desk.clock(at("2021-10-15", 23))
    assert desk.get(notice)["left"] == {"days": 0, "working_days": 0, "certain": True}
    desk.clock(at("2021-10-16", 0))
    closed = desk.get(notice)
    assert (closed["state"], closed["left"], closed["warnings"]) == ("closed", None, [])


def test_a_notice_into_an_unannounced_year_is_settled_by_its_calendar_R17_R34(counter):
    """With the year after the last built-in one, so that the test lasts."""
    last = max(year for year in range(2026, 2100) if WorkingDays().knows(year))
    desk = counter(at(f"{last}-12-28"))
    phase = {**SEASON_BODY["phases"][1], "first": f"{last}-01-01", "last": f"{last + 1}-12-31"}
    desk.season(phases=[phase])
    desk.drawn()
    made = desk.noticed()
    assert made["last_day"] is None
    notice = f"/v1/notices/{made['notice']}"
    assert desk.get(notice)["left"]["certain"] is False
    announced = arrangement(last + 1)
    desk.made("/v1/calendars", announced)
    settled = desk.get(notice)
    assert settled["last_day"] is not None
    assert f"{last + 1}v1" in settled["calendar"]
    assert desk.refused("/v1/calendars", announced) == "registry.already_there"
    # An amendment moves a running notice to a later end, and never a closed one.
    end = settled["last_day"]
    amendment = arrangement(last + 1, end[5:], reasons="延长假期")
    amend = "/v1/calendars/amendments"
    desk.made(amend, amendment)
    moved = desk.get(notice)
    assert moved["last_day"] > end
    assert f"{last + 1}v2" in moved["calendar"]
    desk.clock(at(f"{last + 1}-02-15"))
    closed = desk.get(notice)
    assert closed["state"] == "closed"
    desk.made(amend, arrangement(last + 1, moved["last_day"][5:], reasons="再延长假期"))
    after = desk.get(notice)
    assert (after["last_day"], after["calendar"]) == (moved["last_day"], moved["calendar"])


# --- whose season it is


def test_another_bureau_acts_on_no_step_of_a_season_R1(counter):
    desk = counter(at("2021-08-11"))
    desk.account("other-bureau", "bureau")
    desk.season()
    desk.scheme()
    stranger = "other-bureau"
    mine = "registry.not_your_season"
    notice = {"kind": "scheme", "about": f"{BOARD}@1"}
    assert desk.refused("/v1/notices", notice, stranger) == mine
    opened = desk.made("/v1/notices", notice)["notice"]
    extension = {"last": "2021-09-30", "reason": "x"}
    phases = f"/v1/seasons/{SEASON}/phases"
    assert desk.refused(f"{phases}/mobilisation/extension", extension, stranger) == mine
    body = {"body": "first-evaluation-body", "grounds": "x", "pilot_approval": "x"}
    assert desk.refused(f"/v1/seasons/{SEASON}/evaluation-body", body, stranger) == mine
    assert desk.refused(f"/v1/seasons/{SEASON}/closing", {}, stranger) == mine
    filed = desk.made(f"/v1/notices/{opened}/objections", {"grounds": "x"}, by="")
    decision = {"decision": "dismissed", "reasons": "x"}
    objection = f"/v1/objections/{filed['objection']}"
    assert desk.refused(f"{objection}/decision", decision, stranger) == mine
    headers = {"Authorization": f"Bearer {desk.keys[stranger]}"}
    read = desk.client.get(f"{objection}/words", headers=headers)
    assert (read.status_code, read.json["code"]) == (403, mine)
    assert desk.get(f"{objection}/words", by="bureau")["text"] == "x"
    desk.made(f"{objection}/decision", decision)
    desk.clock(at("2021-09-27"))
    desk.drawn()
    submission = desk.submitted()["submission"]
    review = f"/v1/submissions/{submission}/review"
    assert desk.refused(review, {"outcome": "passed"}, stranger) == mine
    desk.made(review, {"outcome": "passed"})
    results = {"kind": "results", "about": submission}
    assert desk.refused("/v1/notices", results, stranger) == mine
    desk.made("/v1/notices", results)
    desk.clock(at("2021-10-18"))
    assert desk.refused(f"/v1/boards/{BOARD}/publication", {}, stranger) == mine
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    proposal = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
    proposals = f"/v1/titles/{title}/revocation-proposals"
    assert desk.refused(proposals, proposal, stranger) == mine
    revocation = desk.made(proposals, proposal)["revocation"]
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    there = f"/v1/revocations/{revocation}"
    assert desk.refused(f"{there}/decision", decided, stranger) == mine
    desk.clock(at("2021-11-01"))
    desk.made(f"{there}/decision", decided)
    assert desk.refused(f"{there}/annulment", {"reasons": "x"}, stranger) == mine


def test_the_branch_that_shares_a_finance_season_chooses_the_body_with_the_bureau_R3_R26(counter):
    desk = counter(at("2021-08-10"))
    desk.account("branch", "central_bank")
    desk.account("second-body", "evaluation_body")
    desk.season()
    appoint = f"/v1/seasons/{SEASON}/evaluation-body"
    body = {"body": "second-body", "grounds": "比选", "pilot_approval": "试点"}
    assert desk.refused(appoint, body, "branch") == "registry.not_your_season"
    share = f"/v1/seasons/{SEASON}/co-owner"
    grounds = {"grounds": "[137] 五.1"}
    wrong = {"co_owner": OWNER, **grounds}
    assert desk.refused(share, wrong) == "registry.field_wrong"
    desk.made(share, {"co_owner": "branch", **grounds})
    assert desk.get(f"/v1/seasons/{SEASON}")["co_owner"] == "branch"
    desk.made(appoint, body, "branch")
    assert desk.refused(share, {"co_owner": "branch", **grounds}) == "registry.already_there"
    # The seal stays the bureau's: the branch has no part in notices and publication.
    assert desk.refused(f"/v1/seasons/{SEASON}/closing", {}, "branch") == "web.role_may_not"


def test_a_general_season_has_no_co_owner_R26(counter):
    desk = counter(at("2021-08-10"))
    desk.account("branch", "central_bank")
    desk.season(profile="general-77")
    asked = {"co_owner": "branch", "grounds": "x"}
    assert desk.refused(f"/v1/seasons/{SEASON}/co-owner", asked) == "registry.field_wrong"


def test_the_page_counts_down_and_links_the_official_text_R17(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed(document_number="晋市市监〔2021〕201号")
    chinese = desk.client.get("/").text
    assert "公示至 2021-10-15 · 剩余 18 天（10 个工作日）" in chinese
    assert "晋市市监〔2021〕201号" in chinese
    [text] = desk.get("/v1/official-texts")["items"]
    assert f"/v1/official-texts/{text['text']}/words" in chinese
    assert "18 days left (10 working days)" in desk.client.get("/?lang=en").text


def test_an_outage_makes_a_notice_longer_and_it_closes_on_the_new_day_R17_R27(counter):
    desk = counter(at("2021-10-15"))
    desk.account("other-bureau", "bureau")
    desk.season()
    desk.drawn()
    notice = f"/v1/notices/{desk.noticed()['notice']}"
    more = {"working_days": 1, "reason": "网站故障一日"}
    assert desk.refused(f"{notice}/extension", more, "other-bureau") == "registry.not_your_season"
    made = desk.made(f"{notice}/extension", more)
    assert made["last_day"] == "2021-11-01"
    assert [one["last_day"] for one in made["warnings"]] == ["2021-11-01"]
    assert [one["last_day"] for one in desk.get(notice)["warnings"]] == ["2021-11-01"]
    desk.clock(at("2021-11-01", 23))
    shown = desk.get(notice)
    assert (shown["state"], shown["extra"]) == ("open", 1)
    desk.clock(at("2021-11-02", 0))
    assert desk.get(notice)["state"] == "closed"
    assert desk.refused(f"{notice}/extension", more) == "registry.notice_over"
