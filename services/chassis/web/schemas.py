"""Bases and shared pieces of the HTTP schemas (marshmallow)."""

import re
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

TEXT_MOST = 4_000
SLUG = validate.Regexp(
    re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*\Z"),
    error="lower-case letters, digits, single hyphens and dots only",
)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_LONGEST = 30


class Strict(Schema):
    """A request body: an unknown field is an error, so that a misspelt one is not lost."""

    class Meta:
        """Refuse what is not declared."""

        unknown = RAISE


class Nothing(Strict):
    """An empty body ``{}``."""


class Text(fields.String):
    """Text of at most ``most`` characters that says something; one with a default may be empty."""

    def __init__(self, most: int = 200, **options: Any) -> None:
        least = 0 if options.get("load_default") == "" else 1
        super().__init__(validate=validate.Length(least, most), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **options)
        if any(ord(char) < 32 and char not in "\n\t" for char in text):  # noqa: PLR2004
            raise ValidationError("control characters are not allowed")
        return text.strip()


class YesNo(fields.Boolean):
    """``true`` or ``false`` and nothing that stands for them: 1 and "yes" are refused."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, attr, data, **options))


class Exact(fields.Decimal):
    """An exact decimal, sent as text (``"99.95"``); numbers with a binary tail are refused."""

    def __init__(self, **options: Any) -> None:
        told = {
            "type": ["string", "integer"],
            "pattern": _PLAIN.pattern,
            "maxLength": _LONGEST,
        }
        super().__init__(as_string=True, allow_nan=False, metadata=told, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if isinstance(value, float | bool):
            raise ValidationError('send a decimal as text, for example "99.95"')
        if len(str(value)) > _LONGEST:
            raise ValidationError(f"at most {_LONGEST} characters")
        if not _PLAIN.match(str(value)):
            raise ValidationError("not a plain decimal such as 99.95")
        return super()._deserialize(value, attr, data, **options)


class DocumentRef(Strict):
    """A document already in the document store."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    size = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    media_type = Text(100, required=True)


class PageQuery(Schema):
    """Which page of a list."""

    after = fields.String(load_default="", validate=validate.Length(max=500))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class EventTold(Schema):
    """An event that a command stored, and where it stands in the log and on the bus."""

    type = fields.String()
    id = fields.String()
    log_index = fields.Integer()
    position = fields.String(
        metadata={"description": "send it as Lingpao-After to another service"}
    )


class Accepted(Schema):
    """The answer to an accepted command: the ids it made, and its events."""

    events = fields.List(fields.Nested(EventTold))


class Listed(Schema):
    """One page of a list; ``next`` is the cursor of the following page."""

    items = fields.List(fields.Dict())
    next = fields.String(allow_none=True)


class Anything(Schema):
    """A document of a read model."""

    class Meta:
        """Every field is shown as it is."""

        unknown = "include"


#: As far as years go elsewhere: the end of all years would leave no next day, for ever.
_LAST = datetime(2999, 12, 31, tzinfo=UTC)


def moment() -> fields.AwareDateTime:
    """Return a field for a moment with its offset from UTC."""
    return fields.AwareDateTime(required=True, format="iso", validate=validate.Range(max=_LAST))
