"""`lingpao audit`: the full audit of one installation, with a bar, a report and an exit status."""

import html
import json
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from services.auditor import audit as package
from services.auditor.audit.finding import Finding
from services.auditor.audit.kept import KeptBundles
from services.auditor.audit.remembered import BadMemory, Memory, Remembered
from services.auditor.audit.run import Audit, Place, run, seen
from services.auditor.source import HttpFiles, Source, Unreachable, open_files
from services.chassis.bus.port import Bus
from services.chassis.log.policy import Policy

from .bus_files import place_of_bus, trust_of, with_notes
from .verify import printable, trust

_KINDS: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(package.__file__).parent / "texts.yaml").read_text("utf-8")
)
_SHOWN = 20
#: Longer than a signer takes to sign what a log has.
_SETTLE_SECONDS = 1.0


@dataclass(frozen=True)
class Asked:
    """What the auditor asks for.

    ``documents`` is where a bus's documents are; ``afresh`` reads again what was read before.
    """

    keys: tuple[str, ...]
    policy: Path | None
    memory: Path
    report: Path | None
    documents: str = ""
    afresh: bool = False


def audit(place: str, bus: Bus | None, asked: Asked) -> None:
    """Audit an installation and tell; exit 1 when anything is wrong.

    :param place: an address or a folder; where a bus is given, only its name.
    """
    trusted = trust(asked.keys, asked.policy) if asked.keys or asked.policy else None
    memory = Memory(asked.memory, place)
    try:
        before = memory.recall()
        if bus is not None:
            found = _audit_bus(place, bus, trusted, before, asked.documents)
        else:
            found = _audit_files(place, trusted, before, memory, afresh=asked.afresh)
    except (BadMemory, Unreachable) as error:
        raise click.ClickException(str(error)) from error
    sound = seen(found)
    leaves = {service: found.logs[service].leaves for service in sound}
    memory.keep(before, {} if trusted else found.keys, sound, leaves)
    if asked.report is not None:
        _write(found, asked.report)
    _tell(found)
    if found.findings:
        raise SystemExit(1)


def _audit_files(
    name: str, trusted: Policy | None, before: Remembered, memory: Memory, *, afresh: bool
) -> Audit:
    with closing(open_files(name)) as files, _Bar() as bar:
        kept = KeptBundles(files, memory.folder)
        if afresh:
            kept.forget_all()
        place = replace(Place.of(name, files), kept=kept)
        if isinstance(files, HttpFiles):
            place = replace(place, settle=lambda: time.sleep(_SETTLE_SECONDS))
            if _shows(files):
                place = replace(place, shown=files.get)
        return run(place, trusted, before, bar)


def _shows(files: HttpFiles) -> bool:
    """Tell whether a system answers there, and not only a web server with an export."""
    try:
        files.get("/registry/v1/boards")
    except Unreachable:
        return False
    return True


def _audit_bus(
    name: str, bus: Bus, trusted: Policy | None, before: Remembered, documents: str
) -> Audit:
    trusted = trusted or trust_of(before)
    place, files = place_of_bus(name, bus)
    before = with_notes(before, files, trusted)
    with _Bar() as bar:
        if not documents:
            return run(place, trusted, before, bar)
        with closing(open_files(documents)) as others:
            return run(replace(place, documents=Source(others).document), trusted, before, bar)


def words(finding: Finding) -> str:
    """Return what a finding means, in Chinese and English."""
    told = _KINDS[finding.kind]
    return f"{told['zh']} · {told['en']}"


def place_of(finding: Finding) -> str:
    """Return where it is: ``service#index``, or the log as a whole."""
    return finding.service if finding.index < 0 else f"{finding.service}#{finding.index}"


