"""The golden messages, one of every version, and what a record on the bus must be."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest

from services import asyncapi
from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.partitioner import partition_for
from services.chassis.bus.port import Outgoing, Record
from services.chassis.entry import Entry, data_of
from services.chassis.message import Origin, heard, outgoing
from services.contracts.event import EVENT_TYPES
from services.contracts.topics import DEAD_LETTERS, TOPICS
from tests.support.published import (
    GOLDEN,
    NotAsPublished,
    check,
    everything,
    golden,
    lying,
    read,
)


def a_record(kind: str = "lingpao.scoring.scored.v1") -> Record:
    return lying(outgoing(golden(kind), 7, EVENT_TYPES[kind].TOPIC, 3))


def with_header(given: Record, name: str, value: bytes | None) -> Record:
    kept = tuple((n, v) for n, v in given.headers if n != name)
    return replace(given, headers=kept if value is None else (*kept, (name, value)))


def test_there_is_a_golden_message_of_every_version() -> None:
    assert set(GOLDEN) == set(asyncapi.EVENTS)


@pytest.mark.parametrize("kind", GOLDEN)
def test_a_golden_message_is_as_published_and_comes_back_to_the_byte(kind: str) -> None:
    stored = GOLDEN[kind].read_bytes()
    entry = golden(kind)
    event = entry.event()
    assert entry.to_bytes() + b"\n" == stored
    assert (entry.type, entry.subject) == (kind, event.key)
    if entry.type == event.TYPE:
        plain = json.loads(json.dumps(data_of(event)))
        assert plain | entry.data == plain
    cls = EVENT_TYPES[entry.type]
    for topic in (cls.TOPIC, *cls.FEEDS):
        for previous in (None, 0, 41):
            sent = lying(outgoing(entry, 42, topic, previous))
            assert check(sent) == entry.type
            message = heard(sent)
            assert message.origin == Origin(entry.source, 42, previous)
            assert message.entry.to_bytes() + b"\n" == stored


def test_golden_messages_tell_fictitious_enterprises() -> None:
    """The demonstration's codes have DEM where a real one has its authority's letters."""
    for kind in GOLDEN:
        assert "DEM" in golden(kind).data.get("enterprise", "DEM"), kind


def test_a_field_of_a_later_day_is_read_and_kept_but_not_produced() -> None:
    """Evolution is additive: a reader ignores the field, and the leaf's bytes still hold it."""
    entry = golden("lingpao.scoring.scored.v1")
    indicator = {**entry.data["indicators"][0], "later": "0.5"}
    data = {**entry.data, "later": "x", "indicators": [indicator]}
    newer = replace(entry, data=data)
    sent = lying(outgoing(newer, 7, "lingpao.scoring", 3))
    read(data, entry.type)
    assert heard(sent).entry.to_bytes() == newer.to_bytes()
    assert not hasattr(heard(sent).entry.event(), "later")
    with pytest.raises(NotAsPublished, match="'later' was unexpected"):
        check(sent)


# --- what a produced record must be


def test_a_record_is_refused_for_whatever_is_not_as_published() -> None:
    good = a_record()
    assert check(good) == "lingpao.scoring.scored.v1"
    names = [name for name, _ in good.headers]
    assert set(names) == {
        "content-type", "ce_position", "ce_previous",
        *(f"ce_{field.name}" for field in fields(Entry) if field.name != "data"),
    }  # fmt: skip
    wrong = [with_header(good, name, None) for name in names]
    wrong += [with_header(good, name, b"\xff") for name in names]
    free = {f"ce_{name}" for name, hint in get_type_hints(Entry).items() if hint is str}
    free -= {"ce_type", "ce_source", "ce_specversion", "ce_time", "ce_subject"}
    wrong += [with_header(good, name, b"01 x") for name in names if name not in free]
    wrong += [
        with_header(good, "ce_type", b"lingpao.intake.consent_given.v1"),
        with_header(good, "ce_previous", b"-1"),
        with_header(good, "ce_time", b"2021-08-30T09:00:00+08:00"),
        with_header(good, "ce_id", b""),
        with_header(good, "ce_later", b"1"),
        with_header(good, "traceparent", b"00-1"),
        replace(good, headers=(*good.headers, good.headers[0])),
        replace(good, topic="lingpao.elsewhere"),
        replace(good, topic="lingpao.bars"),
        replace(good, topic="lingpao.intake"),
        replace(good, partition=good.partition + 1),
        replace(good, value=b""),
        replace(good, value=b"\xff"),
        replace(good, value=good.value + b"\n"),
        replace(good, value=good.value.replace(b'"bonus":3', b'"bonus":3.0')),
        replace(good, value=good.value.replace(b'"bonus":3,', b"")),
    ]
    other = b"91140599DEM0000142"
    wrong.append(replace(good, key=other, partition=partition_for(other, 12)))
    for one in wrong:
        assert one != good
        with pytest.raises(NotAsPublished):
            check(one)


def test_a_dead_letter_keeps_the_record_and_tells_what_happened() -> None:
    told = {
        "dl_topic": "lingpao.scoring",
        "dl_partition": "3",
        "dl_offset": "0",
        "dl_consumer": "registry",
        "dl_why": "not a message: KeyError 'position'",
        "dl_time": "2021-08-30T01:00:00.000000Z",
    }
    added = tuple((name, value.encode()) for name, value in told.items())
    for was in (
        a_record(),
        Record("lingpao.scoring", 3, 0, b"", b"", ()),
        Record("lingpao.scoring", 3, 0, b"\xff", b"\x00", (("dl_why", b"\xff"), ("x", b""))),
    ):
        sent = Outgoing(DEAD_LETTERS, was.key, was.value, was.headers + added)
        assert check(lying(sent)) == DEAD_LETTERS
        for name in told:
            with pytest.raises(NotAsPublished):
                check(with_header(lying(sent), name, None))
            with pytest.raises(NotAsPublished):
                check(with_header(lying(sent), name, b""))
    more = Outgoing(DEAD_LETTERS, b"k", b"v", (*added[1:], ("dl_more", b"1")))
    with pytest.raises(NotAsPublished):
        check(lying(more))


def test_what_a_bus_gives_back_is_checked_as_it_lies_there(tmp_path: Path) -> None:
    bus = EmbeddedBus(tmp_path / "bus.sqlite")
    bus.ensure_topics(TOPICS)
    entries = [golden(kind) for kind in GOLDEN]
    sent = [outgoing(entry, 1, EVENT_TYPES[entry.type].TOPIC) for entry in entries]
    producer = bus.producer()
    producer.send(sent)
    producer.close()
    found = everything(bus)
    assert sorted(check(one) for one in found) == sorted(entry.type for entry in entries)
