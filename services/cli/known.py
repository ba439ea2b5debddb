"""`lingpao replay --notice …`: what was known of one matter, for a person or a program."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.auditor import known as package
from services.auditor.known import Known, NotKnownYet, known
from services.auditor.known.matter import Fact, place
from services.auditor.source import Source, Unreachable, open_files
from services.chassis.clock import system_clock, to_text

from .audit import event_words, fetch, local, moment_of

_WORDS: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(package.__file__).parent / "texts.yaml").read_text("utf-8")
)


def replay_matter(url: str, kind: str, id: str, moment: str, *, as_json: bool) -> None:
    """Tell what was known of a matter at a moment, each fact with the entry that says it.

    Exits with status 1 when nothing was known yet.
    """
    at = moment_of(moment) if moment else to_text(system_clock())
    try:
        with closing(Source(open_files(url))) as source:
            found = known(fetch(source), kind, id, at)
    except NotKnownYet as error:
        raise click.ClickException(_nothing(error)) from error
    except (Unreachable, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
    else:
        _show(found)


def _nothing(error: NotKnownYet) -> str:
    name = f"{_say('kind', error.kind)} {error.id}"
    if error.first is None:
        return f"没有关于它的记录 · no entry speaks of it: {name}"
    begins = f"{place(error.first)} {local(error.first.entry.time)}"
    return f"当时尚无记录 · nothing was known yet: {name}；始于 begins with {begins}"


def plain(found: Known) -> dict[str, Any]:
    """Return what was known as JSON-plain values."""
    first = found.entries[0]
    return {
        "kind": found.kind,
        "id": found.id,
        "at": found.moment,
        "began": {"time": first.entry.time, "entry": place(first)},
        "facts": _cited(found.facts),
        "lists": {name: _cited(facts) for name, facts in found.lists.items()},
        "entries": [{"entry": place(one), **vars(one.entry)} for one in found.entries],
    }


def _cited(facts: dict[str, Fact]) -> dict[str, Any]:
    return {name: {"value": fact.value, "entry": place(fact.said)} for name, fact in facts.items()}


def _show(found: Known) -> None:
    console = Console()
    console.print(escape(f"{_say('kind', found.kind)} {found.id}"), highlight=False)
    facts = Table("事实 fact", "内容 what", "据 said by")
    for name, fact in found.facts.items():
        facts.add_row(_say("fact", name), escape(_value(fact.value)), place(fact.said))
    for name, listed in found.lists.items():
        for id, fact in listed.items():
            about = escape(f"{_say('list', name)} {id}")
            facts.add_row(about, escape(_value(fact.value)), place(fact.said))
    entries = Table("时间 time", "记录 entry", "事件 event", "谁 who", "理由 why")
    for one in found.entries:
        entry = one.entry
        who = f"{entry.actorrole} {entry.actororg}"
        row = (local(entry.time), place(one), event_words(entry.type), who, escape(entry.reason))
        entries.add_row(*row)
    for table in (facts, entries):
        for column in table.columns:
            column.overflow = "fold"
        console.print(table)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _say("value", value) if f"value.{value}" in _WORDS else value
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if isinstance(value, dict):
        return "; ".join(f"{name} {_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return "—" if value is None else str(value)


def _say(what: str, name: str) -> str:
    words = _WORDS[f"{what}.{name}"]
    return f"{words['zh']} {words['en']}"
