"""Request bodies made from a service's OpenAPI document: one right in form, and it spoilt.

Each spoilt body is wrong in one place only and right everywhere else, so that what is refused
is that one mistake and not another.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

HOLE = "@hole@"
_CANDIDATES = ("x", "1", "140599", "0" * 64)
#: JSON texts that fit no field at all.
NEVER = ("[[]]", "1.5", "NaN", "-Infinity", "1e400", "9" * 5_000, r'"\ud800"', '{"a":{"a":1}}')
#: Whole bodies that are no object of named fields.
BROKEN = (
    b"{", b"[]", b"null", b"7", b'"text"', b"NaN", b"\xff\xfe", b'{"a":NaN}', b"{'a':1}", b"{}{}",
    b'{"a":"\xed\xa0\x80"}', b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b"\x1f\x8b\x08\x00", b"\x00",
    b'{"\\ud800":1}', b'{"\\u0000":1}', b'{"_schema":1}', b'{"__proto__":{}}', b'{"a":1,"a":2}',
    b"[" * 50_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"x" * 200_000,
    b'{"' + b"n" * 70_000 + b'":1}',
)  # fmt: skip


class Forms:
    """Reads the schemas of one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]

    def of(self, operation: dict[str, Any]) -> dict[str, Any] | None:
        """Return the schema of an operation's JSON body; None when it takes other content."""
        content = operation.get("requestBody", {}).get("content", {})
        return (
            self._plain(content["application/json"]["schema"])
            if ("application/json" in content)
            else None
        )

    def example(self, schema: dict[str, Any]) -> Any:
        """Return a value that is right in form."""
        schema = self._plain(schema)
        kind = _kind(schema)
        if kind == "object":
            return {name: self.example(one) for name, one in schema["properties"].items()}
        if kind == "array":
            return [self.example(schema["items"])]
        if kind == "boolean":
            return False
        if kind == "integer":
            return schema.get("minimum", 1)
        return _text(schema)

    def spoilt(self, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong, and the body as JSON text."""
        whole = self.example(schema)
        for place, holed, inner in self._holes(schema, whole):
            text = json.dumps(holed)
            for raw in self._wrong(inner):
                yield f"{place} = {raw[:60]}", text.replace(json.dumps(HOLE), raw)
        for place, lacking in self._lacking(schema, whole):
            yield place, json.dumps(lacking)

    def _plain(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "anyOf" in schema:
            # An object or null: what is nested and may be missing is told so.
            [inner] = [self._plain(one) for one in schema["anyOf"] if one != {"type": "null"}]
            return {**inner, "type": [inner["type"], "null"]}
        name = schema.get("$ref", "").rpartition("/")[2]
        return dict(self._schemas[name]) if name else schema

    def _holes(self, schema: dict[str, Any], whole: Any) -> Iterator[tuple[str, Any, Any]]:
        """Yield each place of a value, the value with a hole there, and what belongs there."""
        schema = self._plain(schema)
        kind = _kind(schema)
        if kind == "array":
            inner = self._plain(schema["items"])
            yield "[]", [HOLE], inner
            for place, holed, deeper in self._holes(inner, whole[0]):
                yield f"[].{place}", [holed], deeper
        if kind == "object":
            for name, one in schema["properties"].items():
                inner = self._plain(one)
                yield name, {**whole, name: HOLE}, inner
                for place, holed, deeper in self._holes(inner, whole[name]):
                    yield f"{name}.{place}", {**whole, name: holed}, deeper

    def _lacking(self, schema: dict[str, Any], whole: Any) -> Iterator[tuple[str, Any]]:
        for name in schema.get("required", ()):
            yield f"no {name}", {key: value for key, value in whole.items() if key != name}
        yield "an unknown field", {**whole, "nonsense": 1}

    def _wrong(self, schema: dict[str, Any]) -> list[str]:
        kind = _kind(schema)
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        wrong = [*NEVER, *([] if "null" in types else ["null"])]
        if kind == "object":
            wrong += ["[]", "7", '"x"', '{"nonsense":1}', *(["{}"] if "required" in schema else [])]
        elif kind == "array":
            wrong += ["{}", "7", '"x"', "[null]"]
            wrong += [json.dumps([self.example(schema["items"])] * (schema["maxItems"] + 1))]
            wrong += ["[]"] if schema.get("minItems") else []
        elif kind == "boolean":
            wrong += ["1", "0", '"true"', '"yes"', "[]", "{}"]
        elif kind == "integer":
            wrong += ["true", '"7"', '"x"', "[]", "{}", "1e2"]
            wrong += [str(schema["minimum"] - 1)] if "minimum" in schema else []
            wrong += [str(schema["maximum"] + 1)] if "maximum" in schema else []
        else:
            wrong += ["true", "[]", "{}", *_wrong_text(schema)]
            wrong += [] if "integer" in types else ["7"]
        return wrong


def _kind(schema: dict[str, Any]) -> str:
    """Return the first of the types: what else is allowed is said in another way."""
    types = schema["type"]
    return str(types[0] if isinstance(types, list) else types)


def _text(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("format") == "date":
        return "2021-09-01"
    if schema.get("format") == "date-time":
        return "2021-09-01T09:00:00+08:00"
    return next(one for one in _CANDIDATES if re.search(schema.get("pattern", ""), one))


def _wrong_text(schema: dict[str, Any]) -> list[str]:
    wrong = [r'"a\u0000b"', r'"\u001b[2J"']
    if "maxLength" in schema:
        wrong.append(json.dumps("字" * (schema["maxLength"] + 1)))
    if schema.get("minLength") == 1:
        wrong += ['""', '" \\n\\t "']
    if "pattern" in schema:
        wrong += ['""', '"../../etc/passwd"', r'"x\n"', '"é"', r'"\u202e"']
    if "enum" in schema:
        wrong += ['"nonsense"', '""']
    if "format" in schema:
        wrong += ['""', '"2021-02-30"', '"2021-13-01T00:00:00+08:00"', '"99999-01-01"', '"today"']
        wrong += ['"2021-09-01T09:00:00"', '"9999-12-31T23:59:59-12:00"', '"2021-09-01 +99:00"']
    return wrong
