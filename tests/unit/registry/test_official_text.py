"""Official texts: numbered, dated as documents are, the same bytes each time (R5, R17, R19, R32)."""

import hashlib
from datetime import date

import pytest

from services.registry.domain import exit_refusals, refusals
from services.registry.domain.official_text import (
    KINDS,
    board_in_words,
    check_only,
    chinese_date,
    correction_in_words,
    end_in_words,
    issue,
    leaders_in_words,
    matter,
    render,
)
from services.registry.official import template
from tests.support.counter import BOARD, OTHER, ROW, SEASON, at

ROWS = [
    {
        "rank": 1,
        "application": "a1",
        "enterprise": ROW,
        "enterprise_name": "甲行",
        "number": "Q/A 1-2021",
        "star": 5,
    },
    {
        "rank": 2,
        "application": "a2",
        "enterprise": OTHER,
        "enterprise_name": "乙行",
        "number": "Q/B 1-2021",
        "star": 3,
    },
]


@pytest.mark.parametrize(
    ("day", "said"), [("2021-09-27", "2021年9月27日"), ("2021-10-01", "2021年10月1日")]
)
def test_a_day_is_written_as_official_documents_write_it(day, said):
    assert chinese_date(date.fromisoformat(day)) == said


def test_a_provisional_end_is_said_to_be_open_R17():
    assert end_in_words(date(2021, 10, 15), date(2021, 10, 15)) == "2021年10月15日"
    said = end_in_words(None, date(2027, 1, 1))
    assert said == "待国家公布2027年放假安排后确定的日期（不早于2027年1月1日）"


HELD = {"text": "t1", "document_number": "晋〔2021〕8号"}


def test_a_matter_has_one_text_and_a_correction_names_it_with_reasons_R32(refused):
    check_only(None, "", "")
    check_only(HELD, "t1", "误写截止日期")
    with refused(exit_refusals.TextIssued, text="t1", number="晋〔2021〕8号"):
        check_only(HELD, "", "")
    with refused(refusals.FieldWrong, field="corrects", expected="t1"):
        check_only(HELD, "t0", "误写截止日期")
    with refused(refusals.FieldWrong, field="corrects", expected="—"):
        check_only(None, "t1", "误写截止日期")
    with refused(refusals.FieldWrong, field="reasons"):
        check_only(HELD, "t1", " ")


def test_each_showing_of_a_notice_is_a_matter_of_its_own_R18():
    assert len({matter("n1", 0), matter("n1", 2), matter("n1", 3), matter("n2", 0)}) == 4


def test_a_correction_says_what_it_takes_the_place_of():
    assert correction_in_words("", "") == ""
    assert "晋〔2021〕8号" in correction_in_words("晋〔2021〕8号", "误写截止日期")


def test_another_kind_of_text_is_refused(refused):
    with refused(refusals.FieldWrong, field="kind"):
        issue(
            text="t", kind="letter", about="a", season="s", number="n",
            dated=date(2021, 9, 27), document=None,
        )  # fmt: skip


def test_a_board_is_listed_in_its_order_and_an_empty_one_says_so_R30():
    assert board_in_words(ROWS).splitlines() == [
        f"1　甲行　{ROW}　Q/A 1-2021　★★★★★",
        f"2　乙行　{OTHER}　Q/B 1-2021　★★★",
    ]
    assert board_in_words([]) == "（本榜无企业入榜）"


def test_leaders_are_listed_by_name_and_none_is_a_result_R30():
    assert leaders_in_words(ROWS, [{"application": "a2"}]) == f"1.　乙行　{OTHER}　Q/B 1-2021"
    assert leaders_in_words(ROWS, []) == "（本年度不产生“领跑者”）"


