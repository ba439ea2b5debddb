"""Reads a whole folder into records, or tells every mistake in it with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from . import steps
from .checks import Written, check
from .mistakes import Mistake, Mistakes
from .model import Actor, Enterprise, Record, Scheme, Season, Standard
from .scheme import read_scheme
from .tree import Placed, Tree, placed, read_tree

_STORY = "story.yaml"
_ACTORS = "actors.yaml"
R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=steps.Step)


@dataclass(frozen=True)
class Folder:
    """A season's folder: everything that the story names, by name.

    ``seasons`` are by file, ``schemes`` by category, ``standards`` by ``enterprise/category``.
    """

    season: Season
    seasons: Mapping[str, Season]
    actors: Mapping[str, Actor]
    enterprises: Mapping[str, Enterprise]
    standards: Mapping[str, Standard]
    schemes: Mapping[str, Scheme]
    story: tuple[steps.AnyStep, ...]

    def usccs(self) -> list[str]:
        """Return the codes of all enterprises, in the order of the files."""
        return [enterprise.uscc for enterprise in self.enterprises.values()]

    def applications(self) -> list[str]:
        """Return every ``enterprise/category`` that applies in the first season, in order."""
        return [
            name
            for step in self.story
            if isinstance(step, steps.Apply) and step.season == steps.FIRST and not step.expect
            for name in step.standards
        ]

    def accepted(self) -> list[str]:
        """Return every ``enterprise/category`` whose application the authority accepts, in order."""
        return [
            name
            for step in self.story
            if isinstance(step, steps.DecideApplications) and step.accepted and not step.expect
            for name in step.applications
        ]

    def step_named(self, id: str, kind: type[S]) -> S:
        """Return the step of an id.

        :raises LookupError: when there is none of that kind.
        """
        for step in self.story:
            if step.id == id and isinstance(step, kind):
                return step
        raise LookupError(f"no step {id!r} of kind {kind.__name__}")


def read_folder(path: Path) -> Folder:
    """Read and check a folder. Nothing is sent.

    :raises Mistakes: with every mistake found: file, line, field, why.
    """
    return _Reading(path).folder()


class _Reading:
    """One pass over a folder that collects every mistake before it gives up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Mistake] = []

    def folder(self) -> Folder:
        story = self._list(_STORY, steps.AnyStep)
        actors = self._list(_ACTORS, Actor)
        enterprises = [
            row for name in self._names("enterprises") for row in self._list(name, Enterprise)
        ]
        files = [one.record.file for one in story if isinstance(one.record, steps.OpenSeason)]
        seasons = {name: one for name in files for one in self._whole(name, Season)}
        schemes = [one for name in self._names("schemes") for one in self._scheme(name)]
        if not files and not self.found:
            self.found.append(Mistake(_STORY, 1, "(the file)", "opens no season"))
        self._stop_at_mistakes()
        self.found += check(
            Written(
                story=story,
                actors=actors,
                enterprises=enterprises,
                seasons=seasons,
                schemes=schemes,
            )
        )
        self._stop_at_mistakes()
        return Folder(
            season=seasons[files[0]].record,
            seasons={name: one.record for name, one in seasons.items()},
            actors={one.record.id: one.record for one in actors},
            enterprises={one.record.id: one.record for one in enterprises},
            standards={
                f"{one.record.id}/{standard.category}": standard
                for one in enterprises
                for standard in one.record.standards
            },
            schemes={one.record.category: one.record for one in schemes},
            story=tuple(one.record for one in story),
        )

    def _stop_at_mistakes(self) -> None:
        if self.found:
            raise Mistakes(self.found)

    def _names(self, folder: str) -> list[str]:
        names = [f"{folder}/{file.name}" for file in sorted(self.path.glob(f"{folder}/*.yaml"))]
        if not names:
            self.found.append(Mistake(f"{folder}/", 1, "(the folder)", "holds no .yaml file"))
        return names

    def _list(self, name: str, kind: Any) -> list[Placed[Any]]:
        """Read a file that is a list of records."""
        made: list[Placed[Any]] = []
        for tree in self._tree(name):
            if not isinstance(tree.value, list):
                self.found.append(tree.mistake("", "must be a list"))
                continue
            for number, value in enumerate(tree.value):
                try:
                    made.append(placed(tree, f"[{number}]", value, kind))
                except Mistakes as error:
                    self.found += error.found
        return made

    def _whole(self, name: str, kind: type[R]) -> list[Placed[R]]:
        """Read a file that is one record: a list of one, or of none with the mistakes told."""
        try:
            return [placed(tree, "", tree.value, kind) for tree in self._tree(name)]
        except Mistakes as error:
            self.found += error.found
            return []

    def _scheme(self, name: str) -> list[Placed[Scheme]]:
        try:
            return [read_scheme(self.path / name, name)]
        except Mistakes as error:
            self.found += error.found
            return []

    def _tree(self, name: str) -> list[Tree]:
        try:
            return [read_tree(self.path / name, name)]
        except Mistakes as error:
            self.found += error.found
            return []
