"""Options that several commands take."""

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
SERVICE = click.argument("service", type=click.Choice(["intake", "scoring", "registry"]))
