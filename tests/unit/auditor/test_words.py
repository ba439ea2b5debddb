"""The auditor can name every event in Chinese and English."""

from pathlib import Path

import yaml

from services import auditor
from services.contracts.event import EVENT_TYPES

WORDS = yaml.safe_load((Path(auditor.__file__).parent / "texts.yaml").read_text("utf-8"))


def test_every_event_type_has_its_name_and_no_name_is_left_over() -> None:
    assert set(WORDS) == set(EVENT_TYPES)


def test_every_name_is_in_both_languages() -> None:
    for type_name, words in WORDS.items():
        assert set(words) == {"zh", "en"}, type_name
        assert words["zh"].strip(), type_name
        assert words["en"].isascii(), type_name
