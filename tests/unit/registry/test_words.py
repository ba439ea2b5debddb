"""Every refusal of the registry has its words, and every word its refusal."""

import inspect
from pathlib import Path

import yaml

import services.registry
from services.contracts import phases
from services.contracts.refusal import Refusal
from services.registry.domain import exit_refusals, objection_refusals, refusals, season_refusals

PACKAGE = Path(services.registry.__file__).parent
MODULES = (refusals, objection_refusals, exit_refusals, season_refusals)


def codes(*modules):
    return {
        kind.CODE
        for module in modules
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Refusal) and kind.__module__ == module.__name__
    }


def words(path):
    return yaml.safe_load(path.read_text("utf-8"))


def test_each_refusal_has_title_and_detail_in_chinese_and_english():
    said = words(PACKAGE / "texts.yaml")
    assert codes(*MODULES) <= set(said)
    for code in codes(*MODULES):
        assert set(said[code]) == {"title", "detail"}
        assert all(set(part) == {"zh", "en"} and all(part.values()) for part in said[code].values())


def test_no_word_is_left_of_a_refusal_that_is_gone():
    said = {code for code in words(PACKAGE / "texts.yaml") if code.startswith("registry.")}
    assert said <= codes(*MODULES)


def test_the_steps_of_a_season_have_their_words_R1():
    assert codes(phases) == set(words(PACKAGE.parent / "contracts" / "texts.yaml"))
