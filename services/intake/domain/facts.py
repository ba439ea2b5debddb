"""What intake has heard from others and its rules ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.contracts.values import Field, Phase


@dataclass(frozen=True, kw_only=True)
class Season:
    """A season as far as applications go; ``invited`` is empty when all may apply (R9).

    ``co_owner`` is the central bank's branch that organises it with the bureau, None while no
    branch is named ([137], R26).
    """

    season: str
    fields: tuple[Field, ...]
    phases: tuple[Phase, ...]
    invited: tuple[str, ...]
    closed: bool
    co_owner: str | None = None

    def field_of(self, category: str) -> Field | None:
        """Return the field that holds a category, None when the season has none such."""
        return next(
            (one for one in self.fields if category in {c.code for c in one.categories}), None
        )


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar, both days included (R22)."""

    revocation: str
    first_day: date
    last_day: date


def bar_on(bars: Iterable[Bar], day: date) -> Bar | None:
    """Return the bar that a day lies under, None when there is none (R10)."""
    return next((bar for bar in bars if bar.first_day <= day <= bar.last_day), None)
