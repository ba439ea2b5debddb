"""What notifications say: the same in both languages, in words of the catalogue alone."""

import re
from datetime import date
from string import Formatter

import pytest

from services.chassis.texts import Catalogue
from services.registry.domain.consequences import ORDER
from services.registry.domain.objection import EFFECTS
from services.registry.usecases import letters

TEXTS = Catalogue([letters.TEXTS]).texts
#: What is no notification of its own: pieces, and the foot of a mail.
KINDS = sorted(code.removeprefix("notification.") for code in TEXTS if "subject" in TEXTS[code])


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_say_the_same_things(code):
    for words in TEXTS[code].values():
        assert placeholders(words["zh"]) == placeholders(words["en"])
        assert re.search(r"[\u4e00-\u9fff]", words["zh"])
        assert not re.search(r"[\u4e00-\u9fff]", words["en"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_has_a_subject_of_one_line_whatever_names_are_typed(kind):
    needed = set().union(
        *(placeholders(words["zh"]) for words in TEXTS[f"notification.{kind}"].values())
    )
    told = dict.fromkeys(needed, "甲\r\nBcc: 乙") | {"due": date(2021, 10, 31)}
    subject, text = letters.read(letters.write(kind, told))
    assert subject == " ".join(subject.split())
    assert " / " in subject
    zh, _, en = subject.partition(" / ")
    assert zh
    assert en
    assert text.endswith("\n")
    if "due" in needed:
        assert (
            0 <= f"{subject}{text}".find("2021年10月31日") < f"{subject}{text}".find("2021-10-31")
        )


def test_every_outcome_and_consequence_has_its_words_R18_R22():
    pieces = {"dismissed", *(f"upheld_{effect}" for effect in EFFECTS)}
    pieces |= {f"consequence_{one}" for one in ORDER if one != "bar"}
    assert {f"notification.{one}" for one in pieces} <= set(TEXTS)
