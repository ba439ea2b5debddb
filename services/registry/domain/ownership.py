"""Whose season it is: who may act on it and on what belongs to it (R1, R26).

The bureau that opened a season owns it. In finance it is organised together with the branch of the
People's Bank ([137]), which then shares what the notice gives to both: the choice of the evaluation
body by their working group (五.1) and the time the season takes.
"""

from services.contracts.registry import SeasonShared

from . import refusals
from .profiles import PROFILES
from .season import Season


def check_owner(state: Season, owner: str, organisation: str, *, jointly: bool = False) -> None:
    """Refuse anybody but the season's owner.

    :param owner: the organisation that opened it.
    :param jointly: whether the co-owner may do this too.
    :raises NotYourSeason: for every other organisation, whatever its role.
    """
    owners = {owner, state.co_owner} if jointly else {owner}
    if organisation not in owners:
        raise refusals.NotYourSeason(season=state.season, owner=owner)


def share(state: Season, co_owner: str, role: str, grounds: str) -> SeasonShared:
    """Name the authority that organises the season together with its owner, once.

    :param role: the role that the authority holds.
    :raises SeasonClosed: when the season is closed.
    :raises AlreadyThere: when it has a co-owner.
    :raises FieldWrong: when the season's notice knows no such co-owner, or without grounds.
    """
    if state.closed:
        raise refusals.SeasonClosed(season=state.season)
    if state.co_owner is not None:
        raise refusals.AlreadyThere(what="co-owner", id=state.co_owner)
    expected = PROFILES[state.profile].shared_with
    if not expected or role != expected:
        raise refusals.FieldWrong(field="co_owner", found=role, expected=expected or "—")
    if not grounds.strip():
        raise refusals.FieldWrong(field="grounds", found="", expected="[137] 五.1")
    return SeasonShared(season=state.season, co_owner=co_owner, grounds=grounds)
