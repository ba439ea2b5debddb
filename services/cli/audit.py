"""`lingpao replay` and `lingpao history`: what follows from the logs, for a person or a program."""

import json
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.table import Table

from services import auditor
from services.auditor.history import history
from services.auditor.replay import NoBoardYet, Replayed, replay
from services.auditor.source import SERVICES, Damaged, Logged, Source, Unreachable, open_files
from services.chassis.clock import SHANGHAI, from_text, system_clock, to_text
from services.scoring.domain.board import row_plain

_EVENTS: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(auditor.__file__).parent / "texts.yaml").read_text("utf-8")
)
_DIFFERS = 1


def replay_board(url: str, board: str, moment: str, *, as_json: bool) -> None:
    """Show a board as known at a moment, with the reason for each place.

    Exits with status 1 when the derivation differs from what was said then.
    """
    at = moment_of(moment)
    try:
        with closing(Source(open_files(url))) as source:
            found = replay(fetch(source), source.document, board, at)
    except NoBoardYet as error:
        raise click.ClickException(f"尚无此排行榜 · {error}") from error
    except (Damaged, Unreachable, LookupError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(_plain(found, at), ensure_ascii=False, indent=1))
    else:
        _show(found)
    if found.differences:
        raise SystemExit(_DIFFERS)


def tell_history(url: str, subject: str, *, as_json: bool) -> None:
    """Tell a subject's whole story, across the services."""
    try:
        with closing(Source(open_files(url))) as source:
            told = history(fetch(source), subject)
    except (Unreachable, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not told:
        raise click.ClickException(f"没有关于 {subject} 的记录 · no entry concerns {subject}")
    if as_json:
        for one in told:
            line = {"service": one.service, "index": one.index, **_envelope(one)}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    table = Table(title=f"{subject}")
    for heading in ("时间 time", "日志 log", "事件 event", "谁 who", "理由 why", "内容 what"):
        table.add_column(heading, overflow="fold")
    for one in told:
        entry = one.entry
        table.add_row(
            local(entry.time),
            f"{one.service}#{one.index}",
            event_words(entry.type),
            f"{entry.actorrole} {entry.actororg}",
            entry.reason,
            "; ".join(f"{k}={v}" for k, v in entry.data.items() if isinstance(v, str | int)),
        )
    Console().print(table)


def event_words(type_name: str) -> str:
    """Return an event's name in Chinese and English."""
    words = _EVENTS[type_name]
    return f"{words['zh']} {words['en']}"


def fetch(source: Source) -> dict[str, list[Logged]]:
    """Read every log whole.

    :raises ClickException: when one cannot be read, or holds what is no entry.
    """
    try:
        return {service: source.log(service) for service in SERVICES}
    except (Unreachable, Damaged) as error:
        raise click.ClickException(str(error)) from error


def moment_of(text: str) -> str:
    """Read a moment: a date means the end of that day in Asia/Shanghai; empty means now.

    :raises BadParameter: when it is neither a date nor a time with an offset.
    """
    if not text:
        return to_text(datetime.max.replace(tzinfo=system_clock().tzinfo))
    try:
        if "T" not in text and " " not in text:
            day = date.fromisoformat(text) + timedelta(days=1)
            end = datetime.combine(day, time(), SHANGHAI) - timedelta(microseconds=1)
            return to_text(end)
        moment = from_text(text)
        moment.astimezone(SHANGHAI)
        return to_text(moment)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"{text!r}: {error}", param_hint="--at") from error


def local(moment: str) -> str:
    """Write an entry's time as clocks in Asia/Shanghai show it."""
    return from_text(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _envelope(one: Logged) -> dict[str, Any]:
    return dict(vars(one.entry))


def _plain(found: Replayed, at: str) -> dict[str, Any]:
    standing = found.standing
    return {
        "board": found.said.board,
        "at": at,
        "version": found.said.version,
        "drawn": found.entry.entry.time,
        "entry": {"service": "scoring", "index": found.entry.index, "id": found.entry.entry.id},
        "scheme": f"{found.said.scheme}@{found.said.scheme_version}",
        "rows_sha256": found.said.rows.sha256,
        "identical": not found.differences,
        "differences": list(found.differences),
        "state": standing.state,
        "notice_last_day": standing.notice_last_day,
        "open_objections": sorted(standing.open_objections),
        "titles": {
            title: {"enterprise": e, "state": s} for title, (e, s) in standing.titles.items()
        },
        "rows": [
            {
                **row_plain(row),
                "leader": row.candidate.application in standing.leaders,
                "behind_by": reason.behind,
                "one_place_up": [vars(rise) for rise in reason.rises],
            }
            for row, reason in zip(found.rows, found.reasons, strict=True)
        ],
    }


def _show(found: Replayed) -> None:
    console = Console()
    standing = found.standing
    console.print(f"{found.said.board}  第 {found.said.version} 版 version {found.said.version}")
    console.print(
        f"形成 drawn {local(found.entry.entry.time)}  状态 state {standing.state}", end=""
    )
    console.print(
        f"  公示至 notice to {standing.notice_last_day}" if standing.notice_last_day else ""
    )
    table = Table()
    for heading in (
        "名次",
        "企业",
        "星级",
        "综合",
        "创新",
        "领跑者",
        "依据 reason",
        "进一位 one place up",
    ):
        table.add_column(heading, overflow="fold")
    for row, reason in zip(found.rows, found.reasons, strict=True):
        score = row.candidate.score
        table.add_row(
            str(row.rank),
            row.candidate.enterprise_name,
            "★" * score.star,
            f"{score.composite:f}",
            str(score.bonus),
            "领跑者" if row.candidate.application in standing.leaders else "",
            " ".join(f"{one.indicator}:{one.declared}→{one.star}★" for one in score.indicators),
            " / ".join(f"{rise.indicator} {rise.needed}→{rise.new_rank}" for rise in reason.rises),
        )
    console.print(table)
    for title, (enterprise, state) in standing.titles.items():
        console.print(f"称号 title {title[:8]}… {enterprise} {state}")
    if found.differences:
        for difference in found.differences:
            console.print(f"[red]不一致 differs: {difference}[/red]")
    else:
        console.print(
            f"由事件重新推算，与当时所载逐字节一致 · derived again from entries, byte for byte equal"
            f" ({found.said.rows.sha256})"
        )
