"""The published language as an AsyncAPI 3.0 document, written from the contracts themselves.

``make asyncapi`` rewrites docs/asyncapi.yaml from the event classes, the topics and the entry's
attributes; a test holds the committed file to it. The JSON Schemas lie in the document's
``components.schemas``, not in files of their own: value types are shared, and one file cannot
fall apart.

A schema says what the canonical JSON holds: exact decimals and dates as text, no float, integers
that every reader has. It names what a reader may rely on and is open for fields that come later;
what we produce holds exactly the fields named (tests/support/published.py).
"""

import sys
from dataclasses import Field, fields
from datetime import datetime
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import yaml

from services import __version__
from services.chassis.entry import Entry
from services.contracts import intake, registry, scoring
from services.contracts.event import EVENT_TYPES, Event
from services.contracts.topics import DEAD_LETTERS, TOPICS, Topic

#: Every published event by its type, in the contracts' own order, whoever imported them first.
EVENTS: dict[str, type[Event]] = {
    name: event
    for module in (intake, scoring, registry)
    for name, event in EVENT_TYPES.items()
    if f"{event.__module__}.".startswith(f"{module.__name__}.")
}

_SCHEMAS = "#/components/schemas/"
_JSON = "application/json; charset=utf-8"
_KAFKA = "0.5.0"
_COUNT = r"^(0|[1-9][0-9]*)$"

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

#: What each attribute of an entry says, for the header ``ce_`` and its name.
_ATTRIBUTES = {
    "id": "条目标识。The entry's id.",
    "source": "写下条目的服务。The service whose log holds the entry.",
    "type": "消息类型与版本。The message's type and version.",
    "subject": "消息的键。The message's key.",
    "time": "记录时刻。When it was recorded.",
    "stream": "条目所属的流。The stream of the entry: what it is about.",
    "streamversion": "流内序号，从 1 起。Its number in the stream, from 1.",
    "actor": "行为账号的不透明标识。Who acted: an opaque account id, never a person's name.",
    "actororg": "行为账号的组织，公众为空。The actor's organisation; empty for the public.",
    "actorrole": "行为账号的角色。The actor's role.",
    "reason": "理由或规则编号，可为空。Why, in official words or as a rule's number; may be empty.",
    "correlationid": "同一办理链的标识。The chain of acts that it belongs to.",
    "causationid": "起因条目的标识，可为空。The id of the entry that caused it; may be empty.",
    "simulated": "是否出自模拟。Whether it comes from a simulation.",
    "specversion": "CloudEvents 版本。The version of CloudEvents.",
}
_MAY_BE_EMPTY = {"actororg", "reason", "causationid"}

_DEAD_LETTER_HEADERS: dict[str, Any] = {
    "dl_topic": {"type": "string", "minLength": 1, "description": "原主题。Where it was read."},
    "dl_partition": {"type": "string", "pattern": _COUNT, "description": "原分区。Its partition."},
    "dl_offset": {"type": "string", "pattern": _COUNT, "description": "原位移。Its offset."},
    "dl_consumer": {"type": "string", "minLength": 1, "description": "搁置者。Who set it aside."},
    "dl_why": {"type": "string", "minLength": 1, "description": "原因。Why."},
    "dl_time": {"$ref": f"{_SCHEMAS}Moment"},
}
#: There only where the record was too large: its own headers and value are then left out.
_DEAD_LETTER_OMITTED: dict[str, Any] = {
    "dl_omitted": {
        "type": "string",
        "pattern": _COUNT,
        "description": "过大而未照录的字节数。How many bytes were too many to be repeated.",
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
        "defaultContentType": _JSON,
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
                DEAD_LETTERS: _dead_letter(),
            },
            "schemas": {**_payloads(), **_FORMS, **_headers()},
        },
    }


