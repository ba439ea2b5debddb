"""`lingpao retention`: what is kept for how long, what is due, and doing it now."""

import json
import sys
from contextlib import closing

import click
from rich.console import Console
from rich.table import Table

from services import composition
from services.chassis import retention
from services.chassis.erasure import Private
from services.chassis.schedule import Schedule
from services.chassis.store import wiping


def show(service: str, *, as_json: bool) -> None:
    """Show the schedule in force, what a service keeps under it, and what is due."""
    with closing(composition.open_store(service)) as store:
        private = _private(service)
        counts = {one.row.kind: one for one in retention.counts(store, private)}
        unclaimed = retention.unclaimed(store)
        schedule = store.settings.retention
    numbers = {kind: {"kept": one.kept, "due": one.due} for kind, one in counts.items()}
    if as_json:
        rows = [{**row.plain(), **numbers.get(row.kind, {})} for row in schedule.values()]
        click.echo(json.dumps({"items": rows, "unclaimed": unclaimed}, ensure_ascii=False))
        return
    Console().print(_table(service, schedule, numbers))
    if unclaimed:
        click.echo(
            f"{unclaimed} 项内容无条目可归，不会到期（一小时内上传的附件除外） · no entry that is"
            " listed names them, so they do not fall due (but for files uploaded within the hour);"
            f" after an upgrade: lingpao rebuild {service}"
        )


def apply(service: str, *, as_json: bool) -> None:
    """Erase and remove what is due now; exit 1 when old bytes could not be wiped yet."""
    with closing(composition.open_store(service)) as store:
        gone = retention.apply(store, _private(service))
        clean = wiping.wipe(store.recorder)
    if as_json:
        click.echo(json.dumps({**gone, "wiped": clean}))
    else:
        told = "，".join(f"{kind} {count}" for kind, count in gone.items())
        click.echo(f"已删除 erased and removed: {told}")
    if not clean:
        click.echo(
            "有读取未结束，工作进程将再清除 · a reader is in the way; the worker wipes later"
        )
    sys.exit(0 if clean else 1)


def _private(service: str) -> Private:
    private = composition.service(service).private
    if private is None:
        raise click.ClickException(f"{service} keeps no private words")
    return private


def _table(service: str, schedule: Schedule, numbers: dict[str, dict[str, int]]) -> Table:
    table = Table(title=f"{service}: 保管期限 retention")
    for heading in ("类别 kind", "期限 keep", "起算 since", "依据 basis", "现存 kept", "到期 due"):
        table.add_column(heading, overflow="fold")
    for kind, row in schedule.items():
        found = numbers.get(kind, {})
        table.add_row(
            f"{kind}\n{row.what['zh']} {row.what['en']}",
            row.keep.text,
            f"{row.since['zh']}\n{row.since['en']}",
            f"{row.basis['zh']}\n{row.basis['en']}",
            str(found.get("kept", "—")),
            str(found.get("due", "—")),
        )
    return table
