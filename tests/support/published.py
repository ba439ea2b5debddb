"""Is a record what the published document says? For every message that a test finds on a bus.

A reader takes the document's schemas as they stand: open, so that fields may come later. What we
produce is held to more: exactly the headers and fields that are named, canonical bytes, the key
and the partition of its topic.
"""

from functools import cache
from typing import Any

import yaml
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

from services.chassis.bus.partitioner import partition_for
from services.chassis.bus.port import Bus, Outgoing, Partition, Record
from services.chassis.entry import Entry
from services.chassis.log import canon
from services.contracts.checkpoint import CheckpointSigned
from services.contracts.topics import DEAD_LETTERS, PARTITIONS, TOPICS
from tests.support.running import ROOT

DOCUMENT = ROOT / "docs" / "asyncapi.yaml"
#: A log entry of every message version, by its type.
GOLDEN = {path.stem: path for path in sorted((ROOT / "tests" / "data" / "golden").glob("*.json"))}
_WAIT = 30.0
_URI = "urn:lingpao:asyncapi"
# Naming them makes it an error when one cannot be checked here.
_FORMATS = FormatChecker(["date", "date-time"])


def golden(kind: str) -> Entry:
    """The golden entry of a type."""
    return Entry.from_bytes(GOLDEN[kind].read_bytes().removesuffix(b"\n"))


def lying(sent: Outgoing) -> Record:
    """The record as it would lie on its topic, first in its partition."""
    part = partition_for(sent.key, PARTITIONS[sent.topic])
    return Record(sent.topic, part, 0, sent.key, sent.value, sent.headers)


class NotAsPublished(AssertionError):
    """A record that the document does not describe."""


def check(record: Record) -> str:
    """Return the message's type.

    :raises NotAsPublished: when topic, partition, key, headers or value are not as published.
    """
    channel = document()["channels"].get(record.topic)
    if channel is None:
        raise NotAsPublished(f"no topic {record.topic} in {DOCUMENT.name}")
    partitions = channel["bindings"]["kafka"]["partitions"]
    if record.partition != partition_for(record.key, partitions):
        raise NotAsPublished(f"partition {record.partition} is not that of {record.key!r}")
    if record.topic == DEAD_LETTERS:
        return _check_dead_letter(record)
    headers = _headers(record)
    name = headers.get("ce_type", "")
    if name not in channel["messages"]:
        raise NotAsPublished(f"{record.topic} carries no {name!r}")
    _held(headers, f"{name}/headers")
    _only(headers, "CheckpointHeaders" if name == CheckpointSigned.TYPE else "CloudEvent")
    if record.key != headers["ce_subject"].encode():
        raise NotAsPublished(f"the key {record.key!r} is not ce_subject")
    try:
        data = canon.decode(record.value)
    except (canon.NotCanonical, UnicodeDecodeError) as error:
        raise NotAsPublished(f"the value is not canonical: {error}") from error
    _held(data, f"{name}/payload", closed=True)
    return name


def everything(bus: Bus) -> list[Record]:
    """Return what lies on all topics now, each partition in its order."""
    places = [
        Partition(topic.name, number) for topic in TOPICS for number in range(topic.partitions)
    ]
    consumer = bus.consumer()
    try:
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        for place, offset in consumer.beginning_offsets(places).items():
            consumer.seek(place, offset)
            if ends[place] == offset:
                del ends[place]
        found: list[Record] = []
        while ends:
            more = consumer.poll(_WAIT, 1000)
            assert more, f"nothing more comes, and still to read are {ends}"
            for record in more:
                found.append(record)
                if record.offset + 1 >= ends.get(record.place, 0):
                    ends.pop(record.place, None)
        return found
    finally:
        consumer.close()


def read(data: Any, name: str) -> None:
    """Hold data to the schema of a type as a reader does, who takes fields he does not know.

    :raises NotAsPublished: when they do not fit.
    """
    _held(data, f"{name}/payload")


@cache
def document() -> dict[str, Any]:
    """The committed document."""
    return dict(yaml.safe_load(DOCUMENT.read_text("utf-8")))


def _check_dead_letter(record: Record) -> str:
    # The record may have had headers of the same names: the last ones are those that were added.
    names = document()["components"]["schemas"]["DeadLetter"]["required"]
    added = record.headers[-len(names) :]
    headers = _headers(Record(record.topic, record.partition, record.offset, b"", b"", added))
    _held(headers, f"{DEAD_LETTERS}/headers")
    _only(headers, "DeadLetter")
    return DEAD_LETTERS


def _headers(record: Record) -> dict[str, str]:
    try:
        headers = {name: value.decode() for name, value in record.headers}
    except UnicodeDecodeError as error:
        raise NotAsPublished(f"a header is not UTF-8: {error}") from error
    if len(headers) != len(record.headers):
        raise NotAsPublished("a header comes twice")
    return headers


def _only(headers: dict[str, str], schema: str) -> None:
    more = set(headers) - set(document()["components"]["schemas"][schema]["properties"])
    if more:
        raise NotAsPublished(f"headers that are not published: {sorted(more)}")


def _held(value: Any, place: str, *, closed: bool = False) -> None:
    """Validate against the schema at a place below ``components/messages``."""
    for error in _validator(place, closed).iter_errors(value):
        raise NotAsPublished(f"{place}: {error.json_path}: {error.message}")


@cache
def _validator(place: str, closed: bool) -> Draft7Validator:
    return Draft7Validator(
        {"$ref": f"{_URI}#/components/messages/{place}"},
        registry=_registry(closed),
        format_checker=_FORMATS,
    )


@cache
def _registry(closed: bool) -> "Registry[Any]":
    contents = _closed(document()) if closed else document()
    return Registry().with_resource(_URI, DRAFT7.create_resource(contents))


def _closed(node: Any) -> Any:
    """Return the document with every object's schema closed."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {name: _closed(item) for name, item in node.items()}
    return {**found, "additionalProperties": False} if node.get("type") == "object" else found
