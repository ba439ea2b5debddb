"""`lingpao credit reconcile`: what was decided, sent and acknowledged, compared from the log."""

import json
from contextlib import closing
from typing import Any

import click

from services.auditor.source import Damaged, Source, Unreachable, open_files
from services.registry.credit.reconcile import (
    ACKNOWLEDGED_OTHERWISE,
    BY_HAND,
    NOT_ACKNOWLEDGED,
    NOT_DECIDED,
    NOT_SENT,
    SENT_OTHERWISE,
    Reconciled,
    reconcile,
)

_WORDS = {
    NOT_SENT: "已决定，未报送 decided, not sent",
    NOT_ACKNOWLEDGED: "已报送，无回执 sent, not acknowledged",
    SENT_OTHERWISE: "报送内容与决定不符 sent other than decided",
    ACKNOWLEDGED_OTHERWISE: "回执与报送不符 acknowledged other than sent",
    NOT_DECIDED: "已报送，无决定 sent, not decided",
    BY_HAND: "无接收单位回执，由市局登记 recorded by the bureau, no receipt of the receiver's own",
}
_OF = {"revocation": "取消 revocation", "annulment": "更正 annulment"}
_LISTS = ("differences", "notices")
_DIFFERS = 1


def tell_reconciled(url: str, *, as_json: bool) -> None:
    """Show every difference; exit with status 1 when there is any."""
    try:
        with closing(Source(open_files(url))) as source:
            found = reconcile((one.index, one.entry) for one in source.log("registry"))
    except (Unreachable, Damaged, LookupError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    else:
        _show(found)
    if found.differences:
        raise SystemExit(_DIFFERS)


def _plain(found: Reconciled) -> dict[str, Any]:
    told = {name: [vars(one) for one in getattr(found, name)] for name in _LISTS}
    return {**vars(found), **told}


def _show(found: Reconciled) -> None:
    click.echo(
        f"决定 decided {found.decided}，报送 sent {found.sent}，回执 acknowledged {found.acknowledged}"
    )
    if not found.differences:
        click.echo("三者一致 · all agree")
    # A line each, so that an id can be copied whole.
    for one in (*found.differences, *found.notices):
        receiver = one.receiver or "市局自行报送 by the bureau"
        click.echo(f"{_WORDS[one.kind]}：{one.revocation} {_OF[one.of]} → {receiver}")
