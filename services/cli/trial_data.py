"""Declared values to try a scheme with: a season's folder, or a table of enterprises and promises.

The table is CSV in UTF-8. Its columns are ``enterprise``, ``name`` (may be left out) and the
indicators' codes; a cell is a promise such as ``≤ 6 min``, a range has both ends, ``≥ 18 °C, ≤ 26
°C``, and an empty cell promises nothing.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from services.contracts.promised import asked_instead
from services.contracts.values import DeclaredValue, Document, Product, Proof
from services.loader import Mistakes
from services.loader.model import Enterprise, Standard, Text
from services.loader.tree import placed, read_tree
from services.scoring.domain.declaration import Declaration
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.trial import Entrant

_PROMISE = re.compile(r"([<≤=≥>])\s*(-?[0-9]{1,15}(?:\.[0-9]{1,12})?)\s*(\S+)")
_ENDS = re.compile("[,;，；]")
_ENTERPRISE, _NAME = "enterprise", "name"
_NO_PAPER = Document(sha256="", size=0, media_type="")


def read_entrants(path: Path, scheme: Scheme) -> list[Entrant]:
    """Read what enterprises promise in a scheme's category.

    :raises click.ClickException: naming file, line and what is wrong there.
    """
    found = list(_from_folder(path, scheme) if path.is_dir() else _from_table(path, scheme))
    if not found:
        raise click.ClickException(
            f"{path}: 没有 {scheme.category} 的申报值 · no declared values for {scheme.category}"
        )
    return found


def _from_folder(path: Path, scheme: Scheme) -> Iterator[Entrant]:
    """Yield each enterprise's standards, in the version in force on the scheme's reference day (R7)."""
    try:
        for enterprise in _enterprises(path):
            for standard in enterprise.standards:
                if standard.category == scheme.category:
                    text = _in_force(standard, scheme)
                    id = (
                        enterprise.id
                        if _has_one(enterprise, scheme)
                        else f"{enterprise.id}/{text.number}"
                    )
                    yield Entrant(id, enterprise.name, _declaration(enterprise, text))
    except Mistakes as error:
        raise click.ClickException(str(error)) from error


def _has_one(enterprise: Enterprise, scheme: Scheme) -> bool:
    return sum(one.category == scheme.category for one in enterprise.standards) == 1


def _enterprises(path: Path) -> Iterator[Enterprise]:
    for file in sorted(path.glob("enterprises/*.yaml")):
        tree = read_tree(file, f"enterprises/{file.name}")
        rows = tree.value if isinstance(tree.value, list) else []
        for number, value in enumerate(rows):
            yield placed(tree, f"[{number}]", value, Enterprise).record


def _in_force(standard: Standard, scheme: Scheme) -> Text:
    texts = [standard, *standard.revisions]
    return [one for one in texts if one.effective <= scheme.reference_date or one is standard][-1]


def _declaration(enterprise: Enterprise, text: Text) -> Declaration:
    values: dict[str, DeclaredValue] = {}
    ends: dict[str, DeclaredValue] = {}
    for value in text.values:
        operator, number, unit = value.parts() or ("=", "0", value.promise)
        made = DeclaredValue(
            indicator=value.indicator, operator=operator, value=Decimal(number), unit=unit
        )
        (ends if value.indicator in values else values)[value.indicator] = made
    return Declaration(
        standard=f"{enterprise.id}/{text.number}",
        version=1,
        enterprise=enterprise.uscc,
        number=text.number,
        name=text.name,
        effective=text.effective,
        references=tuple(one.number for one in text.references),
        values=values,
        text_sha256="",
        ends=ends,
        products=tuple(
            Product(
                model=one.model,
                name=one.name,
                finalised=_proof(one.finalised),
                in_production=_proof(one.in_production),
            )
            for one in text.products
        ),
    )


def _proof(day: date | None) -> Proof | None:
    return None if day is None else Proof(day=day, document=_NO_PAPER)


def _from_table(path: Path, scheme: Scheme) -> Iterator[Entrant]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: 不是 UTF-8 文本 · is not UTF-8 text") from error
    table = csv.DictReader(lines)
    codes = {one.code for one in scheme.indicators()}
    for column in table.fieldnames or ():
        if column not in {_ENTERPRISE, _NAME, *codes}:
            wanted = ", ".join((_ENTERPRISE, _NAME, *sorted(codes)))
            raise _wrong(path, 1, column, f"未知列 · unknown column; {wanted}")
    for column, times in Counter(table.fieldnames or ()).items():
        if times > 1:
            raise _wrong(path, 1, column, "此列重复 · this column stands there more than once")
    if _ENTERPRISE not in (table.fieldnames or ()):
        raise _wrong(path, 1, _ENTERPRISE, "缺少此列 · this column is missing")
    seen: set[str] = set()
    for row in table:
        if None in row or not (enterprise := (row[_ENTERPRISE] or "").strip()):
            raise _wrong(
                path, table.line_num, _ENTERPRISE, "列数或企业不对 · cells or enterprise missing"
            )
        id = f"{enterprise}#{table.line_num}" if enterprise in seen else enterprise
        seen.add(enterprise)
        name = (row.get(_NAME) or "").strip() or enterprise
        yield Entrant(id, name, _row_declaration(path, table.line_num, row, codes, scheme))


def _row_declaration(
    path: Path, line: int, row: dict[str, str], codes: set[str], scheme: Scheme
) -> Declaration:
    values: dict[str, DeclaredValue] = {}
    ends: dict[str, DeclaredValue] = {}
    for code in sorted(codes & row.keys()):
        promised = _promised(path, line, code, row[code] or "")
        if expected := asked_instead(promised):
            raise _wrong(path, line, code, f"“{row[code]}” 应为 should be: {expected}")
        for made in promised:
            (ends if code in values else values)[code] = made
    return Declaration(
        standard=f"line {line}",
        version=1,
        enterprise=row[_ENTERPRISE].strip(),
        number="",
        name="",
        effective=scheme.reference_date,
        references=(),
        values=values,
        text_sha256="",
        ends=ends,
        products=(_made(scheme),),
    )


def _promised(path: Path, line: int, code: str, cell: str) -> list[DeclaredValue]:
    promised = []
    for part in filter(None, map(str.strip, _ENDS.split(cell))):
        found = _PROMISE.fullmatch(part)
        if found is None:
            raise _wrong(path, line, code, f"“{part}” 应如“≤ 6 min” · should be like “≤ 6 min”")
        promised.append(
            DeclaredValue(indicator=code, operator=found[1], value=Decimal(found[2]), unit=found[3])
        )
    return promised


def _made(scheme: Scheme) -> Product:
    """A table tells of promises alone: its products are taken to be final and produced (R8 c)."""
    proof = _proof(scheme.reference_date)
    return Product(model="—", name="—", finalised=proof, in_production=proof)


def _wrong(path: Path, line: int, column: str, why: str) -> click.ClickException:
    return click.ClickException(f"{path}:{line}: {column}: {why}")
