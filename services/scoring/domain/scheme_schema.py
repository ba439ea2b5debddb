"""The JSON Schema of a scheme document, made from the reader's own rules.

It is for editors and for other programs. A schema sees one field at a time, so the reader says
more: levels no easier than lower ones, possible values, unique codes, known tie-breaks. Every
document that the reader takes is valid here. Scalars are meant as YAML shows them: ``15``, ``"15"``
and ``2021-09-01`` are texts to the reader, and numbers or dates to some loaders.
"""

from collections.abc import Sequence
from typing import Any

from . import scheme_reader as reader
from . import units
from .promise import DECIMAL, DIRECTIONS, RANGE
from .scheme import ENGINES, EXCLUDED, FAMILIES, LEAST_CORE, NO_POINTS, STARS, SUBJECTS, WEIGHTED
from .scheme_checks import TIES, UNIT_OF
from .scheme_fields import CODE, ORIGINS, SLUG, TEXT_MOST, YES_NO

ID = "/scoring/schemas/scheme.json"
Schema = dict[str, Any]


def scheme_schema() -> Schema:
    """Return the schema, JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "评估方案 · evaluation scheme",
        **_object(_top(), reader.TOP_NEEDED),
        "allOf": [
            {
                "if": _is("engine", ENGINES[1:]),
                "then": _in_core_and_others(_possible_needed()),
                "else": _in_core_and_others({"properties": {"possible": False}}),
            },
            {
                "if": _is("engine", ENGINES[1:]),
                "then": _in_core({"allOf": [_unit_of_direction()]}),
                "else": _in_core(
                    {"properties": {"missing": False, "direction": {"enum": [*DIRECTIONS]}}}
                ),
            },
            {
                "if": {"properties": {"family": {"const": WEIGHTED}}},
                "then": _in_core({"required": ["weight"]}),
                "else": _in_core({"properties": {"weight": False, "missing": {"const": EXCLUDED}}}),
            },
        ],
        "$defs": {
            "text": {
                "type": ["string", "number", "boolean"],
                "pattern": r"\S",
                "maxLength": TEXT_MOST,
            },
            "decimal": _number(DECIMAL),
            "bound": _threshold("[<≤=≥>]"),
            "span": _text(_SPAN),
            "possible": {
                **_object({"least": _ref("decimal"), "most": _ref("decimal")}, ()),
                "minProperties": 1,
            },
            "requirement": _object(
                _indicator() | {"require": _ref("bound"), "clause": _ref("text")},
                reader.REQUIREMENT,
            ),
            "innovation": _object(
                _indicator() | {"average": _ref("bound"), "advanced": _ref("bound")},
                reader.INNOVATION,
            ),
            "core": _core(),
        },
    }


_SPAN = rf"{DECIMAL}\s*\.\.\s*{DECIMAL}"


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$", "maxLength": TEXT_MOST}


def _number(pattern: str, **ends: int) -> Schema:
    kind = "integer" if ends else "number"
    return {"anyOf": [{"type": kind, **ends}, _text(pattern)]}


def _whole(ends: tuple[int, int]) -> Schema:
    """Return a whole number's schema; its text may have noughts before it.

    The upper end is a power of ten, or both ends have one digit.
    """
    least, most = ends
    if most < 10:  # noqa: PLR2004 - one digit
        digits = f"[{least}-{most}]"
    else:
        zeros = len(str(most)) - 1
        digits = rf"[1-9][0-9]{{0,{zeros - 1}}}|{most}" + ("|0" if least == 0 else "")
    return _number(f"0*(?:{digits})", minimum=least, maximum=most)


def _threshold(operators: str) -> Schema:
    return _text(rf"{operators}\s*{DECIMAL}")


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, required: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema, **others: int) -> Schema:
    return {"type": "array", "items": items, **others}


def _is(name: str, values: Sequence[int]) -> Schema:
    allowed = [form for value in values for form in (value, str(value))]
    return {"properties": {name: {"enum": allowed}}, "required": [name]}


def _top() -> Schema:
    slug, day = _text(SLUG), {"type": "string", "format": "date"}
    return {
        "season": slug,
        "category": slug,
        "name": _ref("text"),
        "engine": _whole((min(ENGINES), max(ENGINES))),
        "subject": {"enum": [*SUBJECTS]},
        "family": {"enum": [*FAMILIES]},
        "reference_date": day,
        "superseded_references": {"type": "object", "additionalProperties": _ref("text")},
        "basic": _list(_ref("requirement")),
        "availability": _list(_ref("requirement")),
        "core": _list(_ref("core"), minItems=LEAST_CORE),
        "innovation": _object(
            {
                "cap": _whole(reader.CAP),
                "advanced_needed_for_five_stars": _whole(reader.ADVANCED),
                "items": _list(_ref("innovation")),
            },
            reader.ITEMS,
        ),
        "tie_breaks": _list({"type": "string", "pattern": f"^(?:{'|'.join(TIES)}|value:{CODE})$"}),
        "leaders": _object(
            {
                "min_star": _whole(reader.MIN_STAR),
                "min_composite": _ref("decimal"),
                "max_share_percent": _whole(reader.SHARE),
                "max_count": _whole(reader.COUNT),
                "at_tie": {"enum": [*reader.AT_TIE]},
                "reason": _ref("text"),
            },
            reader.LEADERS,
        ),
        "evidence": _list({"type": ["string", "number", "boolean"]}),
        "several_standards": {"enum": [True, False, "true", "false"]},
    }


def _indicator() -> Schema:
    return {
        "code": _text(CODE),
        "name": _ref("text"),
        "unit": {"enum": [*units.KNOWN]},
        "origin": {"enum": [*ORIGINS]},
        "possible": _ref("possible"),
    }


def _core() -> Schema:
    def levels(one: Schema) -> Schema:
        return {"properties": {"levels": {"properties": {str(star): one for star in STARS}}}}

    def value(one: Schema) -> Schema:
        return {"properties": {"baseline": {"properties": {"value": one}}}}

    stars = [str(star) for star in STARS]
    properties = _indicator() | {
        "direction": {"enum": [*DIRECTIONS, RANGE]},
        "weight": _whole(reader.WEIGHT),
        "missing": {"enum": [EXCLUDED, NO_POINTS]},
        "baseline": _object(
            {
                "value": {"type": ["string", "number"]},
                "document": _ref("text"),
                "clause": _ref("text"),
                "origin": {"enum": [*ORIGINS]},
            },
            reader.BASELINE,
        ),
        "levels": _object({star: {"type": "string"} for star in stars}, stars),
    }
    one_way = [one for one in DIRECTIONS if one != "lower"]
    return {
        **_object(properties, reader.CORE),
        "allOf": [
            {"if": _way([RANGE]), "then": {"allOf": [levels(_ref("span")), value(_ref("span"))]}},
            {"if": _way(DIRECTIONS), "then": value(_ref("decimal"))},
            {"if": _way(["lower"]), "then": levels(_threshold("[≤<]"))},
            {"if": _way(one_way), "then": levels(_threshold("[≥>]"))},
        ],
    }


def _way(directions: Sequence[str]) -> Schema:
    return {"properties": {"direction": {"enum": [*directions]}}, "required": ["direction"]}


def _in_core(rule: Schema) -> Schema:
    return {"properties": {"core": {"items": rule}}}


def _in_core_and_others(rule: Schema) -> Schema:
    every = {"items": rule}
    return {
        "properties": {
            **dict.fromkeys(("basic", "availability", "core"), every),
            "innovation": {"properties": {"items": every}},
        }
    }


def _possible_needed() -> Schema:
    yes_no = {"properties": {"unit": {"const": YES_NO}}, "required": ["unit"]}
    return {"if": {"not": yes_no}, "then": {"required": ["possible"]}}


def _unit_of_direction() -> Schema:
    rules = [
        {"if": _way([way]), "then": {"properties": {"unit": {"const": unit}}}}
        for way, unit in UNIT_OF.items()
    ]
    rules += [
        {
            "if": {"properties": {"unit": {"const": unit}}, "required": ["unit"]},
            "then": {"properties": {"direction": {"const": way}}},
        }
        for way, unit in UNIT_OF.items()
    ]
    return {"allOf": rules}
