"""Warnings in words: nothing is refused, but a clerk is told what will go wrong (R27)."""

from typing import Any

from flask import current_app

from services.chassis.texts import LANGUAGES, Catalogue


def in_words(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer whose warnings each have their ``text`` in Chinese and English."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    told = [
        {
            **one,
            "text": {
                spoken: catalogue.say(one["code"], "text", spoken, one) for spoken in LANGUAGES
            },
        }
        for one in answer.get("warnings", [])
    ]
    return {**answer, "warnings": told}
