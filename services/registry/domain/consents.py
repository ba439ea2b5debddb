"""Whether an enterprise's consent is to the result that now stands (R15).

入榜企业 consent to a result, and not to any: to their own star, by the scheme that gave it, at a
rank among the others. Careful: a consent holds on a later version of the board as long as the
enterprise's star and the scheme version are the same, and its rank has changed by nothing but
others leaving. Who is moved by anything else, be it upwards, is asked again, and silence is no
consent. A refusal holds in the same way; it is asked again when the enterprise is drawn again,
which scoring does once another scheme version has replaced the one it refused under.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import refusals


@dataclass(frozen=True)
class Shown:
    """A version of a board as an enterprise sees it: the scheme version, and each one's place."""

    scheme_version: int
    ranks: Mapping[str, int]
    stars: Mapping[str, int]


def shown(scheme_version: int, rows: Sequence[Mapping[str, Any]]) -> Shown:
    """Return what a version shows."""
    return Shown(
        scheme_version,
        {row["application"]: row["rank"] for row in rows},
        {row["application"]: row["star"] for row in rows},
    )


def same_result(application: str, before: Shown, now: Shown) -> bool:
    """Tell whether an application's result is the one it was asked about, but for others leaving.

    :param now: a version with the application on it.
    """
    if application not in before.ranks:
        return False
    own = before.ranks[application]
    ahead = [one for one, rank in before.ranks.items() if rank < own and one in now.ranks]
    return (
        before.scheme_version == now.scheme_version
        and before.stars[application] == now.stars[application]
        and now.ranks[application] == len(ahead) + 1
    )


def to_be_asked(asked: Mapping[str, int], version: int, shown: Mapping[int, Shown]) -> set[str]:
    """Return who on a version was never asked, or about another result than stands now.

    :param asked: application -> the version that it was asked about last.
    :param shown: that version, and those that anybody was asked about last.
    """
    now = shown[version]
    return {
        one for one in now.ranks if one not in asked or not same_result(one, shown[asked[one]], now)
    }


def check_consents(
    board: str,
    version: int,
    rows: Sequence[tuple[str, str]],
    answers: Mapping[str, str | None],
) -> None:
    """Refuse a board with somebody on it who has not consented to what it shows (R15).

    :param rows: application and enterprise of each.
    :param answers: what each application answered about the result that stands now.
    :raises ConsentMissing: naming the enterprises.
    """
    # An enterprise may stand on the board with several standards; it is named once.
    without = dict.fromkeys(one for app, one in rows if answers.get(app) != "given")
    if without:
        raise refusals.ConsentMissing(
            board=board, version=version, count=len(without), enterprises="、".join(without)
        )
