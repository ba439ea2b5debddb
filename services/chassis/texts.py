"""The catalogue: every text a person reads, in Chinese first and English second.

Each package keeps its words in a ``texts.yaml`` beside its code; together they are one catalogue.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")


class Catalogue:
    """Texts by code, part and language.

    :raises ValueError: when two files give the same code, or a language is missing.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._texts: dict[str, dict[str, dict[str, str]]] = {}
        for path in paths:
            for code, parts in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                if code in self._texts:
                    raise ValueError(f"{path}: {code} is in the catalogue already")
                for part, words in parts.items():
                    if set(words) != set(LANGUAGES):
                        raise ValueError(f"{path}: {code}.{part} must have {LANGUAGES}")
                self._texts[code] = parts

    def say(self, code: str, part: str, language: str, details: Mapping[str, Any]) -> str:
        """Return a text filled with its details.

        :raises KeyError: when the catalogue has no such text or a detail is missing.
        """
        return self._texts[code][part][language].format_map(details)

    def __contains__(self, code: object) -> bool:
        return code in self._texts

    @property
    def texts(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """All texts, for checks over the whole catalogue."""
        return self._texts
