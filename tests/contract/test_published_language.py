"""The published language: document, topics and schemas say what the contracts do."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from services import asyncapi
from services.chassis.entry import data_of
from services.contracts.checkpoint import CheckpointSigned
from services.contracts.event import EVENT_TYPES, UPCASTERS, Event
from services.contracts.topics import CHECKPOINTS, DEAD_LETTERS, TOPICS, Topic
from tests.support.published import DOCUMENT, NotAsPublished, document, golden, read
from tests.support.running import ROOT

BY_NAME = {topic.name: topic for topic in TOPICS}


def asyncapis_words(path: Path) -> list[dict[str, str]]:
    """What AsyncAPI's own parser finds."""
    done = subprocess.run(
        [ROOT / "infra" / "asyncapi" / "check.sh", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("["), f"the parser did not run:\n{done.stderr[-3000:]}"
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == any(one["severity"] == "error" for one in found), done.stderr
    return found


def faults(path: Path) -> list[dict[str, str]]:
    return [one for one in asyncapis_words(path) if one["severity"] in ("error", "warning")]


# --- the document


def test_the_committed_document_is_what_the_contracts_write() -> None:
    assert DOCUMENT.read_bytes() == asyncapi.text().encode(), "run `make asyncapi`"


def test_the_document_is_the_same_whoever_imports_the_contracts_first(tmp_path: Path) -> None:
    made = tmp_path / "asyncapi.yaml"
    script = (
        "import services.contracts.registry, runpy, sys;"
        f"sys.argv = ['asyncapi', {str(made)!r}];"
        "runpy.run_module('services.asyncapi', run_name='__main__')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    assert made.read_bytes() == DOCUMENT.read_bytes()


def test_the_document_is_valid_asyncapi_3() -> None:
    assert document()["asyncapi"] == "3.0.0"
    assert faults(DOCUMENT) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  title: Lingpao 领跑\n", ""),
        ("$ref: '#/components/schemas/Pin'", "$ref: '#/components/schemas/Nail'"),
        ("action: send", "action: shout"),
        ("partitions: 12", "partitions: none"),
    ],
)
def test_the_parser_finds_what_is_wrong(tmp_path: Path, old: str, new: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    told = DOCUMENT.read_text("utf-8")
    assert old in told
    wrong.write_text(told.replace(old, new, 1), "utf-8")
    assert faults(wrong)


def test_every_event_ever_declared_is_described() -> None:
    declared = {
        name for name, event in EVENT_TYPES.items() if event.__module__.startswith("services.")
    }
    messages = document()["components"]["messages"]
    assert set(messages) == declared | {DEAD_LETTERS, CheckpointSigned.TYPE}
    # Messages of an old version stay on the topics for ever, so its class stays declared.
    assert {name for name in UPCASTERS if name.startswith("lingpao.")} <= declared
    assert {name for name, one in messages.items() if not one["summary"]} == set()


def test_every_message_is_on_its_services_topic_and_its_feeds() -> None:
    channels = document()["channels"]
    assert set(channels) == set(BY_NAME)
    for name, event in asyncapi.EVENTS.items():
        carrying = {topic for topic, one in channels.items() if name in one["messages"]}
        assert carrying == {event.TOPIC, *event.FEEDS}
    assert set(channels[DEAD_LETTERS]["messages"]) == {DEAD_LETTERS}
    assert set(channels[CHECKPOINTS]["messages"]) == {CheckpointSigned.TYPE}


# --- the topics


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_is_kept_for_ever_and_told_in_two_languages(topic: Topic) -> None:
    assert topic.config["retention.ms"] == topic.config["retention.bytes"] == "-1"
    assert re.search(r"[\u4e00-\u9fff]", topic.zh)
    assert topic.en.isascii()
    kafka = document()["channels"][topic.name]["bindings"]["kafka"]
    assert (kafka["topic"], kafka["partitions"]) == (topic.name, topic.partitions)
    told = kafka["topicConfiguration"]
    assert {name: ",".join(v) if isinstance(v, list) else str(v) for name, v in told.items()} == (
        topic.config
    )


def test_only_bars_and_checkpoints_are_compacted_and_not_before_a_day_has_passed_R22() -> None:
    compacted = [topic for topic in TOPICS if topic.compacted]
    assert {topic.name for topic in compacted} == {"lingpao.bars", CHECKPOINTS}
    for topic in compacted:
        assert topic.config["cleanup.policy"] == "compact"
        assert int(topic.config["min.compaction.lag.ms"]) >= 24 * 60 * 60 * 1000


def test_kafkas_words_follow_from_the_declaration() -> None:
    assert Topic("t", key="k", retention=timedelta(days=2)).config == {
        "cleanup.policy": "delete",
        "retention.ms": "172800000",
        "retention.bytes": "-1",
    }


# --- the schemas


def test_every_schema_is_one() -> None:
    schemas = document()["components"]["schemas"]
    assert len(schemas) > len(asyncapi.EVENTS)
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for item in node:
            yield from walk(item)
    elif isinstance(node, dict):
        yield node
        for item in node.values():
            yield from walk(item)


def test_no_schema_has_a_float_or_a_pattern_that_only_python_reads() -> None:
    nodes = list(walk(document()["components"]["schemas"]))
    assert not [node for node in nodes if node.get("type") == "number"]
    patterns = {node["pattern"] for node in nodes if isinstance(node.get("pattern"), str)}
    assert patterns
    assert not [one for one in patterns if re.search(r"\\[AZz]|\(\?[PiLmsux<]", one)]
    assert {node["format"] for node in nodes if isinstance(node.get("format"), str)} == {
        "date",
        "date-time",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("composite", 475),
        ("composite", "475,5"),
        ("composite", "4.7E+2"),
        ("composite", "NaN"),
        ("composite", None),
        ("star", "4"),
        ("star", 2**53),
        ("star", True),
        ("enterprise", 1),
        ("indicators", {}),
        ("indicators", [{}]),
    ],
)
def test_data_in_another_form_are_refused(field: str, value: Any) -> None:
    data = dict(golden("lingpao.scoring.scored.v1").data)
    read(data, "lingpao.scoring.scored.v1")
    with pytest.raises(NotAsPublished):
        read({**data, field: value}, "lingpao.scoring.scored.v1")
    del data[field]
    with pytest.raises(NotAsPublished, match="is a required property"):
        read(data, "lingpao.scoring.scored.v1")


@pytest.mark.parametrize("day", ["2022-5-17", "20220517", "2022-02-30", "2022-05-17T00:00:00Z"])
def test_a_day_is_written_in_one_way(day: str) -> None:
    name = "lingpao.registry.bar_imposed.v1"
    data = dict(golden(name).data)
    with pytest.raises(NotAsPublished):
        read({**data, "last_day": day}, name)


@pytest.mark.parametrize("moment", ["2031-08-07T01:00:00", "2031-08-07T09:00:00+08:00", "2031"])
def test_a_moment_is_in_utc(moment: str) -> None:
    name = "lingpao.registry.key_issued.v1"
    data = dict(golden(name).data)
    read(data, name)
    with pytest.raises(NotAsPublished):
        read({**data, "expires": moment}, name)


# Text without halves of characters, which no entry holds, in the one normal form.
st.register_type_strategy(
    str, st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0x2FF), max_size=20)
)
st.register_type_strategy(int, st.integers(-(2**53) + 1, 2**53 - 1))
# What intake takes: at most eighteen digits and eighteen places (R28).
st.register_type_strategy(
    Decimal,
    st.builds(
        lambda number, places: Decimal(number).scaleb(-places),
        st.integers(-(10**18) + 1, 10**18 - 1),
        st.integers(0, 18),
    ),
)
st.register_type_strategy(date, st.dates())
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize("name", asyncapi.EVENTS)
@settings(max_examples=40)
@given(data=st.data())
def test_whatever_an_event_can_hold_is_as_published(name: str, data: st.DataObject) -> None:
    event: Event = data.draw(st.from_type(asyncapi.EVENTS[name]))
    read(json.loads(json.dumps(data_of(event))), name)


def test_the_document_is_plain_yaml() -> None:
    told = DOCUMENT.read_text("utf-8")
    assert not re.search(r"[&*]id\d|!!", told)
    assert yaml.safe_load(told) == asyncapi.document()
