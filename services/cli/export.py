"""`lingpao log export`: the logs of an installation as plain files."""

import time
from contextlib import closing
from pathlib import Path

import click

from services.auditor.export import export
from services.auditor.source import Damaged, HttpFiles, Unreachable, open_files

#: Longer than a signer takes to sign what a log has.
_SETTLE_SECONDS = 1.0


def run(place: str, folder: Path) -> None:
    """Copy the logs and tell what the folder holds now."""
    try:
        with closing(open_files(place)) as files:
            pause = _SETTLE_SECONDS if isinstance(files, HttpFiles) else 0.0
            made = export(files, folder, lambda: time.sleep(pause))
    except (Unreachable, Damaged) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder}: {error}") from error
    for service, told in made.checkpoints.items():
        click.echo(f"{service}: {told.origin}  {told.size} 条 entries  {told.root.hex()}")
    click.echo(
        f"{folder}: 新写 written {made.written}，已有 already there {made.kept} 个文件 files"
    )
    if not made.quiet:
        click.echo(
            "日志一直在增长：最新的条目可能引用了尚未导出的条目，请再运行一次。\n"
            "The logs kept growing: the newest entries may cite what is not in the export yet;"
            " run it again.",
            err=True,
        )
