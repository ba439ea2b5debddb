"""What notifications say, from the catalogue: Chinese first, then English, in one text.

The text is kept as a document when the notification becomes due, so that what was to be said is
fixed and can be shown; a mail adds a foot with the code to confirm it by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from services.chassis.texts import LANGUAGES, Catalogue

MEDIA_TYPE = "text/plain"
TEXTS = Path(__file__).parent.parent / "notifications.yaml"
_CATALOGUE = Catalogue([TEXTS])
_BETWEEN = {"subject": " / ", "text": "\n"}


@dataclass(frozen=True)
class Piece:
    """Words of the catalogue that go into a text."""

    code: str


#: What a text is filled with: words, a day, a piece, or the same in each language.
Told = Mapping[str, Any]


def write(kind: str, told: Told) -> bytes:
    """Return a notification's text: the subject in its first line, an empty line, then the rest."""
    # Names were typed by people: whatever lines they have, the subject is one.
    subject = " ".join(_say(f"notification.{kind}", "subject", told).split())
    return f"{subject}\n\n{_say(f'notification.{kind}', 'text', told)}".encode()


def read(content: bytes) -> tuple[str, str]:
    """Return subject and text of what was written."""
    subject, _, text = content.decode().partition("\n\n")
    return subject, text


def as_mail(content: bytes, page: str, code: str, *, simulated: bool) -> tuple[str, str]:
    """Return subject and text as they are mailed, with how to confirm them.

    :param simulated: a simulation says so first, for nothing in it is meant.
    """
    subject, text = read(content)
    if simulated:
        subject = f"{_piece('simulated', 'zh')}{_piece('simulated', 'en')} {subject}"
    foot = _say("notification.footer", "text", {"page": page, "code": code})
    return subject, f"{text}\n--\n{foot}"


def _say(code: str, part: str, told: Told) -> str:
    each = [
        _CATALOGUE.say(code, part, language, {n: _filled(v, language) for n, v in told.items()})
        for language in LANGUAGES
    ]
    return _BETWEEN[part].join(each)


def _filled(value: Any, language: str) -> Any:
    match value:
        case date():
            day = {"year": value.year, "month": value.month, "day": value.day}
            return _CATALOGUE.say("notification.day", "text", language, day)
        case Piece():
            return _piece(value.code, language)
        case Mapping():
            return value[language]
    return value


def _piece(code: str, language: str) -> str:
    return _CATALOGUE.say(f"notification.{code}", "text", language, {})
