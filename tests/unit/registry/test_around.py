"""Around a title: list and badge, standing elsewhere, awards, publicity, cultivation (R24, R33)."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from services.contracts.intake import EnterpriseRegistered
from services.contracts.registry import (
    AwardRecorded,
    CultivationListed,
    PublicityRecorded,
    StandingRecorded,
)
from services.registry.domain import around, refusals
from services.registry.domain.badge import draw, state_on
from tests.support.counter import BOARD, OTHER, ROW, SEASON, at

TODAY = date(2021, 11, 20)
STANDING = StandingRecorded(
    standing="s1",
    enterprise=ROW,
    level="provincial",
    name="省级“领跑者”",
    granted_by="示例机构",
    document_number="",
    since=date(2021, 10, 1),
    last_day=None,
)
AWARD = AwardRecorded(
    award="a1",
    enterprise=ROW,
    title="t1",
    season=SEASON,
    name="奖励",
    granted_by="市局",
    document_number="",
    granted_on=TODAY,
)
PUBLICITY = PublicityRecorded(
    publicity="p1",
    season=SEASON,
    occasion="世界标准日",
    channel="局网站",
    address="",
    held_on=date(2021, 10, 14),
)


@pytest.mark.parametrize("level", ["national", "provincial"])
def test_a_standing_elsewhere_is_recorded_beside_the_title_R33(level):
    asked = replace(STANDING, level=level, last_day=date(2021, 10, 1))
    assert around.record_standing(asked, TODAY) is asked


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "county"}, "level"),
        ({"enterprise": "91140599DEM0000155"}, "enterprise"),
        ({"since": date(2021, 11, 21)}, "since"),
        ({"last_day": date(2021, 9, 30)}, "last_day"),
    ],
)
def test_a_standing_that_cannot_be_is_refused_R33(change, field, refused):
    with refused(refusals.FieldWrong, field=field):
        around.record_standing(replace(STANDING, **change), TODAY)


def test_an_award_goes_to_the_holder_of_the_title_and_not_ahead_of_time_R24_R33(refused):
    assert around.record_award(AWARD, ROW, TODAY) is AWARD
    with refused(refusals.FieldWrong, field="enterprise", expected=OTHER):
        around.record_award(AWARD, OTHER, TODAY)
    with refused(refusals.FieldWrong, field="granted_on"):
        around.record_award(AWARD, ROW, date(2021, 11, 19))


def test_publicity_is_recorded_once_it_was_held_R33(refused):
    assert around.record_publicity(PUBLICITY, date(2021, 10, 14)) is PUBLICITY
    with refused(refusals.FieldWrong, field="held_on"):
        around.record_publicity(PUBLICITY, date(2021, 10, 13))


def test_a_county_lists_what_it_cultivates_and_lists_again_R33(refused):
    asked = {"county": "c", "year": 2021, "field": "coal", "plan": "计划"}
    assert around.list_cultivated(1, enterprises=[ROW, OTHER], **asked) == CultivationListed(
        county="c", year=2021, field="coal", version=2, enterprises=(ROW, OTHER), plan="计划"
    )
    for wrong in ([], [ROW, ROW], ["x"]):
        with refused(refusals.FieldWrong):
            around.list_cultivated(0, enterprises=wrong, **asked)


def test_a_title_past_its_last_day_is_expired_even_when_the_timer_is_late_R20_R33():
    last = date(2022, 10, 17)
    assert state_on("valid", last, last) == "valid"
    assert state_on("valid", last, date(2022, 10, 18)) == "expired"
    assert state_on("revoked", last, date(2022, 10, 18)) == "revoked"


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        ("valid", "有效 至 2022-10-17", "valid to 2022-10-17"),
        ("expired", "已到期 2022-10-17", "expired 2022-10-17"),
        ("revoked", "已取消", "withdrawn"),
    ],
)
def test_the_badge_says_how_the_title_stands_without_a_script_R33(state, zh, en):
    for language, said in (("zh", zh), ("en", en)):
        svg = draw(
            enterprise='<script>alert(1)</script> & "甲行"',
            about="2021年活动",
            state=state,
            last_valid_day=date(2022, 10, 17),
            language=language,
        )
        root = ET.fromstring(svg)
        assert said in "".join(root.itertext())
        assert '"甲行"' in "".join(root.itertext())
        assert not [one for one in root.iter() if one.tag.endswith("script")]
        assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]


# --- as the public meets it


def titled(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed()
    desk.hear(EnterpriseRegistered(enterprise=ROW, name="虚构银行", kind="x", region="140599"))
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    return desk, title


def badge(desk, title, query=""):
    answer = desk.client.get(f"/v1/titles/{title}/badge.svg{query}")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-cache"
    return answer.text


def test_the_badge_is_live_valid_then_expired_R20_R33(counter):
    desk, title = titled(counter)
    assert "有效 至 2022-10-17" in badge(desk, title)
    assert "虚构银行" in badge(desk, title)
    assert "valid to 2022-10-17" in badge(desk, title, "?lang=en")
    desk.clock(at("2022-10-18"))
    assert "已到期" in badge(desk, title)
    assert desk.client.get("/v1/titles/nothing/badge.svg").status_code == 404


def test_the_badge_of_a_revoked_title_says_so_at_once_R21_R33(counter):
    desk, title = titled(counter)
    proposal = {"ground": 4, "facts": "抽检", "evidence": ["报告"]}
    revocation = desk.made(f"/v1/titles/{title}/revocation-proposals", proposal)["revocation"]
    desk.clock(at("2021-11-01"))
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    desk.made(f"/v1/revocations/{revocation}/decision", decided)
    assert "已取消" in badge(desk, title)
    [one] = desk.get("/v1/leaders")["items"]
    assert one["state"] == "revoked"


def test_the_list_of_leaders_tells_all_that_is_around_a_title_R24_R33(counter):
    desk, title = titled(counter)
    standing = {
        "enterprise": ROW,
        "level": "national",
        "name": "国家级“领跑者”",
        "granted_by": "示例机构",
        "since": "2021-10-01",
    }
    desk.made("/v1/standings", standing)
    award = {
        "enterprise": ROW,
        "name": "奖励",
        "granted_by": "市局",
        "granted_on": "2021-10-18",
    }
    desk.made(f"/v1/titles/{title}/awards", award)
    [one] = desk.get("/v1/leaders")["items"]
    assert (one["title"], one["enterprise_name"], one["state"]) == (title, "虚构银行", "valid")
    assert one["category_name"] == "商业银行营业网点服务"
    assert one["badge"].endswith(f"/titles/{title}/badge.svg")
    assert [s["level"] for s in one["standings"]] == ["national"]
    assert [a["name"] for a in one["awards"]] == ["奖励"]
    assert len(desk.get(f"/v1/seasons/{SEASON}/awards")["items"]) == 1
    assert len(desk.get("/v1/standings")["items"]) == 1
    desk.account("other-bureau", "bureau")
    awards = f"/v1/titles/{title}/awards"
    assert desk.refused(awards, award, "other-bureau") == "registry.not_your_season"


def test_publicity_and_cultivation_are_public_R33(counter):
    desk, _ = titled(counter)
    publicity = f"/v1/seasons/{SEASON}/publicity"
    held = {"occasion": "世界标准日", "channel": "局网站", "held_on": "2021-10-14"}
    desk.made(publicity, held)
    assert [one["occasion"] for one in desk.get(publicity)["items"]] == ["世界标准日"]
    asked = {"year": 2021, "field": "coal", "enterprises": [ROW], "plan": "培育计划"}
    desk.made("/v1/cultivation-lists", asked, "county_bureau")
    more = {**asked, "enterprises": [ROW, OTHER]}
    assert desk.made("/v1/cultivation-lists", more, "county_bureau")["version"] == 2
    [listed] = desk.get("/v1/cultivation-lists")["items"]
    assert (listed["county"], listed["enterprises"]) == ("first-county-bureau", [ROW, OTHER])
    assert desk.refused("/v1/cultivation-lists", asked) == "web.role_may_not"


@pytest.mark.parametrize("kind", ["awards", "publicity", "reviews"])
def test_a_season_that_does_not_exist_has_no_empty_lists_R1_R33(counter, kind):
    desk, _ = titled(counter)
    assert desk.client.get(f"/v1/seasons/{SEASON}/{kind}").status_code == 200
    assert desk.client.get(f"/v1/seasons/nothing/{kind}").status_code == 404
