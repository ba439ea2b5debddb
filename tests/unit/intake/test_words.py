"""Every refusal of intake has its words, and every word its refusal."""

import ast
import inspect
import string
from pathlib import Path

import pytest
import yaml

import services.intake
from services.contracts.refusal import Refusal
from services.intake.domain import refusals

PACKAGE = Path(services.intake.__file__).parent
KINDS = {
    name: kind
    for name, kind in inspect.getmembers(refusals, inspect.isclass)
    if issubclass(kind, Refusal) and kind.__module__ == refusals.__name__
}
WORDS = yaml.safe_load((PACKAGE / "texts.yaml").read_text("utf-8"))


def raised() -> list[tuple[str, set[str]]]:
    """Every place in the domain that makes a refusal, with the details it passes."""
    places = []
    for path in (PACKAGE / "domain").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            made = node.exc if isinstance(node, ast.Raise) else node
            call = made if isinstance(made, ast.Call) else None
            target = call.func if call else made if isinstance(node, ast.Raise) else None
            name = getattr(target, "attr", getattr(target, "id", ""))
            if name in KINDS:
                places.append((name, {word.arg or "" for word in call.keywords} if call else set()))
    return places


def placeholders(code: str) -> set[str]:
    texts = [words for part in WORDS[code].values() for words in part.values()]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_each_refusal_has_words_and_no_word_is_left_of_one_that_is_gone() -> None:
    assert {kind.CODE for kind in KINDS.values()} == set(WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_there_in_chinese_and_english_and_tell_the_same(code: str) -> None:
    assert set(WORDS[code]) == {"title", "detail"}
    for part in WORDS[code].values():
        assert set(part) == {"zh", "en"}
        assert all(part.values())
    names = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in WORDS[code]["detail"].values()
    ]
    assert names[0] == names[1]


def test_every_refusal_is_raised_somewhere_with_all_that_its_words_need() -> None:
    places = raised()
    assert {name for name, _ in places} == set(KINDS)
    for name, passed in places:
        assert placeholders(KINDS[name].CODE) <= passed, name
