"""`lingpao board compare A B`: who moved from one board to another, and why (R12)."""

import json
from contextlib import closing
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from services.auditor.boards import side
from services.auditor.source import Damaged, Source, Unreachable, open_files
from services.scoring.domain.cause import Cause
from services.scoring.domain.compare import Comparison, compare

from .words import cause_words, move_words, rule_words


def compare_boards(url: str, one: str, other: str, *, as_json: bool) -> None:
    """Compare two versions of boards, read from scoring's log and documents."""
    try:
        with closing(Source(open_files(url))) as source:
            log = source.log("scoring")
            sides = [side(log, source.document, name) for name in (one, other)]
    except (Damaged, Unreachable, LookupError, ValueError) as error:
        # A LookupError's own text, without the quotes that KeyError would put around it.
        raise click.ClickException(str(error)) from error
    found = compare(*sides)
    if as_json:
        click.echo(json.dumps(comparison_plain(found), ensure_ascii=False, indent=1))
    else:
        show_comparison(found, Console())


def comparison_plain(found: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values, with its words in both languages."""
    names = _names(found)
    return {
        "moves": [
            {
                "application": move.application,
                "name": move.name,
                "from": move.ranks[0],
                "to": move.ranks[1],
                "composite_from": move.composites[0],
                "composite_to": move.composites[1],
                "causes": [_plain(one, cause_words(one, names)) for one in move.causes],
            }
            for move in found.moves
        ],
        "rules": [_plain(one, rule_words(one)) for one in found.rules],
    }


def _plain(cause: Cause, words: tuple[str, str]) -> dict[str, Any]:
    told = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(cause).items()
    }
    return {**told, "zh": words[0], "en": words[1]}


def show_comparison(found: Comparison, console: Console) -> None:
    """Show who moved and why, and what differs between the schemes."""
    names = _names(found)
    if found.rules:
        console.print("方案的不同 what differs between the schemes")
        for rule in found.rules:
            zh, en = rule_words(rule)
            console.print(f"  {zh}" if zh == en else f"  {zh} · {en}")
    if not found.moves:
        console.print("名次与得分都没有变动 · no place and no score differs")
        return
    table = Table(title="变动 moves", show_lines=True)
    for heading in ("企业 bank", "名次 rank", "综合 composite", "原因 why"):
        table.add_column(heading, overflow="fold")
    for move in found.moves:
        why = "\n".join(" · ".join(cause_words(one, names)) for one in move.causes)
        table.add_row(move.name, move_words(move), " → ".join(move.composites), why)
    console.print(table)


def _names(found: Comparison) -> dict[str, str]:
    return {move.application: move.name for move in found.moves}
