"""A platform's export in a folder: read as it lies, mistakes told with file, line and column."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services.chassis.clock import SHANGHAI
from services.chassis.errand import OutsideUnavailable
from services.intake.domain.platform_record import Gone, PlatformRecord
from services.intake.platform.csv_folder import RECORDS, VALUES, CsvFolder
from tests.unit.intake.declaring import DECLARED, RECORD

EXPORTED = "2021-08-30T09:00:00+08:00"
ASKED = datetime(2021, 8, 30, 9, tzinfo=SHANGHAI)
TEXT = b"%PDF the text"
SHA256 = sha256(TEXT).hexdigest()
LINE = {
    "exported": EXPORTED,
    "record_number": "EX-1",
    "number": "Q/WYNS 0001-2021",
    "name": "营业网点服务",
    "edition": "2021",
    "published": "2021-07-01",
    "effective": "2021-08-01",
    "status": "in_force",
    "abolished": "",
    "covers": "柜面服务|自助服务",
    "references": "GB/T 32320-2015《指南》|JR/T 1",
    "document_sha256": "0" * 64,
}
VALUE = {
    "exported": EXPORTED,
    "record_number": "EX-1",
    "indicator": "C1",
    "operator": "≤",
    "value": "5.0",
    "unit": "min",
    "clause": "5.1",
    "page": "7",
}
OTHERS = (
    {**VALUE, "indicator": "C2", "operator": ">=", "value": "90", "unit": "%"},
    {**VALUE, "indicator": "C2", "operator": "<=", "value": "99", "unit": "%"},
    {**VALUE, "record_number": "EX-2", "indicator": "C9"},
)


def write(path: Path, rows: Sequence[dict[str, str]], names: dict[str, str] | None = None) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        columns = list(RECORDS if path.name == "records.csv" else VALUES)
        table.writerow([(names or {}).get(column, column) for column in columns])
        table.writerows([row[column] for column in columns] for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "records.csv", [{**LINE, "record_number": "EX-2"}, LINE])
    write(tmp_path / "values.csv", [VALUE, *OTHERS])
    return tmp_path


def show(folder: Path, number: str = "EX-1", since: datetime = ASKED) -> PlatformRecord | Gone:
    return CsvFolder(folder).show(number, since)


def refused(folder: Path, number: str = "EX-1", since: datetime = ASKED) -> str:
    with pytest.raises(OutsideUnavailable) as found:
        show(folder, number, since)
    return str(found.value)


def test_a_record_is_read_with_its_values_as_they_stand_R31(folder: Path) -> None:
    assert show(folder) == RECORD


def test_chinese_headings_and_statuses_and_no_mark_at_the_beginning(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "status": "现行有效"}], RECORDS)
    write(folder / "values.csv", [VALUE, *OTHERS], VALUES)
    for name in ("records.csv", "values.csv"):
        text = (folder / name).read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        (folder / name).write_bytes(text.removeprefix(b"\xef\xbb\xbf"))
    assert show(folder) == RECORD


def test_columns_may_stand_in_another_order_beside_others(folder: Path) -> None:
    rows = list(csv.reader((folder / "records.csv").read_text("utf-8-sig").splitlines()))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["备注", *row[::-1]] for row in rows])
    assert show(folder) == RECORD


def test_days_as_a_spreadsheet_writes_them_back(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "published": "2021/7/1"}])
    assert show(folder) == RECORD


def test_an_abolished_standard_has_its_day_R7(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "status": "已废止", "abolished": "2021-08-29"}])
    assert show(folder) == replace(RECORD, abolished=date(2021, 8, 29))


def test_what_is_not_in_the_export_is_gone_R31(folder: Path) -> None:
    assert show(folder, "EX-3") == Gone()


def test_a_text_that_lies_there_is_hashed_here_R31(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "document_sha256": SHA256}])
    (folder / "documents").mkdir()
    (folder / "documents" / SHA256).write_bytes(TEXT)
    shown = show(folder)
    assert shown == replace(RECORD, document_sha256=SHA256)
    (folder / "documents" / SHA256).write_bytes(TEXT + b" edited")
    assert "records.csv 第2行 line 2 document_sha256" in refused(folder)


def test_an_export_older_than_the_question_is_no_answer_R31(folder: Path) -> None:
    told = refused(folder, since=ASKED + timedelta(seconds=1))
    assert "2021-08-30T09:00:00+08:00" in told
    assert "export again" in told
    assert "export again" in refused(folder, "EX-3", ASKED + timedelta(seconds=1))


def test_two_tables_of_different_exports_are_no_answer_R31(folder: Path) -> None:
    write(folder / "values.csv", [{**VALUE, "exported": "2021-08-31T09:00:00+08:00"}])
    assert "values.csv 第2行 line 2 exported" in refused(folder)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("published", "2021-13-01"),
        ("published", "20210701"),
        ("effective", ""),
        ("number", ""),
        ("name", ""),
        ("edition", ""),
        ("covers", "a||b"),
        ("references", "《》"),
        ("status", "in force"),
        ("document_sha256", "0" * 59),
        ("exported", "2021-08-30"),
        ("exported", "2021-08-30T09:00:00"),
    ],
)
def test_a_mistake_in_a_record_is_told_with_line_and_column(
    folder: Path, column: str, text: str
) -> None:
    write(folder / "records.csv", [{**LINE, column: text}])
    told = refused(folder)
    assert told.startswith(f"records.csv 第2行 line 2 {column}：“{text}”")


def test_an_abolished_standard_without_a_day_is_a_mistake(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "status": "abolished"}])
    assert refused(folder).startswith("records.csv 第2行 line 2 abolished：“”")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("operator", "≈"),
        ("value", "5,0"),
        ("value", "1e5"),
        ("value", "NaN"),
        ("value", "9" * 19),
        ("indicator", ""),
        ("unit", ""),
        ("page", "vii"),
    ],
)
def test_a_mistake_in_a_value_is_told_with_line_and_column(
    folder: Path, column: str, text: str
) -> None:
    write(folder / "values.csv", [*OTHERS, {**VALUE, column: text}])
    assert refused(folder).startswith(f"values.csv 第5行 line 5 {column}：“{text}”")


def test_a_cell_of_several_lines_does_not_shift_the_count(folder: Path) -> None:
    long = {**LINE, "record_number": "EX-2", "name": "营业\n网点"}
    write(folder / "records.csv", [long, {**LINE, "published": "x"}])
    assert refused(folder).startswith("records.csv 第4行 line 4 published")


def test_a_missing_column_is_named(folder: Path) -> None:
    write(folder / "records.csv", [LINE], {"edition": "Ausgabe"})
    assert refused(folder) == "records.csv 第1行 line 1: 缺列 no column edition（版本）"


def test_a_line_that_is_too_short_is_named(folder: Path) -> None:
    with (folder / "values.csv").open("a", encoding="utf-8") as out:
        out.write("\n2021,EX-1\n")
    assert refused(folder).startswith("values.csv 第7行 line 7: 2 列")


def test_bytes_that_are_not_utf_8_are_named_by_line(folder: Path) -> None:
    lines = (folder / "records.csv").read_bytes().split(b"\n")
    lines[2] = "营业网点".encode("gb18030")
    (folder / "records.csv").write_bytes(b"\n".join(lines))
    assert refused(folder) == "records.csv 第3行 line 3: 不是 not UTF-8"


def test_an_open_quote_is_a_mistake(folder: Path) -> None:
    with (folder / "records.csv").open("a", encoding="utf-8") as out:
        out.write('"EX')
    assert refused(folder).startswith("records.csv 第4行 line 4: ")


def test_a_record_that_stands_there_twice_is_a_mistake(folder: Path) -> None:
    write(folder / "records.csv", [LINE, LINE])
    assert refused(folder) == "records.csv 第3行 line 3 record_number：“EX-1” 重复 twice"


def test_control_characters_are_no_words_of_a_standard(folder: Path) -> None:
    write(folder / "records.csv", [{**LINE, "name": "网\x01点"}])
    assert "control characters" in refused(folder)


def test_a_folder_without_an_export_is_no_answer(folder: Path) -> None:
    (folder / "values.csv").unlink()
    assert refused(folder).startswith("values.csv: ")
    write(folder / "values.csv", [])
    write(folder / "records.csv", [])
    assert refused(folder).startswith("records.csv: 没有记录")
    (folder / "records.csv").unlink()
    (folder / "records.csv").mkdir()
    assert refused(folder).startswith("records.csv: ")


def test_the_example_is_the_declaration_it_is_compared_with() -> None:
    assert (RECORD.values, RECORD.references) == (DECLARED.values, DECLARED.references)
