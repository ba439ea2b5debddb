"""The commands that tell what was: one board or matter, the entire system, or a whole story."""

from pathlib import Path

import click

from .options import URL

_KINDS = ("board", "notice", "objection", "title", "bank", "revocation")


@click.command()
@URL
@click.option("--board", default="", help="Board id: the season's id, a dot, the category.")
@click.option("--notice", default="", help="A public notice, by its id.")
@click.option("--objection", default="", help="An objection, by its id.")
@click.option("--title", default="", help="A leader title, by its id.")
@click.option("--bank", default="", help="An enterprise, by its USCC.")
@click.option("--revocation", default="", help="A revocation, by its id.")
@click.option("--serve", is_flag=True, help="The entire system as it was known, read-only.")
@click.option("--at", "moment", default="", help="A date or a time with offset; now by default.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--port", default=8090, show_default=True, help="With --serve.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --serve: a new folder to keep; else one that goes when it stops.",
)
@click.option(
    "--check", is_flag=True, help="With --serve: first hold the logs to their checkpoints."
)
@click.option("--key", "keys", multiple=True, help="With --check: a log's public key.")
@click.option(
    "--policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="With --check: a tlog-policy file.",
)
def replay(
    *, url: str, serve: bool, moment: str, as_json: bool, port: int, data: Path | None,
    check: bool, keys: tuple[str, ...], policy: Path | None, **matters: str,
) -> None:  # fmt: skip
    """Tell what was known at a moment, from the logs alone: a running system's, or a folder's."""
    asked = [(kind, matters[kind]) for kind in _KINDS if matters[kind]]
    if len(asked) + serve != 1:
        raise click.UsageError(f"name one of --serve, --{', --'.join(_KINDS)}")
    if serve:
        from .replay_served import Check
        from .replay_served import serve as run

        run(url, moment, port, data, Check(check, keys, policy))
        return
    [(kind, id)] = asked
    if kind == "board":
        from .audit import replay_board

        replay_board(url, id, moment, as_json=as_json)
        return
    from .known import replay_matter

    replay_matter(url, kind, id, moment, as_json=as_json)


@click.command()
@URL
@click.argument("subject")
@click.option("--json", "as_json", is_flag=True)
def history(url: str, subject: str, *, as_json: bool) -> None:
    """Tell the whole story of a bank (USCC), board, title … across the services."""
    from .audit import tell_history

    tell_history(url, subject, as_json=as_json)
