"""The published language as an AsyncAPI 3.0 document, written from the contracts themselves.

``make asyncapi`` rewrites docs/asyncapi.yaml from the event classes, the topics and the entry's
attributes; a test holds the committed file to it. The JSON Schemas lie in the document's
``components.schemas``, not in files of their own: value types are shared, and one file cannot
fall apart.

A schema says what the canonical JSON holds: exact decimals and dates as text, no float, integers
that every reader has. It names what a reader may rely on and is open for fields that come later;
what we produce holds exactly the fields named (tests/support/published.py).
"""

from datetime import datetime
from inspect import cleandoc
from typing import Any, get_args, get_type_hints

import msgspec
import yaml

from services import __version__
from services.contracts import intake, platform, registry, scoring
from services.contracts.checkpoint import CheckpointSigned
from services.contracts.event import EVENT_TYPES, Event
from services.contracts.topics import CHECKPOINTS, DEAD_LETTERS, TOPICS, Topic

from .headers import JSON, SCHEMAS, headers

#: Every published event by its type, in the contracts' own order, whoever imported them first.
EVENTS: dict[str, type[Event]] = {
    name: event
    for module in (intake, platform, scoring, registry)
    for name, event in EVENT_TYPES.items()
    if f"{event.__module__}.".startswith(f"{module.__name__}.")
}

_KAFKA = "0.5.0"

_ABOUT = """\
企业标准“领跑者”评估的公布语言：每条消息是一个已经发生的事实，与各服务日志中的条目一一对应。
The published language of enterprise-standard front-runner evaluations: each message is a fact
that happened, and one entry of its service's log.

- **Form**: CloudEvents 1.0 in Kafka's binary mode. The attributes are headers `ce_…` in UTF-8, the
  value is the data as canonical JSON: RFC 8785 without floats, with text in Unicode normal form C.
- **Proof**: with headers and value anybody can write the entry's canonical bytes again
  (`data` beside the attributes, ce_position and ce_previous left out) and check them against the log.
- **Order**: it holds within a key. The partition is murmur2 of the key, as Kafka's clients choose it.
- **Once**: a message may come twice; `ce_source` and `ce_position` tell it. `ce_previous` tells a
  gap, where a topic is kept whole.
- **Evolution**: fields are added inside a version, so a reader ignores those it does not know. What
  would break a reader is a new version, a type of its own; old messages stay as they were.
"""

_FORMS: dict[str, Any] = {
    "Integer": {
        "description": "任何语言都能精确表示的整数。An integer that every language holds exactly.",
        "type": "integer",
        "minimum": -(2**53 - 1),
        "maximum": 2**53 - 1,
    },
    "Decimal": {
        "description": "精确十进制数，以文本书写。An exact decimal, as text: `99.95`; below a "
        "millionth with an exponent, `1E-7`.",
        "type": "string",
        "pattern": r"^-?[0-9]+(\.[0-9]+)?(E-[0-9]+)?$",
    },
    "Date": {"description": "上海的日期。A day in Shanghai.", "type": "string", "format": "date"},
    "Moment": {
        "description": "UTC 时刻。A moment, in UTC: `2021-08-10T01:00:00.000000Z`.",
        "type": "string",
        "format": "date-time",
        "pattern": "Z$",
    },
}


def document() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document as JSON-plain values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lingpao 领跑",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": JSON,
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {
            f"{topic.name}.send": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic.name}"},
                "summary": f"Lingpao sends to {topic.name}.",
            }
            for topic in TOPICS
        },
        "components": {
            "messages": {
                **{name: _message(event) for name, event in EVENTS.items()},
                CheckpointSigned.TYPE: _checkpoint(),
                DEAD_LETTERS: _dead_letter(),
            },
            "schemas": {**_payloads(), **_FORMS, **headers()},
        },
    }


