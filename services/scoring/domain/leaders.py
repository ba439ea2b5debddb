"""Who may lead (R13, R14, R30): the shortlist by the scheme's rule, and the nomination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.contracts.scoring import LeadersNominated, Nomination, Skip

from .promise import decimal_text
from .refusals import EvidenceMissing, NotShortlisted, SkipUnexplained
from .scheme import Scheme

#: A row of a rows document.
RowPlain = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """A condition of the leader rule that a row does not meet.

    ``condition`` is ``star`` or ``composite``; ``indicators`` are the core indicators below the
    least star, which all must rise.
    """

    condition: str
    has: str
    needs: str
    indicators: tuple[str, ...] = ()


def lacking(scheme: Scheme, row: RowPlain) -> tuple[Gap, ...]:
    """Return what a row lacks to be fit to lead; all conditions must hold together (R13)."""
    rule, gaps = scheme.leaders, []
    if row["star"] < rule.min_star:
        weak = [one["indicator"] for one in row["indicators"] if one["star"] < rule.min_star]
        gaps.append(Gap("star", str(row["star"]), str(rule.min_star), tuple(weak)))
    if Fraction(row["composite"]) < rule.min_composite:
        needs = decimal_text(rule.min_composite)
        gaps.append(Gap("composite", row["composite"], needs))
    return tuple(gaps)


def shortlist(scheme: Scheme, rows: Sequence[RowPlain]) -> tuple[str, ...]:
    """Return the applications that may lead, best first; it may be empty (R30).

    All conditions of the rule hold together. When the cut falls inside a shared rank, all of
    the tied are taken or none, as the rule says.
    """
    rule = scheme.leaders
    fit = [
        row
        for row in rows
        if row["star"] >= rule.min_star and Fraction(row["composite"]) >= rule.min_composite
    ]
    most = min(rule.max_count, len(rows) * rule.max_share_percent // 100)
    if len(fit) <= most:
        return tuple(row["application"] for row in fit)
    kept = fit[:most]
    cut = fit[most]["rank"]
    if rule.at_tie == "all" and kept and kept[-1]["rank"] == cut:
        kept = [row for row in fit if row["rank"] <= cut]
    elif rule.at_tie == "none":
        kept = [row for row in kept if row["rank"] != cut]
    return tuple(row["application"] for row in kept)


def carried(
    before: LeadersNominated,
    *,
    shortlisted_before: Sequence[str],
    version: int,
    rows: Sequence[RowPlain],
    shortlisted: Sequence[str],
) -> LeadersNominated | None:
    """Carry a nomination over to a restated board, where it needs no new judgement (R13, R18).

    It stands when the same leaders may still lead, at the same star, and nobody may lead who
    could not before. Their rank follows the board, on which others have left. The reasons are the
    body's own; none is made up.

    :param before: what the body nominated for the version before, from ``shortlisted_before``.
    :returns: None when the body must say anew who leads, and why.
    """
    star = {row["application"]: row["star"] for row in rows}
    same = all(
        one.application in shortlisted and star[one.application] == one.star
        for one in before.leaders
    )
    if not same or set(shortlisted) - set(shortlisted_before):
        return None
    return nominate(
        board=before.board,
        version=version,
        season=before.season,
        category=before.category,
        rows=rows,
        shortlisted=shortlisted,
        missing={},
        leaders=[one.application for one in before.leaders],
        number_reason=before.number_reason,
        skipped=[one for one in before.skipped if one.application in shortlisted],
    )


def nominate(
    *,
    board: str,
    version: int,
    season: str,
    category: str,
    rows: Sequence[RowPlain],
    shortlisted: Sequence[str],
    missing: Mapping[str, Sequence[str]],
    leaders: Sequence[str],
    number_reason: str,
    skipped: Sequence[Skip],
) -> LeadersNominated:
    """Nominate leaders from the shortlist; an empty list is a legal result (R30).

    :param missing: what each shortlisted application has not filed yet (R14).
    :raises NotShortlisted: for a leader from outside the shortlist.
    :raises EvidenceMissing: when a leader's report or evidence has not been filed.
    :raises SkipUnexplained: when a higher-ranked shortlisted one is passed over in silence.
    """
    for application in leaders:
        if application not in shortlisted:
            raise NotShortlisted(application=application, board=board, version=version)
        if missing.get(application):
            raise EvidenceMissing(application=application, missing="、".join(missing[application]))
    by_application = {row["application"]: row for row in rows}
    worst = max((by_application[one]["rank"] for one in leaders), default=0)
    explained = {skip.application for skip in skipped if skip.reason.strip()}
    for application in shortlisted:
        passed_over = by_application[application]["rank"] <= worst and application not in leaders
        if passed_over and application not in explained:
            raise SkipUnexplained(application=application)
    # In the board's order: a set of ids has another order in each process.
    chosen = [row for row in rows if row["application"] in leaders]
    return LeadersNominated(
        board=board,
        version=version,
        season=season,
        category=category,
        leaders=tuple(
            Nomination(
                application=row["application"],
                enterprise=row["enterprise"],
                rank=row["rank"],
                star=row["star"],
            )
            for row in chosen
        ),
        number_reason=number_reason,
        skipped=tuple(skipped),
    )
