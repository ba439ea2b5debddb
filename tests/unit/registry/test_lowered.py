"""A lowered core indicator is proposed in words that can be published as they stand (R21, R32)."""

import re
from datetime import date
from decimal import Decimal

import pytest

from services.contracts.intake import StandardRevised
from services.contracts.refusal import CauseNotHeard
from services.contracts.scoring import CoreIndicatorLowered, Lowered, SchemeDrafted
from services.contracts.values import DeclaredValue, Document
from services.registry.domain.lowering_words import Edition, Scheme, evidence, facts
from tests.support.counter import BOARD, CATEGORY, ROW, SEASON, at

BEFORE = Edition(
    number="Q/ZX 001-2021",
    name="营业网点服务规范",
    edition="2021",
    published=date(2021, 7, 1),
    effective=date(2021, 8, 1),
    clauses={"C1": "7.1，第6页"},
)
AFTER = Edition(
    number="Q/ZX 001-2022",
    name="营业网点服务规范",
    edition="2022",
    published=date(2022, 5, 7),
    effective=date(2022, 5, 9),
    clauses={},
)
SCHEME = Scheme(name="营业网点服务评估方案", version=1, indicators={"C1": "柜面平均等候时间"})
WORSE = Lowered(indicator="C1", before="≤5 min", after="≤9 min", star_before=5, star_after=4)
GONE = Lowered(indicator="C2", before="≥90 %", after="—", star_before=4, star_after=0)


def test_the_facts_name_standard_editions_indicator_clause_and_days_R21_R32():
    assert facts(SCHEME, BEFORE, AFTER, [WORSE]) == (
        "该企业的企业标准《营业网点服务规范》由Q/ZX 001-2021（2021版，2021年7月1日公开，"
        "2021年8月1日实施）修订为Q/ZX 001-2022（2022版，2022年5月7日公开，2022年5月9日实施）。"
        "按授予称号时的《营业网点服务评估方案》（第1版）比较，下列核心指标水平降低："
        "“柜面平均等候时间”由“≤5 min”（7.1，第6页）降为“≤9 min”，星级由5星变为4星。"
    )


def test_what_is_promised_no_more_is_said_so_R21():
    said = facts(SCHEME, BEFORE, AFTER, [WORSE, GONE])
    assert said.endswith("；“C2”由“≥90 %”不再承诺，星级由4星变为无星。")


def test_the_evidence_is_named_in_words_R21_R32():
    assert evidence(SCHEME, BEFORE, AFTER) == (
        "企业标准 Q/ZX 001-2021（2021版，2021年7月1日公开，2021年8月1日实施）的自我声明公开文本",
        "企业标准 Q/ZX 001-2022（2022版，2022年5月7日公开，2022年5月9日实施）的自我声明公开文本",
        "《营业网点服务评估方案》（第1版）",
    )


# --- as it comes about


def lowered(title):
    return CoreIndicatorLowered(
        enterprise=ROW,
        title=title,
        standard="standard-1",
        from_version=1,
        to_version=2,
        scheme=BOARD,
        scheme_version=1,
        lowered=(WORSE,),
    )


def revised():
    return StandardRevised(
        standard="standard-1",
        version=2,
        enterprise=ROW,
        category=CATEGORY,
        platform="qybz",
        record_number="2",
        number="Q/DEM 001-2021A",
        name="营业网点服务规范",
        edition="2",
        published=date(2021, 10, 20),
        effective=date(2021, 10, 21),
        covers=(),
        references=(),
        values=(
            DeclaredValue(
                indicator="C1", operator="≤", value=Decimal(9), unit="min", clause="7.1", page=6
            ),
        ),
        document=Document(sha256="0" * 64, size=1, media_type="text/plain"),
        text_sha256="2" * 64,
        replaces="Q/DEM 001-2021",
    )


def test_a_proposal_of_the_system_is_publishable_as_it_stands_R21_R32(counter):
    desk = counter(at("2021-09-27"))
    desk.season()
    desk.drawn()
    desk.noticed()
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    desk.clock(at("2021-10-21"))
    # It waits for what it is to tell: messages of other topics come in their own time.
    with pytest.raises(CauseNotHeard):
        desk.hear(lowered(title))
    text = "name: x\ncore:\n  - {code: C1, name: 柜面平均等候时间}\nbasic: []\n"
    desk.hear(
        SchemeDrafted(
            scheme=BOARD,
            version=1,
            season=SEASON,
            category=CATEGORY,
            name="营业网点服务评估方案",
            family="weighted",
            content_sha256="0" * 64,
            document=desk.store.documents.put(text.encode(), "application/yaml"),
        )
    )
    desk.hear(revised())
    desk.hear(lowered(title))
    [found] = desk.get(f"/v1/revocations?enterprise={ROW}")["items"]
    desk.clock(at("2021-11-10"))
    decided = {
        "decision_number": "晋市市监〔2021〕7号",
        "legal_basis": "晋市市监〔2021〕77号 三.7(2)",
    }
    desk.made(f"/v1/revocations/{found['revocation']}/decision", decided)
    asked = {
        "subject": "revocation",
        "about": found["revocation"],
        "document_number": "晋市市监〔2021〕8号",
    }
    made = desk.made("/v1/official-texts", asked)["text"]
    said = desk.client.get(f"/v1/official-texts/{made}/words").text
    assert "“柜面平均等候时间”由“≤5 min”降为“≤9 min”（7.1，第6页）" in said
    assert "由Q/DEM 001-2021（1版，2021年7月1日公开" in said
    assert "修订为Q/DEM 001-2021A（2版，2021年10月20日公开，2021年10月21日实施）" in said
    for ours in ("C1", "standard-1", "@", BOARD):
        assert ours not in said
    assert not re.search("[0-9a-f]{32}", said)