def test_the_same_wording_and_facts_give_the_same_bytes():
    assert render("甲{x}\n\n", {"x": "{乙}"}) == "甲{乙}\n".encode()
    with pytest.raises(KeyError):
        render("{nothing}", {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_wording_has_issuer_number_and_date(kind):
    said = template(kind)
    for name in ("{issuer}", "{document_number}", "{dated}", "{legal_basis}"):
        assert name in said


# --- as a clerk meets it


def words(desk, text):
    answer = desk.client.get(f"/v1/official-texts/{text}/words")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    shown = desk.get(f"/v1/official-texts/{text}")
    assert hashlib.sha256(answer.data).hexdigest() == shown["document"]["sha256"]
    assert "{" not in answer.text
    assert "None" not in answer.text
    return answer.text


def text_about(desk, about):
    [one] = desk.get(f"/v1/official-texts?about={about}")["items"]
    return one["text"]


def test_a_schemes_notice_has_its_text_when_it_opens_R5_R17(counter):
    desk = counter(at("2021-08-11"))
    desk.season()
    desk.scheme()
    opened = desk.made(
        "/v1/notices",
        {"kind": "scheme", "about": f"{BOARD}@1", "document_number": "晋市市监〔2021〕150号"},
    )
    said = words(desk, text_about(desk, opened["notice"]))
    assert "晋市市监〔2021〕150号" in said
    assert "2021年8月11日至2021年8月25日（10个工作日" in said
    assert "商业银行营业网点服务企业标准“领跑者”评估方案" in said
    assert "公开征求意见" in said


def test_results_and_publication_have_their_texts_with_board_and_leaders_R17_R19(counter):
    desk = counter(at("2021-09-27"))
    desk.account("branch", "central_bank")
    desk.season()
    desk.made(f"/v1/seasons/{SEASON}/co-owner", {"co_owner": "branch", "grounds": "[137] 五.1"})
    desk.drawn(enterprises=(ROW, OTHER))
    made = desk.noticed(document_number="晋市市监〔2021〕201号")
    said = words(desk, text_about(desk, made["notice"]))
    assert "2021年9月27日至2021年10月15日（10个工作日" in said
    assert f"1　虚构银行1号　{ROW}" in said
    assert f"2　虚构银行2号　{OTHER}" in said
    # The document of both organisers bears both names.
    assert said.startswith("初始bureau　branch\n")
    desk.clock(at("2021-10-18"))
    publication = f"/v1/boards/{BOARD}/publication"
    taken = {"document_number": "晋市市监〔2021〕201号"}
    assert desk.refused(publication, taken) == "registry.already_there"
    desk.made(publication, {"document_number": "晋市市监〔2021〕230号"})
    said = words(desk, text_about(desk, BOARD))
    assert "公示期2021年9月27日至2021年10月15日" in said
    assert "自2021年10月18日至2022年10月17日" in said
    assert said.rstrip().endswith(f"1.　虚构银行1号　{ROW}　Q/DEM 001-2021")
    closed = {"subject": "notice", "about": made["notice"], "document_number": "晋〔2021〕9号"}
    assert desk.refused("/v1/official-texts", closed) == "registry.not_ready_for_notice"


def test_a_revocation_has_its_announcement_as_an_honour_withdrawn_R21_R32(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed()
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    proposal = {"ground": 4, "facts": "抽检低于声明水平", "evidence": ["报告一", "报告二"]}
    revocation = desk.made(f"/v1/titles/{title}/revocation-proposals", proposal)["revocation"]
    asked = {"subject": "revocation", "about": revocation, "document_number": "晋〔2021〕8号"}
    assert desk.refused("/v1/official-texts", asked) == "registry.not_ready_for_notice"
    desk.clock(at("2021-11-01"))
    decided = {"decision_number": "晋市市监〔2021〕7号", "legal_basis": "晋市市监〔2021〕77号 三.7"}
    desk.made(f"/v1/revocations/{revocation}/decision", decided)
    said = words(desk, desk.made("/v1/official-texts", asked)["text"])
    assert "虚构银行1号" in said
    assert "产品抽检发现达不到公开标准水平" in said
    assert "报告一；报告二" in said
    assert "自2021年11月1日至2024年11月1日（含首尾两日）" in said
    assert "不属于行政处罚" in said
    assert "逾期未陈述申辩" in said


def test_only_the_seasons_owner_issues_its_texts_and_the_rest_is_told_R1(counter):
    desk = counter(at("2021-08-11"))
    desk.account("other-bureau", "bureau")
    desk.season()
    desk.scheme()
    notice = desk.made("/v1/notices", {"kind": "scheme", "about": f"{BOARD}@1"})["notice"]
    asked = {"subject": "notice", "about": notice, "document_number": "晋〔2021〕8号"}
    assert desk.refused("/v1/official-texts", asked, "other-bureau") == "registry.not_your_season"
    board = {"subject": "publication", "about": BOARD, "document_number": "晋〔2021〕8号"}
    assert desk.refused("/v1/official-texts", board) == "web.not_found"
    desk.made("/v1/official-texts", asked)


def test_a_matter_has_one_text_however_its_number_is_written_R5_R32(counter):
    desk = counter(at("2021-08-11"))
    desk.season()
    desk.scheme()
    notice = desk.made("/v1/notices", {"kind": "scheme", "about": f"{BOARD}@1"})["notice"]
    path = "/v1/official-texts"
    asked = {"subject": "notice", "about": notice, "document_number": "晋〔2021〕56号"}
    first = desk.made(path, asked)["text"]
    again = {**asked, "document_number": "晋〔2021〕57号"}
    assert desk.refused(path, again) == "registry.text_issued"
    correction = {**again, "corrects": first, "reasons": "误写截止日期"}
    taken = {**correction, "document_number": "晋[2021]56号"}
    assert desk.refused(path, taken) == "registry.already_there"
    second = desk.made(path, correction)["text"]
    said = words(desk, second)
    assert "更正并代替晋〔2021〕56号" in said
    assert "误写截止日期" in said
    shown = {one["text"]: one for one in desk.get(path)["items"]}
    assert (shown[second]["corrects"], shown[first]["corrected_by"]) == (first, second)
    # Only the text that holds is corrected.
    assert desk.refused(path, {**correction, "document_number": "晋〔2021〕58号"}) == (
        "registry.field_wrong"
    )


def test_decisions_and_texts_share_one_register_of_numbers_R21_R32(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed(document_number="晋市市监〔2021〕201号")
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    proposal = {"ground": 4, "facts": "抽检低于声明水平", "evidence": ["报告一"]}
    revocation = desk.made(f"/v1/titles/{title}/revocation-proposals", proposal)["revocation"]
    desk.clock(at("2021-11-01"))
    path = f"/v1/revocations/{revocation}/decision"
    basis = "晋市市监〔2021〕77号 三.7"
    for number, legal_basis, code in (
        ("晋市市监[2021]201号", basis, "registry.already_there"),
        ("x", basis, "registry.field_wrong"),
        ("晋市市监〔2021〕7号", ".", "registry.field_wrong"),
    ):
        decided = {"decision_number": number, "legal_basis": legal_basis}
        assert desk.refused(path, decided) == code, decided
    desk.made(path, {"decision_number": "晋市市监〔2021〕7号", "legal_basis": basis})
    asked = {
        "subject": "revocation", "about": revocation, "document_number": "晋市市监[2021]7号",
    }  # fmt: skip
    assert desk.refused("/v1/official-texts", asked) == "registry.already_there"
