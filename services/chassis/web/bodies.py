"""Reading a request's body: it is JSON text, or the request is told so before any rule is asked.

What has no one meaning ends here: another media type, bytes that are no UTF-8, ``NaN``, half of
a character (a lone surrogate, in a value or in a name), U+0000, an integer too long to be read.
"""

import json
import re
from typing import Any, NoReturn

import flask_smorest
from flask import Request, request
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
            written = json.dumps(value, ensure_ascii=False).encode()
        except ValueError as error:
            abort(400, exc=error, messages={"json": ["Invalid JSON body."]})
        if _NUL.search(written):
            abort(400, messages={"json": ["U+0000 is no text."]})
        return value


#: U+0000 as JSON writes it, not a backslash before these letters.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def refuse_nul() -> None:
    """Refuse an address with U+0000 in it: nothing is called so, and no database keeps it.

    :raises HTTPException: 400.
    """
    if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
        abort(400)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # it ships no types
    """A group of routes whose bodies are read strictly."""

    ARGUMENTS_PARSER = JsonParser()
