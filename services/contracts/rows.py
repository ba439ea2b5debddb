"""The rows of a board as they lie in the document store: one canonical JSON object a line."""

import json
from typing import Any


def read_rows(document: bytes) -> list[dict[str, Any]]:
    """Return a board's rows in their order.

    Each has at least ``rank``, ``application``, ``enterprise``, ``enterprise_name``,
    ``standard``, ``version``, ``number``, ``star`` and ``composite`` (a decimal as text).
    """
    return [json.loads(line) for line in document.splitlines()]
