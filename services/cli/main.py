"""The command group. Each command imports what it needs when it runs, to start fast."""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/data"),
    envvar="LINGPAO_DATA",
    show_default=True,
    help="Folder of stores, bus, documents, keys and logs.",
)
URL = click.option(
    "--url",
    default="http://127.0.0.1:8080",
    envvar="LINGPAO_URL",
    show_default=True,
    help="Address of a running system.",
)
SERVICE = click.argument("service", type=click.Choice(["intake", "scoring", "registry"]))


class _Commands(click.Group):
    """Tells what is not set up in a sentence; a fault keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        :raises ClickException: when settings are wrong or a store has not been made.
        """
        from services.chassis.settings import BadSettings
        from services.chassis.store.store import NotMigrated

        try:
            return super().invoke(ctx)
        except (BadSettings, NotMigrated) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
def main() -> None:
    """Enterprise-standard front-runner evaluations: 企业标准“领跑者”."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for talkative in ("httpx", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


@main.command()
@DATA
@click.option("--port", default=8080, show_default=True, envvar="PORT")
@click.option("--demo", is_flag=True, help="A simulation with the season of 2021 loaded.")
def up(data: Path, port: int, *, demo: bool) -> None:
    """Start the whole system on this machine; Ctrl-C stops it."""
    from .up import run

    run(data, port, demo=demo)


@main.command()
@DATA
@click.option("--simulate-from", default="", help="Create simulated stores at this moment.")
def migrate(data: Path, simulate_from: str) -> None:
    """Make the stores and topics; safe to run again."""
    from .installation import prepare

    prepare(data, simulate_from)


@main.command()
@SERVICE
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
@click.option("--workers", default=2, show_default=True, help="Processes; each has 8 threads.")
def web(service: str, bind: str, workers: int) -> None:
    """Run one service's web processes (gunicorn), mounted under its name."""
    from .up import gunicorn

    os.execv(sys.executable, gunicorn(bind, workers, service))  # noqa: S606 - our own command


@main.command()
@SERVICE
def worker(service: str) -> None:
    """Run one service's worker: relay, inbox and timers."""
    from services.composition import make_worker

    make_worker(service).run()


@main.command()
@SERVICE
def health(service: str) -> None:
    """Exit 0 when the service's worker is well, else 1 and say why."""
    from .operate import tell_health

    tell_health(service)


@main.command()
def keys() -> None:
    """Make the first access key of each role and print them, once."""
    from .operate import make_keys

    make_keys()


@main.group("dead-letters")
def dead_letters() -> None:
    """Messages that a service could not take, and what waits behind them."""


@dead_letters.command("list")
@SERVICE
@click.option("--json", "as_json", is_flag=True)
def list_(service: str, *, as_json: bool) -> None:
    """List what is set aside, oldest first, with the reason."""
    from .operate import list_dead_letters

    list_dead_letters(service, as_json=as_json)


@dead_letters.command()
@SERVICE
@click.argument("number", type=int)
def show(service: str, number: int) -> None:
    """Show one message whole: headers, value, reason."""
    from .operate import show_dead_letter

    show_dead_letter(service, number)


@dead_letters.command()
@SERVICE
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that is set aside.")
def redrive(service: str, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Apply the keys of NUMBERS again, oldest first; a key stops where one still fails."""
    if bool(numbers) == everything:
        raise click.UsageError("name NUMBERS, or --all")
    from .operate import redrive as run

    run(service, numbers)


@main.command()
@SERVICE
@click.argument("projection", default="")
def rebuild(service: str, projection: str) -> None:
    """Rebuild a service's read models, or one PROJECTION (a kind of document), while it serves."""
    from .operate import rebuild as run

    run(service, projection)


@main.command()
@SERVICE
def resend(service: str) -> None:
    """Let all of a service's events go out again, for a bus that lost some."""
    from .operate import resend as run

    run(service)


@main.command()
@URL
@click.option("--operator-key-file", type=click.Path(path_type=Path, exists=True), required=True)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def load(url: str, operator_key_file: Path, folder: Path) -> None:
    """Play a season's FOLDER through the public HTTP routes of a simulation."""
    from .load import run

    run(url, operator_key_file, folder)


@main.command()
@URL
@click.option("--board", required=True, help="Board id, e.g. jincheng-finance-2021.branch-service")
@click.option("--at", "moment", default="", help="A date or a time with offset; now by default.")
@click.option("--json", "as_json", is_flag=True)
def replay(url: str, board: str, moment: str, *, as_json: bool) -> None:
    """Rebuild a board as known at a moment, from the logs alone, and check it."""
    from .audit import replay_board

    replay_board(url, board, moment, as_json=as_json)


@main.command()
@URL
@click.argument("subject")
@click.option("--json", "as_json", is_flag=True)
def history(url: str, subject: str, *, as_json: bool) -> None:
    """Tell the whole story of a bank (USCC), board, title … across the services."""
    from .audit import tell_history

    tell_history(url, subject, as_json=as_json)