def text() -> str:
    """Return the document as YAML, the same bytes for the same contracts."""
    told = yaml.dump(document(), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    return "# Written by `make asyncapi` from services/contracts; change it there.\n" + told


def _channel(topic: Topic) -> dict[str, Any]:
    carried = [name for name, event in EVENTS.items() if topic.carries(event)]
    apart = {DEAD_LETTERS: [DEAD_LETTERS], CHECKPOINTS: [CheckpointSigned.TYPE]}
    names = apart.get(topic.name, carried)
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"{topic.zh}\n{topic.en}\n\nKey: {topic.key}.\n",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    # The binding wants the policies as a list, and numbers as numbers.
                    name: [value] if name == "cleanup.policy" else int(value)
                    for name, value in topic.config.items()
                },
                "bindingVersion": _KAFKA,
            }
        },
    }


def _message(event: type[Event]) -> dict[str, Any]:
    summary, _, more = cleandoc(event.__doc__ or "").partition("\n\n")
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": summary.replace("\n", " "),
        **({"description": more} if more else {}),
        "contentType": JSON,
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "headers": {
            "type": "object",
            "allOf": [{"$ref": f"{SCHEMAS}CloudEvent"}],
            "properties": {"ce_type": {"const": event.TYPE}, "ce_source": {"const": event.TOPIC}},
        },
        "payload": {"$ref": f"{SCHEMAS}{event.TYPE}"},
        "bindings": _keyed_by(f"`{event.KEY}` of the data, as in ce_subject."),
    }


def _checkpoint() -> dict[str, Any]:
    summary, _, more = cleandoc(CheckpointSigned.__doc__ or "").partition("\n\n")
    return {
        "name": CheckpointSigned.TYPE,
        "title": CheckpointSigned.__name__,
        "summary": summary,
        "description": more,
        "contentType": JSON,
        "headers": {"$ref": f"{SCHEMAS}CheckpointHeaders"},
        "payload": {"$ref": f"{SCHEMAS}{CheckpointSigned.TYPE}"},
        "bindings": _keyed_by("`source` of the data, as in ce_subject."),
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": DEAD_LETTERS,
        "title": "DeadLetter",
        "summary": "A record set aside: key, value and headers as they were, and what happened.",
        "description": "It may be no message of ours at all, so its value can be any bytes.",
        "contentType": "application/octet-stream",
        "headers": {"$ref": f"{SCHEMAS}DeadLetter"},
        "payload": {"description": "原值。The value as it was."},
        "bindings": _keyed_by("The key as it was."),
    }


def _keyed_by(what: str) -> dict[str, Any]:
    return {"kafka": {"key": {"type": "string", "description": what}, "bindingVersion": _KAFKA}}


def _payloads() -> dict[str, Any]:
    """Return the schema of each event's data under its type, then those of the value types."""
    classes: list[type[Event] | type[CheckpointSigned]] = [*EVENTS.values(), CheckpointSigned]
    refs, made = msgspec.json.schema_components(classes, ref_template=SCHEMAS + "{name}")
    found = {}
    for event, ref in zip(classes, refs, strict=True):
        schema = made.pop(ref["$ref"].removeprefix(SCHEMAS))
        for name, hint in get_type_hints(event).items():
            if hint is datetime:
                # A moment without a zone is allowed by its Python type, and by no rule of ours.
                schema["properties"][name] = {"$ref": f"{SCHEMAS}Moment"}
            elif datetime in get_args(hint):
                raise TypeError(f"{event.TYPE}: no schema for {name}")
        found[event.TYPE] = schema
    return {name: _as_written(schema) for name, schema in {**found, **made}.items()}


def _as_written(schema: Any) -> Any:
    """Return what msgspec says of a type, told as canonical JSON writes it."""
    if isinstance(schema, list):
        return [_as_written(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    match (schema.get("type"), schema.get("format")):
        case ("integer", _):
            return {"$ref": f"{SCHEMAS}Integer"}
        case ("string", "decimal"):
            return {"$ref": f"{SCHEMAS}Decimal"}
        case ("string", "date"):
            return {"$ref": f"{SCHEMAS}Date"}
        case ("number", _):
            raise TypeError("a float has no canonical form")
    found = {name: _as_written(item) for name, item in schema.items()}
    if isinstance(schema.get("description"), str):
        found["description"] = cleandoc(schema["description"])
    return found


class _Plain(yaml.SafeDumper):
    """YAML as a person would write it: no aliases, words of several lines as a block."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        del data
        return True


def _words(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Plain.add_representer(str, _words)
