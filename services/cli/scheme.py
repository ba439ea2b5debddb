"""`lingpao scheme check`, `try` and `schema`: a scheme before anybody adopts it (R5, R6)."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from services.scoring.domain.board import row_plain
from services.scoring.domain.compare import Comparison, Side, compare
from services.scoring.domain.refusals import SchemeInvalid
from services.scoring.domain.scheme import ENGINES, Scheme
from services.scoring.domain.scheme_reader import read_new_scheme, read_scheme
from services.scoring.domain.scheme_schema import scheme_schema
from services.scoring.domain.scheme_workable import doubts
from services.scoring.domain.sensitivity import Sensitivity, Swap
from services.scoring.domain.trial import Trial, attempt

from .board import comparison_plain, show_comparison
from .trial_data import read_entrants
from .words import Names, gap_words, rise_words, swap_words

_WRONG = 1
_OLD_ENGINE = (
    "引擎 1：不查不可能的承诺，值相同时不分“<”与“≤”；新方案宜写 engine: 2",
    "engine 1 knows no impossible promises and ties “<50” with “≤50” by value; "
    "a new scheme should say engine: 2",
)


def check(file: Path, *, as_json: bool) -> None:
    """Tell every mistake of a scheme document by line, column and field; exit 1 if there is any.

    What may be meant but is doubtful is told as well, and changes nothing.
    """
    errors: list[dict[str, Any]] = []
    scheme: Scheme | None = None
    try:
        scheme = read_new_scheme(_text(file))
    except SchemeInvalid as refused:
        errors = refused.details["errors"]
    doubtful = doubts(scheme) if scheme else ()
    if as_json:
        warnings = [{"field": one.field, **vars(one.words)} for one in doubtful]
        told = {"file": str(file), "valid": not errors, "errors": errors, "warnings": warnings}
        told |= {"scheme": scheme.id, "content_sha256": scheme.sha256} if scheme else {}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    for one in errors if not as_json else ():
        click.echo(
            f"{file}:{one['line']}:{one['column']}: {one['field']}\n"
            f"  现为“{one['found_zh']}”，应为 {one['expected_zh']}\n"
            f"  found “{one['found']}”, should be {one['expected']}"
        )
    if scheme and not as_json:
        click.echo(f"方案无误 · the scheme is right: {scheme.id} {scheme.sha256}")
        for doubt in doubtful:
            words = f"  {doubt.words.zh}\n  {doubt.words.en}"
            click.echo(f"请核对 · look again: {doubt.field}\n{words}")
        if scheme.engine < max(ENGINES):
            click.echo("\n".join(_OLD_ENGINE))
    if errors:
        raise SystemExit(_WRONG)


def write_schema() -> None:
    """Write the JSON Schema of scheme documents."""
    click.echo(json.dumps(scheme_schema(), ensure_ascii=False, indent=1))


def run_trial(file: Path, data: Path, against: Path | None, *, as_json: bool) -> None:
    """Show the board that a scheme would draw, and how far its order can be trusted."""
    trial = _attempt(file, data)
    moved = None
    if against is not None:
        moved = compare(_side(_attempt(against, data)), _side(trial))
    if as_json:
        click.echo(json.dumps(_plain(trial, moved), ensure_ascii=False, indent=1))
        return
    console = Console()
    _show(trial, console)
    if moved is not None:
        show_comparison(moved, console)


def _attempt(file: Path, data: Path) -> Trial:
    try:
        scheme = read_scheme(_text(file))
    except SchemeInvalid as refused:
        first = refused.details
        raise click.ClickException(
            f"{file}:{first['line']}: {first['place']}: “{first['found_zh']}”，应为 "
            f"{first['expected_zh']} · should be {first['expected']}; lingpao scheme check {file}"
        ) from refused
    return attempt(scheme, read_entrants(data, scheme))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: 不是 UTF-8 文本 · is not UTF-8 text") from error


def _side(trial: Trial) -> Side:
    rows = [row_plain(row) for row in trial.rows]
    return Side(trial.scheme, rows, {one.entrant.id: one.findings for one in trial.excluded})


def _plain(trial: Trial, moved: Comparison | None) -> dict[str, Any]:
    told = {
        "scheme": trial.scheme.id,
        "content_sha256": trial.scheme.sha256,
        "engine": trial.scheme.engine,
        "rows": [
            {
                **row_plain(row),
                "behind_by": reason.behind,
                "one_place_up": [vars(rise) for rise in reason.rises],
                "may_lead": row.candidate.application in trial.shortlist,
                "lacks_to_lead": [vars(gap) for gap in gaps],
            }
            for row, reason, gaps in zip(trial.rows, trial.reasons, trial.gaps, strict=True)
        ],
        "excluded": [
            {
                "application": one.entrant.id,
                "enterprise_name": one.entrant.name,
                "findings": [vars(finding) for finding in one.findings],
            }
            for one in trial.excluded
        ],
        "weights": [_sensitivity_plain(one) for one in trial.sensitivities],
    }
    return told if moved is None else told | {"against": comparison_plain(moved)}


def _sensitivity_plain(one: Sensitivity) -> dict[str, Any]:
    def swap(found: Swap | None) -> dict[str, Any] | None:
        return {**vars(found), "change": str(found.change)} if found else None

    return {
        **vars(one),
        "increase": swap(one.increase),
        "decrease": swap(one.decrease),
        "even": [list(pair) for pair in one.even],
    }


def _show(trial: Trial, console: Console) -> None:
    names = {row.candidate.application: row.candidate.enterprise_name for row in trial.rows}
    title = f"试排 trial: {trial.scheme.id}"
    table = _table(
        title, "名次", "企业", "星级", "综合", "创新", "领跑者 leader", "进一位 one place up"
    )
    for row, reason, gaps in zip(trial.rows, trial.reasons, trial.gaps, strict=True):
        score = row.candidate.score
        may = (
            "可 may" if row.candidate.application in trial.shortlist else "\n".join(gap_words(gaps))
        )
        table.add_row(
            str(row.rank),
            row.candidate.enterprise_name,
            "★" * score.star,
            f"{score.composite:f}",
            str(score.bonus),
            may,
            rise_words(reason),
        )
    console.print(table)
    if trial.excluded:
        _show_excluded(trial, console)
    if trial.sensitivities:
        _show_sensitivities(trial.sensitivities, names, console)
    else:
        console.print("星级取最低的方案没有权重 · a scheme of the lowest star has no weights")


def _show_excluded(trial: Trial, console: Console) -> None:
    table = _table("不入榜 excluded", "企业", "指标", "承诺", "要求", "依据")
    for one in trial.excluded:
        for found in one.findings:
            table.add_row(
                one.entrant.name, found.indicator, found.declared, found.required, found.clause
            )
    console.print(table)


def _show_sensitivities(weights: tuple[Sensitivity, ...], names: Names, console: Console) -> None:
    table = _table(
        "权重的敏感度 sensitivity of weights",
        *("指标", "权重", "加 more", "减 less", "同分、任何变动即分先后 even, any change decides"),
    )
    for one in weights:
        even = "\n".join(f"{names[upper]} / {names[lower]}" for upper, lower in one.even)
        table.add_row(
            one.indicator,
            str(one.weight),
            swap_words(one.increase, names),
            swap_words(one.decrease, names),
            even,
        )
    console.print(table)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, show_lines=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
