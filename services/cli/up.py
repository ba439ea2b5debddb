"""`lingpao up`: every process of a one-machine installation under supervisord."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import httpx

import services
from services.composition import NAMES

from .installation import first_keys, prepare
from .signer import ADDRESS_FILE
from .signer import folder as signer_folder

_READY_SECONDS = 90
_STOP_SECONDS = 60
#: Ctrl-C, a polite kill, and a terminal that was closed.
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_DEMO = Path(services.__file__).parent.parent / "tests" / "data" / "jincheng-2021"
#: The day before the season of 2021 opens, Asia/Shanghai.
_DEMO_BEGINS = "2021-08-09T09:00:00+08:00"


def run(data: Path, port: int, *, demo: bool) -> None:
    """Prepare, start, wait until ready, tell what to open; return when stopped."""
    check_port(port)
    env = prepare(data, _DEMO_BEGINS if demo else "")
    env["LINGPAO_SIGNER"] = str(signer_folder(data).absolute() / ADDRESS_FILE)
    keys = first_keys(data, env)
    config = _write_config(data, port)
    # From here on an interrupt must find somebody who stops what was started.
    for number in STOPS:
        signal.signal(number, _interrupt)
    supervisor = subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(config)],
        env=env,
        stdout=(data / "log" / "supervisord.out").open("ab"),
        stderr=subprocess.STDOUT,
        # Its own session: Ctrl-C reaches us alone, and we stop it in order.
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, supervisor, data)
        # Without the operator's key the season cannot be played on; what was played is there.
        if demo and keys:
            from .load import run as load

            load(url, data / "keys" / "access.json", _DEMO)
        _tell(url, keys, data)
        supervisor.wait()
    except KeyboardInterrupt:
        click.echo("正在停止 · stopping")
    finally:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        supervisor.terminate()
        supervisor.wait(timeout=_STOP_SECONDS)
    click.echo("已停止 · stopped")


def gunicorn(bind: str, workers: int, service: str = "") -> list[str]:
    """Return the command of the web processes of one service, or of all in one."""
    named = f"'{service}'" if service else ""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        *("--bind", bind),
        *("--workers", str(workers)),
        *("--threads", "8"),
        *("--worker-class", "gthread"),
        *("--timeout", "60"),
        "--no-control-socket",
        f"services.composition:make_web({named})",
    ]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on.

    :raises ClickException: then.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(f"port {port} is taken; choose one with PORT=") from error


def _write_config(data: Path, port: int) -> Path:
    run_folder, logs = (data / "run").absolute(), (data / "log").absolute()
    run_folder.mkdir(exist_ok=True)
    logs.mkdir(exist_ok=True)
    programs = {"web": " ".join(gunicorn(f"127.0.0.1:{port}", workers=2))}
    programs["signer"] = f"{sys.executable} -m services.cli signer"
    for name in NAMES:
        programs[f"{name}-worker"] = f"{sys.executable} -m services.cli worker {name}"
    sections = [
        "[supervisord]",
        f"logfile={logs}/supervisord.log",
        f"pidfile={run_folder}/supervisord.pid",
        f"childlogdir={logs}",
    ]
    for name, command in programs.items():
        sections += [
            f"[program:{name}]",
            f"command={command}",
            f"directory={Path.cwd()}",
            "autorestart=true",
            "startretries=100",
            "stopwaitsecs=30",
            "redirect_stderr=true",
            f"stdout_logfile={logs}/{name}.log",
        ]
    path = run_folder / "supervisord.conf"
    path.write_text("\n".join(sections).replace("%", "%%") + "\n", "utf-8")
    return path


def _wait_until_ready(url: str, supervisor: "subprocess.Popen[bytes]", data: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    waiting = list(NAMES)
    while waiting:
        if supervisor.poll() is not None or time.monotonic() > deadline:
            raise click.ClickException(
                f"not ready: {', '.join(waiting)}; see the logs in {data / 'log'}"
            )
        waiting = [name for name in waiting if not _is_ready(f"{url}/{name}/readyz")]
        time.sleep(0.2)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _tell(url: str, keys: dict[str, str], data: Path) -> None:
    click.echo(f"\n领跑 Lingpao  {url}/\n")
    for name in NAMES:
        click.echo(f"  API  {url}/{name}/docs/   {url}/{name}/openapi.json")
    click.echo("\n访问密钥 · access keys (Authorization: Bearer …)")
    if not keys:
        click.echo("  已交付并删除 · delivered and deleted")
    for role, key in keys.items():
        click.echo(f"  {role:<17} {key}")
    click.echo(f"\n数据 · data {data.absolute()}   Ctrl-C 停止 · stops")
    sys.stdout.flush()
