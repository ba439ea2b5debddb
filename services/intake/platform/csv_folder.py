"""A platform without an interface: a folder in which an officer keeps its newest export.

``records.csv`` has a line for each record, ``values.csv`` one for each promised value; both say
when they were exported, and an export older than the question is no answer to it. A record that is
not in the export is gone. ``documents/{SHA-256}`` may hold the texts, which are then hashed here.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from services.chassis import clock
from services.contracts.values import DeclaredValue, Reference
from services.intake.domain.platform_record import Gone, PlatformRecord, Shown

from . import export
from .export import BadExport, Line
from .tidy import tidy

RECORDS = {
    "exported": "导出时间",
    "record_number": "备案号",
    "number": "标准编号",
    "name": "标准名称",
    "edition": "版本",
    "published": "发布日期",
    "effective": "实施日期",
    "status": "状态",
    "abolished": "废止日期",
    "covers": "覆盖产品或服务",
    "references": "引用文件",
    "document_sha256": "文本SHA-256",
}
VALUES = {
    "exported": "导出时间",
    "record_number": "备案号",
    "indicator": "指标",
    "operator": "符号",
    "value": "数值",
    "unit": "单位",
    "clause": "条款",
    "page": "页码",
}
_STATUS = {
    "in_force": "in_force",
    "现行有效": "in_force",
    "abolished": "abolished",
    "已废止": "abolished",
}
_OPERATORS = {"<": "<", "≤": "≤", "<=": "≤", "=": "=", "≥": "≥", ">=": "≥", ">": ">"}
P = TypeVar("P")
_REFERENCE = re.compile(r"([^《》]+)(?:《(.*)》)?")


class CsvFolder:
    """Reads the export that lies in a folder, anew at each question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def show(self, record_number: str, since: datetime) -> Shown:
        """Return the record as the export has it.

        :raises BadExport: when the export is older than the question, or cannot be read.
        """
        records = list(export.lines(self._folder / "records.csv", RECORDS))
        values = list(export.lines(self._folder / "values.csv", VALUES))
        _check_exported([*records, *values], since)
        found = [one for one in records if one.cells["record_number"] == record_number]
        if not found:
            return Gone()
        if len(found) > 1:
            raise BadExport(f"{found[1].place} record_number：“{record_number}” 重复 twice")
        own = [one for one in values if one.cells["record_number"] == record_number]
        return tidy(self._record(found[0], own))

    def _record(self, line: Line, values: list[Line]) -> PlatformRecord:
        status = line.get("status", export.one_of(_STATUS))
        abolished = line.get(
            "abolished", export.day if status == "abolished" else export.day_or_none
        )
        sha256 = line.get("document_sha256", export.sha256)
        self._check_document(line, sha256)
        return PlatformRecord(
            record_number=line.cells["record_number"],
            number=line.get("number", export.some),
            name=line.get("name", export.some),
            edition=line.get("edition", export.some),
            published=line.get("published", export.day),
            effective=line.get("effective", export.day),
            abolished=abolished,
            covers=line.get("covers", _parts(export.some)),
            references=line.get("references", _parts(_reference)),
            values=tuple(_value(one) for one in values),
            document_sha256=sha256,
        )

    def _check_document(self, line: Line, sha256: str) -> None:
        path = self._folder / "documents" / sha256
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except FileNotFoundError:
            return
        except OSError as error:
            raise BadExport(f"documents/{sha256}: {error.strerror}") from error
        if found != sha256:
            raise BadExport(f"{line.place} document_sha256: 文件不符 the file hashes to {found}")


def _check_exported(found: list[Line], since: datetime) -> None:
    if not found:
        raise BadExport("records.csv: 没有记录 no records, and so no time of export")
    first = found[0].get("exported", export.moment)
    for line in found:
        if line.get("exported", export.moment) != first:
            raise BadExport(f"{line.place} exported: 不是同一次导出 of another export")
    if first < since:
        asked = since.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
        shown = first.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
        raise BadExport(f"导出于 exported {shown}，早于 before {asked}：请重新导出 export again")


def _parts(read: Callable[[str], P]) -> Callable[[str], tuple[P, ...]]:
    """Return a reader of parts with a stroke between them, ``a|b``."""
    return lambda text: tuple(read(part.strip()) for part in text.split("|")) if text else ()


def _reference(text: str) -> Reference:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError("应为 such as GB/T 32320-2015《标题》")
    return Reference(number=found[1].strip(), title=(found[2] or "").strip())


def _value(line: Line) -> DeclaredValue:
    return DeclaredValue(
        indicator=line.get("indicator", export.some),
        operator=line.get("operator", export.one_of(_OPERATORS)),
        value=line.get("value", export.decimal),
        unit=line.get("unit", export.some),
        clause=line.cells["clause"],
        page=line.get("page", export.page),
    )
