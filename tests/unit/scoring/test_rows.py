"""The rows of a board as they are stored and proven: canonical JSON, a line each (R11, R12)."""

import json
from dataclasses import replace

import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.rows import read_rows
from services.scoring.domain.board import Candidate, draw, row_bytes, row_plain, rows_document
from services.scoring.domain.score import score
from tests.unit.scoring.builders import BRANCH, WORKED, board_of, candidate

PROVE = settings(max_examples=60, derandomize=True)


def test_a_row_tells_place_standard_score_and_every_indicator_R12() -> None:
    [row] = draw(BRANCH, [candidate(BRANCH, WORKED, "1")])
    plain = row_plain(row)
    assert (plain["rank"], plain["tied"], plain["application"]) == (1, 1, "app-1")
    assert (plain["enterprise"], plain["enterprise_name"]) == ("E1", "银行1")
    assert (plain["standard"], plain["version"], plain["number"]) == ("s-E1", 1, "Q/ABC 0001-2021")
    assert (plain["name"], plain["composite"], plain["star"], plain["bonus"]) == ("标准", "435", 3, 0)  # fmt: skip
    assert [one["points"] for one in plain["indicators"]] == [75, 40, 40, 75, 40, 60, 50, 15, 40]
    assert plain["indicators"][7] == {
        "indicator": "C8",
        "declared": "≥20 h/person",
        "met": "≥20 h/person",
        "star": 3,
        "weight": 5,
        "points": 15,
        "clause": "GB/T 32320-2015 服务管理（定性，数值为示例）",
    }


def test_rows_are_canonical_json_lines_and_come_back_R11() -> None:
    rows = draw(BRANCH, board_of([(2, 2, 2, 2), (1, 0, 2, 1), (0, 0, 0, 0)]))
    document = rows_document(rows)
    assert document == b"".join(rfc8785.dumps(row_plain(row)) + b"\n" for row in rows)
    assert read_rows(document) == [row_plain(row) for row in rows]


@PROVE
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_name_is_written_as_rfc_8785_asks_on_one_line_R11(name: str) -> None:
    one = candidate(BRANCH, WORKED, "1")
    declared = replace(one.declaration, name=name, number=name[::-1])
    changed = Candidate(one.application, name, declared, score(BRANCH, declared))
    rows = draw(BRANCH, [changed])
    assert row_bytes(rows[0]) == rfc8785.dumps(row_plain(rows[0]))
    assert rows_document(rows).count(b"\n") == 1
    assert read_rows(rows_document(rows)) == [row_plain(rows[0])]
    assert json.loads(row_bytes(rows[0]))["name"] == name
