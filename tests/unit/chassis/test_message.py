"""A message carries the very entry; whatever else comes from the bus is refused by one error."""

from dataclasses import fields, replace
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.chassis.bus.kafka import _record as kafka_record
from services.chassis.bus.port import Record
from services.chassis.entry import Entry, UnknownEvent
from services.chassis.log import canon
from services.chassis.message import Origin, heard, origin_of, outgoing
from tests.unit.chassis.test_canonical_json import TEXT, VALUES

ENTRIES = st.builds(
    Entry,
    **{
        field.name: {"str": TEXT, "int": st.integers(0, 2**53 - 1), "bool": st.booleans()}[
            getattr(field.type, "__name__", field.type)
        ]
        for field in fields(Entry)
        if field.name not in {"data", "source"}
    },
    source=st.from_regex(r"[a-z0-9.-]{1,80}", fullmatch=True),
    data=st.dictionaries(st.text("abc_", min_size=1, max_size=5), VALUES, max_size=4),
)
SAMPLE = Entry(
    id="1", source="lingpao.intake", type="t", subject="K", time="", stream="s", streamversion=1,
    actor="", actororg="", actorrole="", reason="", correlationid="", causationid="",
    simulated=False, data={"name": "晋城"},
)  # fmt: skip


def record(entry: Entry, position: int, previous: int | None = None) -> Record:
    sent = outgoing(entry, position, "lingpao.intake", previous)
    return Record(sent.topic, 0, 0, sent.key, sent.value, sent.headers)


def with_header(name: str, value: bytes) -> Record:
    good = record(SAMPLE, 0)
    return replace(good, headers=tuple((n, value if n == name else v) for n, v in good.headers))


POSITIONS = st.integers(0, 2**53 - 1)


@given(ENTRIES, POSITIONS, st.none() | POSITIONS)
def test_a_message_gives_the_same_canonical_bytes(
    entry: Entry, position: int, previous: int | None
) -> None:
    sent = record(entry, position, previous)
    back = heard(sent)
    assert (back.entry, back.origin) == (entry, Origin(entry.source, position, previous))
    assert origin_of(sent) == back.origin
    assert back.entry.to_bytes() == entry.to_bytes()


@given(st.binary(max_size=40), st.sampled_from(record(SAMPLE, 0).headers), st.binary(max_size=12))
@example(b"[" * 100_000, ("ce_id", b""), b"1")
@example(b'{"a":' * 100_000, ("ce_id", b""), b"1")
@example(b"1" * 5000, ("ce_id", b""), b"1")
def test_no_bytes_upset_the_reader(value: bytes, header: tuple[str, bytes], content: bytes) -> None:
    for bad in (replace(record(SAMPLE, 0), value=value), with_header(header[0], content)):
        try:
            heard(bad)
        except UnknownEvent:
            continue


@pytest.mark.parametrize("position", [b"", b"x", b"-1", b"1.0", b"1e3", b" 1", b"1_0", b"01",
                                      b"9223372036854775807", b"1" * 5000])  # fmt: skip
def test_a_position_that_no_log_can_have_is_no_message(position: bytes) -> None:
    with pytest.raises(UnknownEvent):
        heard(with_header("ce_position", position))


@pytest.mark.parametrize(
    "name", [field.name for field in fields(Entry) if field.name not in ("data", "specversion")]
)
def test_a_message_without_an_attribute_is_no_message(name: str) -> None:
    good = record(SAMPLE, 0)
    left = tuple(header for header in good.headers if header[0] != f"ce_{name}")
    assert len(left) == len(good.headers) - 1
    with pytest.raises(UnknownEvent):
        heard(replace(good, headers=left))


def test_a_message_under_another_key_is_no_message() -> None:
    with pytest.raises(UnknownEvent, match="key"):
        heard(replace(record(SAMPLE, 0), key=b"L"))


@pytest.mark.parametrize("nothing", ["key", "value", "header"])
def test_kafkas_nothing_is_no_message(nothing: str) -> None:
    """A Kafka record may have no key, no value (a tombstone) or a header without a value."""
    good = record(SAMPLE, 0)
    found = SimpleNamespace(
        topic=good.topic,
        partition=0,
        offset=7,
        key=None if nothing == "key" else good.key,
        value=None if nothing == "value" else good.value,
        headers=[(n, None if nothing == "header" else v) for n, v in good.headers],
    )
    read = kafka_record(found)
    assert None not in (read.key, read.value, *dict(read.headers).values())
    with pytest.raises(UnknownEvent):
        heard(read)


@pytest.mark.parametrize("value", [[[]], {"a": {}}])
def test_what_is_nested_beyond_all_use_has_no_canonical_form(value: object) -> None:
    for _ in range(100_000):
        value = [value]
    with pytest.raises(canon.NotCanonical, match="nested"):
        canon.encode(value)
