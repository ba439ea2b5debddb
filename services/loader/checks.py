"""What must hold between the files of a folder, checked before anything is sent.

Only what would be a slip of the pen: a name that nothing bears, a code whose check character
is wrong, a date out of order. Whether a step is allowed is for the services to say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.contracts.phases import STEPS

from . import steps, uscc
from .mistakes import Mistake
from .model import Actor, Enterprise, Scheme, Season, Standard, Text
from .tree import Placed, join

SHANGHAI = ZoneInfo("Asia/Shanghai")
_LEAST_NOTICE_DAYS = 10
_WAYS = {"≥": "up", ">": "up", "≤": "down", "<": "down"}
_RESERVED = {steps.ENTERPRISES, steps.ANYONE}


def moment(at: str) -> datetime:
    """Return a step's time in Asia/Shanghai.

    :raises ValueError: when it is not written as ``2021-08-10 09:00``.
    """
    return datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Written:
    """Everything that was read, with its places."""

    story: Sequence[Placed[steps.AnyStep]]
    actors: Sequence[Placed[Actor]]
    enterprises: Sequence[Placed[Enterprise]]
    seasons: Mapping[str, Placed[Season]]
    schemes: Sequence[Placed[Scheme]]


def check(written: Written) -> list[Mistake]:
    """Return every mistake between the files."""
    return [
        *_actors(written),
        *_enterprises(written),
        *(one for season in written.seasons.values() for one in _season(season, written)),
        *_Story(written).mistakes(),
    ]


def _twice(rows: Sequence[Placed[Any]], field: str) -> Iterator[Mistake]:
    counts = Counter(getattr(row.record, field) for row in rows)
    for row in rows:
        value = getattr(row.record, field)
        if counts[value] > 1:
            yield row.mistake(field, f"{value} stands here more than once")


def _actors(written: Written) -> Iterator[Mistake]:
    yield from _twice(written.actors, "id")
    names: dict[str, str] = {}
    for row in written.actors:
        if row.record.id in _RESERVED:
            yield row.mistake("id", f"{row.record.id} has a meaning of its own")
        if names.setdefault(row.record.organisation, row.record.name) != row.record.name:
            yield row.mistake("name", f"{row.record.organisation} has another name above")


def _enterprises(written: Written) -> Iterator[Mistake]:
    yield from _twice(written.enterprises, "id")
    yield from _twice(written.enterprises, "uscc")
    actors = {row.record.id for row in written.actors} | _RESERVED
    schemes = {row.record.category: row.record for row in written.schemes}
    for row in written.enterprises:
        enterprise = row.record
        if enterprise.id in actors:
            yield row.mistake("id", f"{enterprise.id} is an actor's name")
        if not uscc.is_valid(enterprise.uscc):
            yield row.mistake("uscc", f"{enterprise.uscc} is no valid USCC (check characters)")
        categories = [standard.category for standard in enterprise.standards]
        if len(set(categories)) < len(categories):
            yield row.mistake(
                "standards", "two standards of one category need two enterprises here"
            )
        for number, standard in enumerate(enterprise.standards):
            yield from _standard(row, f"standards[{number}]", standard, schemes)


def _standard(
    row: Placed[Enterprise], field: str, standard: Standard, schemes: Mapping[str, Scheme]
) -> Iterator[Mistake]:
    scheme = schemes.get(standard.category)
    if scheme is None:
        yield row.mistake(join(field, "category"), f"no scheme is for {standard.category}")
        return
    yield from _text(row, field, standard, scheme)
    for number, revision in enumerate(standard.revisions):
        yield from _text(row, join(field, f"revisions[{number}]"), revision, scheme)


def _text(row: Placed[Enterprise], field: str, text: Text, scheme: Scheme) -> Iterator[Mistake]:
    if text.effective < text.published:
        yield row.mistake(join(field, "effective"), "is before the day of publication")
    seen: dict[str, str] = {}
    for number, value in enumerate(text.values):
        at = join(field, f"values[{number}]")
        if value.parts() is None:
            yield row.mistake(join(at, "promise"), f"{value.promise!r} is not like “≤ 6 min”")
        if value.indicator not in scheme.units:
            known = ", ".join(scheme.units)
            why = f"{value.indicator} is no indicator of its scheme ({known})"
            yield row.mistake(join(at, "indicator"), why)
        # A range is promised by its two ends (R28).
        before, way = seen.get(value.indicator, ""), _WAYS.get(value.promise[:1], "=")
        if before and {before, way} != {"up", "down"}:
            yield row.mistake(join(at, "indicator"), f"{value.indicator} is promised twice")
        seen[value.indicator] = before + way


def _season(row: Placed[Season], written: Written) -> Iterator[Mistake]:
    season = row.record
    if season.notice_working_days < _LEAST_NOTICE_DAYS:
        yield row.mistake("notice_working_days", "the floor is ten working days (R17)")
    for number, phase in enumerate(season.phases):
        if phase.last < phase.first:
            yield row.mistake(f"phases[{number}].last", "is before the phase's first day")
        for name in phase.steps:
            if name not in STEPS:
                yield row.mistake(f"phases[{number}].steps", f"{name} is none of {STEPS}")
    invited = () if isinstance(season.invited, str) else season.invited
    for number, code in enumerate(invited):
        if not uscc.is_valid(code):
            yield row.mistake(f"invited[{number}]", f"{code} is no valid USCC")
    yield from _categories(row, {one.record.category for one in written.schemes})


def _categories(row: Placed[Season], schemes: set[str]) -> Iterator[Mistake]:
    for f, field in enumerate(row.record.fields):
        for c, category in enumerate(field.categories):
            if category.code not in schemes:
                at = f"fields[{f}].categories[{c}].code"
                yield row.mistake(at, f"no scheme is for {category.code}")


class _Story:
    """Checks that times run forward and that every name is borne by something."""

    def __init__(self, written: Written) -> None:
        self.rows = written.story
        self.enterprises = {row.record.id for row in written.enterprises}
        self.actors = {row.record.id for row in written.actors}
        self.standards = {
            f"{row.record.id}/{one.category}": one
            for row in written.enterprises
            for one in row.record.standards
        }
        self.schemes = {row.record.category for row in written.schemes}
        self.seasons = {row.record.season for row in written.seasons.values()}
        self.fields = {
            field.code for row in written.seasons.values() for field in row.record.fields
        }
        #: Steps so far, by id: a step may build only on an earlier one.
        self.earlier: dict[str, steps.AnyStep] = {}

    def mistakes(self) -> Iterator[Mistake]:
        yield from _twice(self.rows, "id")
        before: datetime | None = None
        for row in self.rows:
            try:
                at = moment(row.record.at)
            except ValueError:
                yield row.mistake("at", f"{row.record.at!r} is not like 2021-08-10 09:00")
            else:
                if before is not None and at < before:
                    yield row.mistake("at", "is before the step above; a simulation runs forward")
                before = at
            yield from self._taker(row)
            yield from self._names(row)
            if isinstance(row.record, steps.Revise):
                yield from self._revision(row, row.record)
            self.earlier[row.record.id] = row.record

    def _taker(self, row: Placed[steps.AnyStep]) -> Iterator[Mistake]:
        by = row.record.by
        if by not in self.actors | self.enterprises | _RESERVED:
            yield row.mistake("by", f"{by} is neither an actor nor an enterprise")
        if (by == steps.ENTERPRISES) != isinstance(row.record, steps.OF_ENTERPRISES):
            yield row.mistake(
                "by", f"“{steps.ENTERPRISES}” is for steps that each enterprise takes itself"
            )

    def _names(self, row: Placed[steps.AnyStep]) -> Iterator[Mistake]:
        for field, known, what in (
            ("scheme", self.schemes, "scheme"),
            ("board", self.schemes, "scheme"),
            ("body", self.actors, "actor"),
            ("co_owner", self.actors, "actor"),
            ("field", self.fields, "field of a season"),
            ("successor", self.enterprises, "enterprise"),
            ("title", self.standards, "standard"),
            ("enterprise", self.enterprises, "enterprise"),
            ("enterprises", self.enterprises, "enterprise"),
            ("season", self.seasons | {steps.FIRST}, "season that the story opens"),
            ("standard", self.standards, "standard"),
            ("standards", self.standards, "standard"),
            ("about", self.standards, "standard"),
            ("application", {*self.standards, ""}, "standard"),
            ("applications", self.standards, "standard"),
            ("leaders", self.standards, "standard"),
            ("ineligible", self.standards, "standard"),
        ):
            named = getattr(row.record, field, ())
            for name in [named] if isinstance(named, str) else named:
                if name not in known:
                    yield row.mistake(field, f"{name} is no {what}")
        for field, kinds in steps.MADE_BY.items():
            name = getattr(row.record, field, None)
            if name is not None and not isinstance(self.earlier.get(name), kinds):
                wanted = " or ".join(str(kind.__struct_config__.tag) for kind in kinds)
                yield row.mistake(field, f"{name} is no earlier step of kind {wanted}")

    def _revision(self, row: Placed[steps.AnyStep], step: steps.Revise) -> Iterator[Mistake]:
        standard = self.standards.get(step.standard)
        if standard and not 1 <= step.revision <= len(standard.revisions):
            yield row.mistake("revision", f"{step.standard} has {len(standard.revisions)}")