def text() -> str:
    """Return the document as YAML, the same bytes for the same contracts."""
    told = yaml.dump(document(), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    return "# Written by `make asyncapi` from services/contracts; change it there.\n" + told


def _channel(topic: Topic) -> dict[str, Any]:
    carried = [name for name, event in EVENTS.items() if topic.carries(event)]
    names = [DEAD_LETTERS] if topic.name == DEAD_LETTERS else carried
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
        "contentType": _JSON,
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "headers": {
            "type": "object",
            "allOf": [{"$ref": f"{_SCHEMAS}CloudEvent"}],
            "properties": {"ce_type": {"const": event.TYPE}, "ce_source": {"const": event.TOPIC}},
        },
        "payload": {"$ref": f"{_SCHEMAS}{event.TYPE}"},
        "bindings": _keyed_by(f"`{event.KEY}` of the data, as in ce_subject."),
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": DEAD_LETTERS,
        "title": "DeadLetter",
        "summary": "A record set aside: key, value and headers as they were, and what happened.",
        "description": "It may be no message of ours at all, so its value can be any bytes.",
        "contentType": "application/octet-stream",
        "headers": {"$ref": f"{_SCHEMAS}DeadLetter"},
        "payload": {"description": "原值。The value as it was."},
        "bindings": _keyed_by("The key as it was."),
    }


def _keyed_by(what: str) -> dict[str, Any]:
    return {"kafka": {"key": {"type": "string", "description": what}, "bindingVersion": _KAFKA}}


def _payloads() -> dict[str, Any]:
    """Return the schema of each event's data under its type, then those of the value types."""
    classes = list(EVENTS.values())
    refs, made = msgspec.json.schema_components(classes, ref_template=_SCHEMAS + "{name}")
    found = {}
    for event, ref in zip(classes, refs, strict=True):
        schema = made.pop(ref["$ref"].removeprefix(_SCHEMAS))
        for name, hint in get_type_hints(event).items():
            if hint is datetime:
                # A moment without a zone is allowed by its Python type, and by no rule of ours.
                schema["properties"][name] = {"$ref": f"{_SCHEMAS}Moment"}
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
            return {"$ref": f"{_SCHEMAS}Integer"}
        case ("string", "decimal"):
            return {"$ref": f"{_SCHEMAS}Decimal"}
        case ("string", "date"):
            return {"$ref": f"{_SCHEMAS}Date"}
        case ("number", _):
            raise TypeError("a float has no canonical form")
    found = {name: _as_written(item) for name, item in schema.items()}
    if isinstance(schema.get("description"), str):
        found["description"] = cleandoc(schema["description"])
    return found


def _headers() -> dict[str, Any]:
    """Return the schemas of the headers, whose values are UTF-8 text."""
    ours = {
        "content-type": {"const": _JSON},
        "ce_position": {
            "type": "string",
            "pattern": _COUNT,
            "description": "条目在来源日志中的序号，从 0 起。The entry's index in its source's log, from 0.",
        },
        "ce_previous": {
            "type": "string",
            "pattern": r"^(0|[1-9][0-9]*)?$",
            "description": "同一来源在本主题分区中的上一条消息的日志序号，首条为空。The log index of "
            "the source's message before this one in the same partition, empty for the first.",
        },
        **{f"ce_{f.name}": _attribute(f) for f in fields(Entry) if f.name != "data"},
    }
    return {
        "CloudEvent": _all_of(ours, "每条消息的消息头。The headers of every message."),
        "DeadLetter": _dead_letter_headers(),
    }


def _dead_letter_headers() -> dict[str, Any]:
    made = _all_of(_DEAD_LETTER_HEADERS, "另加的消息头。The headers that are added.")
    made["properties"] = {**_DEAD_LETTER_HEADERS, **_DEAD_LETTER_OMITTED}
    return made


def _all_of(properties: dict[str, Any], about: str) -> dict[str, Any]:
    required = list(properties)
    return {"description": about, "type": "object", "properties": properties, "required": required}


def _attribute(field: "Field[Any]") -> dict[str, Any]:
    about = {"description": _ATTRIBUTES[field.name]}
    if field.name == "time":
        return {"allOf": [{"$ref": f"{_SCHEMAS}Moment"}], **about}
    if field.name == "specversion":
        return {"const": "1.0", **about}
    if field.type is bool:
        return {"enum": ["true", "false"], **about}
    if field.type is int:
        return {"type": "string", "pattern": _COUNT, **about}
    least = {} if field.name in _MAY_BE_EMPTY else {"minLength": 1}
    return {"type": "string", **least, **about}


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


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), "utf-8")
