"""Every refusal of scoring has its words in Chinese and English, and every word its refusal."""

import inspect
import string
from pathlib import Path

import yaml

import services.scoring
from services.contracts.refusal import Refusal
from services.scoring.domain import refusals
from services.scoring.domain.scheme_nodes import TOP, Mistakes, alike

WORDS = yaml.safe_load((Path(services.scoring.__file__).parent / "texts.yaml").read_text("utf-8"))
CODES = {
    kind.CODE
    for _, kind in inspect.getmembers(refusals, inspect.isclass)
    if issubclass(kind, Refusal) and kind.__module__ == refusals.__name__
}


def test_each_refusal_has_words_and_no_word_is_left_of_one_that_is_gone() -> None:
    assert set(WORDS) == CODES


def test_words_are_in_both_languages() -> None:
    for code, words in WORDS.items():
        assert set(words) == {"title", "detail"}, code
        assert all(set(part) == {"zh", "en"} and all(part.values()) for part in words.values())


def test_the_mistakes_of_a_scheme_carry_all_that_their_words_need_R6() -> None:
    mistakes = Mistakes()
    mistakes.note(TOP, alike("x"), alike("y"))
    details = mistakes.refusal().details
    for text in WORDS["scoring.scheme_invalid"]["detail"].values():
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert names <= details.keys()