def _tell(found: Audit) -> None:
    console = Console(soft_wrap=True)
    for service, log in found.logs.items():
        told = log.checkpoint
        if told is not None:
            said = f"{service}: {told.origin}  {told.size} 条 entries  {told.root.hex()}"
            console.print(said, markup=False)
    if found.on_first_use:
        console.print(
            "首次查验：公钥由服务器自己给出，只能证明此后未变；请用 --policy 或 --key 指定可信公钥。\n"
            "First visit: the keys came from the server itself, so only later changes will show;"
            " name whom you trust with --policy or --key."
        )
    if found.newest:
        console.print(
            f"查验期间新增 {found.newest} 条，下次再与其他日志核对 · {found.newest} entries came"
            " meanwhile; the next audit holds them to the other logs"
        )
    if not found.derived:
        console.print(
            "[yellow]评分与排行榜未重算[/yellow] · scores and boards were not derived:"
            f" {_why_not(found)}"
        )
    if not found.findings:
        boards = f", {found.boards} 版排行榜逐字节重算 boards derived again byte for byte"
        console.print(
            f"[green]全部一致[/green] · all consistent: {found.entries} 条 entries"
            + (boards if found.derived else "")
        )
        return
    first = found.findings[0]
    console.print(f"[red]第一处 first: {place_of(first)}  {words(first)}[/red]")
    console.print(f"  {printable(first.why)}", markup=False)
    for other in found.findings[1:_SHOWN]:
        console.print(f"{place_of(other)}  {words(other)}\n  {printable(other.why)}", markup=False)
    if len(found.findings) > _SHOWN:
        console.print(f"… {len(found.findings)} 处 findings")


def _why_not(found: Audit) -> str:
    if found.findings:
        return "条目不全或已被改动 the entries are not whole, or not the signed ones"
    return "没有文件可查，请用 --documents 指明 no documents at hand; name them with --documents"


def _write(found: Audit, path: Path) -> None:
    """Write the report, as JSON or HTML by the file's name."""
    plain = _plain(found)
    if path.suffix == ".html":
        path.write_text(_page(plain), "utf-8")
    else:
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(found: Audit) -> dict[str, Any]:
    return {
        "place": found.place,
        "consistent": not found.findings,
        "keys_on_first_use": found.on_first_use,
        "logs": [
            {
                "service": service,
                "origin": told.origin,
                "size": told.size,
                "root": told.root.hex(),
                "witnesses": [one.key.name for one in log.trusted.witnesses] if log.trusted else [],
            }
            for service, log in found.logs.items()
            if (told := log.checkpoint) is not None
        ],
        "entries": found.entries,
        "derived": found.derived,
        "newest_not_held_to_other_logs": found.newest,
        "boards": found.boards,
        "findings": [
            {
                "service": one.service,
                "index": one.index if one.index >= 0 else None,
                "kind": one.kind,
                "means": words(one),
                "why": one.why,
            }
            for one in found.findings
        ],
    }


def _page(plain: dict[str, Any]) -> str:
    state = "全部一致 · all consistent" if plain["consistent"] else "有不一致 · inconsistent"
    logs = "".join(
        f"<tr><td>{html.escape(one['origin'])}<td>{one['size']}<td><code>{one['root']}</code>"
        for one in plain["logs"]
    )
    findings = "".join(
        f"<tr><td>{one['service']}<td>{'' if one['index'] is None else one['index']}"
        f"<td>{html.escape(one['means'])}<td>{html.escape(one['why'])}"
        for one in plain["findings"]
    )
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>审计报告 · audit</title>'
        f"<h1>{state}</h1><p>{html.escape(plain['place'])}: {plain['entries']} 条 entries,"
        f" {plain['boards']} 版排行榜 boards</p>"
        f"<table><tr><th>日志 log<th>条目 entries<th>根 root{logs}</table>"
        f"<table><tr><th>日志 log<th>条目 entry<th>含义 meaning<th>依据 why{findings}</table></html>\n"
    )


class _Bar(Progress):
    """Tells how far the audit is, where there is a terminal."""

    def __init__(self) -> None:
        super().__init__(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def begin(self, what: str, total: int | None) -> None:
        """See :meth:`Watch.begin`."""
        self._current = self.add_task(what, total=total)

    def step(self, count: int = 1) -> None:
        """See :meth:`Watch.step`."""
        self.update(self._current, advance=count)
