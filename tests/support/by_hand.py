"""The boards of a season's folder, worked out without the services, so that a person can follow.

Nothing of the scoring engine is used: a promise is held against a threshold by the few lines below,
with exact fractions, and every step is written down. `python -m tests.support.by_hand FOLDER` writes
``expected/``: one JSON file for each board as it must be published, and ``arithmetic.md``.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from tests.support.by_hand_promise import Doc, is_above, meets, read
from tests.support.by_hand_words import arithmetic

STARS = (5, 4, 3)
MADE = {"finalised": "a finalised product", "in_production": "in mass production"}
#: Ground, indicator, and what is lacking, in words.
Finding = tuple[str, str, str]


@dataclass(frozen=True)
class Entry:
    """A standard in a category: what it promises, and what came of it."""

    id: str
    name: str
    uscc: str
    stars: dict[str, int]
    promises: dict[str, str]
    star: int
    composite: int
    bonus: int
    key: tuple[Fraction, ...]


@dataclass(frozen=True)
class Out:
    """A standard that is not ranked, with ground and indicator of each finding (R8)."""

    id: str
    name: str
    uscc: str
    findings: tuple[Finding, ...]


def load(path: Path) -> Any:
    """Return a YAML file with every scalar as the text that was written."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


class Board:
    """One category of a folder: the scheme, who is ranked, who is not, who leaves, who leads."""

    def __init__(self, folder: Path, season: Doc, category: str) -> None:
        self.scheme = load(folder / "schemes" / f"{category}.yaml")
        self.category, self.id = category, f"{season['season']}.{category}"
        self.cores = {core["code"]: core for core in self.scheme["core"]}
        self.weighted = self.scheme["family"] == "weighted"
        self.story = load(folder / "story.yaml")
        applied = self._named("apply")
        self.enterprises = {
            one["id"]: one
            for file in sorted((folder / "enterprises").glob("*.yaml"))
            for one in load(file)
            if one["id"] in applied
        }
        judged = [self._judge(one) for one in self.enterprises.values()]
        self.out = [one for one in judged if isinstance(one, Out)]
        self.drawn = self._ranked([one for one in judged if isinstance(one, Entry)])
        refused = [(name, "consent_refused") for name in self._named("refuse_consent")]
        upheld = [(name, "objection_upheld") for name in self._named("decide_objection")]
        self.left = [(self._entry(name), why) for name, why in (*refused, *upheld)]
        gone = {entry.id for entry, _ in self.left}
        at_shortlist = {name for name, _ in refused}
        stayed = [entry for _, entry in self.drawn]
        self.shown = self._ranked([one for one in stayed if one.id not in at_shortlist])
        self.rows = self._ranked([one for one in stayed if one.id not in gone])
        self.leaders = self._leaders(self.shown)

    def _named(self, do: str) -> list[str]:
        """Return whose application of this category the first season's steps of a kind name."""
        found = []
        for step in self.story:
            if step["do"] != do or "expect" in step or "season" in step:
                continue
            names = step.get("standards") or [step.get("application", "")]
            found += [name for name in names if name.endswith(f"/{self.category}")]
        return [name.partition("/")[0] for name in found]

    def _entry(self, id: str) -> Entry:
        return next(entry for _, entry in self.drawn if entry.id == id)

    # --- one standard -----------------------------------------------------------------------

    def _judge(self, enterprise: Doc) -> Entry | Out:
        (standard,) = (one for one in enterprise["standards"] if one["category"] == self.category)
        promises = {
            code: [row["promise"] for row in rows]
            for code, rows in groupby(standard["values"], key=lambda row: row["indicator"])
        }
        who = (enterprise["id"], enterprise["name"], enterprise["uscc"])
        stars = {
            code: self._star(core, promises.get(code, [])) for code, core in self.cores.items()
        }
        findings = (
            *self._unmet("basic", promises),
            *self._unmet("availability", promises),
            *self._unmade(standard),
            *(
                ("level", code, "below three stars")
                for code, core in self.cores.items()
                if self._too_low(core, stars)
            ),
            *self._nothing_above(promises),
        )
        if findings:
            return Out(*who, tuple(findings))
        written = {code: " ".join(ends) for code, ends in promises.items()}
        return self._scored(who, stars, promises, written)

    def _unmet(self, kind: str, promises: Mapping[str, list[str]]) -> Iterator[Finding]:
        for one in self.scheme[kind]:
            ends = read(one, promises.get(one["code"], []))
            if not ends or not meets(ends, one["require"]):
                yield kind, one["code"], f"not {one['require']} {one['unit']}"

    def _unmade(self, standard: Doc) -> Iterator[Finding]:
        """Of a product: each model final and in mass production by the reference date (R8 c)."""
        if self.scheme.get("subject") != "product":
            return
        for product in standard["products"]:
            for what, words in MADE.items():
                if product.get(what, "9999") > self.scheme["reference_date"]:
                    yield "production", product["model"], f"not {words} (R8 c)"

    def _too_low(self, core: Doc, stars: Mapping[str, int]) -> bool:
        return not stars[core["code"]] and core.get("missing") != "no_points"

    def _nothing_above(self, promises: Mapping[str, list[str]]) -> Iterator[Finding]:
        found = {c: read(core, promises.get(c, [])) for c, core in self.cores.items()}
        if not any(ends and is_above(ends, self.cores[code]) for code, ends in found.items()):
            yield "level", "all", "equal to its baseline in everything, above it in nothing (R8 b)"

    def _star(self, core: Doc, written: Sequence[str]) -> int:
        ends = read(core, written)
        if not ends:
            return 0
        return next((star for star in STARS if meets(ends, core["levels"][str(star)])), 0)

    def _scored(
        self,
        who: tuple[str, str, str],
        stars: dict[str, int],
        promises: Mapping[str, list[str]],
        written: dict[str, str],
    ) -> Entry:
        points = [self._innovation(item, promises) for item in self.scheme["innovation"]["items"]]
        bonus = min(sum(points), int(self.scheme["innovation"]["cap"]))
        star, fives = min(stars.values()), sum(one == 5 for one in stars.values())
        needed = int(self.scheme["innovation"]["advanced_needed_for_five_stars"])
        if not self.weighted and star == 5 and points.count(2) < needed:
            star = 4
        weights = [int(core.get("weight", 0)) * stars[code] for code, core in self.cores.items()]
        composite = sum(weights) if self.weighted else fives
        ties = {
            "five_stars": -fives,
            "four_stars": -sum(one == 4 for one in stars.values()),
            "innovation": -bonus,
        }
        key = [Fraction(-composite if self.weighted else -star)]
        for tie in self.scheme["tie_breaks"]:
            if tie in ties:
                key.append(Fraction(ties[tie]))
            else:
                core = self.cores[tie.removeprefix("value:")]
                (end,) = read(core, promises[core["code"]])
                key.append(end.value if core["direction"] == "lower" else -end.value)
        return Entry(*who, stars, written, star, composite, bonus, tuple(key))

    def _innovation(self, item: Doc, promises: Mapping[str, list[str]]) -> int:
        ends = read(item, promises.get(item["code"], []))
        if not ends:
            return 0
        return 2 if meets(ends, item["advanced"]) else int(meets(ends, item["average"]))

    # --- the board --------------------------------------------------------------------------

    def _ranked(self, entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
        """Return ranks and entries, best first: 1, 2, 2, 4."""
        return [
            (1 + sum(other.key < one.key for other in entries), one)
            for one in sorted(entries, key=lambda one: (one.key, one.uscc))
        ]

    def _leaders(self, rows: Sequence[tuple[int, Entry]]) -> list[Entry]:
        rule = self.scheme["leaders"]
        fit = [
            (rank, one)
            for rank, one in rows
            if one.star >= int(rule["min_star"])
            and one.composite >= Fraction(rule["min_composite"])
        ]
        self.fit = [one for _, one in fit]
        self.most = min(int(rule["max_count"]), len(rows) * int(rule["max_share_percent"]) // 100)
        if len(fit) <= self.most:
            return self.fit
        cut = fit[self.most][0]
        split = self.most > 0 and fit[self.most - 1][0] == cut
        if split and rule["at_tie"] == "all":
            return [one for rank, one in fit if rank <= cut]
        return [one for rank, one in fit[: self.most] if not (split and rank == cut)]

    def expected(self) -> dict[str, Any]:
        """Return the board as it must be published."""
        return {
            "board": self.id,
            "version": 1 + len(self.left),
            "rows": [
                {"rank": rank, "enterprise": one.name, "uscc": one.uscc, "star": one.star,
                 "composite": str(one.composite), "bonus": one.bonus}
                for rank, one in self.rows
            ],
            "leaders": [{"enterprise": one.name, "uscc": one.uscc} for one in self.leaders],
            "removed": [
                {"enterprise": one.name, "uscc": one.uscc, "cause": why} for one, why in self.left
            ],
            "excluded": [
                {"enterprise": one.name, "uscc": one.uscc, "ground": ground, "indicator": indicator}
                for one in self.out
                for ground, indicator, _ in one.findings
            ],
        }  # fmt: skip


def write(folder: Path) -> dict[Path, str]:
    """Return what ``expected/`` must hold, by path."""
    season = load(folder / "season.yaml")
    boards = [
        Board(folder, season, category["code"])
        for field in season["fields"]
        for category in field["categories"]
    ]
    there = folder / "expected"
    files = {
        there / f"{one.category}.json": json.dumps(one.expected(), ensure_ascii=False, indent=1)
        for one in boards
    }
    return {path: f"{text}\n" for path, text in files.items()} | {
        there / "arithmetic.md": arithmetic(boards)
    }


if __name__ == "__main__":
    for made, content in write(Path(sys.argv[1])).items():
        made.write_text(content, "utf-8")
