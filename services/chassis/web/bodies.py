"""Reading a request's body: it is JSON text, or the request is told so before any rule is asked.

What has no one meaning ends here: another media type, bytes that are no UTF-8, ``NaN``, half of
a character (a lone surrogate, in a value or in a name), an integer too long to be read.
"""

import json
from typing import Any, NoReturn

import flask_smorest
from flask import Request
from marshmallow import Schema, missing
from webargs.flaskparser import FlaskParser, abort


class JsonParser(FlaskParser):
    """Reads JSON strictly; an empty body is one without fields."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - the hook's signature
        """Return the body's value.

        :raises HTTPException: for another media type, and for what is not JSON.
        """
        data = req.get_data()
        if not data:
            return missing
        if not req.is_json:
            abort(415)
        try:
            value = json.loads(data.decode(), parse_constant=_no_number)
            # A lone surrogate is read from its escape and cannot be written again.
            json.dumps(value, ensure_ascii=False).encode()
        except ValueError as error:
            abort(400, exc=error, messages={"json": ["Invalid JSON body."]})
        return value


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # it ships no types
    """A group of routes whose bodies are read strictly."""

    ARGUMENTS_PARSER = JsonParser()
