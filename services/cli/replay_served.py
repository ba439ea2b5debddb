"""`lingpao replay --at TIME --serve`: the entire system as it was known then, to look around in."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import click
import httpx

from services.auditor.held import DoesNotFit, checkpoint, hold, root
from services.auditor.prefix import prefixes
from services.auditor.source import SERVICES, Damaged, Logged, Source, Unreachable, open_files
from services.chassis.bus.port import BusUnavailable
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.replay import CannotRebuild

from .audit import fetch, local, moment_of
from .replay_made import environment, fetch_documents, make
from .up import STOPS, check_port, gunicorn
from .verify import trust

_READY_SECONDS = 60
_STOP_SECONDS = 60


@dataclass(frozen=True)
class Check:
    """Whether to hold the logs to their checkpoints first, and whom to trust for them."""

    wanted: bool
    keys: tuple[str, ...] = ()
    policy: Path | None = None


def serve(url: str, moment: str, port: int, data: Path | None, check: Check) -> None:
    """Make the system as it was known at a moment, and serve it until it is stopped."""
    if not moment:
        raise click.UsageError("--serve needs --at: the moment to go back to")
    at = moment_of(moment)
    check_port(port)
    with _folder(data) as folder:
        try:
            _make(url, at, folder, check)
        except (DoesNotFit, Damaged, Unreachable, CannotRebuild, BusUnavailable) as error:
            raise click.ClickException(f"{type(error).__name__}: {error}") from error
        _run(folder, port, at)


def _make(url: str, at: str, folder: Path, check: Check) -> None:
    with closing(open_files(url)) as files:
        signed: dict[str, Checkpoint | None] = {}
        if check.wanted:
            named = bool(check.keys or check.policy)
            policy = trust(check.keys, check.policy) if named else None
            # Before the logs, which may grow meanwhile.
            signed = {service: checkpoint(files, service, policy) for service in SERVICES}
        source = Source(files)
        whole = fetch(source)
        for service, told in signed.items():
            _hold(service, whole[service], told)
        logs = prefixes(whole, at)
        make(folder, logs, at)
        missing = fetch_documents(folder, logs, source)
    _tell(whole, logs)
    if missing:
        click.echo(f"未能取得的文件 · documents not to be had: {len(missing)}")


def _hold(service: str, log: Sequence[Logged], signed: Checkpoint | None) -> None:
    if signed is None:
        click.echo(f"{service}: 没有签名检查点 · no signed checkpoint is there")
        return
    hold(log, signed, service)
    click.echo(f"{service}: 与签名检查点一致 · fits the checkpoint of {signed.size} entries")


def _tell(whole: Mapping[str, Sequence[Logged]], logs: Mapping[str, Sequence[Logged]]) -> None:
    for service, log in logs.items():
        click.echo(
            f"{service}: 前 {len(log)} 条，共 {len(whole[service])} 条"
            f" · first {len(log)} of {len(whole[service])} entries  {root(log).hex()}"
        )


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """Give a folder that was not there before; a temporary one goes at the end."""
    if data is not None and data.exists() and any(data.iterdir()):
        raise click.ClickException(f"{data} 不是空文件夹 · is not empty; name a new folder")
    made = tempfile.TemporaryDirectory(prefix="lingpao-replay-") if data is None else None
    with made or nullcontext(str(data)) as folder:
        yield Path(folder)


def _run(folder: Path, port: int, at: str) -> None:
    url = f"http://127.0.0.1:{port}"
    for number in STOPS:
        signal.signal(number, _interrupt)
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen(  # noqa: S603 - our own command
            gunicorn(f"127.0.0.1:{port}", workers=1),
            env=environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            # Its own session: Ctrl-C reaches us alone, and we stop it.
            start_new_session=True,
        )
    try:
        _wait_until_ready(url, web, folder / "web.log")
        click.echo(f"\n{local(at)}（北京时间）所知 · as known then, read-only:  {url}/")
        click.echo("Ctrl-C 停止 · stops")
        web.wait()
    except KeyboardInterrupt:
        click.echo("正在停止 · stopping")
    finally:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        web.terminate()
        web.wait(timeout=_STOP_SECONDS)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(url: str, web: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        if web.poll() is not None or time.monotonic() > deadline:
            raise click.ClickException(f"not ready:\n{log.read_text('utf-8', 'replace')[-2000:]}")
        try:
            httpx.get(f"{url}/registry/healthz", timeout=5).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
