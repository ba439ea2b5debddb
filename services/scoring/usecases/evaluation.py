"""Eligibility and scores: made as soon as an accepted application meets an adopted scheme."""

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.contracts.intake import PlatformTextDiffered
from services.contracts.scoring import (
    DeclarationTextDiffered,
    Finding,
    Scored,
    StandardFoundEligible,
    StandardFoundIneligible,
)
from services.scoring.domain.eligibility import judge
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.score import score

from .heard import declaration, is_barred, scheme_version_of, version_in_force


def evaluate_waiting(tx: Transaction, board: str) -> None:
    """Evaluate every accepted application that the adopted scheme version has not judged (R5).

    Before the first draw that happens at adoption. What was drawn keeps the version it was drawn
    by: a version adopted since counts from the next draw on, which asks for this.
    """
    adopted = tx.views.get("adopted_scheme", board)
    for candidate in tx.views.all("candidate", "board", board) if adopted else ():
        application = candidate["application"]
        judged = tx.views.get("score", application) or tx.views.get("excluded", application)
        if adopted and (judged is None or judged["scheme_version"] != adopted["version"]):
            evaluate(tx, application)


def evaluate(tx: Transaction, application: str, scheme_version: int | None = None) -> None:
    """Judge and score one accepted application; nothing happens before its scheme is adopted.

    The text must be the one applied with, and still the one in force (R31): a difference is
    recorded and stops the step. A body is kept from enterprises it has an interest in (R3).

    :param scheme_version: of the board it stands on; None for the version adopted last (R5).
    """
    candidate = tx.views.get("candidate", application)
    if candidate is None or candidate["state"] != "accepted":
        return
    adopted = tx.views.get("adopted_scheme", candidate["board"])
    if adopted is None:
        return
    if text_differs(tx, candidate):
        return
    version = adopted["version"] if scheme_version is None else scheme_version
    scheme = scheme_version_of(tx, candidate["board"], version)
    _judge_and_score(tx, candidate, scheme, version)


def evaluate_again(tx: Transaction, application: str) -> bool:
    """Judge one application anew, by the scheme version of the board it stands on (R5, R18).

    :returns: whether it was found unfit.
    """
    candidate = tx.views.get("candidate", application) or {}
    board = tx.views.get("board", candidate.get("board", "")) or {}
    evaluate(tx, application, board.get("scheme_version"))
    return tx.views.get("score", application) is None


def text_differs(tx: Transaction, candidate: Body) -> bool:
    """Record when the text in force is not the one applied with (R31); tell whether it is."""
    counts = version_in_force(tx, candidate["standard"]) or candidate["version"]
    current = declaration(tx, candidate["standard"], counts)
    if current.text_sha256 == candidate["text_sha256"]:
        return False
    event = DeclarationTextDiffered(
        application=candidate["application"],
        enterprise=candidate["enterprise"],
        standard=candidate["standard"],
        applied_sha256=candidate["text_sha256"],
        found_sha256=current.text_sha256,
    )
    tx.append(_stream(candidate["application"]), event, reason="R31")
    return True


def differs_on_platform(tx: Transaction, found: PlatformTextDiffered) -> None:
    """Record that the platform shows another text than was accepted (R31).

    The board stands as it was drawn; nothing of it is handed in or published, and the next draw
    leaves the application out until the platform shows its text again.
    """
    candidate = tx.views.get("candidate", found.application)
    if candidate is None or candidate["state"] != "accepted":
        return
    if tx.views.get("published", candidate["board"]):
        return
    event = DeclarationTextDiffered(
        application=found.application,
        enterprise=found.enterprise,
        standard=found.standard,
        applied_sha256=candidate["text_sha256"],
        found_sha256=found.found_sha256,
    )
    tx.append(_stream(found.application), event, reason="R31")


def _judge_and_score(tx: Transaction, candidate: Body, scheme: Scheme, scheme_version: int) -> None:
    declared = declaration(tx, candidate["standard"], candidate["version"])
    common = {
        "application": candidate["application"],
        "enterprise": candidate["enterprise"],
        "season": candidate["season"],
        "category": candidate["category"],
        "standard": candidate["standard"],
        "version": candidate["version"],
        "scheme": scheme.id,
        "scheme_version": scheme_version,
    }
    stream = _stream(candidate["application"])
    kept_away = (*_conflict_finding(tx, candidate), *_bar_finding(tx, candidate["enterprise"]))
    if findings := (*kept_away, *judge(scheme, declared)):
        found = StandardFoundIneligible(**common, findings=findings)
        tx.append(stream, found, reason="R8")
        return
    result = score(scheme, declared)
    eligible = StandardFoundEligible(**common)
    scored = Scored(
        **common,
        text_sha256=declared.text_sha256,
        scheme_sha256=scheme.sha256,
        star=result.star,
        composite=result.composite,
        bonus=result.bonus,
        indicators=result.indicators,
    )
    tx.append(stream, eligible, scored, reason="R8, R11")


def _conflict_finding(tx: Transaction, candidate: Body) -> tuple[Finding, ...]:
    conflict = tx.views.get("conflict", f"{candidate['season']}/{candidate['enterprise']}")
    if conflict is None:
        return ()
    return (
        Finding(
            ground="conflict",
            indicator="conflict",
            declared=conflict["body"],
            required="回避 another evaluation body",
            clause="R3",
        ),
    )


def _bar_finding(tx: Transaction, enterprise: str) -> tuple[Finding, ...]:
    bar = is_barred(tx, enterprise)
    if bar is None:
        return ()
    return (
        Finding(
            ground="bar",
            indicator="bar",
            declared=bar["revocation"],
            required=f">{bar['last_day']}",
            clause="R10",
        ),
    )


def _stream(application: str) -> str:
    return f"entry:{application}"
