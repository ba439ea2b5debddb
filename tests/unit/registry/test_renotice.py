"""What a notice says that was extended, or is shown again: its whole length, why, what changed (R17, R18)."""

import pytest

from services.chassis.log import canon
from services.contracts import scoring as s
from services.contracts.rows import read_rows
from services.registry.domain.official_text import extension_in_words
from services.registry.domain.renotice import CAUSES, cause_in_words, changes_in_words
from tests.support.counter import BOARD, OTHER, ROW, at

TEXTS = "/v1/official-texts"


def row(application, rank=1, star=5, number="Q/A 1-2021"):
    return {
        "application": application,
        "rank": rank,
        "star": star,
        "number": number,
        "enterprise_name": f"{application}行",
    }


def test_what_changed_is_listed_who_left_who_came_who_moved_R18():
    before = [row("甲"), row("乙", 2, 4, "Q/B 1-2021"), row("丙", 3, 3, "Q/C 1-2021")]
    after = [row("乙", 1, 4, "Q/B 1-2021"), row("丙", 2, 4, "Q/C 1-2021"), row("丁", 3, 3)]
    assert changes_in_words(before, after).splitlines() == [
        "　　1. 退出：甲行　Q/A 1-2021（原第1名）",
        "　　2. 新列入：丁行　Q/A 1-2021（第3名、3星、Q/A 1-2021）",
        "　　3. 变动：乙行　Q/B 1-2021，由第2名、4星、Q/B 1-2021变为第1名、4星、Q/B 1-2021",
        "　　4. 变动：丙行　Q/C 1-2021，由第3名、3星、Q/C 1-2021变为第2名、4星、Q/C 1-2021",
    ]


def test_where_no_rank_changed_it_says_so_R18():
    assert changes_in_words([row("甲")], [row("甲")]) == "　　名次和星级未变。"


def test_the_cause_is_said_in_words_with_the_objections_number_R18():
    assert cause_in_words("objection_upheld", "异议〔2021〕1号") == "异议〔2021〕1号异议成立"
    assert cause_in_words("bar_imposed", "") == CAUSES["bar_imposed"]


@pytest.mark.parametrize(("extra", "said"), [(0, ""), (5, "，含延长5个工作日")])
def test_an_extension_is_said_R17(extra, said):
    assert extension_in_words(extra) == said


# --- as a clerk meets it


@pytest.fixture
def desk(counter):
    made = counter(at("2021-09-27"))
    made.season()
    made.drawn(enterprises=(ROW, OTHER))
    return made


def words(desk, text):
    answer = desk.client.get(f"{TEXTS}/{text}/words")
    assert answer.status_code == 200
    assert "{" not in answer.text
    return answer.text


def restated(desk, version=2, cause="objection_upheld", cause_id="o1"):
    """The first of the board leaves it."""
    with desk.store.reading() as views:
        board = views.get("board_version", f"{BOARD}@1") or {}
    kept = read_rows(desk.store.documents.get(board["rows"]["sha256"]))[1:]
    data = b"".join(canon.encode({**one, "rank": n}) + b"\n" for n, one in enumerate(kept, 1))
    desk.hear(
        s.BoardRestated(
            board=BOARD, version=version, season=board["season"], category=board["category"],
            scheme=BOARD, scheme_version=1, scheme_sha256="0" * 64, engine="1",
            reference_date=at("2021-09-01").date(), row_count=len(kept),
            rows=desk.store.documents.put(data, "application/jsonl"), rows_root="", pins=(),
            cause=cause, cause_id=cause_id, removed=("app-1",),
        )
    )  # fmt: skip


def test_the_text_of_an_extended_notice_tells_its_whole_length_R17(desk):
    notice = desk.noticed()["notice"]
    desk.made(f"/v1/notices/{notice}/extension", {"working_days": 5, "reason": "系统维护"})
    asked = {"subject": "notice", "about": notice, "document_number": "晋〔2021〕8号"}
    said = words(desk, desk.made(TEXTS, asked)["text"])
    assert "2021年9月27日至2021年10月22日（15个工作日，含延长5个工作日，公示当日不计入）" in said


def test_a_notice_that_is_shown_again_says_so_with_cause_and_changes_R17_R18(desk):
    made = desk.noticed(document_number="晋〔2021〕8号")
    path = f"/v1/notices/{made['notice']}/objections"
    filed = desk.made(path, {"grounds": "等候时间不实", "about": "app-1"}, by="")
    desk.clock(at("2021-10-11"))
    restated(desk, cause_id=filed["objection"])
    # Shown again it is a matter of its own, and needs no correction of the first text.
    asked = {"subject": "notice", "about": made["notice"], "document_number": "晋〔2021〕9号"}
    text = desk.made(TEXTS, asked)["text"]
    assert desk.get(f"{TEXTS}/{text}")["kind"] == "results_renotice"
    said = words(desk, text)
    assert "“领跑者”名单的重新公示" in said
    assert f"（第1版）和“领跑者”名单，因{filed['number']}异议成立发生变动，形成第2版" in said
    assert "1. 退出：虚构银行1号　Q/DEM 001-2021（原第1名）" in said
    assert "由第2名、5星、Q/DEM 002-2021变为第1名、5星、Q/DEM 002-2021" in said
    assert "2021年10月11日至2021年10月25日（10个工作日，公示当日不计入）" in said
    # And again, from what was shown last.
    desk.clock(at("2021-10-12"))
    restated(desk, version=3, cause="consent_refused", cause_id="event-1")
    again = {**asked, "document_number": "晋〔2021〕10号"}
    said = words(desk, desk.made(TEXTS, again)["text"])
    assert "（第2版）和“领跑者”名单，因企业不同意入榜发生变动，形成第3版" in said
    assert "名次和星级未变" in said
