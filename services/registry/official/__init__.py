"""The wording of the bureau's official texts (公文), one template a kind; a clerk may edit it.

A name in braces is filled from the record. What is issued is kept as it was, by its SHA-256, so a
later wording changes nothing that was issued.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent


def template(kind: str) -> str:
    """Return the wording of a kind of text.

    :param kind: one of ``services.registry.domain.official_text.KINDS``.
    """
    return (_FOLDER / f"{kind}.txt").read_text("utf-8")
