"""`lingpao load`: plays a season's folder against a running simulation."""

import json
from pathlib import Path

import click
from rich.console import Console

from services.loader import Mistakes, Stopped, play, show

#: Where the keys of the story's actors are kept, beside the operator's.
ACTORS_KEYS = "actors.json"


def run(url: str, operator_key_file: Path, folder: Path) -> None:
    """Play the folder and show both boards; running it again changes nothing.

    :raises click.ClickException: naming the mistakes of the folder, or the step that stopped.
    """
    text = operator_key_file.read_text("utf-8").strip()
    key = json.loads(text)["operator"] if text.startswith("{") else text
    console = Console()
    try:
        summary = play(folder, url, key, operator_key_file.parent / ACTORS_KEYS, console)
    except (Mistakes, Stopped) as error:
        raise click.ClickException(str(error)) from error
    show(summary, console)
