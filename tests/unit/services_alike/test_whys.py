"""Why a field is wrong is said in Chinese, unless English is asked for; in every service alike."""

import inspect
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields, validate

from services import chassis, composition
from services.chassis import access
from services.chassis.entry import Actor
from services.chassis.settings import Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.chassis.texts import Catalogue
from services.chassis.web.app import create_app
from services.chassis.web.whys import Whys
from tests.support.bodies import BROKEN, Forms

SERVICES = [composition.service(name) for name in composition.NAMES]
WHYS = Whys(Catalogue([Path(chassis.__file__).parent / "texts.yaml"]))
#: Said when a value is written, not when it is read.
ON_WRITING = {"format"}
FILLED = {"obj_type": "datetime", "awareness": "aware", "input": "x"}


def is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def schemas(base: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Every schema of ours; the services above have been imported whole."""
    for one in base.__subclasses__():
        if one.__module__.startswith("services."):
            yield one
        yield from schemas(one)


def inside(field: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
    """A field and those it is made of; a nested schema is met by itself."""
    yield field
    if isinstance(field, fields.List):
        yield from inside(field.inner)


def refused_by(validator: Any) -> Iterator[str]:
    """What a validator says of values that are wrong in each way it knows."""
    wrong: list[Any] = ["\x00nonsense"]
    if isinstance(validator, validate.Length):
        wrong = ["x" * n for n in ((validator.min or 0) - 1, (validator.max or 0) + 1) if n >= 0]
    elif isinstance(validator, validate.Range):
        ends = [n for n in (validator.min, validator.max) if n is not None]
        step: Any = timedelta(days=1) if isinstance(ends[0], datetime) else 1
        wrong = [ends[0] - step, ends[-1] + step]
    for value in wrong:
        try:
            validator(value)
        except validate.ValidationError as error:
            yield from (str(message) for message in error.messages)


def test_each_default_sentence_that_our_schemas_can_say_is_known_in_chinese() -> None:
    said = {str(one) for one in Schema._default_error_messages.values()}
    for schema in schemas():
        for field in schema._declared_fields.values():
            for part in inside(field):
                messages = {k: v for k, v in part.error_messages.items() if k not in ON_WRITING}
                said |= {str(message).format_map(FILLED) for message in messages.values()}
                for validator in part.validators:
                    said |= set(refused_by(validator))
    assert len(said) > 30
    for sentence in said:
        assert is_chinese(WHYS.say(sentence, "zh")), sentence
        assert WHYS.say(sentence, "en") == sentence


def test_each_message_a_validator_of_those_we_use_can_have_is_known_in_chinese() -> None:
    for made in (
        validate.Length(2, 3), validate.Length(min=2), validate.Length(max=0),
        validate.Length(equal=2), validate.Range(2, 3), validate.Range(min=2), validate.Range(max=3),
        validate.OneOf(["甲", "b.c"]), validate.Regexp("y"),
    ):  # fmt: skip
        said = {*refused_by(made)} or {"Length must be 2."}
        for sentence in said:
            told = WHYS.say(sentence, "zh")
            assert is_chinese(told), sentence
            # The numbers and choices of the sentence are in the other language's as well.
            assert re.findall(r"\d|甲|b\.c", told) == re.findall(r"\d|甲|b\.c", sentence)


def test_a_sentence_of_a_later_day_is_told_as_it_is() -> None:
    assert WHYS.say("Something new.", "zh") == "Something new."


@pytest.mark.parametrize("service", SERVICES, ids=composition.NAMES)
def test_whatever_is_wrong_with_a_body_the_reason_is_told_in_the_readers_language(
    service: Any, tmp_path: Path
) -> None:
    settings = Settings(
        service.name, tmp_path, b"pepper", simulation=datetime(2021, 9, 1, tzinfo=UTC)
    )
    migrate(settings)
    store = Store(settings, service.project)
    keys: dict[str, str] = {}
    with store.writing() as tx:
        # The operator's alone is the clock, which every service has.
        for role in {"operator", *(role for roles in service.access.values() for role in roles)}:
            keys[role] = secrets.token_hex()
            hashed = access.key_hash(settings.pepper, keys[role])
            holder, expires = Actor(role, role, role), datetime(2999, 1, 1, tzinfo=UTC)
            access.remember_key(tx.views, role, hashed, holder, expires)
    client = create_app(service, store).test_client()
    document = client.get("/openapi.json").json
    forms, told = Forms(document), set()
    for path, operations in document["paths"].items():
        schema = forms.of(operations.get("post", {}))
        if schema is None:
            continue
        role = operations["post"]["x-roles"][0]
        headers = {"Authorization": f"Bearer {keys[role]}", "Idempotency-Key": "k"}
        here = re.sub(r"\{\w+\}", "1", path)
        for language, bodies in (
            ("", [text for _, text in forms.spoilt(schema)] + list(BROKEN[:12])),
            ("en", [text for _, text in forms.spoilt(schema)][::20]),
        ):
            spoken = {**headers, "Accept-Language": language} if language else headers
            for body in bodies:
                answer = client.post(
                    here, data=body, headers=spoken, content_type="application/json"
                )
                # What is wrong with a scheme is told in both languages at once.
                told_here = answer.json["code"] == "web.fields_invalid"
                for error in answer.json["errors"] if told_here else ():
                    assert is_chinese(error["why"]) == (language == ""), (here, body, error)
                    told.add(error["why"])
    print(f"{service.name}: {len(told)} reasons")
    assert len(told) > 15


def test_every_field_class_of_ours_is_met_above() -> None:
    used = {
        type(part)
        for schema in schemas()
        for field in schema._declared_fields.values()
        for part in inside(field)
    }
    assert {fields.String, fields.Integer, fields.List, fields.Nested, fields.Date} <= used
    assert all(issubclass(one, fields.Field) and inspect.isclass(one) for one in used)
