"""The published JSON Schema and the reader agree on right and wrong scheme documents (R5, R6)."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.scheme_schema import scheme_schema
from tests.unit.scoring.builders import TEXTS, changed
from tests.unit.scoring.engine_two import RANGED, SECOND

VALIDATOR = Draft202012Validator(
    scheme_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
)
PUBLISHED = Path(__file__).parents[3] / "docs" / "schemas" / "scheme.json"
RIGHT = [*TEXTS.values(), SECOND, RANGED]


def text_tree(text: str) -> Any:
    """The document as the reader sees it: every scalar its text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def typed_tree(text: str) -> Any:
    """The document as an editor's YAML gives it: numbers and booleans, names as text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def valid(text: str) -> bool:
    return VALIDATOR.is_valid(text_tree(text))


def readable(text: str) -> bool:
    try:
        read_scheme(text)
    except SchemeInvalid:
        return False
    return True


def test_the_schema_is_a_schema_and_the_published_one_is_it() -> None:
    Draft202012Validator.check_schema(scheme_schema())
    written = json.dumps(scheme_schema(), ensure_ascii=False, indent=1) + "\n"
    assert PUBLISHED.read_text("utf-8") == written, (
        "lingpao scheme schema > docs/schemas/scheme.json"
    )


@pytest.mark.parametrize("text", RIGHT, ids=["weighted", "star_minimum", "engine 2", "range"])
def test_right_documents_are_right_to_both_as_text_and_as_typed_R6(text: str) -> None:
    assert readable(text)
    for tree in (text_tree(text), typed_tree(text)):
        assert [error.message for error in VALIDATOR.iter_errors(tree)] == []


#: Right: (what stands there, what may stand there instead).
ALSO_RIGHT = [
    ("weight: 15", 'weight: "0015"'),
    ("weight: 15", "weight: 1000000"),
    ("cap: 4", "cap: 0"),
    ("cap: 4", "cap: 1000"),
    ("max_share_percent: 30", "max_share_percent: 100"),
    ('3: "≤ 15"', '3: "<15.5"'),
    ('value: "20"', "value: 20.0"),
    ("clause: JR/T 0253", "clause: 5.1"),
    ("season: jincheng-finance-2021", "season: s"),
    ("code: C1\n", "code: CODE123456\n"),
    ("[five_stars, four_stars, innovation]", '["value:C1"]'),
    ("evidence: [客户满意度调查报告, 承诺书]", "evidence: []"),
    ("several_standards: false", "several_standards: true"),
    ("reference_date: 2021-09-01", 'reference_date: "2024-02-29"'),
    ("family: weighted", "engine: 1\nfamily: weighted"),
]
#: Wrong in a way that a schema can tell.
WRONG = [
    ("weight: 15", "weight: 0"),
    ("weight: 15", "weight: 1000001"),
    ("weight: 15", "weight: 1.5"),
    ("    weight: 15\n", ""),
    ("cap: 4", "cap: 1001"),
    ("cap: 4", "cap: -1"),
    ("min_star: 4", "min_star: 2"),
    ("max_share_percent: 30", "max_share_percent: 0"),
    ("max_count: 3", "max_count: 1000001"),
    ('3: "≤ 15"', '3: "15"'),
    ('3: "≤ 15"', '3: "≥ 15"'),
    ('3: "≤ 15"', '3: "= 15"'),
    ('3: "≥ 1"', '3: "= 1"'),
    ('3: "≤ 15"', '3: "14..15"'),
    ('{3: "≤ 15", ', "{"),
    ('5: "≤ 6"', '5: "≤ 6", 2: "≤ 30"'),
    ('value: "20"', 'value: "2e1"'),
    ('value: "20"', "value: .nan"),
    ("clause: JR/T 0253", 'clause: " "'),
    ("clause: JR/T 0253", f"clause: {'长' * 501}"),
    ("unit: min", "unit: furlong"),
    ("direction: lower", "direction: range"),
    ("direction: lower", "direction: lowr"),
    ("code: C1\n", "code: c-1\n"),
    ("code: C1\n", "code: C1234567890\n"),
    ("family: weighted", "family: relative"),
    ("family: weighted", "family: star_minimum"),
    ("family: weighted\n", ""),
    ("family: weighted", "engine: 3\nfamily: weighted"),
    ("family: weighted", "engine: 2\nfamily: weighted"),
    ("reference_date: 2021-09-01", "reference_date: 2021-09-31"),
    ("season: jincheng", "season: Jincheng"),
    ("five_stars,", "by_name,"),
    ("tie_breaks: [five_stars, four_stars, innovation]", "tie_breaks: five_stars"),
    ("max_count: 3", "max_cuont: 3"),
    ("origin: illustrative", "origin: invented"),
    ("at_tie: none", "at_tie: one"),
    ("several_standards: false", "several_standards: maybe"),
    ("    unit: min\n", "    unit: min\n    possible: {least: 0}\n"),
    ("    unit: min\n", "    unit: min\n    missing: excluded\n"),
]
WRONG_IN_SECOND = [
    ("possible: {least: 0}", "possible: {}"),
    ("possible: {least: 0}", "possible: {leest: 0}"),
    (", possible: {least: 0, most: 100}", ""),
    ("    possible: {least: 0}\n", ""),
    ("missing: no_points", "missing: guessed"),
    ("unit: level\n    direction: ordinal", "unit: min\n    direction: ordinal"),
    ("unit: level\n    direction: ordinal", "unit: level\n    direction: higher"),
]
WRONG_IN_RANGED = [
    ('3: "16..28"', '3: "≥ 16"'),
    ('3: "16..28"', '3: "16-28"'),
    ('value: "14..30"', 'value: "14"'),
    ("missing: excluded", "missing: no_points"),
]


@pytest.mark.parametrize(("old", "new"), ALSO_RIGHT)
def test_both_take_every_form_of_what_is_right_R6(old: str, new: str) -> None:
    text = changed(old, new)
    assert (readable(text), valid(text)) == (True, True)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        *((TEXTS["branch-service"], *pair) for pair in WRONG),
        *((SECOND, *pair) for pair in WRONG_IN_SECOND),
        *((RANGED, *pair) for pair in WRONG_IN_RANGED),
    ],
)
def test_both_refuse_what_is_wrong_R6(text: str, old: str, new: str) -> None:
    wrong = changed(old, new, text)
    assert (readable(wrong), valid(wrong)) == (False, False)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEXTS["branch-service"], '5: "≤ 6"', '5: "≤ 11"'),
        (TEXTS["branch-service"], "code: C2\n", "code: C1\n"),
        (TEXTS["branch-service"], "innovation]", "value:C99]"),
        (TEXTS["branch-service"], "max_count: 3", "max_count: 3\n  max_count: 4"),
        (SECOND, '5: "≥ 100"', '5: "≥ 101"'),
        (SECOND, "possible: {least: 0, most: 100}", "possible: {least: 100, most: 0}"),
        (RANGED, '4: "18..26"', '4: "18..29"'),
        (RANGED, '4: "18..26"', '4: "26..18"'),
    ],
)
def test_what_only_the_whole_document_shows_the_reader_alone_refuses_R6(
    text: str, old: str, new: str
) -> None:
    wrong = changed(old, new, text)
    assert (readable(wrong), valid(wrong)) == (False, True)
