"""The content hash of a scheme: of what it means, not of how it is laid out (R5)."""

import re
from dataclasses import replace

import yaml

from services.scoring.domain.scheme_reader import read_scheme
from tests.unit.scoring.builders import BRANCH, TEXTS, changed

TEXT = TEXTS["branch-service"]


def test_layout_and_comments_do_not_change_the_content_hash_R5() -> None:
    written_otherwise = [
        "# 注\n" + changed("# 核心指标", "# 别的话\n\n# 核心指标"),
        re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE),
        changed('"≤ 15"', "'≤15'"),
        changed('value: "20"', "value: 20.0"),
        changed(
            "[five_stars, four_stars, innovation]", "\n- five_stars\n- four_stars\n- innovation"
        ),
        TEXT.replace("\n", "\r\n"),
    ]
    assert {read_scheme(text).sha256 for text in written_otherwise} == {BRANCH.sha256}


def test_the_order_of_fields_does_not_change_the_content_hash_R5() -> None:
    tree = yaml.load(TEXT, Loader=yaml.BaseLoader)
    again = yaml.safe_dump(tree, allow_unicode=True, default_style='"', sort_keys=True)
    assert read_scheme(again).sha256 == BRANCH.sha256


MEANINGS = [
    ("season: jincheng-finance-2021", "season: jincheng-finance-2022"),
    ("category: branch-service", "category: branch"),
    ("name: 商业银行营业网点服务", "name: 银行营业网点服务"),
    ("reference_date: 2021-09-01", "reference_date: 2021-09-02"),
    ("JR/T 0068-2012: JR/T 0068-2020", "JR/T 0068-2012: JR/T 0068-2021"),
    ("  GB/T 35273-2017: GB/T 35273-2020\n", ""),
    ('require: "= 1"', 'require: "= 0"'),
    ('require: "≥ 80"', 'require: "> 80"'),
    ('3: "≤ 15"', '3: "≤ 14"'),
    ('3: "≤ 15"', '3: "< 15"'),
    ("weight: 15", "weight: 16"),
    ('value: "20"', 'value: "20.000000000001"'),
    ("unit: min", "unit: h"),
    ("柜面平均等候时间", "柜面等候时间"),
    ("clause: 一般投诉十五日", "clause: 投诉十五日"),
    ("origin: sourced", "origin: illustrative"),
    ("cap: 4", "cap: 5"),
    ("advanced_needed_for_five_stars: 0", "advanced_needed_for_five_stars: 1"),
    ('advanced: "≥ 2"', 'advanced: "≥ 3"'),
    ("[five_stars, four_stars, innovation]", "[four_stars, five_stars, innovation]"),
    ("[five_stars, four_stars, innovation]", "[five_stars, four_stars]"),
    ("min_star: 4", "min_star: 5"),
    ('min_composite: "450"', 'min_composite: "450.5"'),
    ("max_share_percent: 30", "max_share_percent: 31"),
    ("max_count: 3", "max_count: 4"),
    ("at_tie: none", "at_tie: all"),
    ("reason: 兼顾消费者选择", "reason: 兼顾选择"),
    ("evidence: [客户满意度调查报告, 承诺书]", "evidence: [承诺书]"),
    ("several_standards: false", "several_standards: true"),
]


def test_any_change_of_meaning_changes_the_content_hash_R5() -> None:
    hashes = [read_scheme(changed(old, new)).sha256 for old, new in MEANINGS]
    assert len({BRANCH.sha256, *hashes}) == len(MEANINGS) + 1


def test_the_order_of_core_indicators_is_part_of_the_scheme_R5() -> None:
    turned = replace(BRANCH, core=tuple(reversed(BRANCH.core)))
    assert BRANCH.sha256 != turned.sha256, "a changed copy has a hash of its own"
