"""The page that checks a receipt by itself: one file, nothing asked of any server."""

import base64
import hashlib
from pathlib import Path

from flask import Blueprint, Response
from markupsafe import Markup

from services.registry.pages import PUBLIC, page

blueprint = Blueprint("verify_page", __name__)
ACCESS = {"verify_page.verify": PUBLIC}

_HERE = Path(__file__).parent
_SCRIPT = (_HERE / "verify.js").read_text("utf-8")
_STYLE = (_HERE / "verify.css").read_text("utf-8")
#: What the script may have to say; the words stand in the page, for it to pick.
CODES = (
    "waiting", "proven", "refused", "log", "malformed", "no_entry", "base64", "number", "hash", "length",
    "note", "key", "signature", "unsigned", "root",
)  # fmt: skip


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_POLICY = (
    f"default-src 'none'; script-src {_hash_of(_SCRIPT)}; style-src {_hash_of(_STYLE)};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@blueprint.get("/verify")
def verify() -> Response:
    """Show the page. Script and style stand in it, so that it can be saved as one file."""
    # Both are our own files, none of a visitor's words in them.
    drawn = page("verify.html", codes=CODES, script=Markup(_SCRIPT), style=Markup(_STYLE))  # noqa: S704
    answer = Response(drawn, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
