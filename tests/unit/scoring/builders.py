"""Declarations and candidates for the shipped schemes, written as a person writes promises."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from services.contracts.values import DeclaredValue
from services.scoring.domain.board import Candidate, Row
from services.scoring.domain.declaration import Declaration
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.score import score

SCHEMES = Path(__file__).parents[2] / "data" / "jincheng-2021" / "schemes"
TEXTS = {
    name: (SCHEMES / f"{name}.yaml").read_text("utf-8")
    for name in ("branch-service", "online-banking")
}
BRANCH = read_scheme(TEXTS["branch-service"])
ONLINE = read_scheme(TEXTS["online-banking"])
GATES = {"B1": "= 1 yes_no", "B2": "= 1 yes_no", "B3": "= 1 yes_no", "B4": "= 1 yes_no"}
#: The worked example: stars 5,4,4,5,4,4,5,3,4.
WORKED = GATES | {
    "A1": "≥ 90 %",
    "C1": "≤ 6 min",
    "C2": "≥ 90 %",
    "C3": "≥ 98.5 %",
    "C4": "≤ 3 calendar_day",
    "C5": "≥ 80 %",
    "C6": "≥ 95 %",
    "C7": "≤ 0.1 1/10000",
    "C8": "≥ 20 h/person",
    "C9": "≥ 2 level",
}
FIVE_STARS = GATES | {
    "A1": "= 1 yes_no",
    "A2": "≥ 24 month",
    "D1": "≥ 99.99 %",
    "D2": "≤ 30 min",
    "D3": "= 0 min",
    "D4": "≤ 8 h",
    "D5": "≥ 99.9 %",
    "D6": "≤ 1 s",
    "D7": "≤ 0.1 ‰",
    "D8": "≤ 4 count",
    "D9": "≥ 95 %",
    "D10": "≤ 3 calendar_day",
    "D11": "= 3 level",
    "N1": "= 2 level",
}


def changed(old: str, new: str, text: str = TEXTS["branch-service"]) -> str:
    """A scheme's text with the first ``old`` replaced, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def promise(indicator: str, text: str) -> DeclaredValue:
    found = re.fullmatch(r"([<≤=≥>]) (\S+) (.+)", text)
    assert found, text
    return DeclaredValue(
        indicator=indicator, operator=found[1], value=Decimal(found[2]), unit=found[3]
    )


def declaration(values: Mapping[str, str], enterprise: str = "E", **others: object) -> Declaration:
    made = Declaration(
        standard=f"s-{enterprise}",
        version=1,
        enterprise=enterprise,
        number="Q/ABC 0001-2021",
        name="标准",
        effective=date(2021, 8, 1),
        references=("GB/T 32320-2015",),
        values={code: promise(code, text) for code, text in values.items()},
        text_sha256="a" * 64,
    )
    return Declaration(**{**vars(made), **others})  # type: ignore[arg-type]


def candidate(scheme: Scheme, values: Mapping[str, str], name: str) -> Candidate:
    declared = declaration(values, enterprise=f"E{name}")
    return Candidate(f"app-{name}", f"银行{name}", declared, score(scheme, declared))


#: Promises for three, four and five stars of four indicators of :data:`BRANCH`.
LEVELS = {
    "C1": ("≤ 15 min", "≤ 10 min", "≤ 6 min"),
    "C6": ("≥ 90 %", "≥ 95 %", "≥ 98 %"),
    "C8": ("≥ 20 h/person", "≥ 30 h/person", "≥ 40 h/person"),
    "C9": ("= 1 level", "= 2 level", "= 3 level"),
}
#: For each candidate, which of the three promises it makes.
CHOICES = st.lists(st.tuples(*(st.integers(0, 2) for _ in LEVELS)), min_size=1, max_size=8)


def board_of(choices: Sequence[tuple[int, ...]], scheme: Scheme = BRANCH) -> list[Candidate]:
    """Candidates ``app-0``, ``app-1``, … of :data:`WORKED` with other promises."""
    made = []
    for number, picks in enumerate(choices):
        values = {code: LEVELS[code][pick] for code, pick in zip(LEVELS, picks, strict=True)}
        made.append(candidate(scheme, {**WORKED, **values}, f"{number}"))
    return made


def ranks(rows: Sequence[Row]) -> dict[str, int]:
    """Each application's rank."""
    return {row.candidate.application: row.rank for row in rows}
