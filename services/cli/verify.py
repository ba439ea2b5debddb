"""`lingpao verify`: a receipt checked offline, told to a person or a program."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from services.auditor.receipt import NotProven, Proven, verify
from services.chassis.log.keys import BadKey, VerifierKey
from services.chassis.log.policy import BadPolicy, Policy, text

from .audit import event_words


def run(receipt: Path, keys: Sequence[str], policy: Path | None, *, as_json: bool) -> None:
    """Tell what a receipt proves; exit 1 when it proves nothing."""
    try:
        found = verify(receipt.read_bytes(), trust(keys, policy))
    except NotProven as error:
        raise click.ClickException(f"未能证明 · not proven: {error}") from error
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
    else:
        _tell(found)


def trust(keys: Sequence[str], policy: Path | None) -> Policy:
    """Return whom to trust: a tlog-policy file, or the keys of logs given one by one.

    :raises UsageError: when neither is given, or both.
    """
    if bool(keys) == (policy is not None):
        raise click.UsageError("给出 --policy 或 --key · name whom to trust: --policy or --key")
    try:
        if policy is not None:
            return Policy.parse(policy.read_bytes())
        return Policy.parse(text([VerifierKey.parse(key) for key in keys], [], 0).encode())
    except (BadPolicy, BadKey) as error:
        raise click.ClickException(str(error)) from error


def _plain(found: Proven) -> dict[str, object]:
    told = found.trusted.checkpoint
    return {
        "origin": told.origin,
        "index": found.index,
        "size": told.size,
        "root": told.root.hex(),
        "signed_by": [signed.key.text for signed in found.trusted.logs],
        "witnessed_by": [
            {"key": signed.key.text, "time": signed.time} for signed in found.trusted.witnesses
        ],
        "entry": dict(vars(found.entry)),
    }


def _tell(found: Proven) -> None:
    entry, told = found.entry, found.trusted.checkpoint
    click.echo("已证明 · proven")
    click.echo(f"  {told.origin} 第 {found.index} 条，共 {told.size} 条 · entry of {told.size}")
    who = printable(f"{entry.time}  {event_words(entry.type)}  {entry.actorrole} {entry.actororg}")
    click.echo(f"  {who}")
    for name, value in entry.data.items():
        click.echo(printable(f"    {name}: {json.dumps(value, ensure_ascii=False)}"))
    for signed in found.trusted.witnesses:
        click.echo(f"  见证 witnessed by {signed.key.name} {_moment(signed.time)}")


def _moment(seconds: int | None) -> str:
    """Tell a witness's time; what is no date is told as the number it is."""
    if seconds is None:
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def printable(text: str) -> str:
    """Return a text without what moves a terminal's cursor or turns its direction."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
