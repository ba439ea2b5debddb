"""The logs put together again from the bus alone, served to the audit as the services serve them.

The bus has every entry, by source and position, and signed checkpoints; it has no hash tiles, keys
or documents. What is missing or told in two ways is a finding of its own.
"""

from collections.abc import Iterator

import click

from services.auditor.audit.finding import Finding
from services.auditor.audit.log import Scope
from services.auditor.audit.remembered import Remembered
from services.auditor.audit.run import Place
from services.auditor.source import SERVICES, Unreachable
from services.chassis.announcement import NoAnnouncement
from services.chassis.announcement import heard as checkpoint_heard
from services.chassis.bus.port import Bus, Consumer, Partition, Record
from services.chassis.entry import UnknownEvent
from services.chassis.log import bundle, tiles
from services.chassis.log.canon import NotCanonical
from services.chassis.log.keys import VerifierKey
from services.chassis.log.policy import Policy, Untrusted, text
from services.chassis.log.tree import TILE_WIDTH
from services.chassis.message import heard, origin_of
from services.contracts.topics import CHECKPOINTS, PARTITIONS

_LINGPAO = "lingpao."
_BATCH = 1_000
_POLL_SECONDS = 5.0


class BusFiles:
    """Files of logs, from the messages that were on the bus when this was made.

    ``findings`` tells what the messages themselves have wrong, ``notes`` every signed checkpoint
    by service, as it was told.
    """

    def __init__(self, bus: Bus) -> None:
        self.findings: list[Finding] = []
        self.notes: dict[str, dict[int, str]] = {service: {} for service in SERVICES}
        self._entries: dict[str, dict[int, bytes]] = {service: {} for service in SERVICES}
        consumer = bus.consumer()
        try:
            # Checkpoints first: what they count has to be there after that.
            for record in _records(consumer, CHECKPOINTS):
                self._take_checkpoint(record)
            for service in SERVICES:
                for record in _records(consumer, f"{_LINGPAO}{service}"):
                    self._take_entry(service, record)
        finally:
            consumer.close()

    def get(self, path: str) -> bytes:
        """See :meth:`Files.get`."""
        _, service, _, rest = path.split("/", 3)
        if rest == "checkpoint" and (told := self.notes[service]):
            return told[max(told)].encode()
        if rest.startswith("tile/entries/"):
            tile = tiles.Tile.parse(rest)
            first = tile.number * TILE_WIDTH
            kept = self._entries[service]
            return bundle.write(kept.get(at, b"") for at in range(first, first + tile.width))
        raise Unreachable(f"{path} is not on the bus")

    def close(self) -> None:
        """See :meth:`Files.close`: all has been read."""

    def _take_checkpoint(self, record: Record) -> None:
        try:
            said = checkpoint_heard(record)
        except NoAnnouncement as error:
            why = f"{CHECKPOINTS}@{record.offset}: {error}"
            told = record.key.decode(errors="replace").removeprefix(_LINGPAO)
            about = [told] if told in SERVICES else SERVICES
            self.findings += [Finding(service, -1, "message", why) for service in about]
            return
        service = said.source.removeprefix(_LINGPAO)
        if service in self.notes:
            self.notes[service][said.size] = said.note

    def _take_entry(self, service: str, record: Record) -> None:
        place = f"{record.topic}/{record.partition}@{record.offset}"
        try:
            found = heard(record)
            data = found.entry.to_bytes()
        except (UnknownEvent, NotCanonical) as error:
            origin = origin_of(record)
            index = origin.position if origin and origin.source == record.topic else -1
            self.findings.append(Finding(service, index, "message", f"{place}: {error}"))
            return
        index = found.origin.position
        if found.origin.source != record.topic:
            why = f"{place}: {found.origin.source} speaks on {record.topic}"
            self.findings.append(Finding(service, -1, "message", why))
        elif self._entries[service].setdefault(index, data) != data:
            why = f"{place}: told before with other words"
            self.findings.append(Finding(service, index, "message", why))


def place_of_bus(name: str, bus: Bus) -> tuple[Place, BusFiles]:
    """Return what an audit needs of a bus; documents are elsewhere."""
    files = BusFiles(bus)
    scope = Scope(tiles=False, keys=False)
    return Place(name, files, None, scope=scope, known=tuple(files.findings)), files


def trust_of(before: Remembered) -> Policy:
    """Return whom to trust where nobody is named: the keys of an earlier visit.

    :raises UsageError: when there was none, for a bus tells no keys.
    """
    keys = [VerifierKey.parse(key) for told in before.keys.values() for key in told]
    if not keys:
        raise click.UsageError(
            "总线上没有公钥：请用 --policy 或 --key · a bus tells no keys: name them with --policy"
            " or --key"
        )
    return Policy.parse(text(keys, [], 0).encode())


def with_notes(before: Remembered, files: BusFiles, trusted: Policy) -> Remembered:
    """Add every checkpoint on the bus that is signed by whom we trust: between them a fault lies."""
    notes = {}
    for service in SERVICES:
        signed = []
        for _, note in sorted(files.notes[service].items()):
            try:
                trusted.open(note.encode())
            except Untrusted:
                continue  # the newest is judged by the audit itself
            signed.append(note)
        notes[service] = (*signed, *before.notes.get(service, ()))
    return Remembered(before.keys, notes, before.leaves)


def _records(consumer: Consumer, topic: str) -> Iterator[Record]:
    """Yield what a topic holds now, each partition in its order."""
    places = [Partition(topic, number) for number in range(PARTITIONS[topic])]
    consumer.assign(places)
    at = dict(consumer.beginning_offsets(places))
    ends = consumer.end_offsets(places)
    for place, offset in at.items():
        consumer.seek(place, offset)
    while any(at[place] < ends[place] for place in places):
        records = consumer.poll(_POLL_SECONDS, _BATCH)
        if not records:
            behind = next(place for place in places if at[place] < ends[place])
            raise Unreachable(f"{topic}/{behind.number} ends before {ends[behind]}")
        for record in records:
            if record.offset < ends[record.place]:
                yield record
            at[record.place] = record.offset + 1
