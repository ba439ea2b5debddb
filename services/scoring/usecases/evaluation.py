"""Eligibility and scores: made as soon as an accepted application meets an adopted scheme."""

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
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

from .heard import adopted_scheme, declaration, is_barred


def evaluate_waiting(tx: Transaction, board: str) -> None:
    """Evaluate every accepted application of a board, once its scheme is adopted."""
    for candidate in tx.views.all("candidate", "board", board):
        evaluate(tx, candidate["application"])


def evaluate(tx: Transaction, application: str) -> None:
    """Judge and score one accepted application; nothing happens before its scheme is adopted.

    The text must be the one applied with, and still the one in force (R31): a difference is
    recorded and stops the step. A body is kept from enterprises it has an interest in (R3).
    """
    candidate = tx.views.get("candidate", application)
    if candidate is None or candidate["state"] != "accepted":
        return
    if tx.views.get("adopted_scheme", candidate["board"]) is None:
        return
    if text_differs(tx, candidate):
        return
    scheme, adopted = adopted_scheme(tx, candidate["board"])
    _judge_and_score(tx, candidate, scheme, adopted["version"])


def text_differs(tx: Transaction, candidate: Body) -> bool:
    """Record when the text in force is not the one applied with (R31); tell whether it is."""
    standard = tx.views.get("standard", candidate["standard"])
    current = declaration(
        tx, candidate["standard"], standard["version"] if standard else candidate["version"]
    )
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
