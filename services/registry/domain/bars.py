"""The bars an enterprise is under, told whole after each change (R22).

One of several bars may be lifted while the others stand, so a single change does not tell whether
an enterprise is barred. The feed of bars keeps an enterprise's last message: it must say all.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.contracts.event import Event
from services.contracts.registry import Bar, BarImposed, BarLifted, BarsStanding


@dataclass(frozen=True, kw_only=True)
class Bars:
    """The bars of one enterprise that were imposed and not lifted, in the order of imposition."""

    bars: tuple[Bar, ...] = ()


def evolve(state: Bars | None, event: Event) -> Bars:
    """Return an enterprise's bars after an event of its stream; what is no bar leaves them."""
    known = state or Bars()
    match event:
        case BarImposed():
            bar = Bar(
                revocation=event.revocation, first_day=event.first_day, last_day=event.last_day
            )
            return replace(known, bars=(*known.bars, bar))
        case BarLifted():
            kept = tuple(bar for bar in known.bars if bar.revocation != event.revocation)
            return replace(known, bars=kept)
    return known


def standing(enterprise: str, state: Bars, today: date) -> BarsStanding:
    """Tell every bar that runs today or will run (R22).

    :param today: the day in Asia/Shanghai; a bar whose last day has passed is over.
    """
    return BarsStanding(
        enterprise=enterprise,
        bars=tuple(bar for bar in state.bars if today <= bar.last_day),
    )
