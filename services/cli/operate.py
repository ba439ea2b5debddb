"""What an operator does on the machine itself: keys, health, dead letters, sending again."""

import json
import logging
import socket
import sys
from contextlib import closing
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from services import composition
from services.chassis import parking
from services.chassis.bus.port import OffsetOutOfRange
from services.chassis.outbox import send_again
from services.chassis.parking import Parked
from services.chassis.rebuild import RebuildInProgress
from services.chassis.replay import CannotRebuild
from services.chassis.store import heartbeat

_log = logging.getLogger(__name__)


def make_keys() -> None:
    """Make the first key of each role and print them, once."""
    from services.registry.usecases.bootstrap import are_made, first_accounts

    with closing(composition.open_store("registry")) as store:
        if are_made(store):
            raise click.ClickException(
                "首批密钥已经生成，只显示一次 · the first keys were made already and are told once"
            )
        first_accounts(
            store, keep=lambda made: click.echo(json.dumps(made, ensure_ascii=False, indent=1))
        )


def make_another_key(role: str) -> None:
    """Issue and print one more key of a role's first account."""
    from services.registry.usecases.bootstrap import another_key, are_made

    with closing(composition.open_store("registry")) as store:
        if not are_made(store):
            raise click.ClickException("先运行 · first run: lingpao keys")
        another_key(store, role, keep=click.echo)


def tell_health(service: str) -> None:
    """Exit 0 when the loops of this host's workers tick well and nothing is missing, else 1."""
    with closing(composition.open_store(service)) as store:
        beats = {beat.loop: beat for beat in heartbeat.beats(store, socket.gethostname())}
        missing = heartbeat.gaps(store)
    well = not missing
    errands = composition.service(service).errands
    for loop in (*heartbeat.LOOPS, heartbeat.CHECKPOINTS, *errands):
        beat = beats.get(loop)
        told = "has never run" if beat is None else beat.trouble or f"{beat.age:.1f} s ago"
        click.echo(f"{loop}: {told}")
        well = well and beat is not None and beat.well(may_wait=loop not in heartbeat.LOOPS)
    for gap in missing:
        click.echo(gap)
    sys.exit(0 if well else 1)


def list_dead_letters(service: str, *, as_json: bool) -> None:
    """Show what a service has set aside, oldest first."""
    found = _chosen(service, ())
    if as_json:
        for one in found:
            click.echo(json.dumps(_plain(one), ensure_ascii=False))
        return
    table = Table(title=f"{service}: {len(found)}")
    for heading in ("编号 number", "状态 state", "主题 topic", "键 key", "事件 event", "原因 why"):
        table.add_column(heading, overflow="fold")
    for one in found:
        place = f"{one.record.topic}/{one.record.partition}"
        table.add_row(str(one.number), one.state, place, _text(one.record.key), _type(one), one.why)
    Console().print(table)


def show_dead_letter(service: str, number: int) -> None:
    """Show one message set aside, whole."""
    [found] = _chosen(service, (number,))
    click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))


def redrive(service: str, numbers: tuple[int, ...]) -> None:
    """Apply the keys of some messages set aside, or of all, oldest first within each key.

    Exits with status 1 when something of these keys is still set aside.
    """
    chosen = _chosen(service, numbers)
    keys = dict.fromkeys((one.record.topic, one.record.key) for one in chosen)
    with closing(composition.open_store(service)) as store:
        inbox = composition.make_inbox(service, store)
        applied = sum(inbox.redrive(topic, key) for topic, key in keys)
        with store.reading_cursor() as cursor:
            left = sum(parking.is_parked(cursor, topic, key) for topic, key in keys)
    click.echo(f"已处理 applied {applied}，仍搁置的键 keys still set aside {left}")
    sys.exit(1 if left else 0)


def discard(service: str, number: int, reason: str) -> None:
    """Let go of a record that is no message, so that its key goes on."""
    [record] = [one.record for one in _chosen(service, (number,))]
    with closing(composition.open_store(service)) as store:
        with store.recorder.writing() as cursor:
            gone = parking.discard(cursor, number)
        if not gone:
            raise click.ClickException(
                f"{number}: 只能放弃无法识别的记录 · only a record that is no message can be let go"
            )
        _log.warning("%s: record %s let go: %s", service, number, reason)
        applied = composition.make_inbox(service, store).redrive(record.topic, record.key)
    click.echo(f"已放弃 let go {number}，随后处理 then applied {applied}")


def reread(service: str) -> None:
    """Let a service read the bus from its beginning; what it has heard is skipped."""
    with closing(composition.open_store(service)) as store:
        places = composition.reread(service, store)
    click.echo(f"{service}: 从头重读 · reads {places} partitions from their beginning")


def resend(service: str) -> None:
    """Let every event of a service go out again; consumers skip what they have heard."""
    with closing(composition.open_store(service)) as store:
        send_again(store)
        click.echo(f"{service}: {store.log_size()} 条将重新发送 · entries will go out again")


def rebuild(service: str, kind: str) -> None:
    """Rebuild read models from the log and the bus, and tell how many documents differed."""
    with closing(composition.open_store(service)) as store:
        work = composition.make_rebuild(service, store)
        try:
            found = work.run(kind)
        except (RebuildInProgress, CannotRebuild, OffsetOutOfRange, LookupError) as error:
            raise click.ClickException(f"{type(error).__name__}: {error}") from error
    click.echo(
        f"{service}: {found.entries} 条记录 entries，{found.documents} 份文档 documents，"
        f"与原来不同 different from before: {found.differ}"
    )


def _chosen(service: str, numbers: tuple[int, ...]) -> list[Parked]:
    """Return messages set aside by their numbers, all when none is named."""
    with closing(composition.open_store(service)) as store, store.reading_cursor() as cursor:
        aside = parking.listed(cursor)
    chosen = [one for one in aside if not numbers or one.number in numbers]
    if unknown := set(numbers) - {one.number for one in chosen}:
        raise click.ClickException(f"{service} 没有搁置 · has not set aside: {sorted(unknown)}")
    return chosen


def _plain(one: Parked) -> dict[str, object]:
    return {
        "number": one.number,
        "state": one.state,
        "why": one.why,
        "since": datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds"),
        "topic": one.record.topic,
        "partition": one.record.partition,
        "offset": one.record.offset,
        "key": _text(one.record.key),
        "source": one.source,
        "event_id": one.event_id,
        "headers": [[name, _text(value)] for name, value in one.record.headers],
        "value": _text(one.record.value),
    }


def _type(one: Parked) -> str:
    return _text(dict(one.record.headers).get("ce_type", b""))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
