"""What is wrong in a folder, and where, told before anything is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: file, line (from 1), field as a path such as ``enterprises[3].uscc``, and why."""

    file: str
    line: int
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.why}"


class Mistakes(ValueError):
    """The folder cannot be played. Holds every mistake found, in the order of the files."""

    def __init__(self, found: list[Mistake]) -> None:
        self.found = sorted(found)
        super().__init__("\n".join(str(one) for one in self.found))
