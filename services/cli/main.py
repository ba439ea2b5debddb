"""The command group. Each command imports what it needs when it runs, to start fast."""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from .keeping import retention
from .log_commands import audit, log_files, log_keys, signer, verify, witness
from .options import DATA, SERVICE, URL
from .replay_commands import history, replay


class _Commands(click.Group):
    """Tells what is not set up or away in a sentence; a fault keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        :raises ClickException: when settings are wrong, a store has not been made, or store or
            bus are away, or a store stands still.
        """
        from services.chassis.bus.port import BusUnavailable
        from services.chassis.settings import BadSettings
        from services.chassis.store.ledger import is_passing
        from services.chassis.store.store import NotMigrated, StandsStill

        try:
            return super().invoke(ctx)
        except (BadSettings, NotMigrated, StandsStill, BusUnavailable) as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if is_passing(error):
                raise click.ClickException(f"{type(error).__name__}: {error}") from error
            raise


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


@main.group(invoke_without_command=True)
@click.pass_context
@click.option("--another", "role", default="", help="One more key of this role's first account.")
def keys(ctx: click.Context, role: str) -> None:
    """Make the first access key of each role and print them, once."""
    if ctx.invoked_subcommand:
        return
    from .operate import make_another_key, make_keys

    if role:
        make_another_key(role)
    else:
        make_keys()


keys.add_command(log_keys)
main.add_command(signer)
main.add_command(witness)
main.add_command(verify)
main.add_command(audit)
main.add_command(log_files)
main.add_command(retention)
main.add_command(replay)
main.add_command(history)


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


@dead_letters.command()
@SERVICE
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Goes to the log of the command.")
def discard(service: str, number: int, reason: str) -> None:
    """Let go of a record that is no message, and apply what waits behind it."""
    from .operate import discard as run

    run(service, number, reason)


@main.command()
@SERVICE
def reread(service: str) -> None:
    """Let a service read the bus from its beginning, for a bus that was made anew."""
    from .operate import reread as run

    run(service)


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


@main.group()
def scheme() -> None:
    """Evaluation schemes: 评估方案, before they are adopted."""


@scheme.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
def check_scheme(file: Path, *, as_json: bool) -> None:
    """Tell what is wrong in a scheme FILE, by line and field; exit 1 if anything is."""
    from .scheme import check

    check(file, as_json=as_json)


@scheme.command("try")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--with",
    "data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="A season's folder, or a CSV of enterprise, name and one column an indicator.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Another scheme, such as the last version: who would move, and why.",
)
@click.option("--json", "as_json", is_flag=True)
def try_scheme(file: Path, data: Path, against: Path | None, *, as_json: bool) -> None:
    """Draw the board of a scheme FILE, with what would lift each bank and what weights decide."""
    from .scheme import run_trial

    run_trial(file, data, against, as_json=as_json)


@scheme.command("schema")
def scheme_json_schema() -> None:
    """Write the JSON Schema of scheme documents."""
    from .scheme import write_schema

    write_schema()


@main.group()
def board() -> None:
    """Ranking boards: 排行榜."""


@board.command("compare")
@URL
@click.argument("one")
@click.argument("other")
@click.option("--json", "as_json", is_flag=True)
def compare_boards(url: str, one: str, other: str, *, as_json: bool) -> None:
    """Tell who moved from board ONE to OTHER and why; each is BOARD@VERSION, or BOARD (newest)."""
    from .board import compare_boards as run

    run(url, one, other, as_json=as_json)


@main.group()
def credit() -> None:
    """Credit records: 信用记录 of titles withdrawn."""


@credit.command("reconcile")
@URL
@click.option("--json", "as_json", is_flag=True)
def reconcile_credit(url: str, *, as_json: bool) -> None:
    """List every difference between what was decided, sent and acknowledged; exit 1 if any."""
    from .credit import tell_reconciled

    tell_reconciled(url, as_json=as_json)
