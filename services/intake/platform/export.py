"""Reading the two tables of a platform's export: headings in Chinese or English, exact places.

A mistake is told with file, line and column, so that the officer who exported finds it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from services.chassis import clock
from services.chassis.errand import OutsideUnavailable

T = TypeVar("T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
MOST_BYTES = 50_000_000


class BadExport(OutsideUnavailable):
    """The export cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Line:
    """One line of a table: what stands in its columns, by the columns' English names."""

    place: str
    cells: Mapping[str, str]

    def get(self, column: str, read: Callable[[str], T]) -> T:
        """Return what stands in a column.

        :raises BadExport: when it cannot be read so.
        """
        try:
            return read(self.cells[column])
        except ValueError as error:
            raise BadExport(
                f"{self.place} {column}：“{self.cells[column][:60]}” — {error}"
            ) from error


def lines(path: Path, headings: Mapping[str, str]) -> Iterator[Line]:
    """Read a table.

    :param headings: the columns it must have: English name → Chinese name, either may be used.
    :raises BadExport: when it is not there, not UTF-8, lacks a column, or a line has too few.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        columns = _columns(path, next(reader, []), headings)
        begun = reader.line_num + 1
        for row in reader:
            place, begun = f"{path.name} 第{begun}行 line {begun}", reader.line_num + 1
            if not row:
                continue
            if len(row) <= max(columns.values()):
                raise BadExport(f"{place}: {len(row)} 列，太少 columns, too few")
            yield Line(place, {name: row[at].strip() for name, at in columns.items()})
    except csv.Error as error:
        raise BadExport(
            f"{path.name} 第{reader.line_num}行 line {reader.line_num}: {error}"
        ) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadExport(f"{path.name}: 超过 more than {MOST_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise BadExport(f"{path.name}: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadExport(f"{path.name} 第{line}行 line {line}: 不是 not UTF-8") from error


def _columns(path: Path, row: list[str], headings: Mapping[str, str]) -> dict[str, int]:
    named = {cell.strip(): at for at, cell in enumerate(row)}
    found = {name: named.get(name, named.get(chinese, -1)) for name, chinese in headings.items()}
    missing = [f"{name}（{headings[name]}）" for name, at in found.items() if at < 0]
    if missing:
        raise BadExport(f"{path.name} 第1行 line 1: 缺列 no column {'、'.join(missing)}")
    return found


def some(text: str) -> str:
    """Return a text that must not be empty."""
    if not text:
        raise ValueError("不能为空 must not be empty")
    return text


def day(text: str) -> date:
    """Read a day as a person or a spreadsheet writes it."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("应为日期 a date such as 2021-08-01")
    return date(int(found[1]), int(found[2]), int(found[3]))


def day_or_none(text: str) -> date | None:
    """Read a day that may be missing."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """Read a moment with its offset."""
    try:
        return clock.from_text(text)
    except ValueError as error:
        raise ValueError("应为 a time such as 2021-08-01T09:00:00+08:00") from error


def decimal(text: str) -> Decimal:
    """Read an exact decimal."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError("应为数 a plain decimal such as 99.95")
    return Decimal(text)


def page(text: str) -> int:
    """Read a page number; none is 0."""
    if not re.fullmatch(r"[0-9]{0,6}", text):
        raise ValueError("应为页码 a page number")
    return int(text or "0")


def sha256(text: str) -> str:
    """Read a SHA-256 in hex."""
    if not _SHA256.fullmatch(text.lower()):
        raise ValueError("应为 64 位十六进制 a SHA-256 in hex")
    return text.lower()


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of one of some words, each with what it stands for."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"应为 one of {' | '.join(words)}")
        return words[text]

    return read
