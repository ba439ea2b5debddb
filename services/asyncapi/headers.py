"""The schemas of message headers, whose values are UTF-8 text."""

from dataclasses import Field, fields
from typing import Any

from services.chassis.entry import Entry
from services.contracts.checkpoint import CheckpointSigned

#: Where the document keeps its schemas.
SCHEMAS = "#/components/schemas/"
JSON = "application/json; charset=utf-8"
_COUNT = r"^(0|[1-9][0-9]*)$"

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
    "dl_time": {"$ref": f"{SCHEMAS}Moment"},
}
#: There only where the record was too large: its own headers and value are then left out.
_DEAD_LETTER_OMITTED: dict[str, Any] = {
    "dl_omitted": {
        "type": "string",
        "pattern": _COUNT,
        "description": "过大而未照录的字节数。How many bytes were too many to be repeated.",
    },
}

#: A checkpoint's message is no entry: it has no place in a log.
_CHECKPOINT_HEADERS: dict[str, Any] = {
    "content-type": {"const": JSON},
    "ce_specversion": {"const": "1.0"},
    "ce_id": {"type": "string", "description": "来源与条目数。Source and size, `source@size`."},
    "ce_source": {"type": "string", "minLength": 1, "description": "日志所属服务。Whose log."},
    "ce_type": {"const": CheckpointSigned.TYPE},
    "ce_subject": {"type": "string", "minLength": 1, "description": "同来源。The source again."},
}


def headers() -> dict[str, Any]:
    """Return the schemas of the headers, whose values are UTF-8 text."""
    ours = {
        "content-type": {"const": JSON},
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
        "CheckpointHeaders": _all_of(_CHECKPOINT_HEADERS, "检查点的消息头。Its headers."),
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
        return {"allOf": [{"$ref": f"{SCHEMAS}Moment"}], **about}
    if field.name == "specversion":
        return {"const": "1.0", **about}
    if field.type is bool:
        return {"enum": ["true", "false"], **about}
    if field.type is int:
        return {"type": "string", "pattern": _COUNT, **about}
    least = {} if field.name in _MAY_BE_EMPTY else {"minLength": 1}
    return {"type": "string", **least, **about}
