"""Commands about how long records are kept: 保管期限."""

import click

from .options import SERVICE


@click.group()
def retention() -> None:
    """How long records are kept, and what is due: 保管期限."""


@retention.command()
@SERVICE
@click.option("--json", "as_json", is_flag=True)
def show(service: str, *, as_json: bool) -> None:
    """Show the schedule, what a service keeps under it, and what is due; nothing is changed."""
    from .retention import show as run

    run(service, as_json=as_json)


@retention.command()
@SERVICE
@click.option("--json", "as_json", is_flag=True)
def apply(service: str, *, as_json: bool) -> None:
    """Erase and remove now what is due; the worker does the same once a day."""
    from .retention import apply as run

    run(service, as_json=as_json)
