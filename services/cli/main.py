"""The command group. Each command imports what it needs when it runs, to start fast."""

import logging
from pathlib import Path

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


@click.group()
def main() -> None:
    """Enterprise-standard front-runner evaluations: 企业标准“领跑者”."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)


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
@click.argument("service", type=click.Choice(["intake", "scoring", "registry"]))
def worker(service: str) -> None:
    """Run one service's worker: relay, inbox and timers."""
    from services.composition import make_worker

    make_worker(service).run()


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
