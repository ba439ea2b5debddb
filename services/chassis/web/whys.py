"""Why a field is wrong, in the reader's language.

Validators speak English, some with numbers in it. The catalogue has each of their sentences as
``field.<sentence>``, with names in braces where a sentence says something of its own:
``field.Length must be between {min} and {max}.``
"""

import re

from services.chassis.texts import Catalogue

_PREFIX = "field."


class Whys:
    """The sentences of a catalogue that say why a field is wrong."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        codes = [code for code in catalogue.texts if code.startswith(_PREFIX)]
        # The longest first: "at least 1 and at most 5" is no "at least" of "1 and at most 5".
        self._patterns = [
            (_pattern(code), code) for code in sorted(codes, key=len, reverse=True) if "{" in code
        ]

    def say(self, sentence: str, language: str) -> str:
        """Return a validator's sentence in a language; one that is not known stays as it is."""
        code = _PREFIX + sentence
        if code in self._catalogue:
            return self._catalogue.say(code, "why", language, {})
        for pattern, known in self._patterns:
            if found := pattern.fullmatch(code):
                return self._catalogue.say(known, "why", language, found.groupdict())
        return sentence


def _pattern(code: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", code)
    texts, names = parts[::2], parts[1::2]
    wanted = re.escape(texts[0])
    for name, text in zip(names, texts[1:], strict=True):
        wanted += f"(?P<{name}>.+){re.escape(text)}"
    return re.compile(wanted, re.DOTALL)
