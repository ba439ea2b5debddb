"""The retention schedule (保管期限表): how long each kind of record is kept, and on what basis.

The table travels with the code; an installation changes periods with a file of its own, by kind.
What is kept for ever cannot be given an end: proofs and replay rest on it.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOR_EVER = "for_ever"
_TABLE = Path(__file__).parents[1] / "contracts" / "retention.yaml"
_PERIOD = re.compile(r"P(?P<count>[1-9][0-9]{0,3})(?P<unit>[YMD])")
_MONTHS_A_YEAR = 12


class BadSchedule(ValueError):
    """A schedule cannot be read; the text says which kind and what would be right."""


@dataclass(frozen=True)
class Period:
    """A length of time in whole years, months or days; none at all means for ever."""

    text: str

    @classmethod
    def read(cls, text: object) -> "Period":
        """Read ``P1Y``, ``P6M``, ``P30D`` or ``for_ever``.

        :raises ValueError: for anything else.
        """
        if text != FOR_EVER and not (isinstance(text, str) and _PERIOD.fullmatch(text)):
            raise ValueError(f"{text!r} is no period such as P1Y, P6M, P30D, and not {FOR_EVER}")
        return cls(str(text))

    def after(self, first: date) -> date | None:
        """Return the last day of the period that begins with ``first``; None for ever.

        A year and a month end on the same day of the month, or on its last.
        """
        said = _PERIOD.fullmatch(self.text)
        if said is None:
            return None
        count = int(said["count"])
        try:
            if said["unit"] == "D":
                return first + timedelta(days=count)
            months = count * (_MONTHS_A_YEAR if said["unit"] == "Y" else 1)
            return _months_later(first, months)
        except (OverflowError, ValueError):
            # Beyond the calendar's last year.
            return None


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * _MONTHS_A_YEAR + first.month - 1 + months, _MONTHS_A_YEAR)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


@dataclass(frozen=True)
class Row:
    """One kind of record: how long, what it is, since when it counts and why, by language."""

    kind: str
    keep: Period
    what: Mapping[str, str]
    since: Mapping[str, str]
    basis: Mapping[str, str]

    def is_over(self, since: date | None, today: date) -> bool:
        """Tell whether the last day of the period has passed."""
        last = self.keep.after(since) if since else None
        return last is not None and today > last

    def plain(self) -> dict[str, Any]:
        """Return the row as JSON-plain values."""
        return {
            "kind": self.kind,
            "keep": self.keep.text,
            "what": dict(self.what),
            "since": dict(self.since),
            "basis": dict(self.basis),
        }


Schedule = Mapping[str, Row]


@cache
def default() -> Schedule:
    """Return the table that travels with the code."""
    rows = yaml.safe_load(_TABLE.read_text("utf-8"))
    return {
        kind: Row(kind, Period.read(row["keep"]), row["what"], row["since"], row["basis"])
        for kind, row in rows.items()
    }


def read(path: Path) -> Schedule:
    """Return the table with an installation's own periods: a YAML mapping of kind to period.

    :raises BadSchedule: for what is no such file, an unknown kind, a period that cannot be read,
        or an end for what is kept for ever.
    """
    table = dict(default())
    try:
        own = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadSchedule(str(error)) from error
    if not isinstance(own, dict):
        raise BadSchedule("a mapping of kinds to periods, such as `objection: P2Y`")
    for kind, text in own.items():
        if kind not in table:
            raise BadSchedule(f"{kind!r} is none of {', '.join(table)}")
        try:
            period = Period.read(text)
        except ValueError as error:
            raise BadSchedule(f"{kind}: {error}") from error
        if table[kind].keep.text == FOR_EVER and period.text != FOR_EVER:
            raise BadSchedule(f"{kind}: is kept for ever, or nothing could be proven any more")
        table[kind] = replace(table[kind], keep=period)
    return table
